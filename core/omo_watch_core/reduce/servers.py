"""Which servers are watched, and what they say about themselves."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.claim import Claim
from omo_watch_core.events import (
    ClaimHeard,
    CountRead,
    HealthRead,
    ModelsListed,
    PluginSettingsRead,
    ServerAdded,
    ServerDescribed,
    ServerRemoved,
    Unrecognised,
)
from omo_watch_core.link import Link
from omo_watch_core.reduce import connection, plugin
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Server
from omo_watch_core.tasks.marker import PluginCount


def added(desk: Desk, event: ServerAdded) -> None:
    """Watch a server; one that is watched already only gets the address."""
    draft = desk.draft
    if event.server in draft.servers:
        desk.server = replace(desk.server, url=event.url, read_only=event.read_only)
    else:
        made = Server(name=event.server, url=event.url, link=Link(), read_only=event.read_only)
        desk = draft.add(made)
    connection.moved(desk, event)


def removed(desk: Desk, event: ServerRemoved) -> None:
    """Watch a server no longer."""
    desk.draft.remove(event.server)


def well(desk: Desk, event: HealthRead) -> None:
    """Take the version over."""
    desk.server = replace(desk.server, version=event.version)


def described(desk: Desk, event: ServerDescribed) -> None:
    """Take over what the server could tell about itself."""
    server = desk.server
    directory = event.own_directory or server.own_directory
    agent = event.default_agent or server.default_agent
    desk.server = replace(server, own_directory=directory, default_agent=agent)
    plugin.described(desk, event)


def models_listed(desk: Desk, event: ModelsListed) -> None:
    """Take the usable models over."""
    models = {model.ref.name: model for model in event.models}
    if models != desk.server.models:
        desk.server = replace(desk.server, models=models)


def claimed(desk: Desk, event: ClaimHeard) -> None:
    """Take over who falls back here by itself."""
    claim = Claim(owner=event.owner, own=event.own) if event.owner else None
    if claim != desk.server.claim:
        desk.server = replace(desk.server, claim=claim)


def settings_read(desk: Desk, event: PluginSettingsRead) -> None:
    """Take over what the plugin's files of a directory say."""
    known = desk.server.plugin_settings
    if known.get(event.directory) != event.settings:
        settings = {**known, event.directory: event.settings}
        desk.server = replace(desk.server, plugin_settings=settings)


def unrecognised(desk: Desk, event: Unrecognised) -> None:
    """Count what was not understood."""
    counts = desk.server.counts
    if event.malformed:
        counts = replace(counts, malformed=counts.malformed + 1)
    else:
        counts = replace(counts, unrecognised=counts.unrecognised + 1)
    desk.server = replace(desk.server, counts=counts)


def counted(desk: Desk, event: CountRead) -> None:
    """Note the plugin's own count of a session's open tasks."""
    if event.session not in desk.sessions.map:
        return
    count = event.count or PluginCount(active=None, read_ms=event.at_ms)
    known = desk.server.counted.get(event.session)
    desk.server = replace(desk.server, counted={**desk.server.counted, event.session: count})
    if known is None or known.active != count.active:
        desk.marked.add(event.session)
