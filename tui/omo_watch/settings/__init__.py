"""What a person set: servers, mode, look, chains."""

from omo_watch.settings.reading import Fault, SettingsError, read_settings
from omo_watch.settings.schema import Chains, ServerSettings, Settings

__all__ = [
    "Chains",
    "Fault",
    "ServerSettings",
    "Settings",
    "SettingsError",
    "read_settings",
]
