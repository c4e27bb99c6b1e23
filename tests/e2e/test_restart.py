"""Data survives a restart of `make run`; after everything else, since it is everybody's stack that stops."""

from tests.local_run import LocalRun

from .doors import Doors
from .eventually import eventually
from .person import PASSWORD, Admin, Person, access_token


def test_what_was_there_is_there_after_a_restart(local_run: LocalRun, doors: Doors, admin: Admin, someone: Person):
    before = admin.create(someone, type="in-app")
    someone.prefer(smsEnabled=True, promotionalEmails=True)
    preferences = someone.get("/preferences")

    assert local_run.stop() == 0
    assert not local_run.stack_file.exists()
    local_run.start()

    assert local_run.stack() == doors.stack
    assert {user["username"] for user in doors.stack["users"] if Person.demo(doors, user["username"])} == {
        "alice",
        "bob",
        "admin",
    }
    someone.token = access_token(doors, someone.username, PASSWORD)
    assert someone.get(f"/{before['id']}") == before
    assert someone.unread_count() == 1
    assert someone.get("/preferences") == preferences
    title = someone.drop()
    eventually(someone.inbox, lambda inbox: [item["title"] for item in inbox] == [title, before["title"]])
