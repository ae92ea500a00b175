"""The page of models: which rest, who met that, until when, and whom it concerns."""

from __future__ import annotations

from textual import getters

from omo_watch.keys.table import bindings
from omo_watch.lines.models.able import idle_for_model
from omo_watch.lines.models.facts import BoardFacts, incident_facts, model_facts
from omo_watch.screens.filtering import Hits
from omo_watch.screens.list_page import ListPage, Parts
from omo_watch.screens.model_acts import ModelActs
from omo_watch.widgets.model_panes import ModelDetail, ModelHeads, ModelRule, NoModels
from omo_watch.widgets.model_table import ModelTable
from omo_watch_core.select.board.nouns import SHOWS, Incident, ModelRow, Standing
from omo_watch_core.state import State

COUNTED: tuple[Standing, ...] = ("cooling", "due", "held")


class ModelsScreen(ModelActs, ListPage):
    """Show the models of all servers, and below them the one under the cursor."""

    PLACE = "models"
    BINDINGS = bindings("models")
    DETAIL_LINES = ((36, 10), (24, 6), (20, 5), (0, 0))
    STEPS = (("unfolded", frozenset[str]()), ("shows", SHOWS[0]))

    table = getters.query_one(ModelTable)
    detail = getters.query_one(ModelDetail)
    rule = getters.query_one(ModelRule)
    empty = getters.query_one(NoModels)

    @property
    def hits(self) -> Hits:
        """Give the rows that are shown."""
        board = self.table.board
        return Hits(len(board.keys), board.hidden, board.fault)

    @property
    def chosen(self) -> ModelRow | None:
        """Give the model under the cursor."""
        return self.table.chosen

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that do nothing without rows, or on this one."""
        row, storm = self.chosen, self.table.incident
        idle = super().idle_keys() | idle_for_model(row, storm)
        return idle if self.table.keys or self.table.board.hidden else idle | {"/"}

    @property
    def incident(self) -> Incident | None:
        """Give the incident under the cursor."""
        return self.table.incident

    def parts(self) -> Parts:
        """Give the parts of its own."""
        return Parts(ModelHeads(), ModelTable(), NoModels(), ModelRule(), ModelDetail())

    def action_deeper(self) -> None:
        """Unfold an incident; of a model show the sessions that are on it."""
        if self.table.incident is not None:
            self.table.unfold(self.table.incident.provider)
        elif self.chosen is not None:
            self.app.action_tab(1)
            front = self.app.screen
            if isinstance(front, ListPage):
                front.look(filter=f"model:={self.chosen.name}", needs_me=False)

    def action_shows(self) -> None:
        """Show what is used, all that is known, or only what is limited."""
        place = SHOWS.index(self.table.view.shows) + 1
        self.look(shows=SHOWS[place % len(SHOWS)])

    def tell(self, state: State) -> None:
        """Tell of the row under the cursor."""
        table = self.table
        self.detail.facts = self.rule.facts = self._facts(state)
        self.rule.loud, self.rule.position = self._counts(), self._position()
        self.empty.view, self.empty.board = table.view, table.board

    def _facts(self, state: State) -> BoardFacts | None:
        if self.table.incident is not None:
            return incident_facts(state, self.table.incident)
        return model_facts(state, self.chosen) if self.chosen is not None else None

    def labels(self) -> dict[str, str]:
        """Say what keys do on this row."""
        incident, view = self.table.incident, self.table.view
        labels = {"v": {"used": "all", "all": "limited", "limited": "in use"}[view.shows]}
        if self.chosen is not None and self.chosen.standing == "held":
            labels["h"] = "release"
        if incident is not None:
            labels["enter"] = "fold" if incident.provider in view.unfolded else "unfold"
        return labels

    def _counts(self) -> str:
        board = self.table.board
        counted = [(board.count(standing), standing) for standing in COUNTED]
        return " · ".join(f"{many} {word}" for many, word in counted if many)

    def _position(self) -> str:
        table = self.table
        shown, view, known = len(table.keys), table.view, len(table.board.rows)
        if view.filter and not table.board.fault:
            said = f"filter {view.filter} · {shown} of {shown + table.board.hidden}"
        else:
            said = f"{known} known"
            said += f" · {view.shows}" if view.shows != SHOWS[0] else ""
        said = f"paused while you read · {said}" if table.paused else said
        return f" · {said}" if self._counts() else said
