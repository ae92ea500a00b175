"""Where our table of retryable texts is wider than the recorded one."""

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.errors import ADDED


def _joined(case: Case) -> str:
    info = case.input["info"] or {}
    found = (info.get(name) for name in ("status", "summary", "message", "details"))
    return "\n".join(text for text in found if isinstance(text, str))


def _signal(case: Case) -> Json:
    return {"signal": _joined(case)}


RULES = (
    Deviation(
        rec="4.3",
        reason="The table is the union of what the published implementations look for.",
        keys=("auto_retry_signal",),
        applies=lambda case: case.expect is None and bool(ADDED.search(_joined(case))),
        expects=_signal,
    ),
)
