"""Programs that end, begin, or run beside one another: each task runs once, and is told of once."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import CreateSession, KeepLanes, SendPrompt
from omo_watch_core.model import ModelRef
from tests.core.actions.stage import LAB
from tests.core.running.world import GPT, OPUS, PARENT, World, blank

MODELS = (OPUS, GPT)


def test_a_new_program_goes_on_with_what_runs_and_what_waits() -> None:
    world = World()
    tasks = [world.new() for _ in range(3)]
    after = world.restart()
    after.tick(6)
    assert [after.status(task) for task in tasks] == ["running", "running", "pending"]
    after.answers(after.child(tasks[0]))
    after.tick(6)
    assert [after.status(task) for task in tasks] == ["completed", "running", "running"]
    assert len(after.all_sent(CreateSession)) == 1


def test_one_that_died_behind_the_creation_is_not_created_twice() -> None:
    world = World()
    world.deaf.add(SendPrompt)
    task = world.new()
    after = world.restart()
    after.tick(20)
    assert after.all_sent(CreateSession) == []
    assert [effect.session for effect in after.all_sent(SendPrompt)] == ["ses_1"]
    assert after.all_sent(SendPrompt)[0].body == world.all_sent(SendPrompt)[0].body
    assert after.status(task) == "running"


def test_one_that_died_before_it_knew_its_session_finds_it() -> None:
    world = World()
    world.deaf.add(CreateSession)
    task = world.new()
    assert world.own(task).task.lane is not None
    world.deaf.clear()
    effect = world.all_sent(CreateSession)[0]
    lost = World(world.state)
    lost.deaf.add(SendPrompt)
    lost._on_createsession(effect)
    world.state.servers[LAB].sessions["ses_1"] = lost.state.servers[LAB].sessions["ses_1"]
    after = world.restart()
    after.tick(6)
    assert after.all_sent(CreateSession) == []
    assert after.child(task) == "ses_1"


def test_what_was_told_is_not_told_again() -> None:
    world = World()
    task = world.new()
    world.tick(5)
    world.answers(world.child(task))
    world.tick(4)
    after = world.restart()
    after.tick(10)
    assert (len(world.told), after.told) == (1, [])


def test_an_end_that_nobody_saw_is_seen_and_told() -> None:
    world = World()
    task = world.new()
    world.tick(6)
    child = world.child(task)
    world.state = replace(world.state, runs_tasks=False)
    world.answers(child)
    after = world.restart()
    after.tick(30)
    assert after.status(task) == "completed"
    assert len(after.told) == 1


def test_beside_another_program_nothing_is_begun() -> None:
    world = World()
    world.keeper = "lanes 7@desk"
    task = world.new()
    world.tick(10)
    assert world.status(task) == "pending"
    assert world.all_sent(CreateSession) == []
    action = world.state.actions[f"act_{1:0>14}"]
    assert action.result is None
    world.tick(20)
    ended = world.state.actions[action.id]
    assert ended.result == "accepted"
    assert ended.hint == "it is for lanes 7@desk, which runs the tasks here"
    world.keeper = "us"
    world.tick(6)
    assert world.status(task) == "running"


def test_who_is_not_sure_any_more_does_nothing() -> None:
    world = World()
    world.new()
    world.deaf.add(KeepLanes)
    world.tick(20)
    before = len(world.all_sent(CreateSession))
    world.new()
    world.tick(5)
    assert len(world.all_sent(CreateSession)) == before


def test_who_only_looks_runs_nothing() -> None:
    world = World()
    task = world.new()
    looker = World(blank(mode="watch", runs_tasks=False))
    own = world.own(task)
    looker.tell(ev.JournalRead(server="", at_ms=looker.now, tasks=(own,)))
    looker.tick(30)
    assert looker.sent == []


class Tasks(RuleBasedStateMachine):
    """Do whatever can be done to tasks, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    def tasks(self, *states: str) -> list[str]:
        """Name the tasks in some states."""
        known = self.world.state.journal.tasks.values()
        return [own.id for own in known if own.task.status in states]

    def pick(self, choice: int, *states: str) -> str | None:
        """Choose one."""
        found = self.tasks(*states)
        return found[choice % len(found)] if found else None

    @rule(model=st.sampled_from(MODELS))
    @precondition(lambda self: len(self.world.state.journal.tasks) < 12)
    def launch(self, model: ModelRef) -> None:
        """Launch one more."""
        self.world.new(model=model)

    @rule(choice=st.integers(0, 11), how=st.sampled_from(
        ["answers", "fails", "limited", "waits", "stopped", "deleted"]
    ))  # fmt: skip
    def happens(self, choice: int, how: str) -> None:
        """Let the session of a running task end in some way, or wait."""
        task = self.pick(choice, "running")
        session = self.world.own(task).task.session if task else None
        if session is None or session not in self.world.state.servers[LAB].sessions:
            return
        if how == "limited":
            self.world.fails(session, "Rate limit reached", 429)
        else:
            getattr(self.world, how)(session)

    @rule(choice=st.integers(0, 11))
    def cancel(self, choice: int) -> None:
        """Stop one."""
        task = self.pick(choice, "pending", "running")
        if task:
            self.world.cancel(task)

    @rule(width=st.integers(0, 3), paused=st.booleans())
    def lane(self, width: int, paused: bool) -> None:
        """Change a lane."""
        self.world.lane(width=width, paused=paused)

    @rule(kind=st.sampled_from([CreateSession, SendPrompt]), status=st.sampled_from([400, 200]))
    def refuses(self, kind: type, status: int) -> None:
        """Let the server refuse what begins a task, or take it again."""
        if status == 400:
            self.world.refuses[kind] = 400
        else:
            self.world.refuses.pop(kind, None)

    @rule(seconds=st.integers(1, 8))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.world.tick(seconds)

    @rule()
    def restart(self) -> None:
        """Let another program go on."""
        self.world = self.world.restart()

    @invariant()
    def slots_are_held_by_tasks_that_are_open(self) -> None:
        """No ended task holds a slot, and each running one holds one."""
        for own in self.world.state.journal.tasks.values():
            assert (own.task.lane is None) or not own.task.is_over
            assert own.task.status != "running" or own.task.lane is not None

    @invariant()
    def attempts_tell_what_the_task_is(self) -> None:
        """The newest try is the task, and only it is open."""
        for own in self.world.state.journal.tasks.values():
            attempts = own.task.attempts
            assert attempts[-1].status == own.task.status
            assert all(attempt.is_over for attempt in attempts[:-1])

    def teardown(self) -> None:
        """Whatever happened: once all is answered every slot is free, and everybody was told."""
        world = self.world
        world.refuses.clear()
        for key in (OPUS.name, GPT.name, "fake/ok-kimi"):
            world.lane(key, width=0, paused=False)
        for _ in range(40):
            for task in self.tasks("running"):
                session = world.own(task).task.session or ""
                known = world.state.servers[LAB].sessions.get(session)
                if known is not None and known.status != "idle":
                    world.answers(session)
            world.tick(4)
            if world.state.servers[LAB].sessions[PARENT].status != "idle":
                world.answers(PARENT)
        world.tick(30)
        left = {
            own.id: own.task.status for own in world.state.journal.tasks.values() if not own.is_over
        }
        assert left == {}
        assert [world.held(key) for key in (OPUS.name, GPT.name, "fake/ok-kimi")] == [0, 0, 0]


Tasks.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestTasks = Tasks.TestCase
