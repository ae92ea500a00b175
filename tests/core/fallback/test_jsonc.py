"""JSON with comments and trailing commas."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.fallback.jsonc import JsoncError, parse

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def fault(text: str) -> JsoncError:
    with pytest.raises(JsoncError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("// first\n[1] // last", [1]),
        ("/* a\n * b */[/**/1/***/]", [1]),
        ('{"a": 1, /* x */ // y\n}', {"a": 1}),
        ("[1, [2,],\n]", [1, [2]]),
        ('["a",]', ["a"]),
        ("[{},]", [{}]),
        ("[[],{},]", [[], {}]),
        ("[true,null,]", [True, None]),
        ('{"a": {"b": [],},}', {"a": {"b": []}}),
        ("\ufeff{}", {}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("[1 /*,*/]", [1]),
        ("5", 5),
    ],
)
def test_comments_and_trailing_commas_do_not_count(text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    "text",
    ["// x", "/* x */", ",]", ",}", '\\"//', "\\\\", "NaN", "-Infinity", "\\u002f/", "é", "/*"],
)
def test_a_string_stays_as_it_is(text: str) -> None:
    assert parse(f'["{text}",]') == [json.loads(f'"{text}"')]


@given(PLAIN)
def test_plain_json_reads_the_same(value: object) -> None:
    assert parse(json.dumps(value)) == value
    assert parse(json.dumps(value, indent=2, ensure_ascii=False)) == value


@given(PLAIN)
def test_comments_between_tokens_change_nothing(value: object) -> None:
    text = json.dumps(value, separators=(" /*,*/, // ]\n", ": // }\n"))
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("// only a comment", 1, 18),
        ("[,]", 1, 2),
        ("{,}", 1, 2),
        ("[1,,]", 1, 4),
        ('{"a":,}', 1, 6),
        ('{"a",}', 1, 6),
        ("[1 2]", 1, 4),
        ("[1] 2", 1, 5),
        ("[1]/", 1, 4),
        ('{"a": 1 // b, c\n "d": 2}', 2, 2),
        ('/* a\n\n */ {"a" 1}', 3, 10),
        ('{"a": "b', 1, 7),
        ('["a\\"]', 1, 2),
        ("[\n /* open ]", 2, 2),
        ("[1,\n  NaN]", 2, 3),
        ("[-Infinity]", 1, 2),
        ("[tru]", 1, 2),
        ("['a']", 1, 2),
    ],
)
def test_a_fault_is_one_sentence_with_its_place(text: str, line: int, column: int) -> None:
    error = fault(text)
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"line {line}, column {column}: ")
    assert str(error).endswith(".")
    assert "\n" not in str(error)


def test_the_sentence_says_what_is_wrong() -> None:
    assert str(fault("[1 2]")) == "line 1, column 4: expecting ',' delimiter."
    assert str(fault('["a')) == "line 1, column 2: unterminated string."
    assert str(fault("/*")) == "line 1, column 1: a comment is not closed."
    assert str(fault("[NaN]")) == "line 1, column 2: NaN is no number of JSON."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[" * 100_000, "line 1, column 1: it is nested too deeply."),
        ('{"a":' * 100_000, "line 1, column 1: it is nested too deeply."),
        ("1" * 5_000, "line 1, column 1: a number in it is too long."),
        ("/" * 100_000, "line 1, column 100001: expecting value."),
    ],
)
def test_hostile_texts_are_faults_too(text: str, sentence: str) -> None:
    assert str(fault(text)) == sentence
