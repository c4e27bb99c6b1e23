"""The WebSocket: tickets, frames, and what a client may say."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .doors import Doors
from .person import Admin, Person
from .sockets import is_refused

FRAME_LIMIT = 32 * 1024


def test_a_ticket_is_ready_to_connect_and_good_once(someone: Person):
    answer = someone.ask("POST", "/ws-ticket")
    assert answer.status_code == 200
    ticket = answer.json()
    assert ticket.keys() == {"ticket", "expiresIn", "url"}
    assert 0 < ticket["expiresIn"] <= 60
    assert ticket["url"] == f"{someone.doors.stack['webSocketUrl']}?ticket={ticket['ticket']}"
    assert someone.token not in ticket["url"]
    with ThreadPoolExecutor(2) as pool:
        refused = list(pool.map(lambda _: is_refused(ticket["url"]), range(4)))
    assert sorted(refused) == [False, True, True, True]


def test_a_socket_without_a_good_ticket_is_refused(someone: Person):
    url = someone.doors.stack["webSocketUrl"]
    spoilt = someone.ask("POST", "/ws-ticket").json()["url"][:-1]
    for each in (url, f"{url}?ticket=", f"{url}?ticket=abc", f"{url}?token={someone.token}", spoilt):
        assert is_refused(each)
    assert is_refused(f"{url}?ticket={someone.token}")


def test_an_expired_ticket_is_refused(doors: Doors, someone: Person):
    """The ticket's row is given a past end in the table, since nobody waits a minute."""
    ticket = someone.ask("POST", "/ws-ticket").json()
    tables = doors.client("dynamodb")
    (table,) = [name for name in tables.list_tables()["TableNames"] if name.startswith("carillon-ConnectionTickets")]
    for row in tables.scan(TableName=table)["Items"]:
        if row["userId"]["S"] == someone.user_id:
            tables.put_item(TableName=table, Item=row | {"expiresAt": {"N": "1"}})
    assert is_refused(ticket["url"])


def test_a_notification_comes_to_every_connection_of_its_user_and_no_other(
    doors: Doors, someone: Person, somebody_else: Person
):
    first, second, foreign = someone.connect(), someone.connect(), somebody_else.connect()
    title = someone.drop(type="all", priority="urgent", data={"url": "/x", "n": [1]}, message="Hällo\n<b>")
    frame = first.wait_for("notification")
    assert frame == second.wait_for("notification")
    assert frame.keys() == {"event", "data", "unreadCount"}
    assert frame["data"].keys() == {"id", "title", "message", "category", "priority", "data", "createdAt"}
    shown = someone.get(f"/{frame['data']['id']}")
    assert frame["data"] == {name: shown[name] for name in frame["data"]}
    assert (frame["data"]["title"], frame["unreadCount"]) == (title, 1)
    line = someone.settled(shown["id"], "in-app")
    assert (line["status"], line["reason"]) == ("sent", None)
    assert foreign.ask("ping") == {"event": "pong"}


def test_what_one_device_does_the_others_hear(admin: Admin, someone: Person):
    ids = [admin.create(someone, type="in-app")["id"] for _ in range(2)]
    someone.settled(ids[1], "in-app")
    sockets = [someone.connect(), someone.connect()]
    someone.ask("PATCH", f"/{ids[0]}/read")
    for socket in sockets:
        assert socket.wait_for("read") == {"event": "read", "data": {"ids": [ids[0]]}, "unreadCount": 1}
    someone.ask("PATCH", f"/{ids[0]}/unread")
    for socket in sockets:
        assert socket.wait_for("unread") == {"event": "unread", "data": {"ids": [ids[0]]}, "unreadCount": 2}
    someone.ask("PATCH", "/read-all")
    for socket in sockets:
        frame = socket.wait_for("read", lambda frame: "all" in frame["data"])
        assert frame == {"event": "read", "data": {"all": True}, "unreadCount": 0}
    someone.ask("DELETE", f"/{ids[1]}")
    for socket in sockets:
        assert socket.wait_for("deleted") == {"event": "deleted", "data": {"id": ids[1]}, "unreadCount": 0}


def test_a_client_may_ping_and_ask_for_the_count(admin: Admin, someone: Person):
    socket = someone.connect()
    assert socket.ask("ping") == {"event": "pong"}
    assert socket.ask("unread-count") == {"event": "unread-count", "unreadCount": 0}
    admin.create(someone, type="in-app")
    socket.wait_for("notification")
    assert socket.ask("unread-count") == {"event": "unread-count", "unreadCount": 1}


@pytest.mark.parametrize(
    "text",
    [
        "hello", "{", "null", "[]", "1", "{}", '{"action": null}', '{"action": 7}', '{"action": ["ping"]}',
        '{"action": "$connect"}', '{"action": "$disconnect"}', '{"action": "$default"}', '{"action": "PING"}', "[" * 5000,
        '{"action": "authenticate", "userId": "somebody"}', '{"event": "ping"}', "ping", "\ud83d\ude00",
    ],
)  # fmt: skip
def test_any_other_text_is_an_error_and_the_connection_stays(someone: Person, text: str):
    socket = someone.connect()
    socket.say(text.encode("utf-16", "surrogatepass").decode("utf-16"))
    frame = socket.next()
    assert frame.keys() == {"event", "error"}
    assert frame["event"] == "error"
    assert isinstance(frame["error"], str)
    assert socket.ask("ping") == {"event": "pong"}


def test_a_frame_that_would_pass_32_kb_is_truncated(admin: Admin, someone: Person):
    socket = someone.connect()
    message, data = "é" * 9_000, {"blob": "x" * 20_000}
    created = admin.create(someone, type="in-app", message=message, data=data)
    frame = socket.wait_for("notification")
    assert socket.longest <= FRAME_LIMIT
    assert frame["data"].keys() == {"id", "title", "message", "category", "priority", "createdAt", "truncated"}
    assert frame["data"]["truncated"] is True
    assert frame["data"]["message"] == message[:2_000]
    whole = someone.get(f"/{created['id']}")
    assert (whole["message"], whole["data"]) == (message, data)


def test_a_frame_just_below_32_kb_is_whole(admin: Admin, someone: Person):
    socket = someone.connect()
    admin.create(someone, type="in-app", title="T", message="M", data={"x": ""})
    frame = socket.wait_for("notification")
    spare = FRAME_LIMIT - len(json.dumps(frame, separators=(",", ":"), ensure_ascii=False).encode())
    data = {"x": "x" * spare}
    fits = admin.create(someone, type="in-app", title="T", message="M", data=data)["id"]
    over = admin.create(someone, type="in-app", title="T", message="MM", data=data)["id"]
    assert socket.wait_for("notification", lambda frame: frame["data"]["id"] == fits)["data"]["data"] == data
    assert socket.longest == FRAME_LIMIT
    truncated = socket.wait_for("notification", lambda frame: frame["data"]["id"] == over)["data"]
    assert (truncated["truncated"], truncated["message"], "data" in truncated) == (True, "MM", False)


def test_a_closed_connection_is_forgotten_and_the_open_ones_still_served(admin: Admin, someone: Person):
    closed, open_one = someone.connect(), someone.connect()
    closed.close()
    created = admin.create(someone, type="in-app")["id"]
    assert open_one.wait_for("notification")["data"]["id"] == created
    assert someone.settled(created, "in-app")["status"] == "sent"


def test_a_connection_row_that_was_left_behind_goes_with_the_next_message(doors: Doors, admin: Admin, someone: Person):
    """A row whose `$disconnect` got lost is put into the table as an operator would find it there."""
    tables = doors.client("dynamodb")
    row = {"TableName": doors.outputs["PreferencesTableName"], "Key": {"userId": {"S": someone.user_id}}}
    gone = {":gone": {"SS": [f"{int(time.time()) - 60}#gone-{someone.user_id}"]}}
    tables.update_item(**row, UpdateExpression="ADD connections :gone", ExpressionAttributeValues=gone)
    created = admin.create(someone, type="in-app")["id"]
    line = someone.settled(created, "in-app")
    assert (line["status"], line["reason"]) == ("skipped", "no_connection")
    assert "connections" not in tables.get_item(**row)["Item"]
    assert someone.unread_count() == 1
