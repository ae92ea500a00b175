"""A clock, a list of what stands, and what was told of it."""

from __future__ import annotations

from omo_watch_core.notify.nouns import Cause, Memory, Notice, Occasion, Rules, Standing
from omo_watch_core.notify.turn import turn

NOON, MIDNIGHT = 12 * 60, 0
BEGIN = 1_000_000
SECOND = 1_000
LAB = "lab"
ALL = Rules(
    causes=frozenset({"asking", "stuck", "exhausted", "done"}), after_ms=10_000, pause_ms=30_000
)


def occasion(
    session: str, cause: Cause = "asking", mark: str = "1", *, since_ms: int = 0, server: str = LAB
) -> Occasion:
    """Make something about a session."""
    return Occasion(
        server=server, session=session, cause=cause, mark=mark, since_ms=since_ms,
        word="permission", title=f"Title of {session}", text="rm -rf",
    )  # fmt: skip


class Stage:
    """Let seconds pass while things stand."""

    def __init__(self, rules: Rules = ALL, minute: int = NOON, *, begun: bool = True) -> None:
        self.rules, self.minute = rules, minute
        self.now_ms = BEGIN
        self.memory = Memory()
        self.notices: list[Notice] = []
        if begun:
            self.stand(6)

    def stand(
        self, seconds: int, *found: Occasion, unclear: tuple[tuple[str, str], ...] = ()
    ) -> list[list[str]]:
        """Let these stand for some seconds, and give what was told meanwhile, by session."""
        told: list[list[str]] = []
        standing = Standing(occasions=found, unclear=frozenset(unclear), live=frozenset({LAB}))
        for _ in range(seconds):
            self.now_ms += SECOND
            self.memory, notice = turn(self.memory, standing, self.rules, self.now_ms, self.minute)
            if notice is not None:
                self.notices.append(notice)
                told.append([about.session for about in notice.occasions])
        return told
