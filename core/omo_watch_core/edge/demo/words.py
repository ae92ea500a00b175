"""What the models of the demo say where the story has no words of its own."""

from __future__ import annotations

from omo_watch_core.edge.demo.nouns import Option, Query

ANSWERS = (
    "I read the two modules that matter here. The behaviour is pinned by tests now, and the "
    "change itself is small: one function less, one name that says what it does. All tests pass.",
    "Done. The slow path came from reading the same file for each row; it is read once now. "
    "The figures before and after are in the notes, and nothing outside this folder changed.",
    "Two of the three ideas hold. The third would need a lock around the queue, which costs more "
    "than it saves, so I left it out and wrote down why. The rest is ready to be looked at.",
    "I went on from where this stopped. What was missing was a check for the empty list; with it "
    "the suite is green, and the error message now names the field that was wrong.",
)
NOTES = (
    "The first group of notes is about storage: why one file for each day was given up, and what "
    "the journal keeps instead. I list every decision with its date and the person who made it. ",
    "The second group is about the queue. Three pages describe the same retry rule in other "
    "words; I keep the one with the numbers and point the other two at it. ",
    "The third group compares two ways to name things. The older pages say task, the newer ones "
    "say job, and both mean the same row. The index uses job and lists task as its synonym. ",
    "The last group is a pile of measurements. Most were made on one machine and say so, which "
    "makes them useful; two have no unit, and I mark them as open questions. ",
)
FINDINGS = (
    "The fixtures build a whole order each time, although most tests look at one line of it. ",
    "Only four tests touch the tax rules, and none of them rounds down. ",
    "Credit notes are tested through the export, never on their own. ",
    "There is a second copy of the totals in the report tests, with other numbers. ",
)
MIGRATION = (
    "Step one needs no downtime: the new loop runs beside the old one and only listens. ",
    "Step two moves the timers, one kind at a time, beginning with those that nobody waits for. ",
    "Step three removes the old loop; from there on the only way back is the backup of the day. ",
    "For each step the page says what to look at, who decides, and how long to wait. ",
)
FOLLOW_UPS = (
    (
        "And what about invalidation?",
        "Write-through with a short lease. Entries go stale by "
        "themselves after a minute, so a lost message costs freshness and never correctness.",
    ),
    (
        "How large would it get?",
        "About 40 MB for a week of sessions, most of it in the newest "
        "day. Halving the keys would save more than packing the values.",
    ),
    (
        "Which one would you pick?",
        "The second. It is slower by a millisecond that nobody waits "
        "for, and it has one failure to explain instead of three.",
    ),
    (
        "Summarise it in two lines.",
        "One cache in each process, write-through, leases of a minute. "
        "Measure the misses for a week before anything is shared.",
    ),
)
CUT_OFF = "The guide begins with what"
TESTED = (
    "One test still depends on the time zone of the machine. I pin the clock and run them again. ",
    "The failure moved to the export of the last day of a month. I fix the range and run again. ",
    "It passes alone and fails after the calendar tests, so something leaks. I look for it. ",
)
QUERY = Query(
    question="Which name wins where the two differ?",
    header="Naming",
    options=[
        Option(label="The public one", description="Callers outside keep working"),
        Option(label="The database's", description="Reports and exports agree at once"),
    ],
)
