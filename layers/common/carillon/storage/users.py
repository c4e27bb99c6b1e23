"""People: contact, preferences, read marks, and where they are to be found, one item each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.exceptions import DoesNotExist, UpdateError

from ..domain import clock, inbox
from ..domain.user import (
    CATEGORY_SWITCHES,
    CHANNEL_SWITCHES,
    Contact,
    Preferences,
    ReadMark,
    User,
    category_channel_changes,
    choice_name,
)
from ..domain.views import camel
from .conditions import is_condition_failure
from .connections import open_connections
from .tables import UserRow


class Users:
    """The preferences table. Somebody without a row is a `User` of defaults."""

    def __init__(self, table_name: str) -> None:
        UserRow.bind(table_name)

    def get(self, user_id: str) -> User:
        """One person, read consistently."""
        return self.find(user_id) or User(user_id)

    def find(self, user_id: str) -> User | None:
        """One person, or None when there is no item of them. An erased person still has one: see `User.is_known`."""
        try:
            return _user(UserRow.get(user_id, consistent_read=True))
        except DoesNotExist:
            return None

    def get_many(self, user_ids: Iterable[str], *, consistent: bool = True) -> dict[str, User]:
        """Those people by id, in one request per hundred; for half the price as they were a moment ago."""
        wanted = set(user_ids)
        found = {row.userId: _user(row) for row in UserRow.batch_get(wanted, consistent_read=consistent)}
        return {user_id: found.get(user_id) or User(user_id) for user_id in wanted}

    def change_preferences(self, user_id: str, changes: Mapping[str, Any]) -> User:
        """Set the choices given (by field name), leave the others, and return the person as they are then.

        None takes back a choice; `category_channels` is merged into what is there, None at any level clearing it.
        """
        choices = dict(changes)
        if "category_channels" in choices:
            choices |= category_channel_changes(choices.pop("category_channels"))
        return self._change(user_id, choices, UserRow.preferencesUpdatedAt.set(clock.iso(clock.now())))

    def change_contact(self, user_id: str, changes: Mapping[str, str | None]) -> User:
        """Set the contact fields given (None clears), leave the others. Brings an erased person back, empty."""
        if not changes:
            return self.get(user_id)
        return self._change(user_id, changes, UserRow.contactUpdatedAt.set(clock.iso(clock.now())))

    def mark_all_read(self, user_id: str, user: User, at: datetime) -> User | None:
        """Move the read mark to `at` (less the trail).

        None when another request moved it since `user` was read: read again, try again.
        """
        marks = inbox.add_mark(user, at)
        if marks == user.read_marks:
            return user
        unmoved = UserRow.readUpTo == user.read_up_to if user.read_up_to else UserRow.readUpTo.does_not_exist()
        row = UserRow(user_id)
        try:
            row.update(
                [
                    UserRow.readMarks.set(_pairs(marks)),
                    UserRow.readUpTo.set(marks[-1].up_to),
                ],
                condition=unmoved,
            )
        except UpdateError as error:
            if is_condition_failure(error):
                return None
            raise
        return _user(row)

    def mark_counted(self, user: User, at: datetime, number: int) -> None:
        """Note that, when the second `at` began, there were `number` rows that `user`'s marks cover and no count had seen.

        Nothing where somebody else noted it since `user` was read.
        """
        counted = (*user.counted_marks, ReadMark(user.read_up_to, clock.iso(at)))[-inbox.MARKS_KEPT :]
        noted = UserRow.countedMarks
        unnoted = noted == _pairs(user.counted_marks) if user.counted_marks else noted.does_not_exist()
        rows = UserRow.readByMarks
        try:
            UserRow(user.user_id).update(
                [noted.set(_pairs(counted)), rows.set((rows | 0) + number)],
                condition=unnoted,
            )
        except UpdateError as error:
            if not is_condition_failure(error):
                raise

    def erase(self, user_id: str, at: datetime) -> None:
        """Forget everything but the fact and the read marks, which the statistics still need."""
        keep = {"userId", "erasedAt", "readMarks", "readUpTo", "countedMarks", "readByMarks"}
        gone = [attribute.remove() for name, attribute in UserRow.get_attributes().items() if name not in keep]
        UserRow(user_id).update([*gone, UserRow.erasedAt.set(clock.iso(at))])

    def _change(self, user_id: str, changes: Mapping[str, Any], *more: Any) -> User:
        actions = list(more)
        for name, value in changes.items():
            attribute = getattr(UserRow, camel(name))
            actions.append(attribute.remove() if value is None else attribute.set(value))
        row = UserRow(user_id)
        row.update(actions)
        return _user(row)


def _pairs(marks: Iterable[ReadMark]) -> list[list[str]]:
    return [[mark.up_to, mark.at] for mark in marks]


def _fields(row: UserRow, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(row, camel(name)) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _category_channels(row: UserRow) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for category in CATEGORY_SWITCHES:
        for channel in CHANNEL_SWITCHES:
            value = getattr(row, choice_name(category, channel))
            if value is not None:
                found.setdefault(category, {})[channel] = value
    return found


def _user(row: UserRow) -> User:
    fields = [name for name in Preferences.__dataclass_fields__ if name != "category_channels"]
    return User(
        user_id=row.userId,
        preferences=Preferences(**_fields(row, fields), category_channels=_category_channels(row)),
        contact=Contact(**_fields(row, Contact.__dataclass_fields__)),
        read_marks=tuple(ReadMark(*mark) for mark in row.readMarks or ()),
        counted_marks=tuple(ReadMark(*mark) for mark in row.countedMarks or ()),
        preferences_updated_at=row.preferencesUpdatedAt,
        contact_updated_at=row.contactUpdatedAt,
        erased_at=row.erasedAt,
        connections=open_connections(row.connections),
        devices=row.devices,
    )
