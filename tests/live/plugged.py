"""A server with the plugin, whose settings are written as it migrates them."""

import json
import os
from pathlib import Path

import pytest

from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer

PLUGIN = "OMO_WATCH_PLUGIN"
QUIET = ["auto-update-checker", "codegraph-bootstrap", "ast-grep-sg-provision", "comment-checker"]
MCPS = ["websearch", "context7", "grep_app", "lsp", "codegraph"]
MIGRATED = ["2026-07-opencode-config-unification", "2026-08-reasoning-unification"]

LEADER = "Sisyphus - ultraworker"
KINDS = {
    "slowcat": {"model": "fake/slow-gpt", "description": "slow"},
    "hangcat": {"model": "fake/hang-gpt", "description": "hangs"},
}
"""Kinds of tasks of the plugin: one that talks, one that never does."""


def with_tasks(root: Path, provider: ProviderProcess, lanes: int) -> RealServer:
    """Describe a server with the plugin, so many lanes for each model, and no fallback."""
    return plugged(
        root,
        provider,
        runtime_fallback={"enabled": False},
        background_task={"defaultConcurrency": lanes},
        agents={"sisyphus": {"model": "fake/ok-claude"}},
        categories=KINDS,
    )


def plugged(root: Path, provider: ProviderProcess, **ours: object) -> RealServer:
    """Describe a server with the plugin; `ours` are keys of the plugin's settings."""
    plugin = os.environ.get(PLUGIN)
    if not plugin:
        pytest.fail(f"{PLUGIN} names no plugin: run `make live`.", pytrace=False)
    _write_settings(root / "home/.omo/omo.jsonc", ours)
    return RealServer(
        root,
        provider.url,
        projects=("only",),
        config={"plugin": [f"file://{plugin}"], "permission": "allow"},
        env={"OMO_DISABLE_POSTHOG": "1", "OMO_SEND_ANONYMOUS_TELEMETRY": "0"},
    )


def _write_settings(file: Path, ours: dict[str, object]) -> None:
    """Write them with the marks of the migrations, so that the plugin keeps its chains."""
    usual = {
        "telemetry": False,
        "auto_update": False,
        "disabled_mcps": MCPS,
        "disabled_hooks": QUIET,
    }
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"[opencode]": {**usual, **ours}, "_migrations": MIGRATED}))
