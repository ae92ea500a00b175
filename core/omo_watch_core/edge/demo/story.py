"""The story: three servers, each with its own cast; a value without clock, chance or I/O."""

from __future__ import annotations

from omo_watch_core.edge.demo.ci_box import CI_BOX
from omo_watch_core.edge.demo.gpu_2 import GPU_2
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.script import Script

Story = tuple[Script, ...]

STORY: Story = (LAPTOP, CI_BOX, GPU_2)
"""One script for each server, in the order in which they are announced."""
