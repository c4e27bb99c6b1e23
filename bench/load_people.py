"""Who gets the messages of the load: made through the public doors, a few at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError
from websockets.exceptions import InvalidHandshake

from bench.crowd import Crowd
from local.progress_bar import ProgressBar
from tests.e2e.doors import Doors
from tests.e2e.person import Admin, Person

_AT_ONCE = 4
_GROUP = 40
_EACH_TEXTED = 5
"""Of those without a page every fifth gets a text, the others an email."""
_AREAS = ("212", "303", "305", "312", "404", "415", "503", "512")
"""Each has a hundred numbers that belong to nobody: 555-0100 to 555-0199. Several people may have the same."""
_TOO_MANY = (OSError, InvalidHandshake, httpx.HTTPError, BotoCoreError)
"""What somebody meets whom the machine does not hold any more."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody, the `type` of what is sent to them, and the channels on which it must arrive."""

    user_id: str
    type: str
    channels: tuple[str, ...]

    def request(self, title: str) -> dict[str, Any]:
        """A message for them. Nobody here has chosen texts, so those are mandatory."""
        words = {"category": "transaction", "title": title, "message": "It is on its way and comes today."}
        return {"userId": self.user_id, "type": self.type, "mandatory": self.type == "sms"} | words


def gather(doors: Doors, crowd: Crowd, people: int, pages: int) -> list[Addressee]:
    """So many people in no order, of whom so many have a page open, or as many as the machine holds."""
    for service in ("cognito-idp", "sqs"):
        doors.client(service)  # made here: botocore makes them one at a time
    admin = Admin.demo(doors, "admin")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = _while_they_fit(pool, partial(_with_page, doors, crowd), min(pages, people))
        others = pool.map(partial(_with_address, admin), range(people - len(found)))
        found += _counted(others, people - len(found), "people with an address or a number")
    Random(6).shuffle(found)
    return found


def _while_they_fit(pool: ThreadPoolExecutor, make: Callable[[int], Addressee], wanted: int) -> list[Addressee]:
    """Until one does not; the first must."""
    made: list[Addressee] = []
    show, is_full = ProgressBar(wanted, "people with a page open"), False
    for start in range(0, wanted, _GROUP):
        for coming in [pool.submit(make, number) for number in range(start, min(start + _GROUP, wanted))]:
            try:
                made.append(coming.result())
            except _TOO_MANY:
                if not made:
                    raise
                is_full = True
        show(len(made))
        if is_full:
            break
    return made


def _counted(made: Iterator[Addressee], wanted: int, unit: str) -> Sequence[Addressee]:
    show, found = ProgressBar(wanted, unit), list[Addressee]()
    for person in made:
        found.append(person)
        show(len(found))
    return found


def _with_page(doors: Doors, crowd: Crowd, number: int) -> Addressee:
    """Somebody with a page open, every second one also with a browser for push."""
    person = Person.new(doors)
    has_push = number % 2 == 1
    if has_push:
        browser = doors.http.post(doors.stack["pushSubscribeUrl"], json={}).raise_for_status().json()
        person.ask("POST", "/subscribe-push", json=browser).raise_for_status()
    crowd.open(person.ask("POST", "/ws-ticket").raise_for_status().json()["url"])
    kind, channels = ("all", ("in-app", "push")) if has_push else ("in-app", ("in-app",))
    return Addressee(person.user_id, kind, channels)


def _with_address(admin: Person, number: int) -> Addressee:
    """Somebody who never logged in: an administrator said how to reach them."""
    user_id = f"load-{uuid.uuid4().hex}"
    kind = "sms" if number % _EACH_TEXTED == 0 else "email"
    phone = f"+1{_AREAS[number // 100 % len(_AREAS)]}55501{number % 100:02}"
    contact = {"phone": phone} if kind == "sms" else {"email": f"{user_id}@example.com"}
    admin.call("PUT", f"/users/{user_id}", json=contact).raise_for_status()
    return Addressee(user_id, kind, (kind,))
