"""Repair what is no Unicode, so that half an emoji does not cost a whole answer."""

from __future__ import annotations

import re

# Every escape is matched, pairs of surrogates as one, so that only a lone one is a group.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def mend(data: bytes) -> bytes:
    """Return JSON whose bytes are UTF-8 and whose escapes name no half of a surrogate pair.

    Servers cut texts by UTF-16 units; what was cut there becomes U+FFFD, the rest stays.
    """
    text = bytes(data).decode("utf-8", "replace").encode()
    return _ESCAPE.sub(_whole, text) if b"\\u" in text else text


def _whole(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape[1] else escape[0]
