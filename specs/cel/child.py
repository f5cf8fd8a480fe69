"""Evaluates expressions in a process of its own: ``python -m specs.cel.child``.

Reads one request as JSON, and writes a line for the expressions and one for each job as soon as
it is done. Nothing here knows the database, the settings or the network.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from specs.cel.engine import Engine, Program, Seen
from specs.domain.own_checks.outcomes import Outcome, Problem

T = TypeVar("T")
MEMORY = 512 * 1024 * 1024
DEEPEST = 12_000  # a long chain of && is deep
AGAIN = 0.05  # seconds, in case a library swallowed the first call to stop


class OutOfTime(BaseException):
    """The time of one expression is over; no library takes it for an error of its own."""


def main() -> None:
    """Answer the one request."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _stop)
    request: dict[str, Any] = json.load(sys.stdin)
    engine, seconds = Engine(), float(request["seconds"])
    sys.setrecursionlimit(DEEPEST)
    compiled = [within(seconds, engine.compile, text) or _late() for text in request["expressions"]]
    _write([_problems(one) for one in compiled])
    documents = [Seen(held) for held in request["documents"]]
    for expression, document in request["jobs"]:
        outcome = _do(compiled[expression], documents[document], seconds)
        _write({"fires": outcome.fires, "failure": outcome.failure})


def _do(program: Program | tuple[Problem, ...], seen: Seen, seconds: float) -> Outcome:
    if isinstance(program, tuple):
        return Outcome(failure=str(program[0]))
    late = f"it took longer than {seconds:g} s of computing."
    return within(seconds, program, seen) or Outcome(failure=late)


def within(seconds: float, work: Callable[..., T], *given: Any) -> T | None:
    """Return what the work gives, or None when its time is over."""
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
        try:
            return work(*given)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except OutOfTime:
        signal.setitimer(signal.ITIMER_PROF, 0)
        return None


def _late() -> tuple[Problem, ...]:
    return (Problem(1, 1, "It takes too long to read."),)


def _problems(compiled: Program | tuple[Problem, ...]) -> list[list[int | str]]:
    if not isinstance(compiled, tuple):
        return []
    return [[one.line, one.column, one.words] for one in compiled]


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime


def _write(line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
