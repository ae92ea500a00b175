"""What became of an action, for a person at a command line."""

from __future__ import annotations

import click

from omo_watch_core.actions.action import Action


def word_of(action: Action) -> str:
    """Give the word for a result; what was only taken is not proved."""
    return "not proved" if action.result == "accepted" else str(action.result)


def tell(action: Action, aside: str = "", before: str = "") -> None:
    """Say the result with its evidence, and the way out below it."""
    click.echo(f"{before}{word_of(action)}: {action.evidence}{f'  {aside}' if aside else ''}")
    if action.hint:
        click.echo(f"  {action.hint}")


def way_out(action: Action, *, ok: bool) -> dict[str, object]:
    """Give what every document says beside its own: why it is not achieved, and what helps."""
    if not ok:
        return {"error": action.evidence, "hint": action.hint or None}
    return {"hint": action.hint} if action.hint else {}
