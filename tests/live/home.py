"""A home folder and an environment in which an OpenCode server touches nothing of ours."""

import json
import os
from pathlib import Path

KEPT = ("PATH", "LANG", "TZ")  # what a server gets of our environment
OFF = ("AUTOUPDATE", "MODELS_FETCH", "LSP_DOWNLOAD", "DEFAULT_PLUGINS")
PLUGIN_API = "@opencode-ai/plugin"


def make_home(home: Path) -> None:
    """Make the folders, and let the server believe that its plugin library is installed.

    Otherwise each new home fetches it from the package registry in the background.
    """
    config = home / ".config/opencode"
    (config / "node_modules").mkdir(parents=True, exist_ok=True)
    lock = {"packages": {"": {"dependencies": {PLUGIN_API: "*"}}}}
    (config / "package-lock.json").write_text(json.dumps(lock))
    (home / "tmp").mkdir(exist_ok=True)


def environment(home: Path) -> dict[str, str]:
    """Give the environment of a server that lives in `home`."""
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        **{f"OPENCODE_DISABLE_{name}": "1" for name in OFF},
    }


def database(home: Path) -> Path:
    """Say where the server of a home keeps its sessions."""
    return home / ".local/share/opencode/opencode.db"
