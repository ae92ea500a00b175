"""What a person set: servers, mode, look, fallback, chains."""

from omo_watch.settings.chains import ChainSettings
from omo_watch.settings.fallback import FallbackSettings
from omo_watch.settings.reading import Fault, SettingsError, read_settings
from omo_watch.settings.schema import ServerSettings, Settings

__all__ = [
    "ChainSettings",
    "FallbackSettings",
    "Fault",
    "ServerSettings",
    "Settings",
    "SettingsError",
    "read_settings",
]
