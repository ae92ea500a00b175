"""Three servers with sessions in every state: what the pictures show."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    ask,
    down,
    failed_models,
    info,
    retrying,
    server,
    session,
    silent,
    state,
    using,
)
from tests.tui.talk import GPT, OPUS, TODOS, transcript

from omo_watch_core.model import Failure
from omo_watch_core.state import Server, Session, State

SONNET, HAIKU = "anthropic/claude-sonnet-4-6", "anthropic/claude-haiku-4-5"
CODEX, MINI = "openai/gpt-5.4-codex", "openai/gpt-5.4-mini"
PRO, FLASH = "google/gemini-3-pro", "google/gemini-3-flash"
KIMI, GLM = "kimi-for-coding/k2p5", "zai/glm-4.7"
BILLING = "ses_e07c91"
LIMIT = "429 rate limit: usage resets in 7m 56s"

MODELS = (
    info(OPUS),
    info(SONNET),
    info(HAIKU, 100_000),
    info(GPT, 400_000),
    info(CODEX, 400_000),
    info(MINI, 400_000),
    info(PRO, 1_000_000),
    info(FLASH, 1_000_000),
    info(KIMI, 256_000),
)
CHAINS = {
    "sisyphus": (OPUS, GPT, PRO, KIMI, GLM),
    "oracle": (OPUS, GPT, PRO, KIMI),
    "build": (SONNET, GPT),
    "explore": (GPT, PRO),
    "librarian": (GPT, FLASH, KIMI),
    "writer": (KIMI, GPT, PRO, FLASH),
}


def billing() -> Session:
    """Refactor billing: two models are limited, the third is next."""
    made = session(
        BILLING, "Refactor billing", OPUS, status="busy", since=252 * SECOND, agent="sisyphus",
        used=154_000, cost=4.10,
    )  # fmt: skip
    made = retrying(made, 461 * SECOND, LIMIT)
    return failed_models(
        made,
        (OPUS, "rate-limit", 282 * SECOND, 461 * SECOND),
        (GPT, "overloaded", 390 * SECOND, 130 * SECOND),
    )


def children() -> list[Session]:
    """What works below Refactor billing."""
    rename = session(
        "ses_rename", "Rename invoice fields", GPT, status="busy", since=5 * MINUTE,
        parent=BILLING, used=124_000, cost=0.22,
    )  # fmt: skip
    docs = session(
        "ses_docs", "Write docs", KIMI, status="busy", since=4 * MINUTE, agent="writer",
        parent=BILLING, used=30_720, cost=0.01,
    )  # fmt: skip
    tests = session(
        "ses_tests", "Explore tests", GPT, status="busy", since=12 * SECOND, agent="explore",
        parent=BILLING, used=36_000, cost=0.03,
    )  # fmt: skip
    ledger = session(
        "ses_ledger", "Search ledger call sites", FLASH, status="busy", since=4 * SECOND,
        agent="librarian", parent=BILLING, used=140_000, cost=0.02,
    )  # fmt: skip
    ledger = failed_models(ledger, (GPT, "quota", 5 * SECOND, None))
    return [rename, silent(docs, 3 * MINUTE), tests, ledger]


def laptop() -> Server:
    """The server with the plugin."""
    load = session(
        "ses_load", "Load test of checkout", CODEX, status="busy", since=9 * MINUTE,
        used=208_000, cost=1.37,
    )  # fmt: skip
    incidents = session(
        "ses_incidents", "Summarise incidents", PRO, status="busy", since=MINUTE, agent=None,
        used=350_000, cost=0.11,
    )  # fmt: skip
    scheduler = session(
        "ses_scheduler", "Port the scheduler to asyncio", CODEX, status="busy", since=22 * SECOND,
        agent="hephaestus", used=232_000, cost=3.02,
    )  # fmt: skip
    loop = session(
        "ses_loop", "Read event loop code", GPT, status="busy", since=9 * SECOND, agent="explore",
        parent="ses_scheduler", used=44_000, cost=0.02,
    )  # fmt: skip
    notes = session(
        "ses_notes", "Write the migration notes", KIMI, status="busy", since=3 * SECOND,
        agent="writer", parent="ses_scheduler", used=15_360, cost=0.01,
    )  # fmt: skip
    callers = session(
        "ses_callers", "Check third-party callers", GPT, status="busy", since=41 * SECOND,
        agent="librarian", parent="ses_scheduler", used=116_000, cost=0.06,
    )  # fmt: skip
    cache = session(
        "ses_cache", "Cache design: compare options", OPUS, since=4 * MINUTE, agent="oracle",
        used=76_000, cost=0.77,
    )  # fmt: skip
    cache = replace(cache, ended_ms=NOW - 4 * MINUTE)
    spike = session("ses_spike", "Spike: vector store", SONNET, since=2 * DAY, cost=5.40)
    asked = session("ses_onboard", "Onboarding questions", SONNET, since=3 * HOUR, cost=0.31)
    incidents = retrying(incidents, 0, "too many requests, try later", attempt=2, began=30 * SECOND)
    return server(
        "laptop",
        [
            billing(),
            *children(),
            silent(load, 4 * MINUTE),
            failed_models(incidents, (PRO, "rate-limit", 30 * SECOND, 0)),
            scheduler,
            loop,
            notes,
            using(callers, "webfetch", "", 38 * SECOND),
            cache,
            asked,
            spike,
        ],
        asks=[ask("ses_rename", "question", "which one wins?", 48 * SECOND)],
        models=MODELS,
        transcripts={BILLING: transcript()},
        todos={BILLING: TODOS},
    )


def ci_box() -> Server:
    """The server without the plugin."""
    deploy = session(
        "ses_deploy", "Deploy script", SONNET, status="busy", since=6 * MINUTE, used=82_000,
        cost=0.82,
    )  # fmt: skip
    manual = session(
        "ses_manual", "Translate the manual", KIMI, since=6 * MINUTE, agent="writer",
        used=225_280, cost=2.91,
    )  # fmt: skip
    manual = failed_models(
        manual,
        (KIMI, "quota", 9 * MINUTE, None),
        (GPT, "quota", 8 * MINUTE, None),
        (PRO, "auth", 7 * MINUTE, None),
        (FLASH, "error", 6 * MINUTE, None),
    )
    gave_up = Failure(name="APIError", message="all providers are exhausted", status=429)
    manual = replace(manual, failure=gave_up, answered=False)
    nightly = session(
        "ses_nightly", "Nightly review", OPUS, status="busy", since=3 * MINUTE, agent="oracle",
        used=44_000, cost=0.64,
    )  # fmt: skip
    nightly = retrying(nightly, 38 * SECOND, "429 too many requests", attempt=3)
    flaky = session(
        "ses_flaky", "Fix flaky CI", GPT, status="busy", since=MINUTE, used=92_000, cost=0.40
    )
    flaky = failed_models(flaky, (SONNET, "overloaded", 70 * SECOND, None))
    index = session(
        "ses_index", "Index the design notes", GPT, status="busy", since=2 * MINUTE,
        agent="librarian", used=180_000, cost=0.09,
    )  # fmt: skip
    release = session("ses_release", "Release checklist", SONNET, used=32_000, cost=0.20)
    return server(
        "ci-box",
        [
            deploy,
            manual,
            failed_models(nightly, (OPUS, "rate-limit", 60 * SECOND, 38 * SECOND)),
            using(flaky, "bash", "pytest -q", 12 * SECOND),
            index,
            release,
        ],
        plugin=False,
        asks=[ask("ses_deploy", "permission", "./deploy.sh", 2 * MINUTE)],
        models=MODELS,
    )


def gpu_2() -> Server:
    """The server whose stream broke."""
    train = session(
        "ses_train", "Train the small ranker", OPUS, status="busy", since=5 * MINUTE,
        agent="sisyphus", used=126_000, cost=7.95,
    )  # fmt: skip
    collect = session(
        "ses_collect", "Collect features", GPT, status="busy", since=4 * MINUTE, agent="explore",
        parent="ses_train", used=72_000, cost=0.05,
    )  # fmt: skip
    label = session(
        "ses_label", "Label review", KIMI, status="busy", since=4 * MINUTE, agent="writer",
        parent="ses_train", used=17_920, cost=0.01,
    )  # fmt: skip
    return server(
        "gpu-2", [train, collect, label], link=down(38 * SECOND, 4 * SECOND), models=MODELS
    )


def story() -> State:
    """All three servers."""
    return state(laptop(), ci_box(), gpu_2(), chains=CHAINS)
