"""The webhook against a real socket: what is sent, and every way of failing."""

from __future__ import annotations

import asyncio
import socket

import msgspec
import pytest
from tests.core.notify.stage import occasion
from tests.tui.notifying.hooks import ENDLESS, HANG, hook

from omo_watch.notifying.webhook import PAUSES_S, Webhook, body_of, post
from omo_watch_core.notify.nouns import Notice

NOTICE = Notice(at_ms=5, occasions=(occasion("a", since_ms=4), occasion("b", "stuck")))


class Hasty:
    """Be a clock that counts the waits and does not wait."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now_ms(self) -> int:
        return 0

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def _post(*answers: str, within_s: float = 5.0) -> tuple[str, list[str], list[float]]:
    async def run() -> tuple[str, list[str], list[float]]:
        clock = Hasty()
        async with hook(*answers) as made:
            sent = Webhook(url=made.url, headers={"Authorization": "Bearer s3cret"})
            fault = await post(sent, b'{"a":1}', clock, within_s)
            assert all(body == b'{"a":1}' for body in made.bodies)
            return fault, made.heads, clock.waits

    return asyncio.run(run())


def test_a_body_has_no_word_from_outside() -> None:
    body = body_of(NOTICE, "ann@desk", include_text=False)
    assert msgspec.json.decode(body) == {
        "app": "omo-watch",
        "from": "ann@desk",
        "at_ms": 5,
        "text": "omo-watch: 2 sessions need you",
        "sessions": [
            {"server": "lab", "session": "a", "cause": "asking", "what": "permission",
             "since_ms": 4},
            {"server": "lab", "session": "b", "cause": "stuck", "what": "permission",
             "since_ms": None},
        ],
    }  # fmt: skip


def test_titles_go_along_where_that_is_wanted() -> None:
    told = msgspec.json.decode(body_of(NOTICE, "", include_text=True))["sessions"][0]
    assert (told["title"], told["about"]) == ("Title of a", "rm -rf")


def test_a_post_arrives_once_with_its_headers() -> None:
    fault, heads, waits = _post("204 No Content")
    assert (fault, len(heads), waits) == ("", 1, [])
    assert heads[0].startswith("POST /secret-path?key=1 HTTP/1.1")
    assert "content-type: application/json" in heads[0].lower()
    assert "authorization: bearer s3cret" in heads[0].lower()


def test_what_may_pass_is_tried_again() -> None:
    assert _post("500 Oops", "429 Slow", "200 OK")[::2] == ("", list(PAUSES_S))


def test_what_stays_is_given_up_after_three_tries() -> None:
    fault, heads, _ = _post("503 Later")
    assert (fault, len(heads)) == ("it answered 503", 3)


@pytest.mark.parametrize("answer", ["400 Bad", "401 Who", "404 Where"])
def test_a_refusal_is_not_tried_again(answer: str) -> None:
    fault, heads, _ = _post(answer)
    assert (fault, len(heads)) == (f"it answered {answer[:3]}", 1)


def test_a_redirect_is_not_followed() -> None:
    async def run() -> tuple[str, int, int]:
        async with hook("200 OK") as other, hook("") as first:
            first.answers = [f"307 Away\r\nlocation: {other.url}"]
            fault = await post(Webhook(url=first.url, headers={"X-Key": "k"}), b"{}", Hasty())
            return fault, len(first.heads), len(other.heads)

    fault, asked, followed = asyncio.run(run())
    assert "(307), which is not followed" in fault
    assert (asked, followed) == (1, 0)


def test_one_that_hangs_is_left_after_its_time() -> None:
    fault, heads, _ = _post(HANG, within_s=0.2)
    assert (fault, len(heads)) == ("no answer within 0.2 s", 3)


def test_an_answer_without_end_is_not_read() -> None:
    assert _post(ENDLESS)[0] == ""


def test_nothing_that_listens_is_one_sentence_without_the_address() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/secret-path"
        fault = asyncio.run(post(Webhook(url=url), b"{}", Hasty()))
    assert fault == "nothing listens there"


def test_its_print_hides_path_and_headers() -> None:
    shown = repr(Webhook(url="https://h.example.org/secret", headers={"a": "s3cret"}))
    assert shown == "Webhook('h.example.org')"
