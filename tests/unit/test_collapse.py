"""Of the notifications with one collapse key the newest stays, in whatever order they come and whoever dies in between."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import collapse

IDS = st.sets(st.integers(0, 999).map("{:03}".format), min_size=1, max_size=8)


@given(IDS, st.data())
def test_the_newest_sends_the_others_away_and_any_other_only_itself(standing: set[str], data: st.DataObject) -> None:
    own = data.draw(st.sampled_from(sorted(standing)))
    gone = collapse.giving_way(standing, own)
    assert gone <= standing
    assert max(standing) not in gone
    assert gone == (standing - {own} if own == max(standing) else {own})


class _Request:
    """One request's steps, each of which another request's may follow: join, then replace one by one, then leave."""

    def __init__(self, own: str, standing: set[str], unread: set[str]) -> None:
        self.own, self.standing, self.unread = own, standing, unread
        self.restart()

    def restart(self) -> None:
        self.seen: set[str] | None = None
        self.left: list[str] = []
        self.is_done = False

    def step(self) -> None:
        if self.seen is None:
            self.standing.add(self.own)
            self.seen = set(collapse.giving_way(frozenset(self.standing), self.own))
            self.left = sorted(self.seen)
        elif self.left:
            self.unread.discard(self.left.pop())
        else:
            self.standing -= self.seen
            self.is_done = True


@given(IDS, st.integers(), st.integers(0, 5))
def test_exactly_the_newest_is_unread_however_requests_interleave_and_die(
    ids: set[str], seed: int, deaths: int
) -> None:
    by_chance = random.Random(seed)
    standing: set[str] = set()
    unread = set(ids)
    requests = [_Request(own, standing, unread) for own in ids]
    while going := [request for request in requests if not request.is_done]:
        request = by_chance.choice(going)
        if deaths and by_chance.random() < 0.3:
            deaths -= 1
            request.restart()
        request.step()
        assert not request.is_done or max(ids) in unread
    assert unread == standing == {max(ids)}
