"""The fallback engine, told as stories."""
