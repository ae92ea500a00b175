"""What an error says to its task."""

import pytest

from omo_watch_core.tasks.errors import TaskError, read_error

ODD = (None, True, 0, 429, [], ["x"], "", {"message": {}}, {"data": "", "error": [], "cause": 1})


@pytest.mark.parametrize("error", ODD)
def test_odd_errors_are_read_without_harm(error: object) -> None:
    read = read_error(error)
    assert (read.name, read.status, read.told) == (None, None, None)
    assert not any((read.is_abort, read.is_terminal, read.is_agent_missing, read.is_retryable))


def test_what_is_no_json_is_written_all_the_same() -> None:
    assert "OSError" in (read_error({"cause": OSError}).message or "")


def test_an_empty_text_says_nothing() -> None:
    assert read_error("") == TaskError()


def test_a_text_is_its_own_message() -> None:
    assert read_error("model not found") == TaskError(message="model not found")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ({"message": "a", "data": {"message": "b"}}, "a"),
        ({"data": {"message": "b", "error": {"message": "c"}}}, "b"),
        ({"data": {"error": {"message": "c"}}, "cause": "d"}, "c"),
        ({"error": {"message": "e"}, "data": {"error": {"message": "c"}}}, "e"),
        ({"cause": {"message": "d"}}, "d"),
        ({"name": "é", "data": {}}, '{"name":"é","data":{}}'),
    ],
)
def test_the_message_may_stand_deeper(error: object, message: str) -> None:
    assert read_error(error).message == message


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ({"message": "a", "data": {"message": "b"}}, "b"),
        ({"message": "a", "data": {"error": {"message": "c", "type": "t"}}}, "c"),
        ({"message": "a", "data": {"error": {"type": "t"}}}, "t"),
        ({"message": "a", "data": {}}, "a"),
        ({"error": {"message": "e"}}, None),
    ],
)
def test_the_event_says_its_own(error: object, told: str | None) -> None:
    assert read_error(error).told == told


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"statusCode": 500, "status": 429}, 500),
        ({"status": "429"}, 429),
        ({"status": True, "code": 404}, 404),
        ({"code": 99, "response": {"status": 503}}, 503),
        ({"response": {"statusCode": 502}}, 502),
        ({"code": 100}, 100),
        ({"code": 599}, 599),
        ({"code": 600}, None),
        ({"code": "ECONNRESET"}, None),
        ({"code": "0429"}, None),
        ({"status": 429.5}, None),
        ({"data": {"statusCode": 400}}, None),
    ],
)
def test_a_status_stands_at_the_top_or_in_the_answer(error: object, status: int | None) -> None:
    assert read_error(error).status == status


@pytest.mark.parametrize(
    ("error", "abort"),
    [
        ({"name": "MessageAbortedError"}, True),
        ({"message": "Request ABORTED"}, True),
        ({"name": "APIError", "message": "cancelled"}, False),
    ],
)
def test_an_abort_is_known_by_its_word(error: object, abort: bool) -> None:
    assert read_error(error).is_abort is abort


@pytest.mark.parametrize(
    "text",
    [
        "No provider available",
        "provider not available",
        "Provider is not configured",
        "Provider not found",
        "Selected provider is forbidden",
        "unknown provider x",
        "model not supported",
        "The model is not supported",
        "MODEL_NOT_SUPPORTED",
        "Model not found: a/b",
        "Missing API key",
        "API key is missing",
        "no api key was given",
        "API_KEY is not set",
        "api-key not provided",
        "API key required",
        "No models available",
        "no connected providers",
        "all providers are disconnected",
        "All providers unavailable",
        "all providers exhausted",
    ],
)
def test_terminal_texts_end_a_task_in_name_or_message(text: str) -> None:
    assert read_error({"message": f"Error: {text}."}).is_terminal
    assert read_error({"name": text, "message": "odd"}).is_terminal


@pytest.mark.parametrize(
    "text", ["Bad request", "401", "Aborted", "Agent not found", "Incorrect API key", "not found"]
)
def test_everything_else_may_pass(text: str) -> None:
    assert not read_error({"name": "APIError", "message": text}).is_terminal


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('Agent not found: "x"', True),
        ('agent "x y" not found', True),
        ("agent x not found", True),
        ("agent x says: file not found", False),
        ("Model not found", False),
        ("the agent said: file\nnot found", False),
    ],
)
def test_a_missing_agent_is_seen(text: str, missing: bool) -> None:
    assert read_error({"data": {"message": text}}).is_agent_missing is missing


def test_name_text_and_status_decide_about_another_model() -> None:
    assert read_error({"status": 429}).is_retryable
    assert read_error({"message": "Overloaded"}).is_retryable
    assert read_error({"name": "RateLimitError"}).is_retryable
    assert not read_error({"message": "too long"}).is_retryable
