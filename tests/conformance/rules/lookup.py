"""Where we find other chains than recorded."""

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation

TABLE_KEYS = {"fallbackChain", "requiresAnyModel", "requiresModel", "requiresProvider", "variant"}
ENTRY_KEYS = {"providers", "model", "variant", "reasoningEffort", "temperature", "top_p"}
ENTRY_KEYS |= {"maxTokens", "thinking"}


def _is_entry(entry: Json) -> bool:
    providers = entry.get("providers")
    return (
        set(entry) <= ENTRY_KEYS
        and isinstance(providers, list)
        and bool(providers)
        and all(isinstance(name, str) and name for name in [*providers, entry.get("model")])
        and isinstance(entry.get("variant", ""), str)
    )


def _is_built_in_table(case: Case) -> bool:
    chain = case.expect.get("fallbackChain")
    return (
        set(case.input) in ({"agent"}, {"category"})
        and set(case.expect) <= TABLE_KEYS
        and bool(chain)
        and all(_is_entry(entry) for entry in chain)
    )


RULES: tuple[Deviation, ...] = (
    Deviation(
        rec="13",
        reason="built-in tables belong to the other mechanism: a chain is never borrowed",
        keys=("default_chains",),
        applies=_is_built_in_table,
        expects=lambda case: {"fallbackChain": []},
    ),
)
