"""Errands in the background as tool calls: by the plugin, or by the server itself."""

from __future__ import annotations

import re

from omo_watch_core.edge.demo.cast import Sends
from omo_watch_core.edge.demo.models import prompt_model
from omo_watch_core.edge.demo.nouns import Json, Span, ToolState
from omo_watch_core.edge.demo.past import NameOf

TOOLS: Json = {"task": False, "call_omo_agent": True, "question": False}
"""What the plugin's children may not use, as their first prompt says."""
_NAME = re.compile(r"\{([\w-]+)\}")
_WAIT = (
    "Do NOT call background_output now. Wait for <system-reminder> notification first. The system"
    " will deliver the result when the task completes; you do not need to poll for it."
)
_STARTED = (
    "<summary>Background task started</summary>\n<task_result>\nThe task is working in the"
    " background. You will be notified automatically when it finishes.\n</task_result>"
)


def named(text: str, name_of: NameOf) -> str:
    """Put sessions in the places of the roles that a text names in braces."""
    return _NAME.sub(lambda found: name_of(found[1]), text)


def call(line: Sends, child: str, parent: str, now_ms: int) -> ToolState:
    """Give the call as it is when it has ended; a task without a session waits for a slot."""
    began = now_ms - line.ago_ms
    plugin = bool(line.task)
    return ToolState(
        status="completed",
        input=_asked(line),
        title=line.title,
        output=_of_plugin(line, child) if plugin else _of_server(child),
        metadata=_known(line, child) if plugin else _job(line, child, parent),
        time=Span(start=began, end=began + line.took_ms),
    )


def result(child: str, title: str, text: str) -> str:
    """Give what the server itself tells a parent at the end of an errand."""
    head = f'<task id="{{{child}}}" state="completed">'
    done = f"<summary>Background task completed: {title}</summary>"
    return f"{head}\n{done}\n<task_result>\n{text}\n</task_result>\n</task>"


def _asked(line: Sends) -> Json:
    asked: Json = {"description": line.title, "prompt": line.prompt}
    if not line.task:
        return {**asked, "subagent_type": line.agent, "background": True}
    who = {"category": line.category} if line.category else {"subagent_type": line.agent}
    return {**asked, "run_in_background": True, "load_skills": [], **who}


def _known(line: Sends, child: str) -> Json:
    who = {"category": line.category} if line.category else {"requested_subagent_type": line.agent}
    found = {"taskId": child, "sessionId": child} if child else {}
    return {
        "truncated": False,
        "prompt": line.prompt,
        "agent": line.agent,
        **who,
        "load_skills": [],
        "description": line.title,
        "run_in_background": True,
        **found,
        "backgroundTaskId": line.task,
        "model": prompt_model(line.model),
    }


def _job(line: Sends, child: str, parent: str) -> Json:
    return {
        "parentSessionId": parent,
        "sessionId": child,
        "model": prompt_model(line.model),
        "background": True,
        "jobId": child,
        "truncated": False,
    }


def _of_plugin(line: Sends, child: str) -> str:
    agent = f"{line.agent} (category: {line.category})" if line.category else line.agent
    told = (
        f"Background task launched.\n\nBackground Task ID: {line.task}\n"
        f"Description: {line.title}\nAgent: {agent}\nStatus: pending\n\n{_WAIT}"
    )
    if not child:
        return told
    category = f"category: {line.category}\n" if line.category else ""
    return (
        f"{told}\n\n<task_metadata>\nsession_id: {child}\nbackground_task_id: {line.task}\n"
        f"subagent: {line.agent}\n{category}</task_metadata>\n\nto continue: "
        f'task(task_id="{child}", load_skills=[], run_in_background=false, prompt="...")'
    )


def _of_server(child: str) -> str:
    return f'<task id="{child}" state="running">\n{_STARTED}\n</task>'
