"""How a key is written: by people in the settings, on the screen, and by Textual."""

from __future__ import annotations

import unicodedata

_WRITTEN = {
    "escape": "esc",
    "space": "spc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "question_mark": "?",
    "minus": "-",
    "plus": "+",
    "slash": "/",
    "colon": ":",
}
_TEXTUAL = {written: name for name, written in _WRITTEN.items()}
_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_NAMED = {
    *("escape", "space", "enter", "tab", "backspace", "delete", "insert", "home", "end"),
    *("pageup", "pagedown", "up", "down", "left", "right", "backslash", "at", "underscore"),
    *(f"f{number}" for number in range(1, 13)),
}
_MODIFIERS = ("ctrl+", "shift+", "alt+")


def written(name: str) -> str:
    """Write a key for people, from Textual's name."""
    if name in _WRITTEN or name in _NAMED:
        return _WRITTEN.get(name, name)
    try:
        return unicodedata.lookup(name.replace("_", " ").upper()) if len(name) > 1 else name
    except KeyError:
        return name


def read_key(text: str) -> str:
    """Give Textual's name of a key that a person wrote; raises ValueError where there is none."""
    key = text.strip()
    start = next((sign for sign in _MODIFIERS if key.lower().startswith(sign)), "")
    bare = key[len(start) :]
    name = _TEXTUAL.get(bare.lower()) or _TEXTUAL.get(bare) or _simple(bare)
    if not name:
        raise ValueError(f"{text!r} is not a key; write `M`, `ctrl+o`, `f5`, `space` or `/`")
    return f"{start}{name}"


def _simple(bare: str) -> str:
    if len(bare) == 1 and bare.isalnum():
        return bare
    if len(bare) == 1 and bare.isprintable() and bare != " ":
        name = unicodedata.name(bare, "").lower().replace("-", "_").replace(" ", "_")
        return _RENAMED.get(name, name)
    return bare.lower() if bare.lower() in _NAMED else ""
