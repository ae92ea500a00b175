"""What servers put into the titles of sessions."""

from __future__ import annotations

import re

SUBAGENT = re.compile(r"(?<=\S) \(@[^()]+ subagent\)$")
"""What a server appends to a child's title; its agent is told elsewhere."""
WITHIN = re.compile(r"(?<=\S) \(@[^()]+ subagent\)")
"""The same in a sentence that names sessions."""
