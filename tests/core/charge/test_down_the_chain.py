"""Which model comes next, for one session and for several."""

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import SendPrompt
from omo_watch_core.fallback.plugin_settings import PluginSettings
from tests.core.actions.stage import GPT, HOME, KIMI, LAB, A
from tests.core.charge.desk import Desk, limited, working
from tests.core.charge.setting import chains

CAUSE = "session.status: usage-limit, attempt 1"


def test_a_second_limit_goes_on_to_the_third_model() -> None:
    desk = limited()
    desk.serve()
    desk.later(500).answers(GPT)
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi"]
    assert [line.data["result"] for line in desk.lines("result")] == ["accepted"]
    desk.later(500).part(desk.answers(KIMI))
    assert [line.data["result"] for line in desk.lines("result")] == ["accepted", "proved"]
    first, second = (body["messageID"] for body in desk.bodies())
    assert first < second


def test_at_the_end_of_the_chain_it_is_told_and_nothing_is_stopped() -> None:
    desk = limited(chain=["fake/ok-gpt"])
    desk.serve()
    desk.later(500).answers(GPT)
    desk.waits()
    before = len(desk.changing())
    desk.serve()
    assert len(desk.changing()) == before
    (line,) = desk.lines("exhausted")
    assert line.text == "No available fallback models (all in cooldown or exhausted)"
    assert line.data == {"tried": ["fake/limited-opus", "fake/ok-gpt"], "cause": CAUSE}


def test_without_a_chain_nothing_is_sent() -> None:
    desk = limited(chain=())
    assert desk.kinds() == []
    assert desk.texts("decision") == [f"no chain: nothing is sent ({CAUSE})"]


def test_a_model_that_the_server_does_not_list_is_passed_over() -> None:
    desk = limited(chain=["other/gone", "fake/ok-kimi"])
    desk.serve()
    assert desk.models() == ["ok-kimi"]


def test_any_model_may_be_there_before_the_list_is_read() -> None:
    desk = working(chain=["other/gone"])
    server = replace(desk.server, models={})
    desk.state = replace(desk.state, servers={LAB: server})
    desk.waits()
    desk.serve()
    assert desk.models() == ["gone"]


def test_an_entry_with_a_variant_is_asked_with_it() -> None:
    desk = limited(chain=["fake/ok-gpt(low)"])
    desk.serve()
    (body,) = desk.bodies()
    assert (body["model"]["modelID"], body["variant"]) == ("ok-gpt", "low")


def test_the_limit_of_an_entry_with_a_variant_is_that_of_its_entry() -> None:
    desk = limited(chain=["fake/ok-gpt(low)", "fake/ok-kimi"])
    desk.serve()
    desk.later(500).answers(GPT)
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi"]
    assert f"fake/ok-gpt(low) -> fake/ok-kimi: {CAUSE}" in desk.texts("decision")


def test_two_sessions_go_down_the_same_chain_apart() -> None:
    desk = working(share_cooldowns="off")
    desk.tell(
        ev.SessionSeen(
            server=LAB, at_ms=desk.now, info=replace(desk.session().info, id="ses_b", title="B")
        )
    )
    desk.asks("ses_b")
    desk.status("busy", "ses_b")
    desk.answers(session="ses_b")
    desk.waits()
    desk.waits("ses_b")
    desk.serve()
    prompts = {prompt.session: prompt.body for prompt in desk.all(SendPrompt)}
    assert (set(prompts), desk.models()) == ({A, "ses_b"}, ["ok-gpt", "ok-gpt"])
    assert len({action.id for action in desk.state.actions.values()}) == 2


def test_a_model_that_cools_down_for_one_session_is_passed_over_by_another() -> None:
    desk = limited()
    desk.serve()
    desk.later(500).answers(GPT)
    desk.waits()
    desk.serve()
    desk.tell(
        ev.SessionSeen(
            server=LAB, at_ms=desk.now, info=replace(desk.session().info, id="ses_b", title="B")
        )
    )
    desk.asks("ses_b")
    desk.status("busy", "ses_b")
    desk.answers(session="ses_b")
    desk.waits("ses_b")
    desk.serve()
    assert [prompt.session for prompt in desk.all(SendPrompt)] == [A, A, "ses_b"]
    assert desk.models()[-1] == "ok-kimi"


def test_a_new_session_begins_on_the_model_that_it_names() -> None:
    desk = Desk(chain=["fake/ok-gpt", "fake/ok-kimi"])
    begun = replace(desk.session().info, id="ses_b", title="B", model=GPT)
    desk.tell(ev.SessionSeen(server=LAB, at_ms=desk.now, info=begun, created=True))
    state = desk.duty.engine.sessions[LAB, "ses_b"].state
    assert state is not None
    assert (state.original, state.current) == ("fake/ok-gpt", "fake/ok-gpt")


def test_a_known_session_that_changes_begins_nothing() -> None:
    desk = Desk()
    seen = replace(desk.session().info, model=GPT)
    desk.tell(ev.SessionSeen(server=LAB, at_ms=desk.now, info=seen))
    known = desk.duty.engine.sessions[LAB, A]
    assert (known.agent, known.state) == ("build", None)


def test_the_chain_of_the_plugins_files_counts_below_ours() -> None:
    desk = working(chain=())
    desk.state = replace(desk.state, chains=chains(agent="other"))
    settings = PluginSettings(chains=chains("fake/ok-kimi"))
    desk.tell(ev.PluginSettingsRead(server=LAB, at_ms=desk.now, directory=HOME, settings=settings))
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-kimi"]
