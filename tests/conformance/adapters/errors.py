"""What an error says and whether it leads to the next model (errors.json, error_helpers.json)."""

from omo_watch_core.fallback.classify import decide, kind_of, status_of
from omo_watch_core.fallback.delegated import is_retryable_model_error, provider_model_of
from omo_watch_core.fallback.fault import read_fault
from omo_watch_core.fallback.policy import Policy
from tests.conformance.case import Json

DEFAULT = Policy().retry_on_errors


def reading(given: Json) -> Json:
    """Read an error and decide by the table of 4.4, with the given codes and with the default."""
    fault, codes = read_fault(given["error"]), given["retry_on_errors"]
    return {
        "message": fault.message,
        "statusCode": status_of(fault, codes),
        "statusCodeDefault": status_of(fault, DEFAULT),
        "name": fault.name,
        "retryableSignal": fault.retryable,
        "type": kind_of(fault),
        "retryable": decide(fault, codes).retryable,
        "retryableDefault": decide(fault, DEFAULT).retryable,
    }


def cancels(given: Json) -> Json:
    """Tell whether a person stopped the turn."""
    return read_fault(given["error"]).cancels


def delegated(given: Json) -> Json:
    """Tell whether a delegated task's error may be tried on another model."""
    error = given["error"]
    return is_retryable_model_error(
        error.get("name"), error.get("message"), error.get("statusCode")
    )


def missing_model(given: Json) -> Json:
    """Give the provider and model that a message says are missing."""
    found = zip(("providerID", "modelID"), provider_model_of(given["message"]), strict=True)
    return {key: name for key, name in found if name is not None}
