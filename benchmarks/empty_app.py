"""The least that Textual can show: one label."""

from textual.app import App, ComposeResult
from textual.widgets import Static

MARK = "empty-but-there"


class Empty(App[None]):
    """Show the label."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """Put it there."""
        yield Static(MARK)


if __name__ == "__main__":
    Empty().run()
