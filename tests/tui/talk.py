"""What was said, done and planned in one session of the story."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import MINUTE, NOW, SECOND, part, ref, said, tool

from omo_watch_core.model import Failure, Part, Todo, Tool
from omo_watch_core.state import Entry, Transcript

OPUS, GPT = "anthropic/claude-opus-4-6", "openai/gpt-5.4"
TODOS = (
    Todo(content="Pin today's totals with tests", status="completed"),
    Todo(content="One model for invoice and credit note", status="completed"),
    Todo(content="Move the tax rules", status="in_progress"),
    Todo(content="Rename fields in the public API", status="pending"),
    Todo(content="Update the docs", status="pending"),
    Todo(content="Delete the old module", status="cancelled"),
)


def transcript() -> Transcript:
    """What was said in Refactor billing."""
    entries = [*_first_turn(), *_second_turn()]
    return Transcript(entries={made.message.id: made for made in entries}, complete=True)


def _first_turn() -> list[Entry]:
    question = "What would break if invoices and credit notes shared one model?"
    answer = (
        "Three callers build credit notes by hand: the refund job, the export and the monthly "
        "report. All three can use the invoice model once it carries a sign."
    )
    return [
        said("msg_01", "user", 12 * MINUTE, [part("prt_01", "msg_01", "text", question)]),
        said(
            "msg_02", "assistant", 12 * MINUTE, [part("prt_02", "msg_02", "text", answer)],
            model=ref(OPUS), parent="msg_01", finish="stop",
        ),
    ]  # fmt: skip


def _second_turn() -> list[Entry]:
    wish = (
        "Refactor the billing module so that invoices and credit notes share one model. "
        "Keep the public names."
    )
    begin = (
        "I will start with the invoice model, then move the tax rules. First the tests that pin "
        "today's totals."
    )
    go_on = (
        "Continuing with the credit notes. The two totals differ by rounding only, so one rule "
        "is enough."
    )
    thought = replace(
        part("prt_03", "msg_04", "reasoning", "The totals first."),
        started_ms=NOW - 5 * MINUTE,
        ended_ms=NOW - 5 * MINUTE + 3_200,
    )
    limited = Failure(name="APIError", message="rate limited", status=429)
    return [
        said(
            "msg_03", "user", 5 * MINUTE, [part("prt_10", "msg_03", "text", wish)], model=ref(OPUS)
        ),
        said(
            "msg_04", "assistant", 5 * MINUTE,
            [
                thought,
                part("prt_11", "msg_04", "text", begin),
                _used("prt_12", "msg_04", tool("read", "billing/invoice.py", 100)),
                _used("prt_13", "msg_04", tool("bash", "pytest -q billing", 3_100)),
            ],
            model=ref(OPUS), parent="msg_03", failure=limited,
        ),
        said(
            "msg_05", "assistant", 80 * SECOND,
            [
                part("prt_14", "msg_05", "text", go_on),
                _used("prt_15", "msg_05", tool("edit", "billing/invoice.py", 200)),
                _used("prt_16", "msg_05", tool("edit", "billing/credit_note.py", 200)),
                _used(
                    "prt_17", "msg_05",
                    tool("bash", "pytest -q billing", 3_400, status="error", error="1 failed"),
                ),
            ],
            model=ref(GPT), parent="msg_03", finish="tool-calls",
        ),
    ]  # fmt: skip


def _used(name: str, message: str, used: Tool) -> Part:
    return part(name, message, "tool", tool=used)
