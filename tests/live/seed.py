"""Old sessions of old projects, written into the database of a stopped server."""

import argparse
import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.live.home import database
from tests.live.ids import make_id
from tests.live.project import git, make_project

DAY = 86_400_000  # milliseconds
VERSION = "1.18.33"
VERBS = ("Fix", "Explain", "Rename", "Test", "Speed up", "Document", "Review")
NOUNS = ("the parser", "a race", "the login form", "old settings", "the cache", "two tables")
MODELS = ("ok-gpt", "ok-claude", "ok-kimi")
Row = dict[str, object]


@dataclass(frozen=True)
class Old:
    """One old session of one prompt: its number, project, parent and beginning (epoch ms)."""

    number: int
    project: str
    directory: str
    began: int
    parent: str | None

    @property
    def id(self) -> str:
        return make_id("ses", self.began, self.number, newest_first=True)

    @property
    def title(self) -> str:
        what = f"{VERBS[self.number % len(VERBS)]} {NOUNS[self.number % len(NOUNS)]}"
        return f"{what} {self.number}" + (" (@general subagent)" if self.parent else "")

    @property
    def model(self) -> str:
        return MODELS[self.number % len(MODELS)]

    @property
    def agent(self) -> str:
        return "general" if self.parent else "build"

    @property
    def ended(self) -> int:
        return self.began + 40_000


def seed(
    home: Path,
    projects: int = 30,
    sessions: int = 2000,
    *,
    age_days: float = 400,
    youngest_days: float = 2,
    config: Mapping[str, object] | None = None,
) -> list[Old]:
    """Write old sessions, spread over time and projects, and return them newest first.

    The server of `home` must have run once, for its tables, and be stopped.  The projects are real
    git folders beside `home`, with `config` as their settings.  A fifth of the sessions are
    children of others.
    """
    folders = [
        make_project(home.resolve().parent / "old" / f"project-{number:02}", config)
        for number in range(projects)
    ]
    with closing(sqlite3.connect(database(home))) as tables, tables:
        known = [_project(tables, folder, age_days) for folder in folders]
        rows = _sessions(known, sessions, (youngest_days, age_days))
        for old in rows:
            _write(tables, old)
    return rows


def _sessions(known: list[tuple[str, str]], count: int, days: tuple[float, float]) -> list[Old]:
    """Spread sessions over the projects in turn and over time; a child follows its parent."""
    now = time.time_ns() // 1_000_000
    youngest, oldest = days
    step = (oldest - youngest) * DAY / max(count, 1)

    def one(number: int) -> Old:
        elder = number + len(known)
        if number // len(known) % 5 == 3 and elder < count:
            parent = one(elder)
            return Old(number, parent.project, parent.directory, parent.began + 5000, parent.id)
        project, directory = known[number % len(known)]
        return Old(number, project, directory, int(now - youngest * DAY - number * step), None)

    return sorted(map(one, range(count)), key=lambda old: old.began, reverse=True)


def _project(tables: sqlite3.Connection, folder: Path, age_days: float) -> tuple[str, str]:
    """Write a project as the server names it: by its first commit."""
    name = git(folder, "rev-list", "--max-parents=0", "HEAD").split()[0]
    began = int(time.time() * 1000 - age_days * DAY)
    times = {"time_created": began, "time_updated": began}
    _insert(
        tables,
        "project",
        {"id": name, "worktree": str(folder), "vcs": "git", "sandboxes": "[]", **times},
    )
    _insert(
        tables,
        "project_directory",
        {"project_id": name, "directory": str(folder), "time_created": began},
    )
    return name, str(folder)


def _write(tables: sqlite3.Connection, old: Old) -> None:
    times = {"time_created": old.began, "time_updated": old.ended}
    _insert(
        tables,
        "session",
        {
            "id": old.id,
            "project_id": old.project,
            "parent_id": old.parent,
            "slug": f"old-{old.number}",
            "directory": old.directory,
            "path": "",
            "title": old.title,
            "version": VERSION,
            "cost": 0.01,
            "tokens_input": 1500,
            "tokens_output": 40,
            "agent": old.agent,
            "model": json.dumps({"id": old.model, "providerID": "fake", "variant": "default"}),
            **times,
        },
    )
    user, answer = (make_id("msg", old.began + later, old.number) for later in (10, 500))
    _message(tables, old, user, f"{old.title}, please.", _asked(old))
    _message(tables, old, answer, f"Done: {old.title}.", _answered(old, user))


def _asked(old: Old) -> Row:
    chosen = {"providerID": "fake", "modelID": old.model}
    return {
        "role": "user",
        "time": {"created": old.began + 10},
        "agent": old.agent,
        "model": chosen,
    }


def _answered(old: Old, user: str) -> Row:
    tokens = {"input": 1500, "output": 40, "reasoning": 0, "cache": {"read": 0, "write": 0}}
    return {
        "role": "assistant",
        "parentID": user,
        "mode": old.agent,
        "agent": old.agent,
        "path": {"cwd": old.directory, "root": old.directory},
        "cost": 0.01,
        "tokens": tokens,
        "modelID": old.model,
        "providerID": "fake",
        "finish": "stop",
        "time": {"created": old.began + 500, "completed": old.ended},
    }


def _message(tables: sqlite3.Connection, old: Old, name: str, text: str, data: Row) -> None:
    times = {"session_id": old.id, "time_created": old.began, "time_updated": old.ended}
    part = {"type": "text", "text": text}
    _insert(tables, "message", {"id": name, "data": json.dumps(data), **times})
    _insert(
        tables,
        "part",
        {"id": name.replace("msg_", "prt_"), "message_id": name, "data": json.dumps(part), **times},
    )


def _insert(tables: sqlite3.Connection, table: str, row: Row) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    tables.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def main() -> None:
    """Seed the home of a stopped `python -m tests.live.real_server --root DIR`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--root", type=Path, required=True, help="the server's folder")
    options.add_argument("--projects", type=int, default=30)
    options.add_argument("--sessions", type=int, default=2000)
    options.add_argument("--age-days", type=float, default=400)
    options.add_argument("--youngest-days", type=float, default=2)
    chosen = options.parse_args()
    seed(
        chosen.root / "home",
        chosen.projects,
        chosen.sessions,
        age_days=chosen.age_days,
        youngest_days=chosen.youngest_days,
    )


if __name__ == "__main__":
    main()
