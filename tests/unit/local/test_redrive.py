"""`make redrive`: what goes back, what stays, and what AWS does by itself."""

from typing import Any, cast

import pytest

from local import letters, queue_batches, redrive
from local.steps import StepFailedError
from tests.unit.local.queues_in_memory import Queues


def _client(queues: Queues) -> Any:
    return cast("Any", queues)


def test_every_letter_goes_back_with_the_attributes_its_producer_gave_it():
    queues = Queues()
    for number in range(23):
        queues.put("dead", f"m{number}", traceId="t")
    moved = letters.move(_client(queues), "dead", "work", keep_refused=False)
    assert moved.moved == 23
    assert queues.bodies("dead") == []
    assert sorted(queues.bodies("work")) == sorted(f"m{number}" for number in range(23))
    assert queues.messages["work"][0]["MessageAttributes"]["traceId"]["StringValue"] == "t"


def test_refused_messages_stay_and_are_visible_again():
    queues = Queues()
    for number in range(12):
        queues.put("dead", f"bad{number}", errorCode="invalid_json", errorMessage="x")
        queues.put("dead", f"good{number}")
    moved = letters.move(_client(queues), "dead", "work", keep_refused=True)
    assert (moved.moved, moved.summary()) == (12, "12 invalid_json")
    assert all(body.startswith("good") for body in queues.bodies("work"))
    assert len(queues.receive_message("dead", 10)["Messages"]) == 10


def test_refused_messages_that_are_sent_all_the_same_do_not_carry_the_old_refusal():
    queues = Queues()
    queues.put("dead", "bad", errorCode="invalid_json", errorMessage="x", mine="y")
    letters.move(_client(queues), "dead", "work", keep_refused=False)
    assert set(queues.messages["work"][0]["MessageAttributes"]) == {"mine"}


def test_what_is_refused_anew_at_once_is_not_moved_round_and_round():
    queues = Queues()
    queues.put("dead", "bad", errorCode="invalid_json")
    assert letters.move(_client(queues), "dead", "dead", keep_refused=False).moved == 1


def test_a_letter_that_its_queue_does_not_take_is_not_deleted(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    monkeypatch.setattr(queue_batches, "_TRIES", 1)
    queues = Queues()
    queues.put("dead", "a")
    queues.refusals["a"] = 9
    assert letters.move(_client(queues), "dead", "work", keep_refused=False).moved == 0
    assert queues.bodies("dead") == ["a"]


def test_in_aws_sqs_moves_them_to_the_queue_that_is_named():
    queues = Queues()
    queues.tasks = [
        {"Status": "RUNNING", "ApproximateNumberOfMessagesToMove": 7},
        {"Status": "COMPLETED", "ApproximateNumberOfMessagesMoved": 7},
    ]
    assert redrive.start_move(_client(queues), "dead", "work", pause=lambda _seconds: None) == 7
    assert queues.started == {"from": "arn:dead", "to": "arn:work"}


def test_a_move_that_sqs_gave_up_says_why():
    queues = Queues()
    queues.tasks = [{"Status": "FAILED", "ApproximateNumberOfMessagesMoved": 2, "FailureReason": "AccessDenied"}]
    with pytest.raises(StepFailedError, match="after 2: FAILED AccessDenied"):
        redrive.start_move(_client(queues), "dead", "work")


@pytest.mark.parametrize("arguments", [[], ["--queue", "fax"]])
def test_a_queue_that_is_none_is_refused(arguments):
    with pytest.raises(SystemExit):
        redrive.main(arguments)
