"""What a person set: servers, mode, look, fallback, chains."""

from omo_watch.settings.chains import ChainSettings
from omo_watch.settings.columns import ColumnSettings
from omo_watch.settings.fallback import FallbackSettings
from omo_watch.settings.notifications import NotificationSettings
from omo_watch.settings.reading import Fault, SettingsError, read_settings
from omo_watch.settings.schema import ServerSettings, Settings

__all__ = [
    "ChainSettings",
    "ColumnSettings",
    "FallbackSettings",
    "Fault",
    "NotificationSettings",
    "ServerSettings",
    "Settings",
    "SettingsError",
    "read_settings",
]
