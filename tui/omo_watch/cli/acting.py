"""What the commands that change a server have in common: connect, ask, wait for the result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from omo_watch.cli import options
from omo_watch.cli.failing import NOT_ACHIEVED, TIMED_OUT, CommandError
from omo_watch.cli.reach import Reach
from omo_watch.cli.show import find_session
from omo_watch.keeping import keeper_of
from omo_watch.lines.steered import steered_just_now
from omo_watch.settings import Settings
from omo_watch_core.actions.action import Action, HandAction
from omo_watch_core.commands import Command
from omo_watch_core.decide import READ_ONLY
from omo_watch_core.edge.address import Address
from omo_watch_core.model import ModelRef
from omo_watch_core.select.steering import other_steerer
from omo_watch_core.state import SessionKey, State

if TYPE_CHECKING:
    from omo_watch.cli.watching import Watching

LONGEST_S = 70.0
"""An action ends by itself after a minute at most."""
NOTED_S = 20.0
"""How long a lease's note in the session's metadata may take."""
LISTED_AGAIN_S = 4.0
"""Within which time a server is listed a second time on a new connection."""
CHILD_S = 6 * 3600.0
"""How long a moved child may work before its result is not waited for any more."""
Make = Callable[[SessionKey, str], Command]
"""Makes the command for a session that was found, with the given nonce."""
Find = Callable[[State, str], Command]
"""Makes the command from what the servers told, with the given nonce; raises CommandError."""
Known = Callable[[State], bool]
"""Tells whether what a command is about is known."""
Foretell = Callable[[State, SessionKey], Sequence[str]]
"""Says what else will happen, in sentences."""


def no_consequence(state: State, key: SessionKey) -> Sequence[str]:
    """Foretell nothing."""
    return ()


def act(
    session: str,
    reach: Reach,
    make: Make,
    foretell: Foretell = no_consequence,
) -> tuple[State, Action]:
    """Carry a command for a session out and give what became of it.

    What else it does is said before, by `foretell`.
    """

    def command(state: State, nonce: str) -> Command:
        key = find_session(state, session)
        warn(state, key)
        for said in foretell(state, key):
            click.echo(f"omo-watch: {said}", err=True)
        return make(key, nonce)

    return carry_out(reach, command)


def carry_out(reach: Reach, command: Find, known: Known | None = None) -> tuple[State, Action]:
    """Carry a command out that is made once the servers are known; give what became of it.

    What is not `known` then may be in the second listing, which is waited for.
    """
    settings = settings_to_act(reach)
    addresses = options.addresses_of((), reach.servers, settings)
    return asyncio.run(_act(addresses, settings, reach.timeout, command, known))


def settings_to_act(reach: Reach) -> Settings:
    """Read the settings; raises CommandError where they let nothing be changed."""
    settings = options.read_config(reach.config)
    if reach.read_only or settings.mode == "watch":
        hint = 'leave out --read-only, or set mode = "assist"'
        raise CommandError(READ_ONLY, code=NOT_ACHIEVED, hint=hint)
    return settings


async def _act(
    addresses: tuple[Address, ...],
    settings: Settings,
    timeout: float,
    command: Find,
    known: Known | None,
) -> tuple[State, Action]:
    from omo_watch.cli.watching import nonce, require_one, watching

    state, keeper = state_to_act(addresses, settings), keeper_of("assist")
    async with watching(addresses, state, keeper=keeper) as view:
        await view.until(is_ready, timeout)
        require_one(view.state)
        if known is not None:
            await view.until(known, LISTED_AGAIN_S)
        action = view.loop.submit(command(view.state, nonce()))
        if not await view.until(lambda s: s.actions[action].result is not None, LONGEST_S):
            raise CommandError("the server did not answer in time", code=TIMED_OUT)
        await view.until(lambda s: not s.noting, NOTED_S)
        await see_handed(view, action)
        return view.state, view.state.actions[action]


def warn(state: State, key: SessionKey) -> None:
    """Say that somebody else steered the session just now; a person decided, so it goes on."""
    server = state.servers[key[0]]
    other = other_steerer(state, server, server.sessions[key[1]])
    if other is not None and other.is_fresh(state.now_ms):
        click.echo(f"omo-watch: {steered_just_now(other, state.now_ms)}", err=True)


async def see_handed(view: Watching, action: str) -> None:
    """Stay until the result of a moved child is handed to its parent: nobody else would do it."""
    moved = view.state.actions[action]
    await view.until(lambda state: not _is_finding_out(handing(state, moved)), 60.0)
    hand = handing(view.state, moved)
    if hand is None or hand.result is not None:
        return
    said = f"moved; its result will be handed to {hand.parent_title}: stay until it is done"
    click.echo(f"omo-watch: {said}", err=True)
    await view.until(lambda s: s.actions[hand.id].result is not None, CHILD_S)


def handing(state: State, action: Action) -> HandAction | None:
    """Give what hands over the result of a child that an action moved, where one is owed."""
    found = (a for a in state.actions.values() if isinstance(a, HandAction))
    return next((a for a in found if a.key == action.key and a.result != "unneeded"), None)


def _is_finding_out(hand: HandAction | None) -> bool:
    return hand is not None and hand.result is None and hand.phase in ("asking", "owed")


def state_to_act(addresses: tuple[Address, ...], settings: Settings) -> State:
    """Give the state of an action before anything is known, with all that settings say."""
    from omo_watch.cli.watching import blank_state

    chains, policy = settings.chains.as_chains(), settings.fallback.as_policy()
    state = blank_state(addresses, chains=chains, policy=policy, owner=settings.name)
    return replace(state, tell_others=settings.notifications.tell_others)


def is_ready(state: State) -> bool:
    """Tell whether all is known that a command may need: sessions, models, the journal."""
    from omo_watch.cli.watching import all_settled, knows_journal

    return knows_journal(state) and all_settled(state) and models_known(state)


def models_known(state: State) -> bool:
    """Tell whether the models of all servers that answer are known."""
    servers = state.servers.values()
    return all(server.models or server.link.phase != "live" for server in servers)


def read_model(text: str, variant: str | None) -> ModelRef:
    """Read `provider/model`, split at the first slash; raises CommandError."""
    provider, slash, model = text.partition("/")
    if not (slash and provider and model):
        raise CommandError(
            f"{text!r} is no model", code=2, hint="say provider/model, for example openai/gpt-5.4"
        )
    return ModelRef(provider=provider, model=model, variant=variant)
