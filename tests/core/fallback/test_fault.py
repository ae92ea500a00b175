"""What is read from an error of any shape."""

import pytest

from omo_watch_core.fallback.fault import Fault, plain_fault, read_fault, text_fault


def test_nothing_is_an_empty_fault() -> None:
    for nothing in (None, "", 0, 0.0, False, float("nan")):
        assert read_fault(nothing) == Fault(empty=True)


def test_an_empty_object_is_an_error_that_says_nothing() -> None:
    assert read_fault({}) == Fault(message="{}")


def test_a_message_counts_only_as_a_string() -> None:
    fault = read_fault({"name": "X", "message": {"text": "aborted"}, "data": {"message": ["y"]}})
    assert fault.message == '{"name":"x","message":{"text":"aborted"},"data":{"message":["y"]}}'
    assert not fault.cancels


@pytest.mark.parametrize(
    "error",
    [
        {"statusCode": 418, "status": 1},
        {"status": 418, "data": {"statusCode": 1}},
        {"data": {"statusCode": 418}, "error": {"statusCode": 1}},
        {"error": {"statusCode": 418}, "cause": {"statusCode": 1}},
        {"cause": {"statusCode": 418}, "data": {"status": 1}},
    ],
)
def test_a_status_stands_in_one_of_five_fields(error: object) -> None:
    assert read_fault(error).status == 418


@pytest.mark.parametrize(
    "error",
    [
        {"name": "N", "data": {"name": "x"}},
        {"name": "", "data": {"name": "N"}, "error": {"name": "x"}},
        {"error": {"name": "N"}, "data": {"error": {"name": "x"}}},
        {"data": {"error": {"name": "N"}}, "cause": {"name": "x"}},
    ],
)
def test_a_name_stands_in_one_of_four_fields(error: object) -> None:
    assert read_fault(error).name == "N"


@pytest.mark.parametrize(
    "error",
    [
        {"data": {"message": "M"}, "error": {"message": "x"}},
        {"data": {"message": ""}, "error": {"message": "M"}, "message": "x"},
        {"message": "M", "data": {"error": {"message": "x"}}},
        {"data": {"error": {"message": "M"}}, "name": "Y: x"},
    ],
)
def test_a_message_stands_in_one_of_four_fields(error: object) -> None:
    assert read_fault(error).message == "m"


@pytest.mark.parametrize(
    "error",
    [
        {"isRetryable": False, "data": {"isRetryable": True}},
        {"isRetryable": 1, "data": {"isRetryable": False}, "error": {"isRetryable": True}},
        {"error": {"isRetryable": False}, "data": {"error": {"isRetryable": True}}},
        {"data": {"error": {"isRetryable": False}}, "cause": {"isRetryable": True}},
        {"cause": {"isRetryable": False}},
    ],
)
def test_what_a_provider_says_stands_in_one_of_five_fields(error: object) -> None:
    assert read_fault(error).retryable is False


def test_a_boolean_is_no_status_and_a_number_is_no_verdict() -> None:
    fault = read_fault({"statusCode": True, "status": 503, "isRetryable": 1})
    assert (fault.status, fault.retryable) == (503, None)


def test_a_name_that_ends_in_a_colon_and_blanks_says_nothing() -> None:
    assert read_fault({"name": "Foo: "}).message == ""
    assert read_fault({"name": "Foo:"}).message == '{"name":"foo:"}'


def test_whole_numbers_are_written_without_a_point() -> None:
    error = {"a": [1.0, 1.5, {"b": 2.0}], "c": {}, "d": []}
    assert read_fault(error).message == '{"a":[1,1.5,{"b":2}],"c":{},"d":[]}'
    assert read_fault({"a": 1e21}).message == '{"a":1e+21}'


def test_what_cannot_be_written_is_an_empty_message() -> None:
    deep: dict[str, object] = {}
    for _ in range(5_000):
        deep = {"x": deep}
    assert read_fault({"x": {1, 2}}).message == ""
    assert read_fault({"x": deep}).message == ""


@pytest.mark.parametrize(
    "error",
    [
        "Aborted",
        "please CANCEL",
        "interrupted by user",
        {"name": "MessageAbortedError"},
        {"name": "AbortError", "message": 5},
        {"name": "DOMException", "message": "signal is abort"},
        {"message": "Cancelled"},
        {"message": "was aborted"},
        {"message": "Interrupted"},
    ],
)
def test_a_person_stopped_the_turn(error: object) -> None:
    assert read_fault(error).cancels


@pytest.mark.parametrize(
    "error",
    [
        "Unauthorized",
        {"message": "canceled"},
        {"message": "abort it"},
        {"name": "DOMException", "message": "timeout"},
        {"name": "messageabortederror"},
        {"data": {"message": "aborted"}},
        ["aborted"],
    ],
)
def test_nobody_stopped_the_turn(error: object) -> None:
    assert not read_fault(error).cancels


def test_a_local_error_is_marked() -> None:
    assert read_fault({"name": "EmbeddedAttemptSessionTakeoverError"}).local
    assert not read_fault({"name": "APIError"}).local


def test_typed_data_is_read_like_one_flat_object() -> None:
    assert plain_fault("APIError", "Too Many", 429, retryable=False) == Fault(
        name="APIError", message="too many", status=429, retryable=False
    )
    assert plain_fault("MessageAbortedError", "").cancels
    assert plain_fault("SessionWriteLockTimeoutError", "locked").local
    assert plain_fault("Payment_Required", "").message == '{"name":"payment_required"}'
    assert plain_fault(None, "x", 0) == Fault(message="x", status=0)


def test_a_text_is_read_like_a_bare_string() -> None:
    assert text_fault("Rate Limit") == Fault(message="rate limit")
    assert not text_fault("x").empty
    assert text_fault("") == Fault(empty=True)
