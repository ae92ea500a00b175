"""The server `ci-box`: a machine that works through the night, with nobody in charge."""

from __future__ import annotations

from omo_watch_core.clock import DAY, HOUR, MINUTE, SECOND
from omo_watch_core.edge.demo.cast import Does, Role, Says, Sends, Told, Waits, You
from omo_watch_core.edge.demo.elders import Elder, elder
from omo_watch_core.edge.demo.models import FLASH, GEMINI, GLM, GPT, GPT_MINI, KIMI, OPUS, SONNET
from omo_watch_core.edge.demo.nouns import BUSY, Fault, waiting
from omo_watch_core.edge.demo.script import Agent, Limit, Script
from omo_watch_core.edge.demo.sending import result

SITE = "/srv/ci/site"
TOOLS = "/srv/ci/tools"
NIGHTLY_MS = 38 * SECOND
COUNTED = "43 open questions: 30 of last year, 13 older. None of this year."
BACK_SOON = "Rate limit reached for claude-opus-4-6 in this organisation"

DEPLOY = Role(
    name="deploy-script",
    title="Deploy script",
    directory=SITE,
    agent="build",
    model=SONNET.name,
    born_ms=17 * MINUTE,
    spoke_ms=2 * MINUTE,
    stands="open",
    status=BUSY,
    context=82_000,
    cost=0.82,
    past=(
        You(text="Make the deploy script safe to run twice, then try it on staging."),
        Says(text="It may leave a lock behind. I add a check and a way to resume."),
        Does(tool="edit", title="deploy.sh", took_ms=110),
        Does(tool="bash", title="shellcheck deploy.sh", output="", took_ms=700),
        Says(text="The script is ready for staging."),
        Does(tool="bash", title="./deploy.sh staging", running_ms=2 * MINUTE),
    ),
    permission="./deploy.sh staging",
)

NIGHTLY = Role(
    name="nightly-review",
    title="Nightly review",
    directory=SITE,
    agent="oracle",
    model=OPUS.name,
    born_ms=21 * MINUTE,
    spoke_ms=50 * SECOND,
    stands="open",
    status=waiting(3, BACK_SOON, NIGHTLY_MS),
    context=44_000,
    cost=0.64,
    past=(
        You(text="Review what was merged today. Name what could wake somebody at night."),
        Says(text="Nine changes. Two touch the payment path, I read those line by line."),
        Does(tool="bash", title="git diff main@{1.day.ago}", output="412 lines", took_ms=300),
        Waits(),
    ),
    line="try again",
    line_at_ms=NIGHTLY_MS,
)

MANUAL = Role(
    name="translate-manual",
    title="Translate the manual",
    directory=SITE,
    agent="writer",
    model=GLM.name,
    born_ms=31 * MINUTE,
    spoke_ms=6 * MINUTE,
    stands="failed",
    fault=Fault(
        name="APIError",
        data={
            "message": "Insufficient balance, please top up your account",
            "statusCode": 402,
            "isRetryable": False,
        },
    ),
    context=176_000,
    cost=2.91,
    past=(
        You(text="Translate the manual to German. Keep the names of keys and commands."),
        Says(text="Chapters one to four are done. The fifth has tables, I go row by row."),
        Does(tool="edit", title="manual/de/05-tables.md", took_ms=160),
        Waits(),
    ),
)

CHANGELOG = Role(
    name="draft-changelog",
    title="Draft the changelog",
    directory=TOOLS,
    agent="build",
    model=SONNET.name,
    born_ms=23 * MINUTE,
    spoke_ms=14 * MINUTE,
    stands="empty",
    context=31_000,
    cost=0.12,
    past=(
        You(text="Which of the merged changes would a user notice?"),
        Says(text="Nineteen of fifty-seven. Most of the others move code or add tests."),
        You(text="Draft the changelog of the next release from those."),
        Waits(),
    ),
)

FLAKY = Role(
    name="fix-flaky-ci",
    title="Fix flaky CI",
    directory=TOOLS,
    agent="build",
    model=SONNET.name,
    born_ms=16 * MINUTE,
    spoke_ms=3 * SECOND,
    stands="open",
    status=BUSY,
    context=46_000,
    cost=0.4,
    past=(
        You(text="The calendar tests fail now and then on this machine. Find out why."),
        Says(text="They fail when the suite runs across midnight. I look for who asks the clock."),
        Does(tool="grep", title="datetime.now(", output="6 matches"),
        Does(tool="bash", title="pytest -q tests/calendar", output="31 passed", took_ms=2_300),
        Waits(),
    ),
    line="is moved",
    line_at_ms=600,
)

INDEX = Role(
    name="index-notes",
    title="Index the design notes",
    directory=TOOLS,
    agent="librarian",
    model=FLASH.name,
    born_ms=7 * MINUTE,
    spoke_ms=3 * SECOND,
    status=BUSY,
    context=450_000,
    cost=0.09,
    past=(
        You(text="Index the design notes so that one can find why something was decided."),
        Says(text="I read them in groups and keep one line for each decision."),
        Sends(
            title="Count the open questions",
            prompt="Count the open questions in the notes, by year.",
            agent="general",
            model=FLASH.name,
            child="count-questions",
            ago_ms=6 * MINUTE,
        ),
        Sends(
            title="Read the change log",
            prompt="Which decisions does the change log name? Quote them.",
            agent="explore",
            model=OPUS.name,
            child="read-change-log",
            ago_ms=5 * MINUTE,
        ),
        Says(text="Two errands go on beside this. I begin with the oldest notes."),
        Told(text=result("count-questions", "Count the open questions", COUNTED), synthetic=True),
        Does(tool="read", title="notes/README.md", took_ms=70),
    ),
    line="streams notes",
    line_at_ms=300,
)

QUESTIONS = Role(
    name="count-questions",
    title="Count the open questions (@general subagent)",
    directory=TOOLS,
    agent="general",
    model=FLASH.name,
    parent=INDEX.name,
    born_ms=6 * MINUTE - SECOND,
    spoke_ms=3 * MINUTE,
    context=18_000,
    cost=0.01,
    past=(
        You(text="Count the open questions in the notes, by year."),
        Does(tool="grep", title="OPEN:", output="43 matches", took_ms=60),
        Says(text=COUNTED),
    ),
)

CHANGE_LOG = Role(
    name="read-change-log",
    title="Read the change log (@explore subagent)",
    directory=TOOLS,
    agent="explore",
    model=OPUS.name,
    parent=INDEX.name,
    born_ms=5 * MINUTE - SECOND,
    spoke_ms=22 * SECOND,
    stands="open",
    status=waiting(2, BACK_SOON, NIGHTLY_MS),
    context=27_000,
    cost=0.21,
    past=(
        You(text="Which decisions does the change log name? Quote them."),
        Does(tool="read", title="CHANGELOG.md", took_ms=80),
        Waits(),
    ),
    line="try again",
    line_at_ms=NIGHTLY_MS,
)

ELDERS = (
    Elder(
        title="Release checklist",
        ago_ms=HOUR + 2 * MINUTE,
        agent="build",
        model=SONNET.name,
        says="The list has nineteen steps, and eleven of them can be checked by a script.",
        context=32_000,
        cost=0.2,
    ),
    Elder(
        title="Sort the build cache",
        ago_ms=3 * DAY,
        agent="build",
        model=SONNET.name,
        says="Old layers go first now. The cache fell from 40 to 12 GB.",
    ),
    Elder(
        title="Why is the image so large",
        ago_ms=6 * DAY,
        agent="oracle",
        model=OPUS.name,
        says="Two thirds are test data that a later layer deletes without freeing it.",
    ),
)

CI_BOX = Script(
    name="ci-box",
    directory=SITE,
    home="/srv/ci",
    projects=(SITE, TOOLS),
    agents=(
        Agent(name="build"),
        Agent(name="plan"),
        Agent(name="oracle", mode="all"),
        Agent(name="writer", mode="all"),
        Agent(name="librarian", mode="all"),
        Agent(name="explore", mode="subagent"),
        Agent(name="general", mode="subagent"),
    ),
    models=(SONNET, OPUS, GPT, GPT_MINI, GEMINI, FLASH, KIMI, GLM),
    limits={
        OPUS.name: Limit(message=BACK_SOON, wait_ms=NIGHTLY_MS, lifts=True),
        SONNET.name: Limit(message="Provider is overloaded", wait_ms=4 * MINUTE),
    },
    cast=(
        DEPLOY,
        NIGHTLY,
        MANUAL,
        CHANGELOG,
        FLAKY,
        INDEX,
        QUESTIONS,
        CHANGE_LOG,
        *(elder(SITE, old) for old in ELDERS),
    ),
)
