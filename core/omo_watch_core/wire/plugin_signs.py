"""Signs of the plugin in the answers of a server; each function raises WireError."""

from __future__ import annotations

import re

import msgspec

from omo_watch_core.signs import Sign
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack

_NAME = re.compile(rb"oh-my-open(?:code|agent)", re.IGNORECASE)
_AGENT = "sisyphus"
"""Its agents are named like "Sisyphus - ultraworker"."""
_TOOLS = frozenset({"background_output", "background_cancel", "call_omo_agent"})
_COMMAND = "stop-continuation"

Signs = tuple[Sign, ...]


class _Config(Wire):
    plugin: msgspec.Raw = msgspec.Raw(b"[]")
    default_agent: object = None


class _Named(Wire):
    name: str


_CONFIG = msgspec.json.Decoder(_Config)
_NAMED = msgspec.json.Decoder(list[_Named])
_IDS: msgspec.json.Decoder[list[str]] = msgspec.json.Decoder(list[str])


def in_config(body: bytes) -> Signs:
    """Read `/config`: the list of plugins, and the agent of prompts that name none."""
    config, found = unpack(_CONFIG, body), list[Sign]()
    if _NAME.search(config.plugin):
        found.append("config")
    if isinstance(config.default_agent, str) and _is_its_agent(config.default_agent):
        found.append("default-agent")
    return tuple(found)


def in_global_config(body: bytes) -> Signs:
    """Read `/global/config`: it lists the plugin only where it is configured for all projects."""
    return ("global-config",) if _NAME.search(unpack(_CONFIG, body).plugin) else ()


def in_agents(body: bytes) -> Signs:
    """Read `/agent`."""
    return ("agents",) if any(_is_its_agent(one.name) for one in unpack(_NAMED, body)) else ()


def in_tools(body: bytes) -> Signs:
    """Read `/experimental/tool/ids`."""
    names = unpack(_IDS, body)
    return ("tools",) if _TOOLS.intersection(names) else ()


def in_commands(body: bytes) -> Signs:
    """Read `/command`."""
    return ("commands",) if any(one.name == _COMMAND for one in unpack(_NAMED, body)) else ()


def _is_its_agent(name: str) -> bool:
    return name.casefold().startswith(_AGENT)
