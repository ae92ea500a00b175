"""The plugin as tests load it: where it lies, its settings, and a server that has it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.live.real_server import RealServer

PLUGIN = "OMO_WATCH_PLUGIN"
HANDLED, ALONE, USED_UP = (
    "Sisyphus - ultraworker",
    "Atlas - Plan Executor",
    "Prometheus - Plan Builder",
)
"""Agents of the plugin: one with a chain that helps, one without any, one with a limited end."""
THEIRS: dict[str, dict[str, object]] = {
    "sisyphus": {"model": "fake/limited-opus", "fallback_models": ["fake/ok-claude"]},
    "atlas": {"model": "fake/limited-opus"},
    "prometheus": {"model": "fake/limited-opus", "fallback_models": ["fake/limited-two"]},
}
ENV = {"OMO_DISABLE_POSTHOG": "1", "OMO_SEND_ANONYMOUS_TELEMETRY": "0"}
QUIET = ["auto-update-checker", "codegraph-bootstrap", "ast-grep-sg-provision", "comment-checker"]
MCPS = ["websearch", "context7", "grep_app", "lsp", "codegraph"]
MIGRATED = ["2026-07-opencode-config-unification", "2026-08-reasoning-unification"]


def listed() -> dict[str, object]:
    """Give the settings of a project that loads the plugin."""
    plugin = os.environ.get(PLUGIN)
    if not plugin:
        pytest.fail(f"{PLUGIN} names no plugin: run `make live`.", pytrace=False)
    return {"plugin": [f"file://{plugin}"]}


def plugin_server(
    root: Path,
    provider: str,
    agents: Mapping[str, Mapping[str, object]] = THEIRS,
    **fields: Any,
) -> RealServer:
    """Make a server, not yet started, whose every project loads the plugin unless told otherwise.

    The plugin's own fallback is on; `agents` are its chains.
    """
    write_settings(root / "home/.omo/omo.jsonc", agents)
    fields = {"projects": ("only",), "config": {**listed(), "permission": "allow"}, **fields}
    return RealServer(root, provider, env=ENV, **fields)


def write_settings(file: Path, agents: Mapping[str, Mapping[str, object]]) -> None:
    """Write the plugin's settings as it migrates them, so that it keeps its chains."""
    ours = {
        "telemetry": False,
        "auto_update": False,
        "disabled_mcps": MCPS,
        "disabled_hooks": QUIET,
        "runtime_fallback": {"enabled": True},
        "agents": agents,
    }
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"[opencode]": ours, "_migrations": MIGRATED}))
