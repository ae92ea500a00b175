"""The notation of prompts reads back what its writers wrote."""

import pytest

from tests.live.ask import Ask
from tests.live.refusals import refusal
from tests.live.script import Call, Script, bash, par, parse, task, tool


def test_a_nested_script_belongs_to_the_sub_agent() -> None:
    inner = "Look " + bash('echo "]] [[par]]"') + "[[words 3]]"
    outer = parse("Start " + task(inner, title="Inner") + " then [[delay 0.5]] end")
    ((call,),) = outer.steps
    assert isinstance(call.arguments, dict)
    assert (outer.plain, outer.delay, outer.words) == ("Start then end", 0.5, None)
    assert parse(call.arguments["prompt"]) == Script(
        steps=((Call("bash", {"command": 'echo "]] [[par]]"', "description": "echo"}),),),
        words=3,
        plain="Look",
    )


def test_calls_between_par_share_a_step() -> None:
    script = parse(par(tool("a"), tool("b")) + tool("c"))
    assert [[call.name for call in step] for step in script.steps] == [["a", "b"], ["c"]]


@pytest.mark.parametrize("text", ["[[words many]]", "[[tool bash {]]", "[[par]]", "[[", "a]] b"])
def test_broken_notation_is_harmless(text: str) -> None:
    script = parse(text)
    assert (script.steps, script.words) == ((), None)


def test_steps_follow_each_other_until_the_text_is_due() -> None:
    asked = {"role": "user", "content": bash("one") + bash("two")}
    called = {"role": "assistant", "tool_calls": [{"function": {"name": "bash"}}]}
    result = {"role": "tool", "content": "done"}
    due = [
        Ask({"messages": [asked, *[called, result] * played], "tools": [{}]}).calls
        for played in range(3)
    ]
    assert [[call.arguments for call in step] for step in due] == [
        [{"command": "one", "description": "one"}],
        [{"command": "two", "description": "two"}],
        [],
    ]


@pytest.mark.parametrize(
    ("model", "status", "headers"),
    [
        ("limited-opus", 429, {"retry-after": "476"}),
        ("limited2-gpt", 429, {"retry-after": "2"}),
        ("e429ms", 429, {"retry-after-ms": "1500"}),
        ("e500ms50", 500, {"retry-after-ms": "50"}),
        ("e529", 529, {}),
        ("ctx-gpt", 400, {}),
    ],
)
def test_a_models_name_says_how_it_refuses(
    model: str, status: int, headers: dict[str, str]
) -> None:
    refused = refusal(model)
    assert refused is not None
    assert (refused.status, refused.headers) == (status, headers)


def test_other_models_answer() -> None:
    assert [refusal(name) for name in ("ok-gpt", "empty-gpt", "r5-n600")] == [None, None, None]
