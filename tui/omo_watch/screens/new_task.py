"""Launch a background task of our own under a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from omo_watch.lines.naming import name_of
from omo_watch.lines.tasks.launching import (
    Under,
    Wished,
    fault_of,
    foretold,
    known_agents,
    known_models,
    model_of,
)
from omo_watch.lines.tasks.new import LABEL, SAID, hint_line, label_line, launch_lines
from omo_watch.screens.modal import Modal
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.commands import NewTask
from omo_watch_core.select.filter import fuzzy
from omo_watch_core.state import SessionKey, State

PROMPT_LINES = ((36, 6), (0, 3))
"""Lines for the prompt from these heights of the terminal on."""
OWN = "the agent's own"
HINTS = {
    "prompt": "what it is to do; ctrl+j begins a new line",
    "agent": "any agent that the server has",
    "model": "a model that the server offers",
    "category": "one of the plugin's; its model is used where none is named",
    "description": "its title; empty is the first line of the prompt",
}


class FieldLabel(Sheet):
    """Show what a field is for."""

    def __init__(self, field: str) -> None:
        super().__init__(f"label-{field}")
        self._field = field
        self.focused = False
        self.styles.width = LABEL
        self.styles.height = 1

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the label."""
        return [label_line(self._field, self.focused, width, self.pen)]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class Hint(Sheet):
    """Show what the field with the keys takes."""

    def __init__(self) -> None:
        super().__init__("hint")
        self.text = ""
        self.options: list[str] = []
        self.chosen = ""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw it."""
        return [hint_line(self.text, self.options, self.chosen, width, self.pen)]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class Foretold(Sheet):
    """Show what a launch will really do."""

    def __init__(self) -> None:
        super().__init__("foretold")
        self.fault: str | None = None
        self.sentences: list[str] = []
        self.styles.height = SAID + 3

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw it."""
        return launch_lines(self.fault, self.sentences, width, self.pen)

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class NewTaskScreen(Modal):
    """Launch a task, after a person has seen where it will run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, priority=True),
        Binding("enter", "launch", show=False, priority=True),
        Binding("ctrl+j,shift+enter", "newline", show=False, priority=True),
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
    ]

    prompt = getters.query_one(TextArea)
    hint = getters.query_one(Hint)
    said = getters.query_one(Foretold)

    def __init__(self, key: SessionKey) -> None:
        self._key = key
        self._typed: dict[str, str] = {}
        """What a person typed into a field; what was chosen by an arrow is not."""
        parent = self.app.desk.state.session(key)
        super().__init__(f"New task under {name_of(parent) if parent else key[1]}")

    def body(self) -> Iterable[Widget]:
        """Give the fields, and what will happen."""
        under = self._under()
        if under is None:
            return
        lines = next(lines for least, lines in PROMPT_LINES if self.app.size.height >= least)
        words = TextArea(id="prompt", soft_wrap=True, show_line_numbers=False, compact=True)
        words.cursor_blink = False
        words.styles.height = lines
        yield Horizontal(FieldLabel("prompt"), words, classes="field -tall")
        agents = known_agents(under)
        yield self._line("agent", agents[0] if agents else "", "")
        yield self._line("model", "", OWN)
        if under.plugin:
            yield self._line("category", "", "none")
        yield self._line("description", "", "the first line of the prompt")
        yield Hint()
        yield Foretold()

    def on_mount(self) -> None:
        """Begin with the prompt."""
        self.prompt.focus()
        self._tell()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; a parent that was deleted closes it."""
        if self._under() is None:
            self.dismiss()
        else:
            self._tell()

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        if isinstance(event, Input.Changed) and event.input.has_focus:
            self._typed[event.input.id or ""] = event.value
        self.said.fault = None
        self._tell()

    def on_descendant_focus(self) -> None:
        """Say what the field takes that has the keys now."""
        self.said.fault = None
        self._tell()

    def action_newline(self) -> None:
        """Begin a new line in the prompt."""
        if self.prompt.has_focus:
            self.prompt.insert("\n")

    def action_choose(self, step: int) -> None:
        """Take the next of the known agents or models."""
        field, options = self._field(), self._options()
        if not options:
            return
        line = self.query_one(f"#{field}", Input)
        shown = line.value or OWN
        place = options.index(shown) + step if shown in options else 0
        chosen = options[place % len(options)]
        with self.prevent(Input.Changed):
            line.value = "" if chosen == OWN else chosen
        line.cursor_position = len(line.value)
        self._tell()

    def action_launch(self) -> None:
        """Launch it, or say what is wrong."""
        under, wished = self._under(), self._wished()
        if under is None:
            return
        self.said.fault = fault_of(under, wished)
        if self.said.fault:
            self._tell()
            return
        desk = self.app.desk
        self.dismiss()
        desk.submit(
            NewTask(
                nonce=desk.nonce(),
                server=self._key[0],
                session=self._key[1],
                agent=wished.agent,
                prompt=wished.prompt,
                description=wished.description,
                target=model_of(under, wished.model) if wished.model else None,
                category=wished.category,
            )
        )

    def _line(self, field: str, value: str, placeholder: str) -> Widget:
        line = Input(value, id=field, compact=True, placeholder=placeholder, select_on_focus=False)
        line.cursor_blink = False
        return Horizontal(FieldLabel(field), line, classes="field")

    def _under(self) -> Under | None:
        state = self.app.desk.state
        parent = state.session(self._key)
        return Under(state, state.servers[self._key[0]], parent) if parent else None

    def _wished(self) -> Wished:
        given = {line.id or "": line.value.strip() for line in self.query(Input)}
        return Wished(
            prompt=self.prompt.text.strip(),
            agent=given["agent"],
            model=given["model"],
            category=given.get("category", ""),
            description=given["description"],
        )

    def _field(self) -> str:
        return (self.focused.id if self.focused else None) or "prompt"

    def _options(self) -> list[str]:
        """List what the field offers for what was typed into it."""
        under, field = self._under(), self._field()
        if under is None or field not in ("agent", "model"):
            return []
        known = known_agents(under) if field == "agent" else [OWN, *known_models(under)]
        typed = self._typed.get(field, "")
        return [name for name in known if fuzzy(typed, name)] or known

    def _tell(self) -> None:
        """Say what holds now."""
        under = self._under()
        if under is None or not self.is_mounted:
            return
        field = self._field()
        self.said.sentences = foretold(under, self._wished())
        self.hint.text, self.hint.options = HINTS.get(field, ""), self._options()
        line = self.query(f"#{field}").first() if self.hint.options else None
        self.hint.chosen = (line.value or OWN) if isinstance(line, Input) else ""
        for label in self.query(FieldLabel):
            label.focused = label.id == f"label-{field}"
            label.renew()
        self.hint.renew()
        self.said.renew()
