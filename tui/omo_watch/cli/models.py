"""`omo-watch models`: which models rest, and what an operator does about one."""

from __future__ import annotations

import click

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED, CommandError, print_json
from omo_watch.cli.ls import look
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.reach import Reach, View, acting, looking
from omo_watch_core.actions.action import Action
from omo_watch_core.commands import Command, ProbeModel, Wants, WishModel
from omo_watch_core.fallback.board import place
from omo_watch_core.model import ModelInfo, ModelRef
from omo_watch_core.state import State

ACHIEVED = frozenset({"held", "released", "cleared", "proved"})


@click.group("models", invoke_without_command=True)
@options.ALL_MODELS
@looking
@click.pass_context
def command(ctx: click.Context, shows_all: bool, as_json: bool, view: View) -> None:
    """List the models that rest, and those that sessions use; hold, clear or probe one."""
    if ctx.invoked_subcommand is not None:
        return
    from omo_watch.cli.acting import models_known
    from omo_watch.cli.model_table import model_table
    from omo_watch_core.select.board.arrange import arrange_models
    from omo_watch_core.select.board.nouns import BoardView

    state = look((), view, known=models_known)
    shown = BoardView(shows="all" if shows_all or as_json else "used", folds=False)
    board = arrange_models(state, shown)
    if as_json:
        from omo_watch_core.contract import models_document

        print_json(models_document(state, board))
        return
    for line in model_table(state, board):
        click.echo(line)


@command.command("hold")
@click.argument("model")
@acting
def hold(model: str, as_json: bool, reach: Reach) -> int:
    """Let nothing here choose a model until it is released; nothing is sent."""
    return _wish("hold", model, as_json, reach)


@command.command("release")
@click.argument("model")
@acting
def release(model: str, as_json: bool, reach: Reach) -> int:
    """Let a held model be chosen again; nothing is sent."""
    return _wish("release", model, as_json, reach)


@command.command("clear")
@click.argument("model")
@acting
def clear(model: str, as_json: bool, reach: Reach) -> int:
    """Forget the cooldown of a model here; the server's own wait goes on."""
    return _wish("clear", model, as_json, reach)


@command.command("probe")
@click.argument("model")
@acting
def probe(model: str, as_json: bool, reach: Reach) -> int:
    """Ask a model for one word, in a session of its own that is deleted again.

    What that costs is said first, on stderr. Where several servers offer the model, the first
    is asked; name another one with --server.
    """
    from omo_watch.cli.acting import carry_out, read_model

    target = read_model(model, None)

    def make(state: State, nonce: str) -> Command:
        server, known = _offer(state, target)
        _say_cost(server, known)
        return ProbeModel(nonce=nonce, server=server, session="", target=known.ref)

    _, done = carry_out(reach, make)
    return _report(done, as_json)


def _wish(wants: Wants, model: str, as_json: bool, reach: Reach) -> int:
    from omo_watch.cli.acting import carry_out

    def make(state: State, nonce: str) -> Command:
        return WishModel(nonce=nonce, server="", session="", wants=wants, model=model)

    _, done = carry_out(reach, make)
    return _report(done, as_json)


def _offer(state: State, target: ModelRef) -> tuple[str, ModelInfo]:
    """Give the first server that offers a model; raises CommandError with the nearest names."""
    from omo_watch_core.actions.knowing import model_fault

    faults: list[str] = []
    for server in state.servers.values():
        for name, info in server.models.items():
            if place(name) == place(target.name):
                return server.name, info
        faults.append(model_fault(server, target) or "")
    raise CommandError(" ".join(faults), code=NOT_ACHIEVED, hint="nothing was sent")


def _say_cost(server: str, info: ModelInfo) -> None:
    from omo_watch.lines.models.words import price_words

    said = f"a probe of {info.ref.name} on {server} costs one word: {price_words(info)}"
    click.echo(f"omo-watch: {said}", err=True)


def _report(action: Action, as_json: bool) -> int:
    ok = action.result in ACHIEVED
    if as_json:
        word = "not proved" if action.result == "accepted" else action.result
        document: dict[str, object] = {"ok": ok, "result": word, "evidence": action.evidence}
        print_json(document | way_out(action, ok=ok))
    else:
        tell(action)
    return 0 if ok else NOT_ACHIEVED
