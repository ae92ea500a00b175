"""The filter language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.select.filter import FilterError, Term, agrees, fuzzy, matches, parse
from omo_watch_core.state import Session
from tests.core.select.make import GPT, answer, idle

ROW = idle(
    "ses_abc", title="Refactor Billing", agent="oracle", directory="/srv/shop",
    answer=answer(model=GPT),
)  # fmt: skip
BARE = idle("ses_x", title="x", agent=None, model=None, answer=None)


def hit(text: str, session: Session = ROW) -> bool:
    return matches(parse(text), "laptop", session, "retry")


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "billing", "BILL", "refactor billing", "laptop", "retry", "fake/gpt", "ses_abc",
        "shop", "oracle", "state:retry", "state:re", "model:gpt", "model:fake/", "agent:oracle",
        "server:lap", "title:refac", "id:abc", "dir:/srv", "state:retry agent:oracle bill",
        "!busy", "!state:busy", "!agent:build bill", "~rfbl", "title:~rb", "!~zzz", "!title:~bx",
        "state:", "!", "~", "!state:", "title:REFACTOR",
    ],
)  # fmt: skip
def test_found(text: str) -> None:
    assert hit(text)


@pytest.mark.parametrize(
    "text",
    [
        "shipping", "state:busy", "model:opus", "agent:build", "bill state:busy", "!bill",
        "!state:retry", "!laptop", "~zr", "title:~lb~", "model:~gx", "!~bill", "!title:~rb",
        "refactor shipping", "title:oracle", "agent:billing",
    ],
)  # fmt: skip
def test_not_found(text: str) -> None:
    assert not hit(text)


def test_what_a_session_does_not_have_is_empty() -> None:
    assert not hit("agent:a", BARE)
    assert hit("!agent:a !model:m", BARE)


def test_a_word_does_not_match_across_two_values() -> None:
    assert not hit("retryfake")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agnet:oracle", "`agnet:` is not a field. Nearest: `agent:`"),
        ("bill !stat:busy", "`stat:` is not a field. Nearest: `state:`"),
        ("modle:~x", "`modle:` is not a field. Nearest: `model:`"),
    ],
)
def test_a_field_that_does_not_exist(text: str, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert str(caught.value) == said


def test_an_empty_field_is_no_field() -> None:
    with pytest.raises(FilterError, match=r"^`:` is not a field"):
        parse(":x")


def test_terms() -> None:
    assert parse("!model:~gp title:a:b") == (
        Term(field="model", text="gp", inverse=True, fuzzy=True),
        Term(field="title", text="a:b"),
    )


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("", "", True), ("", "a", True), ("a", "", False), ("ace", "abcde", True),
        ("aec", "abcde", False), ("AC", "abc", True), ("aa", "a", False), ("aa", "aba", True),
    ],
)  # fmt: skip
def test_letters_in_order(needle: str, text: str, found: bool) -> None:
    assert fuzzy(needle, text) is found


@given(st.text())
def test_any_text_is_a_filter_or_says_why_not(text: str) -> None:
    try:
        terms = parse(text)
    except FilterError as error:
        said = str(error)
    else:
        said = "`` is not a field. Nearest: ``"
        assert matches(terms, "laptop", ROW, "retry") in (True, False)
        assert len(terms) == len(text.split())
    assert "` is not a field. Nearest: `" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("state:foo", "`foo` is no state. Nearest: `state:"),
        ("state:bussy", "`bussy` is no state. Nearest: `state:busy`"),
        ("!state:retri", "`retri` is no state. Nearest: `state:retry`"),
        ("state:~zq", "`~zq`"),
    ],
)
def test_a_word_that_is_no_state_is_said(typed: str, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(typed)
    assert str(caught.value).startswith(said.replace("`~", "`"))


def test_what_may_be_anything_is_not_refused() -> None:
    assert parse("agent:foo server:foo model:foo foo")


def test_the_whole_of_a_value() -> None:
    (term,) = parse("model:=openai/gpt-5.4")
    assert agrees(term, {"model": "OpenAI/gpt-5.4"})
    assert not agrees(term, {"model": "openai/gpt-5.4-mini"})
    (other,) = parse("!model:=openai/gpt-5.4")
    assert agrees(other, {"model": "openai/gpt-5.4-mini"})
