"""A forecast as people read it."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch.cli.explaining import forecast_document
from omo_watch.cli.foretelling import forecast_lines
from omo_watch_core.charge.forecast import forecast
from omo_watch_core.claim import Claim
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.fault import plain_fault
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Session, State
from tests.core.select.make import (
    GLM,
    GPT,
    KIMI,
    LAB,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    answer,
    busy,
    idle,
    server,
    setback,
    state,
    tool,
)

KEY = (LAB, "ses_a")
RATE = plain_fault(None, "rate limit", 429)
SETTINGS = Path("config.toml")
CHAIN = (GPT.name, KIMI.name, GLM.name)
HEAD = ["ses_a", "  ses_a  lab", "  build, on fake/opus"]


def here(*sessions: Session, chain: tuple[str, ...] | None = CHAIN, **fields: Any) -> State:
    """Give a state of one server whose build agent has a chain."""
    lists = {"build": chain} if chain is not None else {}
    fields = {"plugin": False, **fields}
    return state(server(*(sessions or (busy(),)), **fields), chains=lists)


def written(whole: State, message: str = "rate limit", status: int | None = 429) -> list[str]:
    fault = plain_fault(None, message, status)
    return forecast_lines(whole, KEY, forecast(whole, KEY, fault), SETTINGS)


def closing(whole: State, **error: Any) -> list[str]:
    """Give what stands behind the last empty line."""
    lines = written(whole, **error)
    return lines[len(lines) - lines[::-1].index("") :]


def test_all_is_said_in_order() -> None:
    failed = (setback(GPT, at_ms=NOW - 20 * SECOND),)
    assert written(here(busy(), idle("ses_b", setbacks=failed))) == [
        *HEAD,
        "",
        "if it met rate-limit, HTTP 429:",
        "  that calls for the next model of its chain (status 429)",
        "",
        "the chain of agents.build:",
        "  fake/opus        it is the model that answers now",
        "  fake/gpt   skip  it cools down since ses_b met rate-limit, back in 40s",
        "  fake/kimi  take  the first that can answer",
        "  fake/glm   skip  behind the chosen one",
        "",
        "`omo-watch guard` would move it to fake/kimi: nobody else is in charge of lab.",
    ]


def test_the_model_that_the_turn_began_on_stands_in_front() -> None:
    moved = busy(answer=answer(model=GPT), setbacks=(setback(OPUS),))
    assert written(here(moved))[8:10] == [
        "  fake/opus        where the turn began",
        "  fake/gpt   skip  it is the model that answers now",
    ]


def test_an_error_that_moves_nothing_leaves_the_chain_as_it_is() -> None:
    assert written(here(), "no", 400) == [
        *HEAD,
        "",
        "if it met bad-request, HTTP 400:",
        "  it would stay on its model: nothing says that another model would do better",
        "  (no rule fits it)",
        "",
        "the chain of agents.build:",
        "  fake/opus        it is the model that answers now",
        "  fake/gpt",
        "  fake/kimi",
        "  fake/glm",
    ]


def test_long_names_and_rules_are_broken_inside_the_terminal() -> None:
    assert _of_long_name(27)[8:11] == [
        f"  {'x' * 27}  skip  it cools down since ses_0123456789abcdef",
        f"{' ' * 37}met rate-limit, back in 59s",
        f"  fake/kimi{' ' * 18}  take  the first that can answer",
    ]
    assert _of_long_name(45)[10].startswith(" " * 55 + "ses_")
    assert _of_long_name(46)[10:13] == [
        f"  {'x' * 46}  skip",
        "      it cools down since ses_0123456789abcdef met rate-limit, back in 59s",
        f"  fake/kimi{' ' * 37}  take",
    ]


def _of_long_name(cells: int) -> list[str]:
    name = f"{'x' * (cells - 2)}/x"
    failed = setback(ModelRef(provider=name[:-2], model="x"), at_ms=NOW - SECOND)
    whole = here(busy(), idle("ses_0123456789abcdef", setbacks=(failed,)), chain=(name, KIMI.name))
    lines = written(whole)
    assert max(map(len, lines)) < 80
    return [line.replace("x/x", "xxx") for line in lines if "fake/opus  " not in line]


def test_where_nothing_is_to_be_said_of_a_model_no_line_is_lost_on_it() -> None:
    lines = written(here(chain=("x" * 60 + "/x",)), "no", 400)
    assert lines[-2:] == ["      it is the model that answers now", f"  {'x' * 60}/x"]


def test_without_a_chain_none_is_drawn() -> None:
    assert written(here(chain=None))[4:8] == [
        "if it met rate-limit, HTTP 429:",
        "  that calls for the next model of its chain (status 429)",
        "",
        "nothing would be sent: no chain is configured for it",
    ]


def test_the_chain_for_everybody_is_called_so() -> None:
    whole = replace(here(chain=None), chains=Chains(everywhere=CHAIN))
    assert "the chain for everybody:" in written(whole)


# --- who would do it


def test_a_guard_that_is_there_is_named() -> None:
    whole = here(claim=Claim(owner="guard 7@host"))
    assert closing(whole) == [
        "`omo-watch guard` would move it to fake/gpt: guard 7@host looks after lab."
    ]


def test_beside_the_plugin_only_rescues_are_promised() -> None:
    assert closing(here(plugin=True)) == [
        "omo-watch keeps still: the plugin is in charge. Where a wait stands for 5 s, or",
        "the run ends without an answer, `omo-watch guard` would move it to fake/gpt.",
        "  move it yourself:",
        "    omo-watch override ses_a fake/gpt",
    ]


def test_where_nobody_can_tell_nothing_is_proposed() -> None:
    assert closing(here(plugin=None)) == [
        "omo-watch keeps still: nobody could tell who is in charge of lab."
    ]


@pytest.mark.parametrize("plugin", [False, True])
def test_an_offer_says_what_follows_from_taking_it(plugin: bool) -> None:
    parent = busy("ses_p", title="Billing", tools=(tool("task", child="ses_a"),))
    text = " ".join(closing(here(busy(parent="ses_p"), parent, plugin=plugin)))
    assert "`omo-watch guard` would only offer fake/gpt" in text
    assert "omo-watch override ses_a fake/gpt" in text
    assert "then Billing sees its task fail" in text


def test_a_timeout_of_0_is_pointed_out() -> None:
    whole = replace(here(), policy=Policy(enabled=True, timeout_seconds=0))
    assert closing(whole)[1:] == [
        "timeout_seconds is 0: only an error that ends the run counts, no announced wait"
    ]


# --- why nothing would be sent


def test_without_a_chain_an_example_is_given() -> None:
    assert closing(here(chain=None)) == [
        "nothing would be sent: no chain is configured for it",
        "  write one into config.toml, for example:",
        "    [chains.agents]",
        '    build = ["provider/model", "another/model"]',
    ]
    assert closing(here(busy(agent='My "own"'), chain=None))[-1].startswith('    "My \\"own\\"" =')
    assert closing(here(busy(agent=None), chain=None))[-2:] == [
        "    [chains]",
        '    global = ["provider/model", "another/model"]',
    ]


def test_an_empty_chain_is_named() -> None:
    assert closing(here(chain=())) == [
        "nothing would be sent: its chain is configured as empty",
        "  put models into `agents.build` to change that",
    ]


def test_the_first_to_come_back_is_named() -> None:
    failed = (
        setback(GPT, until_ms=float(NOW + 10 * MINUTE)),
        setback(KIMI, until_ms=float(NOW + 5 * MINUTE)),
    )
    whole = here(busy(), idle("ses_b", setbacks=failed), chain=(GPT.name, KIMI.name))
    assert closing(whole)[-1] == "  the first to come back is fake/kimi: back in 5m"
    assert closing(here(chain=(OPUS.name,))) == [
        "nothing would be sent: No available fallback models (all in cooldown or",
        "exhausted)",
    ]


def test_a_limit_of_steps_is_named() -> None:
    moved = busy(answer=answer(model=GPT), setbacks=(setback(OPUS),))
    whole = replace(here(moved), policy=Policy(enabled=True, max_fallback_attempts=1))
    assert closing(whole) == [
        "nothing would be sent: Max fallback attempts reached",
        "  `max_fallback_attempts` is 1 in `[fallback]`",
    ]


def test_a_fallback_that_is_off_can_be_put_on() -> None:
    whole = replace(here(), policy=Policy(enabled=False))
    assert "  it would stay on its model: the fallback is off (status 429)" in written(whole)
    assert closing(whole) == ["take `enabled = false` out of `[fallback]` to change that"]


def test_an_unknown_model_and_agent_are_said_to_be_so() -> None:
    whole = here(idle(agent=None, model=None, answer=None), chain=None)
    entry = AgentEntry(chain=CHAIN)
    assert written(whole)[2] == "  nobody knows as which agent"
    whole = replace(here(idle(model=None, answer=None)), chains=Chains(agents={"build": entry}))
    assert written(whole)[2] == "  build"
    assert closing(whole) == ["nothing would be sent: nobody knows which model runs"]


# --- the document


def test_times_are_those_of_the_server() -> None:
    failed = (setback(GPT, at_ms=NOW - 20 * SECOND),)
    whole = here(busy(), idle("ses_b", setbacks=failed), offset_ms=5_000.0)
    document = forecast_document(whole, KEY, forecast(whole, KEY, RATE))
    (first, *_) = document["decisions"]  # type: ignore[misc]
    assert first["until_ms"] == NOW + 35 * SECOND


def test_what_is_not_there_is_null() -> None:
    whole = here()
    document = forecast_document(whole, KEY, forecast(whole, KEY, RATE))
    empty = ("nothing", "rescue", "consequence")
    assert [document[name] for name in empty] == [None, None, None]
    assert (document["current"], document["waits_count"]) == (OPUS.name, True)
