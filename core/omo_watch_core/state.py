"""The whole of what is known, as one frozen value with one owner."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.actions.action import Action
from omo_watch_core.announced import Announcement, Mismatch, Naming
from omo_watch_core.charge.duty import Duty
from omo_watch_core.claim import Claim
from omo_watch_core.counts import Counts, Gone
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.fallback.plugin_settings import PluginSettings
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.given import Changed
from omo_watch_core.journal.nouns import GivenUp, Journal, Parked
from omo_watch_core.launched import Departed, Launch, Tally
from omo_watch_core.limited import AnswerKey, Limit, LimitKey
from omo_watch_core.link import Link
from omo_watch_core.logged import Log
from omo_watch_core.mark import Steering
from omo_watch_core.model import (
    Ask,
    Failure,
    Message,
    ModelInfo,
    Part,
    Retry,
    SessionInfo,
    Setback,
    StatusKind,
    Toast,
    Todo,
    Tool,
)
from omo_watch_core.parking.nouns import Tending
from omo_watch_core.sent import Request
from omo_watch_core.signs import Sign
from omo_watch_core.tasks.lanes import Limits
from omo_watch_core.tasks.marker import PluginCount
from omo_watch_core.tasks.own import Keeping
from omo_watch_core.value import Value

Mode = Literal["watch", "assist", "auto"]
SessionKey = tuple[str, str]
"""(server name, session id): equal ids on two servers are two sessions."""


class Session(Value):
    """Hold one session: the server's words about it and what its events added up to."""

    info: SessionInfo
    info_ms: int = 0
    """Local time of the newest event or listing that `info` came from."""
    status: StatusKind = "idle"
    status_ms: int = 0
    """Local time of the newest word about the status; a snapshot asked before it loses."""
    since_ms: int = 0
    """Local time since when the status is what it is."""
    retry: Retry | None = None
    ran: bool = False
    """The stream itself said that the present run works: its end counts as seen."""
    prompt: Message | None = None
    """The newest user message."""
    silent_prompt: str = ""
    """The newest user message that says of itself that no answer follows: a plugin's notice."""
    prompt_ms: int = 0
    """Local time of the newest word about `prompt`; a listing asked before it loses."""
    answer: Message | None = None
    """The newest assistant message: the fact about the model."""
    answer_ms: int = 0
    """Local time of the newest word about `answer`; a listing asked before it loses."""
    answered: bool = False
    """The newest assistant message shows output: text, reasoning or a tool."""
    whole: bool = False
    """All its messages were heard: it began while we listened, or its history was read whole."""
    shown: bool = False
    """Some answer, whichever, showed output."""
    turn_ms: int = 0
    """Local time when the current run began; kept after its end. 0 is unknown."""
    active_ms: int = 0
    """Local time of the newest sign of work, housekeeping aside. 0 is unknown."""
    ended_ms: int | None = None
    """Local time when this process saw the last run end; None while running or unseen."""
    seen_ms: int = 0
    """Local time when a person last looked at the session."""
    failure: Failure | None = None
    """The error of the current or last turn; cleared by a new turn."""
    tools: tuple[Tool, ...] = ()
    """Tools now pending or running, oldest first."""
    done_calls: tuple[str, ...] = ()
    """The newest tool calls that ended: no late word brings them back."""
    launches: tuple[Launch, ...] = ()
    """The newest background tasks that were launched for it, oldest first."""
    tally: Tally = Tally()
    """Its tool calls, as far as heard."""
    category: str = ""
    """The plugin's category of the task that it does; known while its parent was listened to."""
    steered: Steering | None = None
    """The newest prompt is a program's like this one; None once anybody else prompts."""
    turn_prompt: str = ""
    """The user message with words of a person that began the current turn."""
    setbacks: tuple[Setback, ...] = ()
    """Models that failed in the current turn, oldest first."""
    announced: Announcement | None = None
    """The newest claim about who answers next, until a fact bears it out or it is moot."""
    named: Naming | None = None
    """What a program did to the newest prompt that it moved: a toast may speak of it."""
    waited: str = ""
    """The assistant message under which the newest wait of the server was first heard."""
    mismatch: Mismatch | None = None
    """Claim and fact differ, and nothing has settled it since."""
    context_used: int = 0
    context_model: str = ""
    """`provider/model` that `context_used` belongs to."""
    context_message: str = ""
    """The assistant message that `context_used` was counted in."""
    unfinished: int = 0
    """Consecutive assistant messages with finish `unknown` under one user message."""
    compactions: int = 0
    """Compactions since the newest user message."""
    repeats: int = 0
    """Consecutive equal tool calls in the current turn, the newest included."""
    repeat_key: str = ""
    repeat_part: str = ""
    """The newest tool part that was counted in `repeats`."""
    parked: Parked | None = None
    """It waits, stopped, and goes on by an omo-watch of this machine: what the journal says."""
    given_up: GivenUp | None = None
    """The newest time that its wait was given up by hand, as the journal says."""

    @property
    def id(self) -> str:
        """Give the session's id."""
        return self.info.id


class Entry(Value):
    """Hold one message of an open transcript with its parts in order of their ids."""

    message: Message
    parts: dict[str, Part] = msgspec.field(default_factory=dict[str, Part])
    heard: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """Local time of the newest word by part id; under `""` that of the message itself."""


class Transcript(Changed):
    """Hold the newest messages of a session that somebody looks at, oldest first."""

    entries: dict[str, Entry] = msgspec.field(default_factory=dict[str, Entry])
    complete: bool = False
    """The server's listing was folded in; before it, only what streamed since."""
    truncated: bool = False
    """Older messages exist that are not held."""
    size: int = 0
    """Characters of text in all parts."""
    given: int = 0
    """Characters of what the tools gave back."""


class Directory(Value):
    """Hold what is known about one directory of a server."""

    path: str
    heard: bool = False
    """Its instance lives: it spoke on the stream."""
    asked_ms: int | None = None
    read_ms: int | None = None
    """When its statuses were last read; None until the first answer."""
    plugin: bool | None = None
    """Its instance has the oh-my-opencode plugin, by the newest look; None before the first."""
    signs: dict[Sign, int] = msgspec.field(default_factory=dict[Sign, int])
    """By what that is known, and when it was last seen, local clock."""
    default_agent: str | None = None
    """The agent of prompts that name none here; None before the first look."""
    doubt_ms: int | None = None
    """Since when nobody looked although its instance may be another; None where all is known."""
    look_ms: int | None = None
    """When to look next, local clock; None while nothing is due."""
    looks: int = 0
    """How often it was looked at again because the look before left the doubt."""


class Server(Value):
    """Hold one OpenCode server."""

    name: str
    url: str
    link: Link
    read_only: bool = False
    """Nothing is ever changed there, by the word of this machine's settings."""
    version: str | None = None
    own_directory: str | None = None
    plugin: bool | None = None
    """The oh-my-opencode plugin is in some directory that lives; None while nobody could tell.

    `presence.plugin_in` tells it of one directory.
    """
    signs: dict[Sign, int] = msgspec.field(default_factory=dict[Sign, int])
    """Signs of the plugin that belong to no directory, and when they were last seen."""
    default_agent: str | None = None
    """The agent of prompts that name none; None while nobody could tell."""
    offset_ms: float = 0.0
    """Local clock minus server clock."""
    lags: tuple[int, ...] = ()
    """The newest differences between hearing and sending; the least of them is the offset."""
    listed_ms: int | None = None
    """When the last complete listing was folded; None before the first."""
    sessions: dict[str, Session] = msgspec.field(default_factory=dict[str, Session])
    transcripts: dict[str, Transcript] = msgspec.field(default_factory=dict[str, Transcript])
    asks: dict[str, Ask] = msgspec.field(default_factory=dict[str, Ask])
    dead: dict[str, Ask] = msgspec.field(default_factory=dict[str, Ask])
    """Requests that outlived their run: the server lists them, and nobody waits any more."""
    closed: tuple[str, ...] = ()
    """The newest asks that were closed: a listing asked before does not bring them back."""
    todos: dict[str, tuple[Todo, ...]] = msgspec.field(default_factory=dict[str, tuple[Todo, ...]])
    todos_ms: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """Local time of the newest word about a session's plan."""
    directories: dict[str, Directory] = msgspec.field(default_factory=dict[str, Directory])
    models: dict[str, ModelInfo] = msgspec.field(default_factory=dict[str, ModelInfo])
    plugin_settings: dict[str, PluginSettings] = msgspec.field(
        default_factory=dict[str, PluginSettings]
    )
    """What the plugin's own files say, by directory; also where the plugin is not there."""
    claim: Claim | None = None
    """None while nobody holds it, or nobody could tell."""
    toasted: tuple[Toast, ...] = ()
    """The newest toasts that announced a model and fit no session yet, oldest first."""
    gone: Gone = Gone()
    departed: tuple[Departed, ...] = ()
    """Tasks whose parents were deleted, oldest first; bounded."""
    counts: Counts = Counts()
    counted: dict[str, PluginCount] = msgspec.field(default_factory=dict[str, PluginCount])
    """What the plugin itself says of how many tasks of a session are open, by session."""
    resync_ms: int | None = None
    """When the second snapshot of this connection is due, local clock."""


class State(Value):
    """Hold everything."""

    now_ms: int = 0
    servers: dict[str, Server] = msgspec.field(default_factory=dict[str, Server])
    toasts: tuple[Toast, ...] = ()
    """The newest toasts, oldest first."""
    log: Log = Log()
    """What was heard; what was done stands in `actions` and in the journal."""
    limited: dict[LimitKey, Limit] = msgspec.field(default_factory=dict[LimitKey, Limit])
    """What sessions met with their models of late, also in turns that are over."""
    answered: dict[AnswerKey, int] = msgspec.field(default_factory=dict[AnswerKey, int])
    """When the newest answer began that a model brought to its end; what it met before is over."""
    faults: tuple[str, ...] = ()
    """Where the program itself failed, the newest ones, oldest first."""
    actions: dict[str, Action] = msgspec.field(default_factory=dict[str, Action])
    """What an operator asked for: running actions and the newest finished ones, oldest first."""
    requests: dict[str, tuple[Request, ...]] = msgspec.field(
        default_factory=dict[str, tuple[Request, ...]]
    )
    """What these and the newest earlier ones sent, by action, oldest first."""
    open: frozenset[SessionKey] = frozenset()
    """Sessions whose transcript somebody looks at or an action watches."""
    mode: Mode = "assist"
    tell_others: bool = False
    """People at the servers' own screens are told what an operator did here."""
    owner: str = ""
    """Who acts here, as marks and the journal name it."""
    journal: Journal = Journal()
    limits: Limits = Limits()
    """How many background tasks of our own may run at once."""
    keeping: dict[str, Keeping] = msgspec.field(default_factory=dict[str, Keeping])
    """Who runs the background tasks of our own, by place."""
    runs_tasks: bool = False
    """This program lives long enough to run them."""
    noting: frozenset[str] = frozenset()
    """Notes of leases that are being written into, or taken out of, a session's metadata."""
    tending: Tending = Tending()
    duty: Duty | None = None
    """None where nobody asked this program to look after models."""
    policy: Policy = Policy(enabled=True)
    """How the local core falls back; the mode says whether it acts."""
    chains: Chains = Chains()
    """The chains of our own settings."""

    def session(self, key: SessionKey) -> Session | None:
        """Give a session by (server, id), or None."""
        server = self.servers.get(key[0])
        return server.sessions.get(key[1]) if server else None


def with_server(state: State, server: Server) -> State:
    """Give the state with this server in the place of its older self."""
    return msgspec.structs.replace(state, servers={**state.servers, server.name: server})
