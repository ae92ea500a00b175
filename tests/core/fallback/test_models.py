"""Writings of models, beyond what was recorded."""

import pytest

from omo_watch_core.fallback.models import (
    are_equivalent,
    asked_for,
    canonical,
    flattened,
    listed,
    parse,
    short,
    split_variant,
    stated,
    with_variant,
    without_suffixes,
)
from omo_watch_core.model import ModelRef

ODD: list[object] = [None, True, 5, 1.5, [], ["a/b"], {}, {"providerID": True, "modelID": "m"}]
ODD += [{"providerID": {"id": "p"}, "modelID": "m"}, {"providerID": "p", "id": 5, "modelID": []}]


def ref(model: str, variant: str | None = None) -> ModelRef:
    return ModelRef(provider="a", model=model, variant=variant)


@pytest.mark.parametrize(
    "word", ["low", "medium", "high", "xhigh", "max", "minimal", "none", "auto", "thinking"]
)
def test_a_known_last_word_is_a_variant(word: str) -> None:
    assert parse(f"a/m {word.upper()}") == ref("m", word)


@pytest.mark.parametrize("word", ["turbo", "off", "preview", "fast", "highest", "thin\u212aing"])
def test_another_last_word_belongs_to_the_id(word: str) -> None:
    assert parse(f"a/m {word}") == ref(f"m {word}")


@pytest.mark.parametrize(
    "level", ["off", "minimal", "low", "medium", "high", "xhigh", "max", "auto"]
)
def test_a_known_level_behind_a_colon_is_a_variant(level: str) -> None:
    assert parse(f"a/m: {level.upper()} ") == ref("m", level)


@pytest.mark.parametrize("tag", ["free", "none", "thinking", "", "high low"])
def test_another_tag_behind_a_colon_belongs_to_the_id(tag: str) -> None:
    assert parse(f"a/m:{tag}x") == ref(f"m:{tag}x")


def test_a_level_without_a_model_before_its_colon_is_the_id() -> None:
    assert split_variant(":high") == (":high", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/m( )", ref("m")),
        ("a/m()", ref("m()")),
        ("a/m(High)", ref("m", "High")),
        ("a/m( high )  ", ref("m", "high")),
        ("a/m:low(high)", ref("m:low", "high")),
        ("a/m(low):high", ref("m(low)", "high")),
        ("a/m low:high", ref("m low", "high")),
        ("a/m :high", ref("m", "high")),
        ("a/m(low) high", ref("m(low)", "high")),
        ("a/m((low))", ref("m((low))")),
        ("a/m\u00a0high", ref("m", "high")),
        ("a/m\x1chigh", ref("m\x1chigh")),
        ("\ufeffa\u3000/\u2028m\ufeff", ref("m")),
    ],
)
def test_a_group_wins_over_a_colon_over_a_word(text: str, expected: ModelRef) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["", "m", "/m", "a/", " /m", "a/ (high)", "a/( )"])
def test_a_text_without_provider_or_model_is_no_model(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("model", ODD)
def test_odd_values_are_no_models(model: object) -> None:
    assert (canonical(model), stated(model), with_variant(model, "high")) == (None, None, None)


def test_the_canonical_model_takes_an_id_before_a_model_id() -> None:
    both = {"providerID": "p", "id": " i ", "modelID": "m", "variant": "high"}
    assert canonical(both) == "p/i"
    assert canonical(both | {"id": " "}) == "p/m"
    assert canonical(" a/m ") == "a/m"
    assert canonical(" ") is None


def test_a_stated_model_keeps_its_variant_and_its_spelling() -> None:
    assert stated(" a/m ") == " a/m "
    assert stated({"providerID": " p ", "modelID": " m ", "variant": " high "}) == "p/m(high)"
    assert stated({"providerID": "p", "modelID": "m", "variant": " "}) == "p/m"
    assert stated({"providerID": "p", "id": "i"}) is None


def test_a_variant_is_added_only_where_there_is_none() -> None:
    assert with_variant(" a / m ", " high ") == "a/m(high)"
    assert with_variant("a/m:low", "high") == "a/m:low"
    assert with_variant("no model", "high") == "no model"
    assert with_variant("a/m", 5) == "a/m"
    assert with_variant("a/m turbo", "high") == "a/m turbo(high)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A/GPT-5.4", "a/gpt-5-4"),
        ("a/m:HIGH", "a/m(High)"),
        ("x/claude-haiku-4.5-high-max-thinking", "y/claude-haiku-4-5"),
        ("x/claude-sonnet-4(high)", "y/claude-sonnet-4 high"),
        ("No Model", "no model"),
    ],
)
def test_two_writings_mean_one_model(one: str, other: str) -> None:
    assert are_equivalent(one, other)
    assert are_equivalent(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a/m", "b/m"),
        ("a/m", "a/m(high)"),
        ("a/m.x", "a/mx"),
        ("x/gpt-5-high", "x/gpt-5"),
        ("x/claude-3-opus", "y/claude-3-opus"),
        ("x/claude-opus-4-thinking-thinking", "x/claude-opus-4"),
        ("x/claude-opus-4-max-high", "x/claude-opus-4"),
        ("x/claude-opus-4(high)", "x/claude-opus-4-high"),
        ("a/m", "m"),
        ("", ""),
    ],
)
def test_two_texts_mean_different_models(one: str, other: str) -> None:
    assert not are_equivalent(one, other)
    assert not are_equivalent(other, one)


def test_the_agents_variant_counts_only_where_the_model_has_none() -> None:
    assert asked_for("a/m", "high") == ref("m", "high")
    assert asked_for("a/m low", "high") == ref("m", "low")
    assert asked_for("a/m", "") == asked_for("a/m", None) == ref("m")
    assert asked_for("m", "high") is None


def test_the_short_name_stands_behind_the_last_slash() -> None:
    assert short("openrouter/meta/llama-3:free") == "llama-3:free"
    assert short("m") == "m"


def test_suffixes_go_once_each_and_in_one_order() -> None:
    assert without_suffixes("m-high-MAX-thinking") == "m"
    assert without_suffixes("m-thinking-max") == "m-thinking"
    assert without_suffixes("m-high\n") == "m-high\n"


def test_an_empty_list_of_models_is_configured_and_an_empty_text_is_not() -> None:
    assert listed([]) == []
    assert listed("") is None
    assert listed(None) is None
    assert listed("a/m") == ["a/m"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("a/m", "a/m(low)"),
        ("a/m(x) off ", "a/m(x)(low)"),
        ("a/m high (x)", "a/m(low)"),
        ("a/m(x)(y)", "a/m(x)(low)"),
        ("a/m high max", "a/m high(low)"),
        ("a/m auto", "a/m auto(low)"),
        ("a/m\u00a0HIGH", "a/m(low)"),
        ("high", "high(low)"),
        (" high", "(low)"),
    ],
)
def test_a_stated_variant_takes_the_place_of_the_one_in_the_text(model: str, expected: str) -> None:
    assert flattened([{"model": model, "variant": "low"}]) == (expected,)


def test_entries_that_name_no_model_are_left_out_of_a_chain() -> None:
    odd: list[object] = [" a/m ", None, 5, ["a/m"], {}, {"model": 5, "variant": "x"}]
    assert flattened([*odd, {"model": "b/n", "variant": 5}]) == (" a/m ", "b/n")


def test_a_long_text_is_read_at_once() -> None:
    # A pattern that tries every pair of places would not come back.
    blanks = " " * 100_000
    assert parse(f"a/m{blanks}!") == ref(f"m{blanks}!")
    assert flattened([{"model": f"a/m{blanks}!", "variant": "low"}]) == (f"a/m{blanks}!(low)",)
