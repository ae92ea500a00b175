"""What must stand on a scene's screen: a picture is only looked at, these words are asserted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tests.scenery.scene import Scene

OF_FRAME = re.compile(r"-\d+x\d+-(?:dusk|paper)$")
"""What a frame's scenes add to its name."""
_NOT_PROVED = (
    "! not proved   Refactor billing to gemini-3-pro",
    "no answer of that model was seen",
    "it may still come",
)
_PARKED = ("▌ ¶ parked", "¶ parked   Refactor billing goes on at")
_STEERED = ("▌ ► busy", "being steered by alice@desk")
_TWO = ("Model Fallback", "New Background Task")
SAYS: dict[str, tuple[str, ...]] = {
    "overview": ("▌ ◊ retry", "■ stuck", "× failed"),
    "picker": ("Move Refactor billing to",),
    "cancel": ("Stop Refactor billing",),
    "answer": ("It wants permission: bash",),
    "question": ("Which name wins where the two differ?",),
    "marks": ("*◊ retry", "4 marked"),
    "cancel-marked": ("Stop 4 marked sessions",),
    "cancel-task": ("Stop Update the API examples", "▌ 4  rescue"),
    "cancel-all": ("How many tasks?",),
    "tasks": ("▌ ■ stuck", "orphan-task"),
    "new-task": ("New task under Refactor billing",),
    "filter-empty": ("No session matches",),
    "needs-me": ("? asking", "■ stuck", "needs me"),
    "log": ("not proved", "prompt_async"),
    "empty": ("has no session yet",),
    "honest-clock": ("server 7m36s · message 2h14m",),
    "answer-dead": ("nobody waits for this any more",),
    "tasks-empty": ("No background task.",),
    "needs-me-empty": ("Nothing needs you.",),
    "read-only": ("read-only, nothing was sent",),
    "hostile": ("▌ ? asking", "STATE         TIME  SESSION", "? help"),
    "mismatch-80x24": ("claimed fake/limited-two by a toast, fake/ok-three answered",),
    "fault": ("a part of omo-watch failed",),
    "toast": ("Switched to gpt-5.4 for next request",),
    "toasts-two-80x24": _TWO,
    "toasts-two-140x40": _TWO,
    "toasts-many-80x24": ("and 3 more in the Log",),
    "toasts-many-140x40": ("and 3 more in the Log",),
    "log-toast": ("[BG] Write docs (writer)",),
    "log-other": ("by      bob@ci",),
    "log-empty": ("Nothing has happened yet.",),
    "offer": ("f take offer",),
    "offer-80x24": ("f take offer",),
    "unwritten": ("what is done is not written down",),
    "steered": _STEERED,
    "steered-80x24": _STEERED,
    "steered-picker": ("alice@desk moved it",),
    "steered-cancel": ("alice@desk moved it",),
    "result-running": ("▌ ► busy      moving  Refactor billing",),
    "result-proved": ("▌ ► busy", "✓ proved   Refactor billing now answers with gemini-3-pro"),
    "result-not-proved": _NOT_PROVED,
    "result-not-proved-80x24": _NOT_PROVED,
    "parked": _PARKED,
    "parked-80x24": _PARKED,
    "result-stopped": ("✓ stopped   Port the scheduler",),
    "result-batch": ("! not all   7 stopped, 1 came back",),
    "result-being-stopped": ("▌ · idle    stopping  Port the scheduler", "► stopping"),
    "result-came-back": ("! came back   Port the scheduler", "and 1 more in the Inbox"),
    "inbox": ("▌ ? permission",),
    "inbox-question": ("▌ ? question",),
    "inbox-failed": ("▌ × no answer",),
    "inbox-stuck": ("▌ ■ stuck",),
    "inbox-news": ("▌ ! not proved",),
    "inbox-offer": ("costs    Port the scheduler",),
    "inbox-mismatch": ("▌ ≠ mismatch",),
    "inbox-marked": ("2 marked",),
    "inbox-past": ("· closed", "• answered", "– rejected"),
    "inbox-empty": ("Nothing needs you.", "Last one: Deploy script, answered once"),
    "inbox-read-only": ("read-only: nothing can be answered from here",),
    "inbox-long-80x24": ("read on",),
    "inbox-restart": ("▌ ! not proved",),
    "inbox-pushed": ("! came back   Port the scheduler", "and 1 more in the Inbox"),
    "notices": ("not sent",),
    "only-read": ("▌ ◊ retry", "plugin · read-only"),
    "only-read-refused": ("laptop is read-only, nothing was sent",),
    "marks-all": ("4 marked", "filter state:retry"),
    "move-marked": ("Stops the wait",),
    "park-marked": ("put aside, goes on at", "left as it is: stuck"),
    "sessions-opening": ("Asking laptop for its sessions.",),
    "sessions-silent": ("Nothing listens there. Trying again in",),
    "sessions-locked": ("laptop wants a password.",),
    "sessions-certificate": ("a certificate that this machine does not trust",),
    "sessions-none": ("has no session yet",),
    "sessions-down": ("▌ ≈ unknown", "The stream from laptop broke 38s ago"),
}
"""By the name of a scene, or of a frame."""


def promised(scenes: Iterable[Scene]) -> Iterable[Scene]:
    """Give scenes with what each must say."""
    for scene in scenes:
        frame = OF_FRAME.sub("", scene.name)
        yield replace(scene, says=SAYS.get(scene.name, SAYS.get(frame, ())))
