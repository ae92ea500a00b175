"""The routes that change something."""

from __future__ import annotations

from omo_watch_core.edge.demo import bodies, deeds, prompts, replies, stopping
from omo_watch_core.edge.demo.aborts import abort
from omo_watch_core.edge.demo.asking import place
from omo_watch_core.edge.demo.exchange import Answer, RefusedError, Request, accepted, done
from omo_watch_core.edge.demo.nouns import Permission, Question
from omo_watch_core.edge.demo.script import Reaction
from omo_watch_core.edge.demo.stage import Stage, react


def create(stage: Stage, request: Request, now: int) -> Answer:
    """Make a session."""
    given = bodies.new_session(request.body)
    directory = place(stage, request)
    session, reaction = deeds.new_session(stage.script, stage.world, directory, given, now)
    return done(reaction, session)


def change(stage: Stage, request: Request, now: int) -> Answer:
    """Change a session, and give it as it is then."""
    given = bodies.change(request.body)
    reaction = deeds.change(stage.world, request.session, given, now)
    after, _ = react(stage, reaction, now)
    return done(reaction, after.world.sessions[request.session])


def delete(stage: Stage, request: Request, now: int) -> Answer:
    """Delete a session and all below it."""
    return done(deeds.delete(stage.world, request.session, now))


def stop(stage: Stage, request: Request, now: int) -> Answer:
    """Abort a session; an unknown one is no error."""
    return done(abort(stage.world, request.session, now))


def prompt(stage: Stage, request: Request, now: int) -> Answer:
    """Take a prompt."""
    given = bodies.prompt(request.body)
    session = stage.world.sessions[request.session]
    pending = stage.pending(session.id)
    return accepted(prompts.prompt(stage.script, stage.world, session, given, now, pending))


def command(stage: Stage, request: Request, now: int) -> Answer:
    """Run a command: the one that the plugin brings, if it is there.

    The real server answers when the command's turn is over; here the turn goes on behind it.
    """
    name = bodies.command(request.body)
    if name != stopping.COMMAND or not stage.script.plugins:
        data = {"message": bodies.BROKEN, "ref": "err_00000000"}
        raise RefusedError(500, {"name": "UnknownError", "data": data})
    session = stage.world.sessions[request.session]
    pending = stage.pending(session.id)
    reaction = stopping.stop_all(stage.script, stage.world, session, now, pending)
    return done(reaction, {"info": {"sessionID": session.id, "role": "assistant"}, "parts": []})


def switch(stage: Stage, request: Request, now: int) -> Answer:
    """Set a session's model."""
    if request.session not in stage.world.sessions:
        raise _unknown("Session", "sessionID", request.session, "Session")
    model = bodies.switch(request.body)
    return accepted(deeds.switch_model(stage.world, request.session, model, now))


def permit(stage: Stage, request: Request, now: int) -> Answer:
    """Answer a permission under its session."""
    ask = _permission(stage, request)
    reply, words = bodies.permit(request.body)
    return done(_permitted(stage, ask, reply, words, now))


def permit_here(stage: Stage, request: Request, now: int) -> Answer:
    """Answer a permission of a directory."""
    ask = _permission(stage, request)
    reply, words = bodies.reply(request.body)
    _must_be_here(stage, request, ask)
    return done(_permitted(stage, ask, reply, words, now))


def answer(stage: Stage, request: Request, now: int) -> Answer:
    """Answer a question of a directory."""
    ask = _question(stage, request)
    given = bodies.answers(request.body)
    return done(replies.reply(stage.world, ask, stage.script.models, given, now))


def dismiss(stage: Stage, request: Request, now: int) -> Answer:
    """Refuse to answer a question of a directory."""
    ask = _question(stage, request)
    return done(replies.reply(stage.world, ask, stage.script.models, None, now))


def toast(stage: Stage, request: Request, now: int) -> Answer:
    """Show a toast."""
    return done(deeds.show_toast(place(stage, request), bodies.toast(request.body), now))


def _permitted(stage: Stage, ask: Permission, reply: str, words: str, now: int) -> Reaction:
    return replies.permit(stage.world, ask, stage.script.models, reply, words, now)


def _permission(stage: Stage, request: Request) -> Permission:
    ask = stage.world.permissions.get(request.item)
    if ask is None:
        raise _unknown("Permission", "requestID", request.item)
    return ask


def _question(stage: Stage, request: Request) -> Question:
    ask = stage.world.questions.get(request.item)
    if ask is None:
        raise _unknown("Question", "requestID", request.item)
    _must_be_here(stage, request, ask)
    return ask


def _must_be_here(stage: Stage, request: Request, ask: Permission | Question) -> None:
    """Refuse where the request names another directory than that of the asking session."""
    if stage.world.sessions[ask.session_id].directory != place(stage, request):
        kind = "Permission" if isinstance(ask, Permission) else "Question"
        raise _unknown(kind, "requestID", request.item)


def _unknown(tag: str, key: str, name: str, what: str = "") -> RefusedError:
    message = f"{what or f'{tag} request'} not found: {name}"
    body: dict[str, object] = {"_tag": f"{tag}NotFoundError", key: name, "message": message}
    return RefusedError(404, body)
