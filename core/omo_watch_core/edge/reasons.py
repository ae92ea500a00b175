"""Why something did not work, as a person would say it."""

from __future__ import annotations

import socket
import ssl

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.value import Value

_STATUS = {
    401: "it wants a user name and a password, or others than these",
    403: "it does not let us in",
    404: "it does not know this call",
    429: "it is asked too much",
    500: "it failed inside (500)",
    502: "a proxy cannot reach it (502)",
    503: "it is not available (503)",
    504: "a proxy got no answer from it (504)",
}


class _Data(Value):
    message: str = ""


class _Complaint(Value):
    message: str = ""
    data: _Data = _Data()


_COMPLAINT = msgspec.json.Decoder(_Complaint)


def complaint(body: bytes) -> str:
    """Give what a server says about a request that it did not take, in one line; may be empty."""
    try:
        said = _COMPLAINT.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return clean_line(said.data.message or said.message)


def status_reason(status: int, is_page: bool = False) -> str:
    """Say what an HTTP status means here."""
    if 300 <= status < 400:
        return f"it sends us on to another address ({status}), which is not followed"
    if is_page and status not in (401, 403):
        return (
            "it answers with a web page: an older OpenCode, another program on this port, "
            "or a proxy in between"
        )
    return _STATUS.get(status, f"it answered {status}")


def why(error: Exception) -> str:
    """Say what an error of the network means."""
    text = str(error)
    causes = _chain(error)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return f"its certificate is not trusted: {text}"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "no host of this name is known"
    if any(isinstance(c, ConnectionRefusedError) for c in causes) or "onnect call failed" in text:
        return "nothing listens there"
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return "no answer in time"
    return text or type(error).__name__


def is_refusal(error: Exception) -> bool:
    """Tell whether nobody listens there at all, as against a slow or broken connection."""
    return why(error) == "nothing listens there"


def _chain(error: BaseException) -> list[BaseException]:
    """List an error with what caused it, outermost first."""
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found
