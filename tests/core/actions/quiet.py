"""What stories about stopping have in common."""

from omo_watch_core import events as ev
from omo_watch_core.effects import Effect, ReadStatus, SendAbort
from tests.core.actions.stage import HOME, LAB, NONCE, A, Stage, info

B, C, D = "ses_b", "ses_c", "ses_d"


def family(*busy: str) -> Stage:
    """Give a tree of four: two children and a grandchild, of which some run."""
    stage = Stage(info(), info(B, parent=A), info(C, parent=A), info(D, parent=B))
    for name in stage.server.sessions:
        stage.status("busy" if name in busy else "idle", name)
    return stage.later(5_000)


def abort(session: str = A) -> SendAbort:
    """Expect an abort."""
    return SendAbort(server=LAB, action=f"act_{NONCE}", session=session)


def status_of(session: str = A) -> ReadStatus:
    """Expect the question for a status."""
    return ReadStatus(server=LAB, action=f"act_{NONCE}", session=session, directory=HOME)


def until_asked(stage: Stage) -> list[Effect]:
    """Let time pass until something is sent."""
    for _ in range(60):
        sent = stage.tick()
        if sent or stage.action.result:
            return sent
    raise AssertionError("nothing was sent for a minute")


def confirmed(stage: Stage, *alive: str) -> None:
    """Let the server confirm the quiet of all that is asked for."""
    for effect in until_asked(stage):
        assert isinstance(effect, ReadStatus)
        stage.status_read("busy" if effect.session in alive else "idle", effect.session)


def begins(stage: Stage, session: str, parent: str = A) -> None:
    """Let a new session begin to work below another, as a task that got a free slot."""
    born(stage.later(300), session, parent)
    stage.status("busy", session)


def born(stage: Stage, session: str, parent: str = A) -> None:
    """Show a new session below another."""
    child = info(session, parent=parent)
    stage.tell(ev.SessionSeen(server=LAB, at_ms=stage.now, info=child))
