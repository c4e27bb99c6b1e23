"""What travels on the receipt queue: SES's own events, as SNS brings them, and words of ours, as text and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from . import envelopes
from .channels import ses_events
from .domain import clock
from .domain.delivery import Entry
from .domain.receipt import MalformedReceipt, ProviderWord, Receipt
from .domain.suppression import Suppress, Unsuppress
from .errors import InvalidInput

_KINDS: dict[str, type[Suppress | Unsuppress]] = {"suppress": Suppress, "unsuppress": Unsuppress}
_RECEIPT = "receipt"


def encode(word: ProviderWord) -> str:
    """The text of one word."""
    kind = _RECEIPT if isinstance(word, Receipt) else type(word).__name__.lower()
    return json.dumps({"word": kind, **asdict(word)}, separators=(",", ":"))


def decode(text: str) -> list[ProviderWord]:
    """The words of a text. Raises MalformedReceipt for what neither SES nor `encode` made."""
    try:
        body = envelopes.unwrap(text)
        return [_word(body)] if isinstance(body, dict) and "word" in body else ses_events.read(body)
    except (InvalidInput, AttributeError, KeyError, TypeError, ValueError) as error:
        raise MalformedReceipt(f"not a receipt: {type(error).__name__}") from error


def _word(body: dict[str, Any]) -> ProviderWord:
    kind = body.pop("word")
    if kind == _RECEIPT:
        return Receipt(body["key"], Entry(**body["entry"]))
    return _KINDS[kind](**{"at": clock.iso(clock.now())} | body)  # without one: queued before words had a time
