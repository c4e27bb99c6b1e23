"""What it costs: dollars per million, beside the same life done naively, and a month's bill (`make cost VOLUME=1000000`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from bench import figures, prices
from bench.figures import MEMORY_GB, Figures
from bench.gates import Gate
from bench.prices import MILLION, Price
from bench.quiet import quiet
from bench.table import Chart, Table

LOG_GB = 5e-6
"""Of a notification's life: about twenty lines."""

DOLLARS = 9.26
"""For a million, as the table counts them: what was reached."""

KEPT_GB, KEPT_MONTHS = 2e-6, 6
"""A notification with its deliveries and index entries, for as long as RetentionDays says."""

STANDING = 10.18 + 6.00
"""What stands idle, and the custom metrics: docs/deploy.md, section 11."""

NAIVE = Figures(sqs=12, invocations=4, writes=21, reads=16, seconds=0.260)
"""The same life by somebody in a hurry, on the same rows: a message a time sent, received and deleted on each of four
queues (12 requests, 4 invocations); the row and its three indexes (5), then for each of three channels a write each for
queued, sending and sent (9) and the email's index (1), and the notification's own status after each channel, a row of
2 KB (6); every function reads the person, the address's suppression and the row again, consistently (4 × 3), push its
devices (1) and in-app its connections and the unread (3). Nothing is done side by side: 24 round trips of ten milliseconds,
and five for each of four messages.
"""

Line = tuple[Price, float]
"""How many, of what is sold at a price."""


def lines(each: Figures, times: float = 1) -> list[Line]:
    """What some figures are sold for."""
    numbers = {
        prices.WRITES: each.writes,
        prices.READS: each.reads,
        prices.SQS: each.sqs,
        prices.INVOCATIONS: each.invocations,
        prices.GB_SECONDS: each.seconds * MEMORY_GB,
    }
    return [(price, number * times) for price, number in numbers.items()]


def measure() -> Table:
    """Dollars per million notifications, in-app, email and push."""
    usual = figures.usual()
    ours = lines(sum((usual[name] for name in usual), figures.PRODUCER), MILLION)
    naive = dict(lines(NAIVE, MILLION))
    rows = [
        (price.what, *_cells(price, number), *_cells(price, naive[price]), f"{price.dollars:g} / {price.per:,}")
        for price, number in ours
    ]
    totals = [sum(price.of(number) for price, number in side) for side in (ours, naive.items())]
    rows.append(("**together**", "", f"**{totals[0]:.2f}**", "", f"**{totals[1]:.2f}**", ""))
    note = (
        "Dollars per million notifications, in-app, email and push, with what streams and the second look add, by list price"
        f" of us-east-1 (typed by hand on {prices.TYPED_ON}, `bench/prices.py` has AWS's pages). Naively: one message a time"
        " through the same queues, consistent reads of everything in every function, a write for every state;"
        " `bench/cost.py` spells it out, by arithmetic and not measured. Seconds are assumed alike for both: ten"
        " milliseconds a round trip."
    )
    out = "what both pay alike: SES, frames and requests of pages, logs, storage; `make cost VOLUME=…` has them."
    columns = ("", "number", "$", "naive number", "naive $", "price")
    chart = Chart("dollars per million", [("ours", totals[0]), ("naive", totals[1])])
    gates = [Gate("dollars per million", totals[0], DOLLARS)]
    return Table("Dollars per million", columns, rows, note, out, chart, gates)


def _cells(price: Price, number: float) -> tuple[str, str]:
    return f"{number:,.0f}", f"{price.of(number):.2f}"


@dataclass(frozen=True, slots=True)
class Month:
    """`volume` notifications; of a hundred, so many by each channel beside the inbox."""

    volume: int
    email: float
    sms: float
    push: float

    @classmethod
    def asked_for(cls, environment: Mapping[str, str]) -> Month:
        """By VOLUME, EMAIL, SMS and PUSH. Raises ValueError."""
        text = environment.get("VOLUME", "").replace(",", "").replace("_", "")
        if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 10**12:
            raise ValueError("VOLUME is how many notifications a month, such as VOLUME=1000000")
        shares = {name: _share(name, environment.get(name.upper()) or usual) for name, usual in _SHARES.items()}
        return cls(int(text), **shares)

    def bill(self) -> list[tuple[str, float, float]]:
        """By line: what, how many, dollars."""
        usual = figures.usual()
        shared = {
            "email": (self.email, usual["email"]),
            "push": (self.push, usual["push"]),
            "sms": (self.sms, figures.with_sms()),
        }
        stages = [(1.0, usual[name]) for name in ("ingest", "in-app", "count_stats", "finish_stuck")]
        stages += [(share / 100, stage) for share, stage in shared.values()]
        others = figures.others()
        stages += [
            (self.email / 100, others["receipt of an email"]),
            *((times, others[act]) for act, times in _READS.items()),
            (_READS["read"], others[figures.COUNTED.format("read")]),
        ]
        number: dict[Price, float] = {}
        for times, stage in [(1.0, figures.PRODUCER), *stages]:
            for price, each in lines(stage, times * self.volume):
                number[price] = number.get(price, 0) + each
        number |= {
            prices.FRAMES: self.volume * (1 + _READS["read"]),
            prices.HTTP: self.volume * sum(_READS.values()),
            prices.SNS: self.volume * self.email / 100 * _EVENTS_AN_EMAIL,
            prices.LOGS: self.volume * LOG_GB,
            prices.STORAGE: self.volume * KEPT_GB * KEPT_MONTHS,
            prices.EMAILS: self.volume * self.email / 100,
            prices.SMS: self.volume * self.sms / 100,
        }
        rows = [(price.what, each, price.of(each)) for price, each in number.items()]
        return [*rows, ("alarms, secrets, dashboard, metrics, idle polling", 1, STANDING)]


_SHARES = {"email": "30", "sms": "1", "push": "40"}
_READS = {"list": 0.5, "count": 0.5, "read": 0.5}
"""Of a notification: how often its reader does this."""

_EVENTS_AN_EMAIL = 2
"""Sent and delivered."""


def _share(name: str, text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1
    if not 0 <= share <= 100:
        raise ValueError(
            f"{name.upper()} is how many of a hundred notifications, such as {name.upper()}={_SHARES[name]}"
        )
    return share


def main() -> None:
    """Print the bill."""
    try:
        month = Month.asked_for(os.environ)
    except ValueError as error:
        sys.exit(f"{error}; also EMAIL=30 SMS=1 PUSH=40, of a hundred")
    with quiet():
        rows = month.bill()
    shares = f"{month.email:g} % by email, {month.sms:g} % by SMS, {month.push:g} % by push"
    print(f"{month.volume:,} notifications a month, all in-app, {shares}\n")
    for what, number, dollars in rows:
        print(f"{what:<72} {number:>16,.0f} {dollars:>12,.2f}")
    total = sum(dollars for *_, dollars in rows)
    print(f"{'together, in US dollars':<72} {'':>16} {total:>12,.2f}\n")
    of_thousand = total / month.volume * 1000
    print(
        f"{of_thousand:.4f} dollars a thousand. List prices typed by hand on {prices.TYPED_ON}; an unread one that is emailed,"
    )
    print(
        f"carriers' fees and open connections are not in it. Its reader lists, counts and reads {_READS['list']:g} times each."
    )


if __name__ == "__main__":
    main()
