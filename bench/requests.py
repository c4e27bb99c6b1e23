"""Requests and units per notification, and beside it: what is gated, and what it costs."""

from __future__ import annotations

from bench import figures, reached
from bench.figures import Figures
from bench.gates import Gate
from bench.life import MESSAGE_BYTES, Scenario
from bench.table import Chart, Table

SQS_REQUESTS, INVOCATIONS, WRITE_UNITS, READ_UNITS = 1.2, 0.47, 12, 4
"""Those that were wanted; of invocations 0.5 were, and 1.15 times what was reached is less."""
ROUND_TRIPS = 4
"""From the ingest invocation to the channel queues, whatever the size of the batch."""

COLUMNS = ("", "SQS requests", "invocations", "write units", "read units", "round trips", "kB sent")

_NAMES = {
    "ingest": "accept",
    "count_stats": "counting, noting (stream)",
    "finish_stuck": "looking again, once",
}


def gates() -> list[Gate]:
    """What a notification may take of AWS."""
    usual = figures.usual()
    path = figures.together(usual)
    alone = figures.of_life(Scenario(batch=1, notifications=2, people=2))
    return [
        Gate("SQS requests per notification", path.sqs, SQS_REQUESTS),
        Gate(
            "Lambda invocations per notification, the stream's too",
            (path + usual["count_stats"]).invocations,
            INVOCATIONS,
        ),
        Gate("write units per notification, with ledger and log", path.writes, WRITE_UNITS),
        Gate("read units per notification", path.reads, READ_UNITS),
        Gate("round trips to the channel queues, batch of ten", usual["ingest"].depth, ROUND_TRIPS),
        Gate("round trips to the channel queues, batch of one", alone["ingest"].depth, ROUND_TRIPS),
        *reached.gates(usual | {"sms": figures.with_sms()}, reached.STAGES),
    ]


def measure() -> Table:
    """A notification, stage by stage."""
    usual = figures.usual()
    path = figures.together(usual)
    rows = [
        _row("putting it on the queue", figures.PRODUCER),
        *(_row(_NAMES.get(stage, f"send {stage}"), usual[stage]) for stage in figures.PATH),
        _row("**accept → providers**", path),
        *(_row(_NAMES[stage], usual[stage]) for stage in ("count_stats", "finish_stuck")),
        _row("send sms, instead or too", figures.with_sms()),
    ]
    note = (
        f"Per notification, counted, not timed: {Scenario().notifications} messages of {MESSAGE_BYTES} bytes on the ingest"
        " queue, each to a person of its own with an email address, a browser for push and an open page, in full batches of"
        " ten. Units by AWS's rules from what is in the tables before and after each call, indexes and failed conditions"
        " included. Of what Lambda's pollers do two requests a batch are added; what Lambda reads of a stream is free. Round"
        " trips are those that wait for one another in an invocation; sent are the bodies of requests to AWS. The budgets that"
        " were wanted are for the way to the providers; what follows it, and each stage, has what was reached."
    )
    leaves_out = (
        "empty receives of a queue without a backlog, retries, the secrets that a cold function reads, idempotency and"
        " collapse keys."
    )
    chart = Chart("write units", [(_NAMES.get(stage, stage), usual[stage].writes) for stage in figures.PATH])
    return Table("Requests per notification", COLUMNS, rows, note, leaves_out, chart, gates())


def measure_acts() -> Table:
    """What happens beside."""
    others = figures.others()
    note = (
        "Per act. Receipts in batches of ten, SNS's send included; a reader's acts with an inbox of 40, a page of 20 and one"
        " open page, which is told of what changed over its queue, in a batch of one; the fallback from the sweep of twenty to"
        " its email. What a stream counts is alone in its batch. The rows of the list are whole notifications, read"
        " consistently with their deliveries. A page is written into its person's item, by a unit for each kilobyte of it."
    )
    chart = Chart("read units", [(name, each.reads) for name, each in others.items()])
    rows = [_row(name, each) for name, each in others.items()]
    gates = list(reached.gates(others, reached.ACTS))
    return Table("Requests per act", COLUMNS, rows, note, "API Gateway's own authorisation.", chart, gates)


def _row(name: str, each: Figures) -> tuple[str, ...]:
    numbers = (each.sqs, each.invocations, each.writes, each.reads)
    return (name, *(f"{number:.2f}" for number in numbers), str(each.depth or ""), f"{each.kilobytes:.1f}")
