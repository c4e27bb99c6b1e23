"""The link in a mail: what Gmail does with it, what a person sees of it, and what nobody can do with it."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from .doors import Doors
from .person import Admin, Person

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
AS_MULTIPART = {"files": {name: (None, value) for name, value in ONE_CLICK.items()}}


class _Form(HTMLParser):
    """What a person could send from a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.methods: list[str | None] = []
        self.choices: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "link", "iframe")
        values = dict(attrs)
        if tag == "form":
            assert "action" not in values
            self.methods.append(values["method"])
        if tag == "button":
            assert values["name"] == "choice"
            self.choices.append(values["value"])


@pytest.fixture
def person(admin: Admin) -> Person:
    return admin.reachable()


def mail_to(admin: Admin, person: Person, **fields: Any) -> dict[str, Any]:
    """The mail of a new notification."""
    created = admin.create(person, type="email", category="reward", **fields)
    return admin.doors.outbox.wait_for(created["id"], "email")


def link_of(mail: dict[str, Any]) -> str:
    (address,) = re.fullmatch(r"<(\S+)>", mail["headers"]["List-Unsubscribe"]).groups()  # type: ignore[union-attr]
    return str(address)


@pytest.mark.bad_input(84)
@pytest.mark.seed_defect(37)
@pytest.mark.parametrize("body", [{"data": ONE_CLICK}, AS_MULTIPART], ids=["urlencoded", "multipart"])
def test_one_click_ends_this_categorys_emails_and_twice_is_fine(
    admin: Admin, doors: Doors, person: Person, body: dict[str, Any]
):
    mail = mail_to(admin, person)
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = link_of(mail)
    assert link in mail["text"]
    assert link in mail["html"]

    for _ in range(2):
        assert doors.http.post(link, **body).status_code == 200

    preferences = person.get("/preferences")
    assert preferences["categoryChannels"] == {"reward": {"email": False}}
    assert preferences["emailEnabled"] is True
    later = admin.create(person, type="email", category="reward")["id"]
    assert person.settled(later, "email")["reason"] == "category_off"
    assert mail_to(admin, person, mandatory=True)["headers"].keys().isdisjoint({"List-Unsubscribe"})


@pytest.mark.bad_input(84)
def test_whoever_opens_the_link_sees_three_choices_and_has_made_none(admin: Admin, doors: Doors, person: Person):
    link = link_of(mail_to(admin, person))
    before = person.get("/preferences")

    page = doors.http.get(link)

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    form = _Form(page.text)
    assert (form.methods, form.choices) == (["post"], ["category", "all", "month"])
    assert person.get("/preferences") == before
    assert doors.http.post(link, data={"choice": "month"}).status_code == 200
    assert doors.http.post(link, data={"choice": "all"}).status_code == 200
    after = person.get("/preferences")
    assert after["emailMutedUntil"] is not None
    assert (after["emailEnabled"], after["categoryChannels"]) == (False, {})


@pytest.mark.bad_input(84)
def test_a_link_that_somebody_changed_is_400_and_changes_nothing(admin: Admin, doors: Doors, person: Person):
    link = link_of(mail_to(admin, person))
    before = person.get("/preferences")

    for changed in (
        link[:-1],
        link + "A",
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        link.rpartition("/")[0] + "/x",
    ):
        assert doors.http.get(changed).status_code == 400
        assert doors.http.post(changed, data=ONE_CLICK).status_code == 400
    assert doors.http.post(link, json=ONE_CLICK).status_code == 415
    assert doors.http.post(link, data=ONE_CLICK | {"userId": "somebody"}).status_code == 400
    assert person.get("/preferences") == before
