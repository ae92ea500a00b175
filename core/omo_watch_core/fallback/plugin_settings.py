"""What the plugin's own files say about chains, and what of it the plugin itself will use.

Source: steering-facts 7.2 and 7.3. Finding and reading the files is the edge's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import msgspec

from omo_watch_core.fallback.chains import Chains
from omo_watch_core.fallback.jsonc import JsoncError, parse
from omo_watch_core.fallback.plugin_definitions import at_run_time, plain
from omo_watch_core.fallback.plugin_layers import merged
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.untyped import table
from omo_watch_core.tasks.lanes import DEFAULT_LIMIT, Limits
from omo_watch_core.value import Value

_NAMES = ("omo.jsonc", "omo.json")
_OLDER_NAMES = (
    "oh-my-openagent.jsonc",
    "oh-my-openagent.json",
    "oh-my-opencode.jsonc",
    "oh-my-opencode.json",
)
_MOST_FOLDERS = 256


class Place(Value):
    """Hold the names under which one file may lie; the first that exists counts."""

    paths: tuple[PurePosixPath, ...]
    older: bool = False
    """A name that the plugin only moves away when it starts."""


class LayerText(Value):
    """Hold the text of one file; an empty text is a file that is not there."""

    path: str
    text: str
    older: bool = False


class PluginSettings(Value):
    """Hold what the plugin's files say."""

    chains: Chains = Chains()
    """The configured chains, whether or not the plugin uses them."""
    at_run_time: dict[str, tuple[str, ...]] = msgspec.field(
        default_factory=dict[str, tuple[str, ...]]
    )
    """`agents.<name>` or `categories.<name>` -> the chain that the plugin itself follows while a
    session runs. It reads `fallback_models` alone: a list `models` is not among them."""
    policy: Policy | None = None
    """None where `runtime_fallback` is not set, or wrong."""
    limits: Limits = Limits()
    """How many background tasks it runs at once (background-tasks 3)."""
    unmigrated: tuple[str, ...] = ()
    """Files under older names: not yet migrated, or an older plugin."""
    faults: tuple[str, ...] = ()
    """One sentence each."""


def candidates(
    home: PurePosixPath, config: PurePosixPath, project: PurePosixPath
) -> tuple[Place, ...]:
    """Give where files may lie, in the order in which they are laid over one another.

    The user's comes first, then one for each folder from the outermost ancestor down to the
    project, at most 256 and never the home folder; then the older names in the same order.
    `config` is the user's OpenCode configuration folder. Folders that are links do not count.
    """
    nearest = [project, *project.parents][:_MOST_FOLDERS]
    folders = [folder for folder in reversed(nearest) if folder != home]
    places = [_place(folder / ".omo", _NAMES) for folder in (home, *folders)]
    older = [config, *(folder / ".opencode" for folder in folders)]
    return (*places, *(_place(folder, _OLDER_NAMES, older=True) for folder in older))


def read_layers(texts: Sequence[LayerText], profile: str | None = None) -> PluginSettings:
    """Read the files, the user's first and the nearest last.

    Older names count only where there is no other file: a plugin that still reads them has
    none. One wrong file or entry leaves the others as they are.
    """
    present = [text for text in texts if text.text.strip()]
    counted = [text for text in present if not text.older] or present
    files, faults = _parsed(counted)
    read = _read(merged(files, profile))
    return msgspec.structs.replace(
        read,
        unmigrated=tuple(text.path for text in present if text.older),
        faults=(*faults, *read.faults),
    )


def _place(folder: PurePosixPath, names: Sequence[str], *, older: bool = False) -> Place:
    return Place(paths=tuple(folder / name for name in names), older=older)


def _parsed(texts: Sequence[LayerText]) -> tuple[list[object], list[str]]:
    files: list[object] = []
    faults: list[str] = []
    for text in texts:
        try:
            file = parse(text.text)
        except JsoncError as error:
            faults.append(f"{text.path}, {error}")
            continue
        if table(file) is file:
            files.append(file)
        else:
            faults.append(f"{text.path} must hold an object.")
    return files, faults


def _read(whole: dict[str, object]) -> PluginSettings:
    # pydantic comes along here and not with the import.
    from omo_watch_core.fallback.settings import SettingsFault, policy, read_chains

    read = read_chains(plain(whole))
    faults = list(read.faults)
    set_policy = None
    if "runtime_fallback" in whole:
        try:
            set_policy = policy(whole["runtime_fallback"])
        except SettingsFault as fault:
            faults.append(str(fault))
    return PluginSettings(
        chains=read.chains,
        at_run_time=_levels(read_chains(plain(at_run_time(whole))).chains),
        policy=set_policy,
        limits=_limits(table(whole.get("background_task"))),
        faults=tuple(faults),
    )


def _limits(said: dict[str, object]) -> Limits:
    """Read the limits; what is no number is left out, and so is a default of 0."""
    default = _numbers({"": said.get("defaultConcurrency")}).get("")
    return Limits(
        default=default or DEFAULT_LIMIT,
        providers=_numbers(table(said.get("providerConcurrency"))),
        models=_numbers(table(said.get("modelConcurrency"))),
    )


def _numbers(said: dict[str, object]) -> dict[str, float]:
    return {
        name: limit
        for name, limit in said.items()
        if isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= 0
    }


def _levels(chains: Chains) -> dict[str, tuple[str, ...]]:
    agents = {f"agents.{name}": entry.chain for name, entry in chains.agents.items()}
    categories = {f"categories.{name}": entry.chain for name, entry in chains.categories.items()}
    return {level: chain for level, chain in (agents | categories).items() if chain is not None}
