"""Where settings and state live on this machine."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path, user_state_path

APP = "omo-watch"


def settings_file() -> Path:
    """Give the path of the settings, whether it exists or not."""
    return user_config_path(APP) / "config.toml"


def themes_folder() -> Path:
    """Give the folder of a user's own themes, whether it exists or not."""
    return user_config_path(APP) / "themes"


def theme_file() -> Path:
    """Give the path of the file that remembers which theme was chosen last."""
    return user_state_path(APP) / "theme"


def journal_file() -> Path:
    """Give the path of the database for what must survive a restart."""
    return user_state_path(APP) / "journal.db"


def commands_file() -> Path:
    """Give the path of what was typed behind the colon."""
    return user_state_path(APP) / "commands"


def may_have_journal() -> bool:
    """Tell whether there is a journal; where nobody may look, who opens it says why."""
    try:
        return journal_file().exists()
    except OSError:
        return True
