"""A function's process: `python -m bench.cpu_process <function> <rounds>`, a batch as JSON on stdin.

It handles the batch again and again, and in turn makes the same calls without the function. The last line that it prints is
JSON: the CPU seconds of both by round, and the names of the calls. What it logs stands before it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module

from bench import bare_calls
from tests.integration.lambda_queue import CONTEXT

_WARM_UP = 5


def main() -> None:
    """Warm up, look what is called, then measure."""
    function, rounds = sys.argv[1], int(sys.argv[2])
    handler, event = import_module(f"{function}.handler").lambda_handler, json.load(sys.stdin)

    def handle() -> None:
        answer = handler(event, CONTEXT)
        assert answer["batchItemFailures"] == [], answer

    for _ in range(_WARM_UP):
        # Whoever answers has to look everything up first, and on a busy machine that may take longer than is waited for.
        handler(event, CONTEXT)
    with bare_calls.recorded() as calls:
        handle()
    bare = bare_calls.again(calls)

    def call() -> None:
        for each in bare:
            each()

    for _ in range(_WARM_UP):
        call()
    with bare_calls.recorded() as repeated:
        call()
    took = [(_seconds(handle), _seconds(call)) for _ in range(rounds)]
    names = [Counter(each.name for each in made) for made in (calls, repeated)]
    print(json.dumps({"function": [each for each, _ in took], "bare": [each for _, each in took], "calls": names}))


def _seconds(act: Callable[[], None]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
