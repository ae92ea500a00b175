"""Settings files of the plugin, and what is read of them."""

import json
from pathlib import PurePosixPath

from omo_watch_core.fallback.chains import AgentEntry
from omo_watch_core.fallback.plugin_settings import (
    LayerText,
    PluginSettings,
    read_layers,
)

HOME = PurePosixPath("/srv/dev")
CONFIG = HOME / ".config/opencode"


def text(value: object, path: str = "omo.jsonc", older: bool = False) -> LayerText:
    return LayerText(path=path, text=json.dumps(value), older=older)


def read(*values: object, profile: str | None = None) -> PluginSettings:
    return read_layers([text(value) for value in values], profile)


def agent(definition: object, **whole: object) -> AgentEntry:
    settings = read({"agents": {"build": definition}, **whole})
    assert settings.faults == ()
    return settings.chains.agents["build"]
