"""Moments of the demo's story for the board of models, each folded as a screen would."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from omo_watch_core.actions.action import Action
from omo_watch_core.charge.duty import Duty
from omo_watch_core.clock import MINUTE
from omo_watch_core.commands import ProbeModel, Wants, WishModel
from omo_watch_core.edge.demo.rehearsal import Rehearsal, demo_state
from omo_watch_core.edge.demo.script import Limit, Script
from omo_watch_core.edge.demo.story import STORY
from omo_watch_core.model import ModelRef
from omo_watch_core.state import State

HIT_MS = 62_000
GPT = "openai/gpt-5.4"
PRO = "google/gemini-3-pro"
FLASH = "google/gemini-3-flash"
STORM = ("openai/gpt-5.4", "openai/gpt-5.4-codex", "openai/gpt-5.4-mini")
STEP_MS = 500
EXPLORES = "Explore tests (@explore subagent)"


@cache
def hit() -> State:
    """Give the story a minute in: three models cool down, one limit is due."""
    return demo_state(HIT_MS)


@cache
def calm() -> State:
    """Give a server of the story on which nothing was limited."""
    quiet = tuple(script for script in STORY if script.name == "gpu-2")
    return Rehearsal(quiet).run_to(1_000)


@cache
def held() -> State:
    """Give the story with a model that an operator held half a minute ago."""
    told = Rehearsal(duty=Duty())
    told.run_to(HIT_MS - 30_000)
    wish(told, "hold", PRO)
    return told.run_to(HIT_MS)


@cache
def storm() -> State:
    """Give the story after probes of three models of one provider, which all met limits."""
    told = Rehearsal(tuple(_strict(script) for script in STORY), duty=Duty())
    told.run_to(5_000)
    for name in STORM:
        probe(told, name)
    return told.run_to(HIT_MS)


@cache
def probed() -> State:
    """Give the story right after a probe that met the limit."""
    told = Rehearsal(duty=Duty())
    told.run_to(HIT_MS)
    probe(told, GPT)
    return told.state


def wish(told: Rehearsal, wants: Wants, model: str) -> Action:
    """Note a wish; give the action."""
    nonce = f"{wants}{model}".replace("/", "").replace("-", "").replace(".", "")[:14]
    command = WishModel(nonce=nonce, server="", session="", wants=wants, model=model)
    action = told.submit(command)
    return told.state.actions[action]


def probe(told: Rehearsal, model: str, server: str = "laptop") -> Action:
    """Probe a model and wait for the end; give the action."""
    provider, _, name = model.partition("/")
    nonce = f"probe{name}".replace("-", "").replace(".", "").ljust(14, "x")[:14]
    target = ModelRef(provider=provider, model=name)
    action = told.submit(ProbeModel(nonce=nonce, server=server, session="", target=target))
    begun = told.state.now_ms
    while told.state.actions[action].result is None and told.state.now_ms < begun + MINUTE:
        pass_time(told, STEP_MS)
    return told.state.actions[action]


def pass_time(told: Rehearsal, ms: int) -> State:
    """Watch for so long."""
    return told.run_to(told.state.now_ms - told.start_ms + ms)


def _strict(script: Script) -> Script:
    if script.name != "laptop":
        return script
    limit = Limit(message="Too many requests, try again in 12m", wait_ms=12 * MINUTE)
    # Who went on to be answered by one of them would show that it is free.
    cast = tuple(
        replace(role, model=FLASH) if role.title == EXPLORES else role for role in script.cast
    )
    limits = {**script.limits, **dict.fromkeys(STORM[1:], limit)}
    return replace(script, cast=cast, limits=limits)
