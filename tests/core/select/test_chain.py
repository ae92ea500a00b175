"""Which chain applies to a session, and who says so."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains, Lookup
from omo_watch_core.fallback.plugin_settings import PluginSettings
from omo_watch_core.select.chain import agent_of, chain_of, chains_of
from omo_watch_core.state import Session, State
from tests.core.select.make import HOME, LAB, busy, idle, prompt, server, state

ELSEWHERE = "/srv/dev/other"


def agent(**fields: Any) -> Chains:
    """Give what is said of one agent."""
    return Chains(agents={"build": AgentEntry(**fields)})


def laid(ours: Chains, theirs: Chains | None = None) -> State:
    """Give a server with one session and what both sides say about chains."""
    settings = {HOME: PluginSettings(chains=theirs)} if theirs is not None else {}
    found = state(server(busy(), plugin_settings=settings))
    return replace(found, chains=ours)


def chains(ours: Chains, theirs: Chains | None = None) -> Chains:
    whole = laid(ours, theirs)
    return chains_of(whole, whole.servers[LAB], HOME)


def look(ours: Chains, theirs: Chains | None = None, session: Session | None = None) -> Lookup:
    whole = laid(ours, theirs)
    return chain_of(whole, whole.servers[LAB], session or busy())


def test_the_agent_is_that_of_the_newest_turn() -> None:
    session = busy(prompt=prompt(agent="plan"))
    assert agent_of(session) == "plan"


@pytest.mark.parametrize("asked", [None, prompt(), prompt(agent="")])
def test_without_a_turn_that_names_one_it_is_the_sessions_own(asked: Any) -> None:
    assert agent_of(busy(prompt=asked)) == "build"


def test_nobody_knows_the_agent_of_a_session_that_names_none() -> None:
    assert agent_of(busy(prompt=None, info=replace(busy().info, agent=None))) is None


def test_the_chain_of_the_agent_counts() -> None:
    assert look(agent(chain=("a/b", "c/d"))) == Lookup(chain=("a/b", "c/d"), rule="agents.build")


def test_the_chain_of_the_turns_agent_counts_not_that_of_the_session() -> None:
    ours = Chains(agents={"build": AgentEntry(chain=("a/b",)), "plan": AgentEntry(chain=("c/d",))})
    assert look(ours, session=busy(prompt=prompt(agent="plan"))).chain == ("c/d",)


def test_a_configured_agent_of_any_name_counts() -> None:
    ours = Chains(agents={"My Reviewer": AgentEntry(chain=("a/b",))})
    session = busy(prompt=prompt(agent="my reviewer"))
    assert look(ours, session=session).rule == "agents.My Reviewer"


def test_a_name_on_the_screen_is_its_agent() -> None:
    ours = Chains(agents={"prometheus": AgentEntry(chain=("a/b",))})
    session = busy(prompt=prompt(agent="Prometheus (Planner)"))
    assert look(ours, session=session).rule == "agents.prometheus"


def test_the_chain_for_everybody_is_the_last_resort() -> None:
    assert look(Chains(everywhere=("a/b",))) == Lookup(chain=("a/b",), rule="global")
    assert look(Chains()) == Lookup()


def test_an_empty_chain_blocks_the_one_for_everybody() -> None:
    ours = Chains(agents={"build": AgentEntry(chain=())}, everywhere=("a/b",))
    assert look(ours) == Lookup(chain=(), rule="agents.build")


def test_the_plugins_files_count_where_we_say_nothing() -> None:
    theirs = agent(chain=("x/y",))
    assert look(Chains(), theirs) == Lookup(chain=("x/y",), rule="agents.build")


def test_the_plugins_files_count_in_their_directory_only() -> None:
    whole = laid(Chains(), agent(chain=("x/y",)))
    lab = whole.servers[LAB]
    assert chains_of(whole, lab, ELSEWHERE) == Chains()
    assert chain_of(whole, lab, idle(directory=ELSEWHERE)) == Lookup()


def test_ours_win_entry_by_entry() -> None:
    ours = Chains(agents={"build": AgentEntry(chain=("a/b",)), "plan": AgentEntry(model="a/p")})
    theirs = Chains(
        agents={"build": AgentEntry(chain=("x/y",)), "oracle": AgentEntry(chain=("x/o",))}
    )
    assert chains(ours, theirs).agents == {
        "build": AgentEntry(chain=("a/b",)),
        "oracle": AgentEntry(chain=("x/o",)),
        "plan": AgentEntry(model="a/p"),
    }


ABOVE = {"model": "a/m", "category": "up", "variant": "high", "effort": "max", "chain": ("a/b",)}
BELOW = {"model": "x/m", "category": "low", "variant": "low", "effort": "low", "chain": ("x/y",)}


@pytest.mark.parametrize("key", ABOVE)
def test_every_key_of_an_agent_is_laid_over_by_itself(key: str) -> None:
    both = chains(agent(**{key: ABOVE[key]}), agent(**BELOW)).agents["build"]
    assert both == AgentEntry(**{**BELOW, key: ABOVE[key]})


@pytest.mark.parametrize("key", ABOVE)
def test_every_key_of_an_agent_that_we_leave_out_is_theirs(key: str) -> None:
    ours = {name: value for name, value in ABOVE.items() if name != key}
    both = chains(agent(**ours), agent(**BELOW)).agents["build"]
    assert both == AgentEntry(**{**ABOVE, key: BELOW[key]})


@pytest.mark.parametrize("key", ["model", "variant", "chain"])
def test_every_key_of_a_category_is_laid_over_by_itself(key: str) -> None:
    names = ("model", "variant", "chain")
    above, below = ({name: side[name] for name in names} for side in (ABOVE, BELOW))
    ours = Chains(categories={"quick": CategoryEntry(**{key: above[key]})})
    theirs = Chains(categories={"quick": CategoryEntry(**below), "deep": CategoryEntry(**below)})
    assert chains(ours, theirs).categories == {
        "quick": CategoryEntry(**{**below, key: above[key]}),
        "deep": CategoryEntry(**below),
    }
    assert chains(theirs, ours).categories["quick"] == CategoryEntry(**below)


def test_our_empty_chain_blocks_theirs() -> None:
    assert look(agent(chain=()), agent(chain=("x/y",))) == Lookup(chain=(), rule="agents.build")
    ours = Chains(categories={"quick": CategoryEntry(chain=())})
    theirs = Chains(categories={"quick": CategoryEntry(chain=("x/y",))})
    assert chains(ours, theirs).categories["quick"].chain == ()


def test_our_entry_without_a_chain_leaves_theirs() -> None:
    assert look(agent(model="a/m"), agent(chain=("x/y",))).chain == ("x/y",)


def test_the_chain_for_everybody_is_ours_where_we_have_one() -> None:
    theirs = Chains(everywhere=("x/y",))
    assert chains(Chains(everywhere=("a/b",)), theirs).everywhere == ("a/b",)
    assert chains(Chains(), theirs).everywhere == ("x/y",)


@pytest.mark.parametrize(
    ("ours", "theirs", "both"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_planner_inherits_where_nobody_forbids_it(ours: bool, theirs: bool, both: bool) -> None:
    laid_over = chains(Chains(plan_inherits=ours), Chains(plan_inherits=theirs))
    assert laid_over.plan_inherits is both
