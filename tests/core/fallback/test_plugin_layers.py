"""Layers laid over one another, as far as chains do not show it."""

from omo_watch_core.fallback.plugin_layers import merged


def test_tables_inside_a_definition_are_merged_and_deeper_ones_replaced() -> None:
    below = {"agents": {"build": {"a": {"x": 1, "deep": {"x": 1}}, "b": 1, "c": {"x": 1}}}}
    above = {"agents": {"build": {"a": {"y": 2, "deep": {"y": 2}}, "b": {"y": 2}, "c": 2}}}
    assert merged([below, above]) == {
        "agents": {"build": {"a": {"x": 1, "y": 2, "deep": {"y": 2}}, "b": {"y": 2}, "c": 2}}
    }


def test_other_tables_are_replaced() -> None:
    assert merged([{"models": {"x": 1}, "k": 1}, {"models": {"y": 2}}]) == {
        "models": {"y": 2},
        "k": 1,
    }


def test_the_files_stay_as_they_are() -> None:
    below: dict[str, object] = {"categories": {"deep": {"model": "a/m"}}}
    merged([below, {"categories": {"deep": {"model": "b/n"}}}])
    assert below == {"categories": {"deep": {"model": "a/m"}}}


def test_what_is_no_file_adds_nothing() -> None:
    assert merged([None, [], "x", {"k": 1}, 5], "work") == {"k": 1}
