"""Where a server is, as people type it, and who we are to it."""

import ssl

import pytest

from omo_watch_core.edge.address import Address, AddressError


@pytest.mark.parametrize(
    ("text", "url", "host", "port"),
    [
        ("127.0.0.1:4096", "http://127.0.0.1:4096", "127.0.0.1", 4096),
        ("http://box:4096/", "http://box:4096", "box", 4096),
        ("https://code.example.org/oc/", "https://code.example.org/oc", "code.example.org", 443),
        ("http://example.org", "http://example.org", "example.org", 80),
        ("[::1]:4096", "http://[::1]:4096", "::1", 4096),
        ("http://bücher.example:1", "http://xn--bcher-kva.example:1", "xn--bcher-kva.example", 1),
        ("http://a:1/b c\r\nx: y", "http://a:1/b%20cx%3A%20y", "a", 1),
    ],
)
def test_an_address_is_read(text: str, url: str, host: str, port: int) -> None:
    address = Address.of("s", text)
    assert (address.url, address.host, address.port) == (url, host, port)


@pytest.mark.parametrize("text", ["", "ftp://a:1", "http://", "a:99999", "http://a:b", "http://[x"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressError):
        Address.of("s", text)


def test_credentials_leave_the_url_and_never_show() -> None:
    address = Address.of("s", "http://me:p%40ss@127.0.0.1:4096", "other")
    assert (address.url, address.username, address.password) == (
        "http://127.0.0.1:4096",
        "me",
        "p@ss",
    )
    assert "p@ss" not in f"{address!r} {address}"
    assert address.headers == {"authorization": "Basic bWU6cEBzcw=="}


def test_without_a_password_nothing_is_said_about_us() -> None:
    assert Address.of("s", "http://me@127.0.0.1:1").headers == {}


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("[::1]", True),
        ("10.0.0.1", False),
        ("localhost.example.org", False),
        ("0.0.0.0", False),
    ],
)
def test_loopback_is_what_stays_here(host: str, here: bool) -> None:
    assert Address.of("s", f"http://{host}:1").is_loopback is here


def test_certificates_are_verified() -> None:
    context = Address.of("s", "https://example.org").tls()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
