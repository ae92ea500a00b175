"""Look after models: hear what was folded, let the engine decide, and see to what it wants."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core import events
from omo_watch_core.charge import rescuing, stopping, telling
from omo_watch_core.charge.answering import ANSWERS, answer, follow_prompts, give_up
from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.ear import Ear, awaits_word
from omo_watch_core.charge.hearing import HEARD, hear
from omo_watch_core.charge.rounds import known_anew, look_again, no_longer_in_doubt, tidy
from omo_watch_core.charge.setups import setup_of
from omo_watch_core.charge.shift import Shift
from omo_watch_core.charge.wanting import look_after
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect, Wake
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine import next_moment, tick
from omo_watch_core.fallback.engine.happenings import Happening, UserAsked
from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, SessionKey, State

_MOMENTS = (events.Ticked, events.Woken)
_IN_CHARGE = (events.ServerDescribed, events.PluginLooked, events.ClaimHeard)
"""What may put omo-watch in charge: what waits already is new to it then."""
_OTHERS = (events.DirectoryHeard, events.PromptAnswered)
_CONCERNS = HEARD | ANSWERS | frozenset((*_MOMENTS, *_IN_CHARGE, *_OTHERS))


def concerns(state: State, event: Event) -> bool:
    """Tell whether an event can mean something to those who look after models.

    A batch is cut behind it, so that its size makes no difference; most of a stream is text of
    sessions whose first word nobody awaits, and for which nothing is offered.
    """
    if type(event) not in _CONCERNS or state.duty is None:
        return False
    if isinstance(event, events.TextGrew):
        return _awaits(state.duty, (event.server, event.session))
    if isinstance(event, events.PartSeen):
        return _awaits(state.duty, (event.server, event.part.session))
    return True


def _awaits(duty: Duty, key: SessionKey) -> bool:
    """Tell whether a word of a session may prove a step, or close what is offered."""
    return awaits_word(duty, key) or key in duty.offers


def watch(before: State, after: State, batch: Sequence[Event]) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with its duty moved on, and what that wants done."""
    if after.duty is None:
        return after, ()
    shift = Shift(after, after.duty)
    # What the actions came to comes first: a moment may be of a prompt that was never sent.
    follow_prompts(shift)
    _work(shift)
    for event in batch:
        if concerns(before, event):
            _take_in(shift, before, event)
    follow_prompts(shift)
    _work(shift)
    tidy(shift)
    stopping.tidy(shift)
    shift.effects += telling.ended(before, shift.state)
    _wake(shift, after.duty.engine is not shift.duty.engine)
    return replace(shift.state, duty=shift.duty), tuple(shift.effects)


def _take_in(shift: Shift, before: State, event: Event) -> None:
    answer(shift, event)
    if isinstance(event, _MOMENTS):
        _moment(shift)
        return
    server, former = shift.state.servers.get(event.server), before.servers.get(event.server)
    if server is None or former is None or server.read_only:
        return
    if isinstance(event, _IN_CHARGE):
        known_anew(shift, former, server)
        no_longer_in_doubt(shift, former, server)
    else:
        _hear(shift, former, server, event)
    if isinstance(event, events.SessionDeleted):
        shift.duty = shift.duty.without((event.server, event.session))
    _work(shift)


def _hear(shift: Shift, former: Server, server: Server, event: Event) -> None:
    """Hear what is nobody else's; of what the plugin looks after only what was rescued.

    New waits of rescued sessions are the plugin's for their first 5 s too.
    """
    if server.plugin:
        rescuing.watch(shift, server)
    for happening in hear(Ear(shift.duty, former, server), event):
        plugin = _plugin(former, server, happening)
        if plugin is False:
            shift.happenings.append(happening)
        elif plugin:
            if isinstance(happening, UserAsked):
                rescuing.end(shift, happening.key)
            if happening.key in shift.duty.rescued and not rescuing.is_wait(happening):
                shift.happenings.append(happening)
    if isinstance(event, events.InstanceDisposed):
        rescuing.forget_ended(shift, server, event.directory)


def _plugin(former: Server, server: Server, happening: Happening) -> bool | None:
    """Tell whether the plugin looks after the session of a happening; it may just be deleted."""
    name = happening.key[1]
    session = server.sessions.get(name) or former.sessions.get(name)
    return plugin_in(server, session.info.directory if session else "")


def _moment(shift: Shift) -> None:
    give_up(shift)
    look_again(shift)
    stopping.forget(shift)
    for server in shift.state.servers.values():
        if server.plugin and not server.read_only:
            rescuing.watch(shift, server)
    engine, wants = tick(shift.duty.engine, shift.now, lambda key: setup_of(shift.state, key))
    shift.duty = replace(shift.duty, engine=engine)
    shift.wants.extend(wants)
    _work(shift)


def _work(shift: Shift) -> None:
    """Go on until the engine has reacted to everything and all its wants are seen to."""
    while shift.happenings or shift.wants:
        while shift.wants:
            look_after(shift, shift.wants.popleft())
        if shift.happenings:
            shift.react(shift.happenings.popleft())


def _wake(shift: Shift, changed: bool) -> None:
    """Be woken for a moment that comes before the next second."""
    moment = next_moment(shift.duty.engine)
    if changed and moment is not None and shift.now < moment < shift.now + SECOND:
        shift.effects.append(Wake(server="", at_ms=moment))
