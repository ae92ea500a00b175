"""The great refactoring on the laptop: a parent that waits, and four sessions below it."""

from __future__ import annotations

from omo_watch_core.clock import MINUTE, SECOND
from omo_watch_core.edge.demo.cast import Cut, Does, Role, Says, Sends, Waits, You
from omo_watch_core.edge.demo.models import FLASH, GPT_MINI, KIMI, OPUS, SONNET
from omo_watch_core.edge.demo.nouns import BUSY, Fault, Option, Query, Todo
from omo_watch_core.edge.demo.patches import (
    BREAKS,
    CHANGES,
    CREDIT_PATCH,
    INVOICE_PATCH,
    TEST_RUN,
)
from omo_watch_core.edge.demo.words import CUT_OFF

FOLDER = "/srv/dev/billing"

REFACTOR = Role(
    name="refactor-billing",
    title="Refactor billing",
    directory=FOLDER,
    agent="sisyphus",
    model=OPUS.name,
    variant="high",
    born_ms=12 * MINUTE,
    spoke_ms=2 * SECOND,
    stands="open",
    status=BUSY,
    context=154_000,
    cost=4.1,
    past=(
        You(text="What would break if invoices and credit notes shared one model?"),
        Says(
            text=BREAKS,
        ),
        You(
            text="Refactor the billing module so that invoices and credit notes share one model. "
            "Keep the public names."
        ),
        Says(
            text="I will start with the invoice model, then move the tax rules. First the tests "
            "that pin today's totals."
        ),
        Does(tool="read", title="billing/invoice.py", took_ms=100),
        Does(tool="bash", title="pytest -q billing", output="14 passed in 3.1s", took_ms=3_100),
        Says(
            text="The totals are pinned. Some work can be done in the background meanwhile: the "
            "docs, the names of the fields, and what the tests really check."
        ),
        Sends(
            title="Update the API examples",
            prompt="Bring the examples of the API up to date.",
            agent="writer",
            model=KIMI.name,
            task="bg_41f0a7c2",
            child="api-examples",
            ago_ms=6 * MINUTE,
        ),
        Sends(
            title="Write docs",
            prompt="Write the guide to the new billing module, for people who call it.",
            agent="writer",
            model=KIMI.name,
            task="bg_d03be518",
            child="write-docs",
            ago_ms=5 * MINUTE,
        ),
        Sends(
            title="Rename invoice fields",
            prompt="Rename the invoice fields so that the API and the database agree.",
            agent="build",
            model=SONNET.name,
            task="bg_68e19f40",
            child="rename-fields",
            ago_ms=4 * MINUTE,
        ),
        Sends(
            title="Explore tests",
            prompt="Find out what the billing tests really pin down.",
            agent="explore",
            model=GPT_MINI.name,
            task="bg_a5527d0c",
            child="explore-tests",
            ago_ms=3 * MINUTE,
        ),
        Says(
            text="Continuing with the credit notes. The two totals differ by rounding only, so "
            "one rule is enough."
        ),
        Does(
            tool="edit",
            title="billing/invoice.py",
            output="Edit applied.",
            diff=INVOICE_PATCH,
            took_ms=200,
        ),
        Does(
            tool="edit",
            title="billing/credit_note.py",
            output="Edit applied.",
            diff=CREDIT_PATCH,
            took_ms=200,
        ),
        Sends(
            title="Search ledger call sites",
            prompt="List every place outside billing that writes to the ledger.",
            agent="librarian",
            model=FLASH.name,
            task="bg_3c9d60b7",
            child="search-ledger",
            ago_ms=90 * SECOND,
        ),
        Sends(
            title="Check tax tables",
            prompt="Check the tax tables against the rules of this year.",
            agent="explore",
            model=GPT_MINI.name,
            task="bg_e7714c93",
            ago_ms=75 * SECOND,
            took_ms=60 * SECOND,
        ),
        Does(tool="bash", title="pytest -q billing", output=TEST_RUN, took_ms=3_400),
        Waits(),
    ),
    todos=(
        Todo(content="Pin today's totals with tests", status="completed", priority="high"),
        Todo(content="One model for invoice and credit note", status="completed"),
        Todo(content="Move the tax rules", status="in_progress", priority="high"),
        Todo(content="Rename fields in the public API", status="pending"),
        Todo(content="Update the docs", status="pending", priority="low"),
        Todo(content="Delete the old module", status="pending", priority="low"),
    ),
    changes=CHANGES,
    line="falls back",
    line_at_ms=700,
)

EXAMPLES = Role(
    name="api-examples",
    title="Update the API examples (@writer subagent)",
    directory=FOLDER,
    agent="writer",
    model=KIMI.name,
    parent=REFACTOR.name,
    sent=True,
    born_ms=6 * MINUTE - SECOND,
    spoke_ms=6 * MINUTE - 3 * SECOND,
    stands="failed",
    fault=Fault(
        name="APIError",
        data={
            "message": "Invalid request: unknown field `reasoning_content`",
            "statusCode": 400,
            "isRetryable": False,
        },
    ),
    past=(You(text="Bring the examples of the API up to date."), Waits()),
)

RENAME = Role(
    name="rename-fields",
    title="Rename invoice fields (@build subagent)",
    directory=FOLDER,
    agent="build",
    model=SONNET.name,
    parent=REFACTOR.name,
    sent=True,
    born_ms=4 * MINUTE - SECOND,
    spoke_ms=48 * SECOND,
    stands="open",
    status=BUSY,
    context=62_000,
    cost=0.22,
    past=(
        You(text="Rename the invoice fields so that the API and the database agree."),
        Says(text="Eleven fields differ. Ten have an obvious winner, one has not."),
        Does(tool="grep", title="gross_amount", output="23 matches"),
        Says(text="The callers outside use the old name of that one."),
        Does(
            tool="question",
            title="Which name wins where the two differ?",
            running_ms=48 * SECOND,
        ),
    ),
    query=Query(
        question="Which name wins where the two differ?",
        header="Naming",
        options=[
            Option(label="gross_amount", description="The public API has it"),
            Option(label="total_gross", description="The database has it"),
            Option(label="Keep both", description="One becomes an alias for a release"),
        ],
    ),
)

DOCS = Role(
    name="write-docs",
    title="Write docs (@writer subagent)",
    directory=FOLDER,
    agent="writer",
    model=KIMI.name,
    parent=REFACTOR.name,
    sent=True,
    born_ms=5 * MINUTE - SECOND,
    spoke_ms=2 * SECOND,
    stands="open",
    status=BUSY,
    context=30_700,
    cost=0.01,
    past=(
        You(text="Write the guide to the new billing module, for people who call it."),
        Says(text="I read the module first, then the old guide."),
        Does(tool="read", title="docs/billing.md", took_ms=90),
        *(Cut(text=CUT_OFF) for _ in range(5)),
    ),
    line="loops",
    line_at_ms=1_500,
)

EXPLORE = Role(
    name="explore-tests",
    title="Explore tests (@explore subagent)",
    directory=FOLDER,
    agent="explore",
    model=GPT_MINI.name,
    parent=REFACTOR.name,
    sent=True,
    born_ms=3 * MINUTE - SECOND,
    spoke_ms=3 * SECOND,
    status=BUSY,
    context=36_000,
    cost=0.03,
    past=(
        You(text="Find out what the billing tests really pin down."),
        Says(text="There are 61 tests in nine files. I go through them file by file."),
        Does(tool="read", title="tests/test_invoice.py", took_ms=80),
    ),
    line="streams findings",
    line_at_ms=900,
)

LEDGER = Role(
    name="search-ledger",
    title="Search ledger call sites (@librarian subagent)",
    directory=FOLDER,
    agent="librarian",
    model=FLASH.name,
    parent=REFACTOR.name,
    sent=True,
    born_ms=89 * SECOND,
    spoke_ms=4 * SECOND,
    stands="open",
    status=BUSY,
    context=140_000,
    cost=0.02,
    past=(
        You(text="List every place outside billing that writes to the ledger."),
        Says(text="Two services and one script so far. The script is started from a timer."),
        Does(tool="grep", title="ledger.post(", output="9 matches"),
        Says(text="The monthly close has its own copy of the client."),
        Does(tool="bash", title="git log -S ledger.post --oneline", running_ms=9 * SECOND),
    ),
)

BILLING = (REFACTOR, EXAMPLES, RENAME, DOCS, EXPLORE, LEDGER)
