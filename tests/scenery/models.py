"""Scenes of the board of models."""

from __future__ import annotations

from tests.scenery.scene import Frame, Scene, frames
from tests.tui.boards import calm, held, hit, probed, storm

_GPT = ("3", *"jj")
_FRAMES: tuple[Frame, ...] = (
    ("models", "the models that rest, and whom that concerns", hit, _GPT),
    ("models-held", "one model is held by the operator", held, (*_GPT, *"jjjj")),
    ("models-storm", "a provider in a storm is one row", storm, ("3",)),
    ("models-storm-open", "the same, model by model", storm, ("3", "enter")),
    ("models-probe", "what a probe costs, before it is sent", hit, (*_GPT, "b")),
    ("models-probed", "a probe met a limit", probed, _GPT),
    ("models-filter", "a filter of models without a hit", hit, ("3", "slash", *"model:zz")),
    ("models-empty", "no model is limited", calm, ("3",)),
    ("models-all", "all models that are known", hit, ("3", "v")),
)
SCENES: tuple[Scene, ...] = (*frames(_FRAMES, frozenset({"models"})),)
