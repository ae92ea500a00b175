"""The routes: each takes what is on the stage and what a client asks, and gives the answer."""

from __future__ import annotations

