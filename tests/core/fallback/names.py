"""Models, errors and messages that stories are told with."""

from omo_watch_core.fallback.fault import Fault, read_fault
from omo_watch_core.fallback.history import Piece, Said

A = "one/alpha"
B = "two/beta"
C = "three/gamma"
D = "four/delta"
AGENT = "build"
SESSION = "ses_1"
OTHER = "ses_2"

LIMITED = read_fault({"name": "APIError", "data": {"message": "Rate limited", "statusCode": 429}})
SPENT = read_fault({"name": "APIError", "data": {"message": "Your quota exceeded its limit"}})
DOWN = read_fault({"name": "APIError", "data": {"message": "Internal error", "statusCode": 500}})
BAD = read_fault({"name": "APIError", "data": {"message": "max_tokens: bad", "statusCode": 400}})
ABORTED = read_fault({"name": "MessageAbortedError", "data": {"message": "The run ended"}})
LOCKED = read_fault({"name": "SessionWriteLockTimeoutError", "message": "locked, try again"})
BROKEN = read_fault({"name": "UnknownError", "data": {"message": "read ECONNRESET"}})
WAITING = "Too many requests [retrying in 7m 56s attempt #1]"


def error(message: str, **fields: object) -> Fault:
    """Make an error as OpenCode wraps one of a provider."""
    return read_fault({"name": "APIError", "data": {"message": message}, **fields})


def turn(text: str = "Fix the tests", number: int = 1, agent: str | None = None) -> Said:
    """Make a message of a person."""
    return Said(role="user", id=f"msg_{number}", agent=agent, pieces=(said(text),))


def answer(text: str = "", *, failed: bool = False, finish: str | None = None) -> Said:
    """Make a message of a model; a finished one has its time too."""
    pieces = (said(text),) if text else ()
    done = finish is not None
    return Said(role="assistant", failed=failed, finish=finish, completed=done, pieces=pieces)


def said(text: str) -> Piece:
    """Make a text part."""
    return Piece(kind="text", text=text)
