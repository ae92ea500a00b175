"""What a model wrote, with its marks made visible."""
