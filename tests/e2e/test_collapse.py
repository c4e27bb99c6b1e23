"""`collapseKey`: a newer notification takes the place of an unread older one, in the inbox and on the devices."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from .doors import Doors
from .person import Admin, Person


def test_the_newer_one_replaces_the_older_one_on_every_screen(admin: Admin, doors: Doors, someone: Person):
    endpoint = someone.subscribe()
    socket = someone.connect()
    key = f"balance {uuid.uuid4().hex}"
    older = admin.create(someone, collapseKey=key, title="Ten euros")
    socket.wait_for("notification", lambda frame: frame["data"]["id"] == older["id"])
    doors.outbox.wait_for(older["id"], "push")
    newer = admin.create(someone, collapseKey=key, title="Twelve euros")
    gone = socket.wait_for("deleted")
    assert (gone["data"], gone["unreadCount"]) == ({"id": older["id"]}, 1)
    socket.wait_for("notification", lambda frame: frame["data"]["id"] == newer["id"])

    assert [item["id"] for item in someone.inbox()] == [newer["id"]]
    assert someone.unread_count() == 1
    assert someone.get(f"/{older['id']}")["title"] == "Ten euros"
    first, second = (doors.outbox.wait_for(each["id"], "push") for each in (older, newer))
    assert first["to"] == second["to"] == endpoint
    assert first["headers"]["Topic"] == second["headers"]["Topic"]
    assert first["payload"]["tag"] == second["payload"]["tag"] == key


def test_one_that_was_read_stays(admin: Admin, someone: Person):
    older = admin.create(someone, collapseKey="k", type="in-app")
    someone.ask("PATCH", f"/{older['id']}/read")
    newer = admin.create(someone, collapseKey="k", type="in-app")
    assert [item["id"] for item in someone.inbox()] == [newer["id"], older["id"]]
    assert someone.unread_count() == 1


def test_however_many_come_at_once_exactly_one_is_unread(admin: Admin, doors: Doors, someone: Person):
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: admin.create(someone, collapseKey="k", type="in-app")["id"], range(9)))
    doors.put("Ingest", *[someone.request(collapseKey="k", type="in-app", title=f"Queued {n}") for n in range(10)])
    doors.wait_until_empty("Ingest")

    (left,) = someone.inbox()
    assert left["id"] > max(made)
    assert someone.unread_count() == 1


def test_a_key_that_is_none_is_refused(admin: Admin, someone: Person):
    for key in ("", "   ", "k" * 129, "a\nb", 7):
        answer = admin.ask("POST", json=someone.request(collapseKey=key))
        assert answer.status_code == 400
        assert answer.json()["details"][0]["field"] == "collapseKey"
