"""A model call as the scripted provider sees it: who asks, what was said, what is scripted."""

import json
from dataclasses import dataclass
from functools import cached_property

from tests.live.script import Call, Script, parse

SHOWN = 4000  # characters of one message that a record keeps


def text_of(content: object) -> str:
    """Join the text parts of a message's content."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    return "\n".join(part.get("text", "") for part in content if isinstance(part, dict))


@dataclass(frozen=True)
class Ask:
    """One chat completion request."""

    body: dict

    @property
    def model(self) -> str:
        return self.body.get("model", "")

    @property
    def messages(self) -> list[dict]:
        return self.body.get("messages", [])

    @property
    def tools(self) -> list[str]:
        return [tool.get("function", {}).get("name", "") for tool in self.body.get("tools", [])]

    @cached_property
    def kind(self) -> str:
        """Say who asks: `title`, `compaction` (both without tools) or an ordinary `turn`."""
        rules = " ".join(text_of(m.get("content")) for m in self.messages if m["role"] == "system")
        if self.tools:
            return "turn"
        if "title generator" in rules.lower():
            return "title"
        return "compaction" if "summar" in rules.lower() else "turn"

    @cached_property
    def _newest(self) -> int:
        users = [i for i, message in enumerate(self.messages) if message.get("role") == "user"]
        return users[-1] if users else -1

    @cached_property
    def prompt(self) -> str:
        """Give the text of the newest user message."""
        return text_of(self.messages[self._newest].get("content")) if self._newest >= 0 else ""

    @cached_property
    def script(self) -> Script:
        return parse(self.prompt)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Give the tool calls that are due in this step, none when the turn's text is due."""
        since = self.messages[self._newest + 1 :]
        played = sum(1 for message in since if message.get("tool_calls"))
        steps = self.script.steps if self.tools else ()
        return steps[played] if played < len(steps) else ()

    @property
    def tokens(self) -> int:
        """Estimate the tokens that came in."""
        return 100 + len(json.dumps(self.messages)) // 4

    def seen(self) -> list[dict[str, object]]:
        """List the messages as a test may compare them; long texts are cut."""
        return [_message(message) for message in self.messages]


def _message(message: dict) -> dict[str, object]:
    text = text_of(message.get("content"))
    calls = [call["function"]["name"] for call in message.get("tool_calls") or ()]
    kept = text[: 200 if message["role"] == "system" else SHOWN]
    return {"role": message["role"], "text": kept, "chars": len(text), "calls": calls}
