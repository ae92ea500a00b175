"""Which servers a command speaks to, and who gets a password."""

import pytest

from omo_watch.cli.failing import CommandError
from omo_watch.cli.targets import configured, locked, named
from omo_watch.settings import ServerSettings, Settings

SECRET = {"OPENCODE_SERVER_PASSWORD": "secret", "OPENCODE_SERVER_USERNAME": "anna"}


def test_a_bare_url_is_named_by_its_place() -> None:
    (address,) = named(["http://127.0.0.1:4096/"], {})
    assert (address.name, address.url, address.password) == (
        "127.0.0.1:4096",
        "http://127.0.0.1:4096",
        None,
    )


def test_a_name_can_be_given() -> None:
    (address,) = named(["lab=http://127.0.0.1:4096"], {})
    assert (address.name, address.url) == ("lab", "http://127.0.0.1:4096")


@pytest.mark.parametrize("word", ["http://", "ftp://x", "http://a:99999", "lab=", "http://a b"])
def test_what_is_no_address_is_refused_with_an_example(word: str) -> None:
    with pytest.raises(CommandError) as caught:
        named([word], {})
    assert caught.value.code == 2
    assert "http://127.0.0.1:4096" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "password"),
    [
        ("http://127.0.0.1:1", "secret"),
        ("http://localhost:1", "secret"),
        ("http://[::1]:1", "secret"),
        ("http://10.0.0.7:1", None),
        ("https://example.com", None),
    ],
)
def test_only_this_machine_gets_the_environments_password(url: str, password: str | None) -> None:
    (address,) = named([url], SECRET)
    assert address.password == password
    if password:
        assert address.username == "anna"


def test_a_password_in_the_address_is_used_with_a_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (address,) = named(["http://me:pw@127.0.0.1:1"], SECRET)
    assert (address.username, address.password, address.url) == ("me", "pw", "http://127.0.0.1:1")
    assert "others can read a password" in capsys.readouterr().err


def test_a_servers_own_variable_wins() -> None:
    server = ServerSettings(name="far", url="https://far", username="bo", password_env="FAR")
    (address,) = configured(Settings(servers=(server,)), {"FAR": "deep", **SECRET})
    assert (address.username, address.password) == ("bo", "deep")


def test_a_server_that_is_only_read_is_so_by_whatever_name_it_goes() -> None:
    server = ServerSettings(name="prod", url="http://127.0.0.1:4096", read_only=True)
    settings = Settings(servers=(server,))
    assert [address.read_only for address in configured(settings, {})] == [True]
    words = ["http://[::1]:4096/", "mine=http://LOCALHOST:4096/x", "http://127.0.0.1:4097"]
    marked = locked(named(words, {}), settings)
    assert [address.read_only for address in marked] == [True, True, False]
