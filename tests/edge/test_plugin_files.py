"""The plugin's own settings files: from the disk of this machine, by request from elsewhere."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.edge.asking import backend_of, outcome
from tests.edge.fake_server import FakeServer, Request, web_page

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.plugin_files import MOST_BYTES, PluginFiles
from omo_watch_core.edge.requests import NotAnsweredError, Requests
from omo_watch_core.effects import ReadPluginSettings
from omo_watch_core.events import PluginSettingsRead, ReadFailed
from omo_watch_core.fallback.plugin_settings import PluginSettings
from omo_watch_core.wire.unpack import WireError

ELSEWHERE = "/srv/project"
CONTENT = "/file/content"


def chain(model: str, agent: str = "build") -> str:
    """Write a settings file with one chain."""
    settings = {"agents": {agent: {"fallback_models": [f"a/{model}"]}}}
    return f"{json.dumps(settings)} // a remark"


def found(settings: PluginSettings) -> dict[str, tuple[str, ...] | None]:
    return {name: entry.chain for name, entry in settings.chains.agents.items()}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home with a project in it and a folder for settings."""
    (tmp_path / "home/dev/project").mkdir(parents=True)
    (tmp_path / "home/.config/opencode").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def project(home: Path) -> Path:
    return home / "dev/project"


@contextlib.asynccontextmanager
async def files(server: FakeServer, url: str | None = None) -> AsyncGenerator[PluginFiles]:
    """Give the files of a server, which may stand elsewhere."""
    requests = Requests(Address(name="s", url=server.url))
    try:
        yield PluginFiles(Address(name="s", url=url or server.url), requests)
    finally:
        await requests.close()


async def here(home: Path, directory: Path) -> PluginSettings:
    """Read the settings of a directory of this machine."""
    async with FakeServer() as server, files(server) as plugin_files:
        server.says("/path", {"home": str(home), "config": str(home / ".config/opencode")})
        settings = await plugin_files.read(str(directory))
        assert server.paths() == ["/path"]
        assert server.asked[0].query == {"directory": str(directory)}
    return settings


async def test_the_users_file_counts(home: Path, project: Path) -> None:
    write(home / ".omo/omo.jsonc", chain("mine"))
    assert found(await here(home, project)) == {"build": ("a/mine",)}


async def test_a_nearer_file_counts_more(home: Path, project: Path) -> None:
    write(home / ".omo/omo.json", chain("mine"))
    write(home / "dev/.omo/omo.json", chain("team"))
    write(home / "dev/.omo/omo.json", chain("team"))
    assert found(await here(home, project)) == {"build": ("a/team",)}
    write(project / ".omo/omo.json", chain("project"))
    assert found(await here(home, project)) == {"build": ("a/project",)}


async def test_files_are_laid_over_one_another(home: Path, project: Path) -> None:
    write(home / ".omo/omo.json", chain("mine", "oracle"))
    write(project / ".omo/omo.json", chain("project"))
    assert found(await here(home, project)) == {"oracle": ("a/mine",), "build": ("a/project",)}


async def test_the_first_name_of_a_folder_counts(home: Path, project: Path) -> None:
    write(project / ".omo/omo.json", chain("second"))
    write(project / ".omo/omo.jsonc", chain("first"))
    assert found(await here(home, project)) == {"build": ("a/first",)}


async def test_without_a_file_there_is_nothing(home: Path, project: Path) -> None:
    assert await here(home, project) == PluginSettings()


async def test_older_names_are_used_where_there_is_no_other(home: Path, project: Path) -> None:
    older = write(home / ".config/opencode/oh-my-opencode.json", chain("older"))
    newer = write(project / ".opencode/oh-my-openagent.jsonc", chain("newer", "oracle"))
    settings = await here(home, project)
    assert found(settings) == {"build": ("a/older",), "oracle": ("a/newer",)}
    assert settings.unmigrated == (str(older), str(newer))


async def test_older_names_are_only_told_beside_a_file_that_counts(
    home: Path, project: Path
) -> None:
    older = write(project / ".opencode/oh-my-opencode.json", chain("older"))
    write(home / ".omo/omo.json", chain("mine", "oracle"))
    settings = await here(home, project)
    assert found(settings) == {"oracle": ("a/mine",)}
    assert settings.unmigrated == (str(older),)


@pytest.mark.parametrize("where", ["folder", "gone"])
async def test_a_folder_that_is_a_link_does_not_count(
    home: Path, project: Path, where: str
) -> None:
    elsewhere = home.parent / "elsewhere"
    if where == "folder":
        write(elsewhere / "omo.json", chain("elsewhere"))
    (project / ".omo").symlink_to(elsewhere)
    write(home / ".omo/omo.json", chain("mine"))
    assert found(await here(home, project)) == {"build": ("a/mine",)}


async def test_a_file_may_be_as_long_as_a_mebibyte(home: Path, project: Path) -> None:
    text = chain("long")
    file = write(project / ".omo/omo.json", text + " " * (MOST_BYTES - len(text)))
    assert file.stat().st_size == MOST_BYTES == 1_048_576
    assert found(await here(home, project)) == {"build": ("a/long",)}
    file.write_text(text + " " * (MOST_BYTES + 1 - len(text)))
    assert await here(home, project) == PluginSettings()


async def test_what_cannot_be_read_counts_as_not_there(home: Path, project: Path) -> None:
    (project / ".omo/omo.jsonc").mkdir(parents=True)
    (project / ".omo/omo.json").write_bytes(b"\xff\xfe no text")
    write(home / ".omo/omo.json", chain("mine"))
    assert found(await here(home, project)) == {"build": ("a/mine",)}


async def test_a_file_behind_an_unreadable_one_counts(home: Path, project: Path) -> None:
    (project / ".omo").mkdir()
    (project / ".omo/omo.jsonc").write_bytes(b"\xff\xfe no text")
    write(project / ".omo/omo.json", chain("second"))
    assert found(await here(home, project)) == {"build": ("a/second",)}


async def test_what_is_wrong_in_a_file_is_named_with_it(home: Path, project: Path) -> None:
    file = write(project / ".omo/omo.json", "{")
    (fault,) = (await here(home, project)).faults
    assert fault.startswith(str(file))


async def test_a_server_that_names_no_home_has_the_projects_files(project: Path) -> None:
    write(project / ".omo/omo.json", chain("project"))
    async with FakeServer() as server, files(server) as plugin_files:
        server.says("/path", {})
        assert found(await plugin_files.read(str(project))) == {"build": ("a/project",)}


async def test_a_server_that_does_not_tell_its_folders_has_no_answer(project: Path) -> None:
    async with FakeServer() as server, files(server) as plugin_files:
        server.routes["/path"] = web_page
        with pytest.raises(NotAnsweredError):
            await plugin_files.read(str(project))
        server.says("/path", [1])
        with pytest.raises(WireError):
            await plugin_files.read(str(project))


# --- of a server elsewhere


def has(server: FakeServer, contents: dict[str, object]) -> None:
    """Let a server have files in the project; all others are empty, as on the real one."""

    async def route(request: Request) -> None:
        content = contents.get(request.query["path"], "")
        if isinstance(content, int):
            await request.answer({}, content)
        elif isinstance(content, str):
            await request.answer({"type": "text", "content": content})
        else:
            await request.answer(content)

    server.routes[CONTENT] = route


async def there(contents: dict[str, object]) -> tuple[PluginSettings, list[Request]]:
    """Read the settings of a directory of another machine."""
    async with FakeServer() as server, files(server, "http://10.0.0.7:4096") as plugin_files:
        has(server, contents)
        return await plugin_files.read(ELSEWHERE), server.asked


async def test_elsewhere_only_files_of_the_project_are_asked_for() -> None:
    settings, asked = await there({})
    assert settings == PluginSettings()
    assert {request.path for request in asked} == {CONTENT}
    assert {request.query["directory"] for request in asked} == {ELSEWHERE}
    assert [request.query["path"] for request in asked] == [
        ".omo/omo.jsonc",
        ".omo/omo.json",
        ".opencode/oh-my-openagent.jsonc",
        ".opencode/oh-my-openagent.json",
        ".opencode/oh-my-opencode.jsonc",
        ".opencode/oh-my-opencode.json",
    ]


async def test_elsewhere_the_first_name_that_is_there_counts() -> None:
    settings, asked = await there(
        {".omo/omo.jsonc": chain("first"), ".omo/omo.json": chain("second")}
    )
    assert found(settings) == {"build": ("a/first",)}
    assert ".omo/omo.json" not in [request.query["path"] for request in asked]


async def test_elsewhere_older_names_are_told_by_their_place_in_the_project() -> None:
    settings, _ = await there({".opencode/oh-my-opencode.json": chain("older")})
    assert found(settings) == {"build": ("a/older",)}
    assert settings.unmigrated == (".opencode/oh-my-opencode.json",)


@pytest.mark.parametrize(
    "answer", [404, {"type": "binary", "content": chain("x")}, {"type": "text"}, [1], {}]
)
async def test_elsewhere_what_is_no_text_is_not_there(answer: object) -> None:
    settings, _ = await there({".omo/omo.jsonc": answer, ".omo/omo.json": chain("second")})
    assert found(settings) == {"build": ("a/second",)}


async def test_elsewhere_a_server_in_trouble_does_not_say_that_there_is_no_file() -> None:
    with pytest.raises(NotAnsweredError):
        await there({".omo/omo.jsonc": 503, ".omo/omo.json": chain("second")})


async def test_elsewhere_a_route_that_does_not_exist_has_no_files() -> None:
    async with FakeServer() as server, files(server, "https://example.com") as plugin_files:
        assert await plugin_files.read(ELSEWHERE) == PluginSettings()


# --- as the backend asks


async def test_a_backend_tells_what_it_read(home: Path, project: Path) -> None:
    write(project / ".omo/omo.json", chain("project"))
    effect = ReadPluginSettings(server="s", directory=str(project))
    async with FakeServer() as server:
        server.says("/path", {"home": str(home), "config": str(home)})
        read = await outcome(server, effect)
    assert isinstance(read, PluginSettingsRead)
    assert (read.server, read.directory) == ("s", str(project))
    assert found(read.settings) == {"build": ("a/project",)}


async def test_a_backend_tells_what_it_could_not_read() -> None:
    effect = ReadPluginSettings(server="s", directory="/x")
    async with FakeServer() as server, backend_of(server) as backend:
        server.says("/path", {}, 500)
        (failed,) = await backend.perform(effect)
    assert isinstance(failed, ReadFailed)
    assert (failed.what, failed.directory, failed.session) == ("plugin settings", "/x", None)
