"""What is known of a child session because it was delegated."""

from __future__ import annotations

from omo_watch_core.value import Value


class ChildContext(Value):
    """Hold what the delegating program gave a child and the server may not have stored yet."""

    prompt: str = ""
    system: object = None
    """As it was given; passed through, never read."""
    tools: object = None
    """As it was given; passed through, never read."""
