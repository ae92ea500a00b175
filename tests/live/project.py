"""Throw-away git projects whose `opencode.json` names the scripted provider's models."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

COST = {"input": 3, "output": 15, "cache_read": 0.3, "cache_write": 3.75}
EFFORTS = {"low": {"reasoningEffort": "low"}, "high": {"reasoningEffort": "high"}}
NAMES = """
ok-gpt ok-small ok-claude ok-kimi reason-gpt slow-gpt long-gpt
limited-opus limited-two limited2-gpt flaky-gpt hang-gpt
e400 e401 e403 e404 e413 e429 e429ms e429date e500 e503 e529
ctx-gpt length-gpt filter-gpt empty-gpt drop-gpt streamerr-gpt big-gpt bigloop-gpt
r5-n600 r20-n200 r20-n2400 r50-n500 r100-n2000 r0-n2000
"""
MODELS = tuple(NAMES.split())


def model(name: str) -> dict[str, object]:
    """Describe one model as the server's settings do."""
    return {
        "name": name.replace("-", " ").title(),
        "limit": {"context": 200_000, "output": 8192},
        "cost": COST,
        "reasoning": True,
        "variants": EFFORTS,
    }


def settings(
    provider: str,
    models: Sequence[str] = MODELS,
    depth: int = 3,
    more: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Make the settings of a project.

    `provider` is the scripted provider's address without a path; `depth` is how many levels of
    sub-agents may be below a session (1 is the server's own default); `more` replaces whole keys.
    """
    served = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "Fake",
        "options": {"baseURL": f"{provider}/v1", "apiKey": "lab"},
        "models": {name: model(name) for name in models},
    }
    dead = {
        **served,
        "name": "Dead",
        "options": {"baseURL": "http://127.0.0.1:9/v1", "apiKey": "lab"},
        "models": {"down": {"name": "Nobody listens"}},
    }
    return {
        "$schema": "https://opencode.ai/config.json",
        "autoupdate": False,
        "share": "disabled",
        "model": "fake/ok-gpt",
        "small_model": "fake/ok-small",
        "permission": {"bash": {"*": "allow", "touch *": "ask"}},
        "provider": {"fake": served, "dead": dead},
        **nesting(depth),
        **(more or {}),
    }


def nesting(depth: int) -> dict[str, object]:
    """Allow sub-agents of sub-agents: the limit alone is not enough, the agent needs the tool."""
    if depth <= 1:
        return {}
    return {"subagent_depth": depth, "agent": {"general": {"permission": {"task": "allow"}}}}


def make_project(directory: Path, config: Mapping[str, object] | None = None) -> Path:
    """Make a git repository with one commit, unless it is there, and write its settings."""
    directory.mkdir(parents=True, exist_ok=True)
    if config is not None:
        (directory / "opencode.json").write_text(json.dumps(config, indent=1))
    if not (directory / ".git").exists():
        (directory / "README.md").write_text(f"# {directory.name}\n")
        git(directory, "init", "-q", "-b", "main")
        git(directory, "add", "-A")
        who = ("-c", "user.name=lab", "-c", "user.email=lab@example.invalid")
        git(directory, *who, "commit", "-q", "-m", f"begin {directory.name}")
    return directory


def git(directory: Path, *arguments: str) -> str:
    """Run git in a directory and return what it said."""
    done = subprocess.run(
        ["git", "-C", str(directory), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout
