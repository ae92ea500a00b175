"""What a person may do with a model: forget its cooldown, hold it, probe it."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch.screens.about import About
from omo_watch.screens.page import Page
from omo_watch.screens.probe import ProbeScreen
from omo_watch_core.commands import ProbeModel, Wants, WishModel
from omo_watch_core.decide import locked
from omo_watch_core.fallback.models import parse
from omo_watch_core.select.board.nouns import Incident, ModelRow

PROBE = "b"
NO_COOLDOWN = "no cooldown of it is known here"
NOT_OFFERED = "no server offers it, so nobody can be asked"
ONE_BY_ONE = "a probe asks one model; enter shows them one by one"


class ModelActs(Page):
    """Act on the model, or on all models of the incident, under the cursor."""

    @property
    def chosen(self) -> ModelRow | None:
        """Give the model under the cursor."""
        raise NotImplementedError

    @property
    def incident(self) -> Incident | None:
        """Give the incident under the cursor."""
        raise NotImplementedError

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing now; no probe where every server is only read."""
        row, idle = self.chosen, super().idle_keys()
        return idle | {PROBE} if row and not self._open(row) else idle

    @property
    def about(self) -> About:
        """Name the models that keys are about."""
        return About(None, row=[row.name for row in self._rows()])

    def action_clear(self) -> None:
        """Forget the cooldown: it changes nothing at a server."""
        rows = [row for row in self._rows() if row.hits]
        if not rows and self.chosen is not None:
            self.result.refuse(NO_COOLDOWN)
        for row in rows:
            self._wish(row, "clear")

    def action_hold(self) -> None:
        """Hold the model, or release it."""
        for row in self._rows():
            self._wish(row, "release" if row.standing == "held" else "hold")

    def action_probe(self) -> None:
        """Say what a probe costs and sends, and ask whether it shall."""
        row = self.chosen
        if not self._may_act([(server, "") for server in row.servers] if row else ()):
            return
        if self.incident is not None:
            self.result.refuse(ONE_BY_ONE)
        elif row is not None:
            target = parse(row.name)
            if not row.servers or target is None:
                self.result.refuse(NOT_OFFERED)
                return
            command = ProbeModel(
                nonce=self.app.desk.nonce(), server=_where(row, self._open(row)), session="",
                target=target,
            )  # fmt: skip
            self.app.push_screen(ProbeScreen(command, row.info))

    def _open(self, row: ModelRow) -> list[str]:
        """Give the servers that offer it and may be asked."""
        return [server for server in row.servers if not locked(self.app.desk.state, server)]

    def _rows(self) -> Sequence[ModelRow]:
        if self.incident is not None:
            return self.incident.models
        return (self.chosen,) if self.chosen is not None else ()

    def _wish(self, row: ModelRow, wants: Wants) -> None:
        desk = self.app.desk
        desk.submit(
            WishModel(nonce=desk.nonce(), server="", session="", wants=wants, model=row.name)
        )


def _where(row: ModelRow, able: Sequence[str]) -> str:
    """Choose the server to ask: where the limit was met, else the first that offers it."""
    return next((hit.server for hit in row.hits if hit.server in able), able[0])
