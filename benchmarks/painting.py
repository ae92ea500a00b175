"""A driver that takes all that is painted and shows it nobody, so that painting is measured."""

from __future__ import annotations

from textual.drivers.headless_driver import HeadlessDriver


class Painted(HeadlessDriver):
    """Be a terminal that swallows; Textual skips the work for one that calls itself headless."""

    size = 140, 40
    written = 0
    """Bytes painted by all drivers of this kind."""

    @property
    def is_headless(self) -> bool:
        """Say no: what is painted shall be written."""
        return False

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.size

    def write(self, data: str) -> None:
        """Count."""
        Painted.written += len(data.encode())
