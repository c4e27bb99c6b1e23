"""`make send`: which rows are good, what becomes of the others, and that nothing is sent twice."""

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.contracts import NotificationContract
from local import people_file, queue_batches, send
from local.progress_bar import ProgressBar
from local.steps import StepFailedError
from tests.unit.local.queues_in_memory import Queues

HEADER = "userId,category,title,message"
GOOD = "u1,system,Hello,World"


@pytest.fixture
def write(tmp_path):
    def written(*lines, encoding="utf-8"):
        path = tmp_path / "people.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return written


def _bodies(path):
    requests, faults = people_file.read(path)
    assert faults == []
    return [json.loads(request.body) for request in requests]


def _faults(path):
    return [(fault.line, fault.field) for fault in people_file.read(path)[1]]


def test_a_row_becomes_a_request_of_the_contract(write):
    header = HEADER + ",type,priority,mandatory,url,data,collapseKey,idempotencyKey"
    row = 'u1,system,Hello,"two\nlines",email,high,TRUE,https://x.example,"{""a"": 1}",order-1,k1'
    assert _bodies(write("\ufeff" + header, row)) == [
        {
            "userId": "u1",
            "category": "system",
            "title": "Hello",
            "message": "two\nlines",
            "type": "email",
            "priority": "high",
            "mandatory": True,
            "data": {"a": 1, "url": "https://x.example"},
            "collapseKey": "order-1",
            "idempotencyKey": "k1",
        }
    ]


def test_every_field_of_a_request_is_a_column_and_the_help_names_them_all():
    fields = {field.alias or name for name, field in NotificationContract.model_fields.items()}
    columns = {*people_file.REQUIRED, *people_file.OPTIONAL}
    assert columns == fields | {"url"}
    assert {name for name in columns if f"  {name}" in send.__doc__ or f", {name}" in send.__doc__} == columns


def test_an_empty_cell_is_as_if_its_column_was_not_there(write):
    (body,) = _bodies(write(HEADER + ",type,data", GOOD + ",,"))
    assert set(body) == {"userId", "category", "title", "message", "idempotencyKey"}


def test_every_bad_row_is_named_by_the_line_it_starts_on_and_its_fields(write):
    path = write(
        HEADER + ",mandatory,data",
        GOOD + ",,",
        'u1,fax,,"two\nlines",,',
        GOOD + ",yes,",
        GOOD + ",,[1]",
        GOOD + ',,"{""a"":1,""a"":2}"',
        GOOD,
    )
    assert _faults(path) == [
        (3, "category"),
        (3, "title"),
        (5, "mandatory"),
        (6, "data"),
        (7, "data"),
        (8, "the row"),
    ]


def test_nothing_is_sent_and_no_value_is_shown_when_one_row_is_bad(write, capsys):
    path = write(HEADER, GOOD, "secret@example.com #,fax,Private,Words")
    assert send.main(["--file", str(path)]) == 1
    said = capsys.readouterr()
    assert "line 3, userId" in said.err
    assert "nothing was sent" in said.err
    assert not [word for word in ("secret@", "Private", "Words") if word in said.err + said.out]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "missing: 'userId', 'category', 'title', 'message'"),
        (["userId,category,title"], "missing: 'message'"),
        ([HEADER + ",email"], "unknown: 'email'"),
        ([HEADER + ",title"], "there twice: 'title'"),
        ([HEADER, '"u1,system'], "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(write, lines, said):
    with pytest.raises(StepFailedError, match=said):
        people_file.read(write(*lines))


def test_a_file_that_is_not_there_or_not_utf_8_is_one_sentence(write, tmp_path):
    with pytest.raises(StepFailedError, match="No such file"):
        people_file.read(tmp_path / "none.csv")
    with pytest.raises(StepFailedError, match="not UTF-8"):
        people_file.read(write(HEADER, "ü,system,a,b", encoding="latin-1"))


def test_a_key_comes_from_the_content_so_that_a_second_run_sends_nothing_twice(write):
    first = _bodies(write(HEADER, GOOD, "u2,system,Hello,World"))
    again = _bodies(write(HEADER + ",type", "u2,system,Hello,World,", GOOD + ","))
    assert [body["idempotencyKey"] for body in first] == [body["idempotencyKey"] for body in reversed(again)]
    assert len({body["idempotencyKey"] for body in first}) == 2


def test_two_equal_rows_are_one_and_a_key_with_two_contents_is_a_fault(write):
    assert len(_bodies(write(HEADER, GOOD, GOOD))) == 1
    keyed = HEADER + ",idempotencyKey"
    assert _faults(write(keyed, GOOD + ",k", "u1,system,Other,World,k", "u2,system,Other,World,k")) == [
        (3, "idempotencyKey")
    ]


@given(st.lists(st.integers(1, 120_000), max_size=30))
def test_batches_hold_ten_at_most_and_no_more_than_sqs_takes(sizes):
    messages = [queue_batches.Message("x" * size) for size in sizes]
    batches = list(queue_batches.batches(messages))
    assert [position for batch in batches for position in batch] == list(range(len(sizes)))
    assert all(len(batch) <= 10 and sum(sizes[position] for position in batch) <= 262_144 for batch in batches)


def test_what_sqs_did_not_take_is_sent_again_and_nothing_else():
    queues = Queues()
    queues.refusals.update({"m3": 2, "m12": 99})
    messages = [queue_batches.Message(f"m{number}") for number in range(15)]
    told: list[int] = []
    refused = queue_batches.send(cast("Any", queues), "q", messages, told.append, pause=lambda _seconds: None)
    assert refused == [12]
    assert sorted(queues.bodies("q")) == sorted(f"m{number}" for number in range(15) if number != 12)
    assert queues.calls == [10, 1, 1, 5, 1, 1, 1, 1]
    assert told == [10, 15]


def test_the_bar_fills_up():
    bar = ProgressBar(4, "messages")
    assert bar.line(1) == "[##########..............................] 1/4 messages"
    assert bar.line(4) == "[########################################] 4/4 messages"
    assert ProgressBar(0, "messages").line(0).endswith("] 0/0 messages")
