"""What a retry message says (retry_status.json)."""

from omo_watch_core.fallback.retry_status import attempt_of, model_of, retry_class
from tests.conformance.case import Json


def attempt(given: Json) -> Json:
    """Give the attempt."""
    return attempt_of(given["attempt"], given["message"])


def model(given: Json) -> Json:
    """Give the model that waits."""
    return model_of(given["message"])


def normalised(given: Json) -> Json:
    """Give the class, or the normalised text."""
    return retry_class(given["message"])
