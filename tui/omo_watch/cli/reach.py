"""The options that commands share which act on servers, or look at them, as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from omo_watch.cli import options

R = TypeVar("R")
Command = Callable[..., R]


@dataclass(frozen=True, slots=True)
class Reach:
    """Hold which servers an action may reach, and how."""

    servers: tuple[str, ...]
    config: Path | None
    read_only: bool
    timeout: float
    """Longest wait for the servers' first answers, in seconds."""


@dataclass(frozen=True, slots=True)
class View:
    """Hold what is looked at: servers, or a recording at a moment."""

    servers: tuple[str, ...]
    config: Path | None
    replay: Path | None
    at: int | None
    """Milliseconds since the recording's start; None is its end."""
    timeout: float


def acting(command: Command[R]) -> Command[R]:
    """Give a command the options of every action; it takes them as `reach`, and `as_json`."""

    @options.SERVER
    @options.CONFIG
    @options.READ_ONLY
    @options.JSON
    @options.TIMEOUT
    @wraps(command)
    def packed(
        servers: tuple[str, ...],
        config: Path | None,
        read_only: bool,
        timeout: float,
        **others: Any,
    ) -> R:
        return command(reach=Reach(servers, config, read_only, timeout), **others)

    return packed


def looking(command: Command[R]) -> Command[R]:
    """Give a command the options of every look; it takes them as `view`, and `as_json`."""

    @options.SERVER
    @options.CONFIG
    @options.REPLAY
    @options.AT
    @options.JSON
    @options.TIMEOUT
    @wraps(command)
    def packed(
        servers: tuple[str, ...],
        config: Path | None,
        replay: Path | None,
        at: int | None,
        timeout: float,
        **others: Any,
    ) -> R:
        return command(view=View(servers, config, replay, at, timeout), **others)

    return packed
