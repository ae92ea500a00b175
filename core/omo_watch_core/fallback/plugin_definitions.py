"""What the plugin's definitions mean: names of its catalogue, and ways to state an effort.

Source: steering-facts 7.3.
"""

from __future__ import annotations

from typing import cast

from omo_watch_core.fallback.models import flattened, parse
from omo_watch_core.fallback.untyped import filled, items, table

_KINDS = ("agents", "categories")
_KEYS = ("model", "models", "fallback_models")
_EFFORTS = ("reasoning", "reasoningEffort", "variant")
"""Keys for how much a model thinks; the first that is set wins."""


def plain(whole: dict[str, object]) -> dict[str, object]:
    """Give definitions without catalogue names, each effort where the settings look for it."""
    catalogue = table(whole.get("models"))
    read: dict[str, object] = {"sisyphus_agent": whole.get("sisyphus_agent")}
    for kind in _KINDS:
        names = table(whole.get(kind))
        definitions = {name: _definition(entry, catalogue) for name, entry in names.items()}
        read[kind] = definitions if names is whole.get(kind) else whole.get(kind)
    return read


def at_run_time(whole: dict[str, object]) -> dict[str, object]:
    """Leave of every definition what the running plugin looks at: not the list `models`."""
    kinds = {kind: table(whole.get(kind)) for kind in _KINDS}
    left = {
        kind: {name: _without_list(entry) for name, entry in definitions.items()}
        for kind, definitions in kinds.items()
    }
    return {**whole, **left}


def _definition(value: object, catalogue: dict[str, object]) -> object:
    """Give the same for one definition; what is no table is given back as it is."""
    definition = table(value)
    if definition is not value:
        return value
    models = {key: _plain(definition[key], catalogue) for key in _KEYS if key in definition}
    known = _known(definition.get("model"), catalogue)
    if known and _level(definition):
        # What the definition says of its effort beats what the catalogue says.
        models["model"] = filled(known.get("model")) or definition["model"]
    return definition | models | _effort(definition)


def _plain(value: object, catalogue: dict[str, object]) -> object:
    """Give a list with plain entries, a text as a plain text, all else as it is."""
    if isinstance(value, list):
        return [_entry(entry, catalogue) for entry in items(cast("object", value))]
    return flattened([_entry(value, catalogue)])[0] if isinstance(value, str) else value


def _effort(definition: dict[str, object]) -> dict[str, object]:
    """Give what the agent's own effort is, where it is said in one of the newer ways."""
    if reasoning := filled(definition.get("reasoning")):
        return {"variant": reasoning, "reasoningEffort": None}
    level = _level(definition)
    return {"variant": level} if level == "off" else {}


def _entry(value: object, catalogue: dict[str, object]) -> object:
    """Give one entry without catalogue names, its effort as the variant."""
    entry: dict[str, object] = {"model": value} if isinstance(value, str) else table(value)
    model = filled(entry.get("model"))
    if model is None:
        return value
    known = _known(model, catalogue)
    name, level = filled(known.get("model")) or model, _level(entry) or _level(known)
    if level is None:
        return {**entry, "model": name}
    ref = parse(name)
    return {**entry, "model": ref.name if ref else name, "variant": level}


def _known(name: object, catalogue: dict[str, object]) -> dict[str, object]:
    """Give what the catalogue has for a name; one step, so that no circle has to end."""
    return table(catalogue.get(name)) if isinstance(name, str) else {}


def _level(entry: dict[str, object]) -> str | None:
    said = next((level for key in _EFFORTS if (level := filled(entry.get(key)))), None)
    is_off = table(entry.get("thinking")).get("type") == "disabled"
    return said or ("off" if is_off else None)


def _without_list(entry: object) -> object:
    return {key: value for key, value in table(entry).items() if key != "models"}
