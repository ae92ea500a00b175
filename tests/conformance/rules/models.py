"""Where we read models otherwise than recorded."""

import re

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation

KNOWN = {"low", "medium", "high", "xhigh", "max", "minimal", "none", "auto", "thinking"}
LAST_WORD = re.compile(r"\S(\s+([a-z][a-z0-9_-]*))$", re.IGNORECASE)


def _end(case: Case) -> re.Match[str] | None:
    """Find a last word that is no known variant."""
    given = case.input.get("model") or case.input.get("model_id")
    found = LAST_WORD.search(given.strip()) if isinstance(given, str) else None
    return None if found is None or found[2].lower() in KNOWN else found


def _was_variant(case: Case) -> bool:
    end = _end(case)
    recorded = (case.expect or {}).get("variant")
    return end is not None and recorded == end[2].lower()


def _part_of_the_id(case: Case) -> Json:
    """Put the word back where it stood; the agent's variant counts again."""
    end = _end(case)
    assert end
    kept = {key: value for key, value in case.expect.items() if key != "variant"}
    if "model" in kept:
        model = kept["model"]
        kept["model"] = model | {"modelID": model["modelID"] + end[1]}
        agents = (case.input.get("agent") or {}).get("variant")
        return kept | ({"variant": agents} if agents else {})
    return kept | {"modelID": kept["modelID"] + end[1]}


def _as_javascript_says(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "[object Object]" if isinstance(value, dict) else str(value)


def _is_no_model(case: Case) -> bool:
    model = case.input["model"]
    names = [model.get(key) for key in ("providerID", "modelID")] if isinstance(model, dict) else []
    named = bool(names) and all(isinstance(name, str) and name.strip() for name in names)
    said = _as_javascript_says(model)
    recorded = (case.expect["originalModel"], case.expect["currentModel"])
    return not isinstance(model, str) and not named and recorded == (said, said)


RULES: tuple[Deviation, ...] = (
    Deviation(
        rec="2",
        reason="after a blank only known words are variants; others belong to the id",
        keys=("parseModelString", "parseVariantFromModelID", "buildRetryModelPayload"),
        applies=_was_variant,
        expects=_part_of_the_id,
    ),
    Deviation(
        rec="2",
        reason="what is neither a text nor names provider and model is no model at all",
        keys=("createFallbackState",),
        applies=_is_no_model,
        expects=lambda case: case.expect | {"originalModel": None, "currentModel": None},
    ),
)
