"""The form of every value in the core: frozen, by keyword, cheap to replace."""

from __future__ import annotations

from typing import Any, dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _FrozenMeta(msgspec.StructMeta):
    """Make every subclass frozen, keyword-only and untracked without saying it each time."""

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> _FrozenMeta:
        """Create the struct class; its own options win."""
        options = {"frozen": True, "kw_only": True, "gc": False, **options}
        return super().__new__(mcls, name, bases, namespace, **options)


class Value(msgspec.Struct, metaclass=_FrozenMeta):
    """Be a frozen value without reference cycles."""
