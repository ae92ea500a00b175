"""Settings as people write them."""

from collections.abc import Callable

from omo_watch_core.fallback import models
from omo_watch_core.fallback.settings import SettingsFault, stated_models, stated_policy
from tests.conformance.case import Json


def listed(given: Json) -> Json:
    """Configured models as a list."""
    return models.listed(given.get("models"))


def fallback_models(given: Json) -> Json:
    """`fallback_models`, checked."""
    value, _ = _checked(stated_models, given.get("value"))
    return value


def runtime_fallback(given: Json) -> Json:
    """The object form of `runtime_fallback`, checked."""
    value, fields = _checked(stated_policy, given.get("value"))
    return value if value["ok"] else {**value, "bad_fields": fields}


def _checked(read: Callable[[object], object], value: object) -> tuple[Json, list[str]]:
    try:
        return {"ok": True, "value": read(value)}, []
    except SettingsFault as fault:
        return {"ok": False}, list(fault.fields)
