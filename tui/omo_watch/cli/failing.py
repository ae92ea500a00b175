"""How a command fails: one sentence, a way out, an exit code."""

from __future__ import annotations

import click
import msgspec

DONE = 0
NOT_ACHIEVED = 1
USAGE = 2
NO_CONNECTION = 3
NOT_AUTHORISED = 4
TIMED_OUT = 5


class CommandError(Exception):
    """A command that could not do what was asked."""

    def __init__(self, message: str, *, code: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint

    def show(self, as_json: bool) -> None:
        """Print the sentence to stderr, or one JSON document to stdout with `--json`."""
        if as_json:
            print_json({"ok": False, "error": self.message, "hint": self.hint or None})
            return
        click.echo(f"omo-watch: {self.message}", err=True)
        if self.hint:
            click.echo(f"  {self.hint}", err=True)


def print_json(document: object) -> None:
    """Print one JSON document on one line."""
    click.echo(msgspec.json.encode(document).decode())
