"""Make the ways of telling a person from the settings and the environment."""

from __future__ import annotations

from collections.abc import Mapping
from shutil import which

from omo_watch.notifying.notifier import Ways
from omo_watch.notifying.notify_send import PROGRAM
from omo_watch.notifying.ways import in_tmux, way_to_desktop
from omo_watch.notifying.webhook import Webhook
from omo_watch.settings.notifications import NotificationSettings, WebhookSettings, is_safe


def ways_of(
    settings: NotificationSettings, environ: Mapping[str, str], *, has_terminal: bool
) -> Ways:
    """Give the ways; one that cannot be gone is told of in the Log when it is wanted."""
    desktop = way_to_desktop(
        settings.desktop, environ, has_terminal=has_terminal,
        has_notify_send=which(PROGRAM, path=environ.get("PATH")) is not None,
    )  # fmt: skip
    hook, fault = None, ""
    if settings.webhook is not None:
        try:
            hook = webhook_of(settings.webhook, environ)
        except ValueError as error:
            fault = str(error)
    return Ways(
        bell=settings.bell and has_terminal, desktop=desktop,
        no_way=desktop is None and settings.desktop != "off",
        webhook=hook, webhook_fault=fault, in_tmux=in_tmux(environ),
    )  # fmt: skip


def webhook_of(settings: WebhookSettings, environ: Mapping[str, str]) -> Webhook:
    """Give the webhook with its secrets; raise ValueError with a sentence that holds none."""
    url = settings.url or _secret(settings.url_env or "", environ)
    headers = {name: _secret(env, environ) for name, env in settings.headers_env.items()}
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"the variable {settings.url_env} holds no address")
    if headers and not is_safe(url):
        raise ValueError("headers go over https only, or to this machine")
    return Webhook(url=url, headers=headers, include_text=settings.include_text)


def _secret(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise ValueError(f"the variable {name} is not set")
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"the variable {name} holds what no header or address may")
    return value
