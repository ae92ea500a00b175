"""`omo-watch answer`: answer a permission or a question, and see that it is closed."""

from __future__ import annotations

import click

from omo_watch.cli.failing import NOT_ACHIEVED, USAGE, CommandError, print_json
from omo_watch.cli.meaning import NAMED, Known, meant
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.reach import Reach, acting
from omo_watch_core.actions.action import AnswerAction
from omo_watch_core.actions.answer.fitting import WordsError, misfit, understand
from omo_watch_core.commands import Answer
from omo_watch_core.model import Ask
from omo_watch_core.state import State

Choice = tuple[int, str]


@click.command("answer")
@click.argument("ask")
@click.argument("reply", required=False, metavar="once|always|reject|TEXT")
@click.option(
    "--choice",
    "choices",
    multiple=True,
    metavar="N=LABEL",
    help="The answer to question N; can be repeated, also for one question.",
)
@click.option("--text", help="Words with a reject: the agent reads them and goes on.")
@acting
def command(
    ask: str,
    reply: str | None,
    choices: tuple[str, ...],
    text: str | None,
    as_json: bool,
    reach: Reach,
) -> int:
    """Answer a permission (once, always, reject) or a question (TEXT, or a choice for each).

    ASK is the id of the request, or a beginning of it that no other has: see `omo-watch show`.
    Exit 0 when the server took the answer and the request is closed.
    """
    from omo_watch.cli.acting import carry_out

    numbered = tuple(_read_choice(choice) for choice in choices)
    if reply is None and not numbered:
        raise _usage("what is the answer? Say once, always, reject, a text or --choice N=LABEL")

    def find(state: State, nonce: str) -> Answer:
        server, found = find_ask(state, ask)
        return _answer(server, found, nonce, reply, numbered, text)

    def known(state: State) -> bool:
        return any(found.id.startswith(ask) for _, found in asks_of(state))

    _, action = carry_out(reach, find, known)
    assert isinstance(action, AnswerAction)
    _report(action, as_json)
    return 0 if action.result == "answered" else NOT_ACHIEVED


def find_ask(state: State, wanted: str) -> tuple[str, Ask]:
    """Find a request by its id or a unique beginning of it; raises CommandError.

    One that is dead is found by its id as well: it may be rejected, to clean up.
    """
    known = [
        (Known(pair[1].id, f"{pair[1].id} ({pair[1].title})"), pair) for pair in asks_of(state)
    ]
    found = meant(wanted, known)
    if found is not None:
        return found
    living = [(s.name, ask) for s in state.servers.values() for ask in s.asks.values()]
    hint = f"open: {_listed(living)}" if living else "nothing waits for a person"
    why = f"there is no open request {wanted!r}, nothing was sent"
    raise CommandError(why, code=NOT_ACHIEVED, hint=hint)


def asks_of(state: State) -> list[tuple[str, Ask]]:
    """Give all requests with the names of their servers, also those that nobody waits for."""
    return [
        (server.name, ask)
        for server in state.servers.values()
        for ask in (*server.asks.values(), *server.dead.values())
    ]


def _answer(
    server: str,
    ask: Ask,
    nonce: str,
    reply: str | None,
    choices: tuple[Choice, ...],
    text: str | None,
) -> Answer:
    try:
        said = understand(ask, reply, choices)
    except WordsError as error:
        raise _usage(f"{error}, nothing was sent") from None
    wrong = misfit(ask, said.reply, said.answers, text)
    if wrong:
        raise _usage(f"{wrong}, nothing was sent")
    return Answer(
        nonce=nonce,
        server=server,
        session=ask.session,
        ask=ask.id,
        reply=said.reply,
        answers=said.answers,
        text=text,
    )


def _read_choice(word: str) -> Choice:
    number, equals, label = word.partition("=")
    if not equals or not number.strip().isascii() or not number.strip().isdigit():
        raise _usage(f"{word!r} is no choice: say for example --choice 1=SQLite")
    return int(number), label


def _usage(why: str) -> CommandError:
    return CommandError(why, code=USAGE, hint="see `omo-watch answer --help`")


def _listed(found: list[tuple[str, Ask]]) -> str:
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(f"{ask.id} ({ask.title})" for _, ask in found[:NAMED]) + more


def _report(action: AnswerAction, as_json: bool) -> None:
    took = (action.ended_ms or action.started_ms) - action.started_ms
    if not as_json:
        tell(action, f"{took / 1000:.1f}s")
        return
    document: dict[str, object] = {
        "ok": action.result == "answered",
        "result": action.result,
        "ask": action.asked,
        "server": action.server,
        "session": action.session,
        "kind": action.kind,
        "reply": action.reply,
        "answers": action.answers if action.reply == "answers" else None,
        "dead": action.dead,
        "took_ms": took,
        "evidence": action.evidence,
    }
    print_json(document | way_out(action, ok=action.result == "answered"))
