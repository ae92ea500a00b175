"""All that can be asked for, all that can happen meanwhile, and stories made of both."""

from collections.abc import Callable, Sequence

import msgspec
from hypothesis import strategies as st

from omo_watch_core import events as ev
from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.commands import (
    Answer,
    Command,
    Delete,
    GiveUp,
    Park,
    Rescue,
    RetryNow,
    StopAll,
)
from omo_watch_core.effects import (
    DeleteSession,
    Effect,
    ReadAsks,
    ReadHistory,
    ReadMessages,
    ReadSession,
    ReadStatus,
    ReplyAsk,
    SendAbort,
    SendCommand,
    SendPrompt,
    SwitchModel,
    WriteMetadata,
)
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.model import Failure
from omo_watch_core.state import State
from tests.core.actions.asked import PERMISSION, permission
from tests.core.actions.asked import reply as reply_to
from tests.core.actions.histories import ANSWERED, PARTIAL, UNSETTLED, last_turn, stored
from tests.core.actions.quiet import begins, born
from tests.core.actions.stage import (
    GPT,
    HOME,
    KIMI,
    LAB,
    NONCE,
    OPUS,
    START,
    A,
    Stage,
    cancel,
    failure,
    info,
    running,
    to,
)
from tests.core.actions.ways import CHAIN, command_answered, deletion_answered, looked_for

B, Z = "ses_b", "ses_z"
COMMANDS: dict[str, Command] = {
    "override": to(),
    "send": to(send="Go on"),
    "abort": cancel(),
    "tree": cancel(strength="tree"),
    "confirmed": cancel(confirmed=True),
    "steer": cancel(strength="steer"),
    "answer": reply_to(),
    "reject": reply_to(reply="reject"),
    "retry": RetryNow(nonce=NONCE, server=LAB, session=A),
    "park": Park(nonce=NONCE, server=LAB, session=A),
    "park until": Park(nonce=NONCE, server=LAB, session=A, until_ms=START + 900_000),
    "give up": GiveUp(nonce=NONCE, server=LAB, session=A),
    "task": cancel(chooses=True),
    "rescue": Rescue(nonce=NONCE, server=LAB, session=A, target=GPT),
    "stop-all": StopAll(nonce=NONCE, server=LAB, session=A, confirmed=True),
    "delete": Delete(nonce=NONCE, server=LAB, session=A, confirmed=True),
}
OF_PLUGIN = ("task", "stop-all")


def prompt_id(stage: Stage) -> str:
    action = stage.action
    return action.message if isinstance(action, OverrideAction) and action.message else "msg_x"


def failed_answer(stage: Stage) -> None:
    stage.answer("msg_new", prompt_id(stage), failure=Failure(name="APIError", message="no"))


def reply(stage: Stage) -> None:
    """Answer what was asked last, as a server that is well."""
    last = stage.sent[-1] if stage.sent else None
    if isinstance(last, ReadHistory):
        stage.history(last_turn())
    elif isinstance(last, SendAbort):
        stage.abort_answered(last.session)
        stage.status("idle", last.session)
    elif isinstance(last, ReadStatus):
        known = stage.server.sessions.get(last.session) if LAB in stage.state.servers else None
        stage.status_read(known.status if known else "idle", last.session)
    elif isinstance(last, SendPrompt | SwitchModel):
        stage.prompt_answered()
    elif isinstance(last, ReadMessages):
        stage.listed()
    else:
        reply_to_way(stage, last)


def reply_to_way(stage: Stage, last: Effect | None) -> None:
    """Answer what only the ways of stopping a task ask for."""
    if isinstance(last, SendCommand):
        command_answered(stage)
    elif isinstance(last, DeleteSession):
        deletion_answered(stage)
    elif isinstance(last, ReadSession):
        looked_for(stage, False)
    elif isinstance(last, ReplyAsk):
        taken(stage)
    elif isinstance(last, ReadAsks):
        listed(stage)
    elif isinstance(last, WriteMetadata):
        marked(stage)


def taken(stage: Stage, status: int = 200) -> None:
    stage.tell(ev.AskAnswered(server=LAB, at_ms=stage.now, action=stage.name, status=status))


def closed(stage: Stage) -> None:
    stage.tell(ev.AskClosed(server=LAB, at_ms=stage.now, session=A, ask=PERMISSION))


def listed(stage: Stage, asks: tuple[str, ...] | None = ()) -> None:
    stage.tell(
        ev.AsksListed(
            server=LAB, at_ms=stage.now, action=stage.name, asked_ms=stage.now, directory=HOME,
            kind="permission", asks=asks,
        )
    )  # fmt: skip


def marked(stage: Stage, ok: bool = True) -> None:
    stage.tell(ev.MetadataWritten(server=LAB, at_ms=stage.now, action=stage.name, session=A, ok=ok))


def fresh(stage: Stage) -> str:
    return f"ses_n{len(stage.told)}"


def newest(stage: Stage) -> str:
    known = [*stage.server.sessions] if LAB in stage.state.servers else []
    return max((name for name in known if name.startswith("ses_n")), default=B)


HAPPENS: dict[str, Callable[[Stage], object]] = {
    "reply": reply,
    "busy": lambda s: s.status("busy"),
    "idle": lambda s: s.status("idle"),
    "retry": lambda s: s.retry(),
    "child busy": lambda s: s.status("busy", B),
    "child idle": lambda s: s.status("idle", B),
    "other busy": lambda s: s.status("busy", Z),
    "our answer": lambda s: s.answer("msg_new", prompt_id(s)),
    "our answer by another": lambda s: s.answer("msg_new", prompt_id(s), KIMI),
    "our answer failed": failed_answer,
    "our answer finished": lambda s: s.answer("msg_new", prompt_id(s), finish="stop"),
    "another answer": lambda s: s.answer("msg_newer", "msg_somebody", OPUS),
    "completed": lambda s: s.answer("msg_00", "msg_0", OPUS, completed_ms=s.now),
    "text": lambda s: s.text("msg_new"),
    "delta": lambda s: s.delta("msg_new"),
    "other delta": lambda s: s.delta("msg_new", Z),
    "other text": lambda s: s.text("msg_z", session=Z),
    "prompt": lambda s: s.prompt("msg_typed"),
    "deleted": lambda s: s.deleted(),
    "child deleted": lambda s: s.deleted(B),
    "history": lambda s: s.history(last_turn()),
    "history with output": lambda s: s.history(last_turn(shows=True)),
    "command ran": command_answered,
    "command refused": lambda s: command_answered(s, 404, "no"),
    "deletion taken": deletion_answered,
    "deletion refused": lambda s: deletion_answered(s, 500, "no"),
    "still there": lambda s: looked_for(s, True),
    "not there": lambda s: looked_for(s, False),
    "nobody knows": lambda s: looked_for(s, None),
    "history with text": lambda s: s.history(PARTIAL),
    "history answered": lambda s: s.history(ANSWERED),
    "history unsettled": lambda s: s.history(UNSETTLED),
    "history failed": lambda s: s.history(failed="no"),
    "no history": lambda s: s.history(None),
    "aborted": lambda s: s.abort_answered(),
    "child aborted": lambda s: s.abort_answered(B),
    "abort failed": lambda s: s.abort_answered(ok=False, reason="no"),
    "prompt taken": lambda s: s.prompt_answered(),
    "prompt refused": lambda s: s.prompt_answered(400, "no"),
    "prompt lost": lambda s: s.prompt_answered(0, "no"),
    "marked": marked,
    "not marked": lambda s: marked(s, ok=False),
    "read retry": lambda s: s.status_read("retry"),
    "read idle": lambda s: s.status_read("idle"),
    "child read idle": lambda s: s.status_read("idle", B),
    "read busy": lambda s: s.status_read("busy"),
    "not read": lambda s: s.status_read(None),
    "answer taken": taken,
    "answer not found": lambda s: taken(s, 404),
    "answer lost": lambda s: taken(s, 0),
    "ask closed": closed,
    "ask raised": lambda s: s.tell(ev.AskRaised(server=LAB, at_ms=s.now, ask=permission())),
    "none open": listed,
    "still open": lambda s: listed(s, (PERMISSION,)),
    "not listed": lambda s: listed(s, None),
    "tick": lambda s: s.tick(),
    "five seconds": lambda s: s.tick(5),
    "listed": lambda s: s.listed(),
    "listed with our answer": lambda s: s.listed(stored("msg_new", prompt_id(s))),
    "listed with an empty answer": lambda s: s.listed(stored("msg_new", prompt_id(s), "")),
    "listed of old": lambda s: s.listed(stored("msg_new", prompt_id(s)), asked_ms=s.now - 9_000),
    "erred": lambda s: s.tell(
        ev.SessionErred(server=LAB, at_ms=s.now, session=A, failure=failure("Agent not found"))
    ),
    "new child": lambda s: born(s, fresh(s)),
    "new grandchild": lambda s: born(s, fresh(s), B),
    "new child works": lambda s: begins(s, fresh(s)),
    "newest busy": lambda s: s.status("busy", newest(s)),
    "newest idle": lambda s: s.status("idle", newest(s)),
    "newest read idle": lambda s: s.status_read("idle", newest(s)),
    "stream ended": lambda s: s.tell(ev.StreamEnded(server=LAB, at_ms=s.now, reason="it broke")),
    "removed": lambda s: s.tell(ev.ServerRemoved(server=LAB, at_ms=s.now)),
}
USUAL = (
    "reply",
    "reply",
    "reply",
    "reply",
    "reply",
    "busy",
    "idle",
    "retry",
    "history",
    "aborted",
    "prompt taken",
    "our answer",
    "text",
    "read idle",
    "listed",
    "tick",
    "five seconds",
    "answer taken",
    "ask closed",
)
MOMENTS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(USUAL), st.sampled_from(sorted(HAPPENS))),
        st.integers(0, 1_500),
    ),
    max_size=25,
)
CUTS = st.lists(st.integers(1, 12), min_size=1, max_size=40)


def begin(command: str, heard: bool) -> tuple[Stage, State]:
    of_plugin = command in OF_PLUGIN
    family = (info(parent=Z if of_plugin else None), info(B, parent=A), info(Z))
    stage = running(*family) if heard else Stage(*family)
    server = msgspec.structs.replace(stage.server, plugin=of_plugin)
    chains = CHAIN if of_plugin else Chains()
    stage.state = msgspec.structs.replace(stage.state, servers={LAB: server}, chains=chains)
    if isinstance(COMMANDS[command], Answer):
        stage.tell(ev.AskRaised(server=LAB, at_ms=stage.now, ask=permission()))
        if command == "reject":
            stage.status("idle")
    stage.told.clear()
    before = msgspec.structs.replace(stage.state, now_ms=stage.now)
    stage.order(COMMANDS[command])
    return stage, before


def story(stage: Stage, moments: Sequence[tuple[str, int]]) -> None:
    for what, later in moments:
        HAPPENS[what](stage.later(later))
    for _ in range(620 if stage.all_sent(SendCommand) else 60):
        if stage.action.result is not None:
            break
        stage.tick()
