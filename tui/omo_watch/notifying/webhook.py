"""Tell another program by a POST: no titles or texts unless that is wanted, no way round TLS."""

from __future__ import annotations

import asyncio
import importlib
import ssl
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.reasons import why
from omo_watch_core.notify.nouns import Notice, Occasion
from omo_watch_core.notify.words import summary
from omo_watch_core.value import Value

if TYPE_CHECKING:
    import httpx

PAUSES_S = (1.0, 5.0)
"""Waits before the second and third try."""
WITHIN_S = 10.0
PASSING = frozenset({408, 425, 429})
"""Refusals that time may heal, beside those of 500 and more."""
LONGEST = 300


class Webhook(Value):
    """Hold where to post, and what never goes into a log: the path and the headers."""

    url: str
    headers: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    include_text: bool = False

    def __repr__(self) -> str:
        return f"Webhook({self.host!r})"

    @property
    def host(self) -> str:
        """Give what may be shown of the address."""
        return urlsplit(self.url).hostname or ""


def body_of(notice: Notice, owner: str, *, include_text: bool) -> bytes:
    """Write a notice as JSON; `text` counts sessions and says no word from outside."""
    return msgspec.json.encode({
        "app": "omo-watch",
        "from": owner,
        "at_ms": notice.at_ms,
        "text": f"omo-watch: {summary(notice.occasions, at_start=notice.at_start)}",
        "sessions": [_told(found, include_text=include_text) for found in notice.occasions],
    })  # fmt: skip


async def post(hook: Webhook, body: bytes, clock: Clock, within_s: float = WITHIN_S) -> str:
    """Post it, at most three times, and give why it did not get there; "" where it did."""
    # Loading httpx takes longer than a key may wait.
    if "httpx" not in sys.modules:
        await asyncio.to_thread(importlib.import_module, "httpx")
    # as the system trusts, as for every server here; reading its certificates takes a while
    tls = await asyncio.to_thread(ssl.create_default_context)
    fault = ""
    for pause in (0.0, *PAUSES_S):
        if pause:
            await clock.sleep(pause)
        fault, again = await _post_once(hook, body, tls, within_s)
        if not again:
            break
    return fault


async def _post_once(
    hook: Webhook, body: bytes, tls: ssl.SSLContext, within_s: float
) -> tuple[str, bool]:
    """Post it, and give the fault, and whether it may pass."""
    import httpx

    try:
        async with asyncio.timeout(within_s), _client(tls) as client:
            headers = {**hook.headers, "content-type": "application/json"}
            # What it says in its answer is of no use here, and may have no end.
            async with client.stream("POST", hook.url, content=body, headers=headers) as answer:
                return _fault_of(answer.status_code)
    except TimeoutError:
        return f"no answer within {within_s:g} s", True
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return _without(hook, why(error)), isinstance(error, (httpx.TransportError, OSError))


def _client(tls: ssl.SSLContext) -> httpx.AsyncClient:
    import httpx

    # no proxy and no netrc learn where we go or who we are; a redirect would take headers along
    return httpx.AsyncClient(verify=tls, follow_redirects=False, trust_env=False, timeout=None)


def _fault_of(status: int) -> tuple[str, bool]:
    if 200 <= status < 300:
        return "", False
    if 300 <= status < 400:
        return f"it sends us on to another address ({status}), which is not followed", False
    return f"it answered {status}", status >= 500 or status in PASSING


def _without(hook: Webhook, words: str) -> str:
    """Say it without the address, whose path may be a secret."""
    return clean_line(words.replace(hook.url, hook.host), LONGEST)


def _told(found: Occasion, *, include_text: bool) -> dict[str, object]:
    said: dict[str, object] = {
        "server": found.server,
        "session": found.session,
        "cause": found.cause,
        "what": found.word,
        "since_ms": found.since_ms or None,
    }
    return {**said, "title": found.title, "about": found.text} if include_text else said
