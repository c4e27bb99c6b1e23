"""The bill: it adds up from the same figures, and refuses what is no number."""

from __future__ import annotations

import pytest

from bench import cost, figures, prices
from bench.cost import Month
from bench.figures import Figures


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"VOLUME": ""},
        {"VOLUME": "0"},
        {"VOLUME": "-5"},
        {"VOLUME": "many"},
        {"VOLUME": "1e6"},
        {"VOLUME": "10", "EMAIL": "101"},
        {"VOLUME": "10", "SMS": "nan"},
        {"VOLUME": "10", "PUSH": "half"},
    ],
)
def test_what_is_no_number_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="such as"):
        Month.asked_for(asked)


def test_a_month_has_sensible_defaults() -> None:
    assert Month.asked_for({"VOLUME": "1,000,000", "SMS": ""}) == Month(1_000_000, email=30, sms=1, push=40)


def test_the_bill_is_the_figures_times_the_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Figures(sqs=1, invocations=1, writes=1, reads=1, seconds=1)
    stages = ("ingest", "in-app", "email", "push", "count_stats", "finish_stuck")
    monkeypatch.setattr(figures, "usual", lambda: dict.fromkeys(stages, one))
    monkeypatch.setattr(figures, "with_sms", lambda: one)
    acts = ("list", "count", "read", figures.COUNTED.format("read"), "receipt of an email")
    monkeypatch.setattr(figures, "others", lambda: dict.fromkeys(acts, Figures()))

    bill = {what: (number, dollars) for what, number, dollars in Month(1000, email=50, sms=0, push=10).bill()}

    assert bill[prices.WRITES.what] == pytest.approx((4600, 4600 * 0.625 / 1e6))
    assert bill[prices.GB_SECONDS.what][0] == pytest.approx(2300)
    assert bill[prices.EMAILS.what] == pytest.approx((500, 0.05))
    assert bill[prices.SMS.what] == (0, 0)
    assert bill["alarms, secrets, dashboard, metrics, idle polling"] == (1, cost.STANDING)


def test_a_million_cost_no_more_than_they_did() -> None:
    assert [str(gate) for gate in cost.measure().gates if not gate.is_met] == []


def test_every_price_says_where_it_is_from() -> None:
    assert all(price.page.startswith("https://") and price.dollars > 0 for price in prices.ALL)
