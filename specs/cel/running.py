"""Has expressions evaluated in a process of their own, within a time that holds.

Each expression has its share of computing time, which the process itself keeps to; the process as
a whole has a time by the clock, after which it is killed. It learns nothing of the machine but
the request.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specs.domain.attribute import Json
from specs.domain.own_checks.definition import EXPRESSION_LIMIT
from specs.domain.own_checks.inputs import LARGEST
from specs.domain.own_checks.outcomes import Outcome, Problem

SECONDS = 0.5  # of computing, for each expression over each document
WALL_SECONDS = 8.0  # by the clock, for all of them together
BRACKETS_DEEP = 24
PROJECT = Path(__file__).resolve().parent.parent.parent
LATE = "the checks together took longer than {:g} s."
STOPPED = "the evaluation stopped before its turn came."
NOT_BEGUN = "the machine could not begin to evaluate."
TOO_LARGE = "the answers that it reads are too many to be evaluated."
Inputs = Mapping[str, Json]


@dataclass(frozen=True)
class Evaluated:
    """What is wrong with each expression, and what became of each job."""

    problems: tuple[tuple[Problem, ...], ...]
    outcomes: tuple[Outcome, ...]


def find_problems(expression: str) -> tuple[Problem, ...]:
    """Return what is wrong with an expression, by line and column."""
    if not expression.strip():
        return (Problem(1, 1, "Write when the check fires."),)
    if refused := refuse(expression):
        return (refused,)
    evaluated = evaluate([expression], [], [])
    return evaluated.problems[0]


def evaluate(
    expressions: Sequence[str],
    documents: Sequence[Inputs],
    jobs: Sequence[tuple[int, int]],
    *,
    seconds: float = SECONDS,
    wall_seconds: float = WALL_SECONDS,
) -> Evaluated:
    """Evaluate pairs of an expression and a document, each by its place. Never raises.

    A job that errs or takes too long says so in its outcome, and the others go on.
    """
    refused = [refuse(text) for text in expressions]
    request = {
        "seconds": seconds,
        "expressions": [
            "true" if bad else text for text, bad in zip(expressions, refused, strict=True)
        ],
        "documents": list(documents),
        "jobs": [list(job) for job in jobs],
    }
    text = json.dumps(request)
    if len(text) > LARGEST:
        return Evaluated(
            tuple((bad,) if bad else () for bad in refused),
            tuple(Outcome(failure=TOO_LARGE) for _ in jobs),
        )
    said, reason = _ask(text, wall_seconds)
    problems, outcomes = _read(said, len(expressions), len(jobs), reason)
    problems = [(bad,) if bad else held for bad, held in zip(refused, problems, strict=True)]
    outcomes = [
        Outcome(failure=str(bad)) if (bad := refused[job[0]]) else held
        for job, held in zip(jobs, outcomes, strict=True)
    ]
    return Evaluated(tuple(problems), tuple(outcomes))


def refuse(expression: str) -> Problem | None:
    """Return why an expression is not even read: it is too long, or nested too deeply."""
    if len(expression) > EXPRESSION_LIMIT:
        return Problem(1, 1, f"At most {EXPRESSION_LIMIT:,} characters.")
    depth = 0
    for place, mark in enumerate(expression):
        depth += (mark in "([{") - (mark in ")]}")
        if depth > BRACKETS_DEEP:
            line = expression.count("\n", 0, place) + 1
            column = place - expression.rfind("\n", 0, place)
            return Problem(line, column, f"At most {BRACKETS_DEEP} brackets inside each other.")
    return None


def _ask(text: str, wall_seconds: float) -> tuple[list[Any], str]:
    """Return the lines that the process wrote, and why there are no more."""
    reason = STOPPED
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "specs.cel.child"],
            cwd=PROJECT,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
    except OSError:
        return [], NOT_BEGUN
    try:
        said, _ = process.communicate(text, timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        reason = LATE.format(wall_seconds)
    lines = said.splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")], reason


def _read(
    said: list[Any], expressions: int, jobs: int, reason: str
) -> tuple[list[tuple[Problem, ...]], list[Outcome]]:
    if not said:
        unread = (Problem(1, 1, reason[:1].upper() + reason[1:]),)
        return [unread] * expressions, [Outcome(failure=reason)] * jobs
    problems = [tuple(Problem(*one) for one in held) for held in said[0]]
    outcomes = [Outcome(held["fires"], held["failure"]) for held in said[1:]]
    return problems, outcomes + [Outcome(failure=reason)] * (jobs - len(outcomes))
