"""The notation by which a prompt tells the scripted provider what to answer.

`[[tool NAME {json}]]` calls a tool, one model step each; those between `[[par]]` and `[[/par]]`
go out in one step.  After the last step a text ends the turn: `[[words N]]` and `[[delay S]]` set
its length and pace, `[[say TEXT]]` sets the text itself.  `[[error STATUS TEXT]]` refuses a prompt.
A script inside a tool's JSON belongs to whoever gets that tool's prompt (a sub-agent).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

MARK = re.compile(r"\[\[(?:(par|/par)|(tool)\s+([\w.-]+)|(words|delay|say|error)\s+([^\]]*))\s*")
DECODER = json.JSONDecoder()


class Call(NamedTuple):
    """A tool call as the model would make it."""

    name: str
    arguments: object


@dataclass(frozen=True)
class Script:
    """What a prompt asks for, after parsing."""

    steps: tuple[tuple[Call, ...], ...] = ()
    words: int | None = None
    delay: float | None = None
    say: str | None = None
    error: tuple[int, str] | None = None
    plain: str = ""


def tool(name: str, /, **arguments: object) -> str:
    """Write one tool call."""
    return f"[[tool {name} {json.dumps(arguments)}]]"


def bash(command: str) -> str:
    """Write a call of the shell tool."""
    return tool("bash", command=command, description=command.split()[0])


def task(prompt: str, *, title: str = "Look around", agent: str = "general", **more: object) -> str:
    """Write a call that starts a sub-agent; `prompt` may hold a script of its own."""
    return tool("task", description=title, prompt=prompt, subagent_type=agent, **more)


def par(*calls: str) -> str:
    """Write calls that leave in one model step."""
    return "[[par]]" + "".join(calls) + "[[/par]]"


def question(text: str, *labels: str) -> str:
    """Write a call of the question tool with one single-choice question."""
    return questions((text, labels, False))


def questions(*asked: tuple[str, Sequence[str], bool]) -> str:
    """Write one call with several questions: text, labels, and whether many may be taken."""
    return tool("question", questions=[_question(*each) for each in asked])


def _question(text: str, labels: Sequence[str], multiple: bool) -> dict[str, object]:
    options = [{"label": label, "description": f"Take {label}"} for label in labels]
    many = {"multiple": True} if multiple else {}
    return {"question": text, "header": text[:12], "options": options, **many}


def parse(text: str) -> Script:
    """Read a prompt's script; what is not notation ends up in `plain`."""
    scan = _Scan(text)
    while scan.step():
        pass
    steps = tuple(group for group in scan.steps if group)
    return replace(scan.ending, steps=steps, plain=" ".join("".join(scan.plain).split()))


def _with(ending: Script, word: str, value: str) -> Script:
    if word == "words":
        return replace(ending, words=int(value))
    if word == "delay":
        return replace(ending, delay=float(value))
    if word == "say":
        return replace(ending, say=value)
    status, _, text = value.partition(" ")
    return replace(ending, error=(int(status), text))


class _Scan:
    """One pass over a prompt."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ending = Script()
        self.steps: list[tuple[Call, ...]] = []
        self.group: list[Call] | None = None
        self.plain: list[str] = []

    def step(self) -> bool:
        found = MARK.search(self.text, self.at)
        self.plain.append(self.text[self.at : found.start() if found else None])
        if found is None:
            return False
        self.at = found.end()
        border, is_tool, name, word, value = found.groups()
        if is_tool:
            self._call(name)
        elif border:
            self._border(border)
        else:
            self._set(word, value, found[0])
        if self.text.startswith("]]", self.at):
            self.at += 2
        return True

    def _call(self, name: str) -> None:
        try:
            arguments, self.at = DECODER.raw_decode(self.text, self.at)
        except json.JSONDecodeError:
            return
        if self.group is None:
            self.steps.append((Call(name, arguments),))
        else:
            self.group.append(Call(name, arguments))

    def _border(self, border: str) -> None:
        self.steps.append(tuple(self.group or ()))
        self.group = [] if border == "par" else None

    def _set(self, word: str, value: str, raw: str) -> None:
        try:
            self.ending = _with(self.ending, word, value)
        except ValueError:
            self.plain.append(raw)
