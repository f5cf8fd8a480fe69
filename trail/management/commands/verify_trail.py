"""manage.py verify_trail: is the record whole, and if not, where not?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import IntEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.utils import Error as DatabaseError

from trail import seal, triggers
from trail.actions import ANCHORS
from trail.documents import Snapshot, snapshot
from trail.domain.checkpoint import Reading, Signed, read
from trail.domain.verify import Problem, compare_heads, compare_points, settle
from trail.witnesses import witnesses

GRACE = timedelta(minutes=15)  # checkpoints are made every five
SHOWN = 200
CHECKPOINT = "trail_checkpoint"


class Verdict(IntEnum):
    """How it went, which is also the exit code."""

    WHOLE = 0
    TAMPERED = 1
    UNREADABLE = 2
    NOT_ANCHORED = 3
    UNGUARDED = 4


@dataclass(slots=True)
class Outcome:
    """What was read and what was found."""

    events: int = 0
    chains: int = 0
    checkpoints: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    anchored_at: str = ""
    problems: list[Problem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    verdict: Verdict = Verdict.WHOLE


class Command(BaseCommand):
    """Verify the trail."""

    help = (
        "Verify the trail: every event, link, head and checkpoint, and every row whose hash "
        "stands in it. Exit 0 whole, 1 tampered with, 2 unreadable, 3 consistent but not "
        "anchored, 4 consistent but the database does not guard it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a spec, another anchor file, and the form of the answer."""
        parser.add_argument("--spec", type=UUID, help="only this spec's chain, in full")
        parser.add_argument("--anchor", type=Path, help="checkpoints that were kept elsewhere")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, spec: UUID | None, anchor: Path | None, **options: Any) -> None:
        """Say what was found, and leave with the verdict."""
        path = anchor or Path(settings.VAR) / ANCHORS
        try:
            outcome = verify(f"spec:{spec}" if spec else None, path)
        except (psycopg.Error, DatabaseError, OSError, ValueError, TypeError) as error:
            outcome = Outcome(notes=[str(error).strip()], verdict=Verdict.UNREADABLE)
        lines = [as_json(outcome)] if options["json"] else as_words(outcome)
        self.stdout.write("\n".join(lines))
        if outcome.verdict:
            sys.exit(outcome.verdict)


def verify(chain: str | None, path: Path) -> Outcome:
    """Verify one chain or all of them against the database's checkpoints and the file's."""
    outcome = Outcome()
    # The file first: it must not know of events that the snapshot does not have.
    lines = list(read_anchors(path))
    with snapshot() as now:
        stored, outcome.problems = now.checkpoints()
        key = seal.public_key() or next((one.public_key for one in stored + lines), "")
        if (stored or lines) and not seal.public_key():
            outcome.notes.append(
                "The instance's key is not here: signatures prove themselves only."
            )
        inside = read(stored, public_key=key, is_genuine=seal.is_genuine)
        outside = read(lines, public_key=key, is_genuine=seal.is_genuine)
        outcome.problems += checkpoint_problems(now, inside, outside, path)
        walk(now, chain, inside, outside, outcome)
        hear_witnesses(now, chain, outcome)
        outcome.faults += triggers.faults()
        outcome.checkpoints, outcome.anchored_at = len(stored), outside.at
    if outcome.problems:
        outcome.verdict = Verdict.TAMPERED
    elif outcome.faults:
        outcome.verdict = Verdict.UNGUARDED
    return outcome


def read_anchors(path: Path) -> Iterator[Signed]:
    """Yield the checkpoints of a file; none when it is not there."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield Signed.from_line(line)
        except ValueError as error:
            message = f"{path}, line {number} cannot be read: {error}"
            raise ValueError(message) from error


def checkpoint_problems(
    now: Snapshot, inside: Reading, outside: Reading, path: Path
) -> Iterator[Problem]:
    """Hold table, file and trail against each other."""
    for table, reading in ((CHECKPOINT, inside), (path.name, outside)):
        yield from (Problem(table, "", *fault) for fault in reading.faults)
    for number, hash_ in outside.hashes.items():
        if number not in inside.hashes:
            yield Problem(CHECKPOINT, "", number, "number", f"Missing; {path.name} has it.")
        elif inside.hashes[number] != hash_:
            yield Problem(CHECKPOINT, "", number, "hash", f"{path.name} has another one.")
    last, made = max(inside.hashes, default=0), now.checkpoints_made()
    if made > last:
        message = f"The trail tells of checkpoint {made}, the last one here is {last}."
        yield Problem(CHECKPOINT, "", last + 1, "number", message)


def hear_witnesses(now: Snapshot, chain: str | None, outcome: Outcome) -> None:
    """Let those who keep rows that the trail vouches for compare them with it."""
    for witness in witnesses():
        testimony = witness.testify(now.to, chain)
        outcome.rows.update(testimony.rows)
        outcome.problems += testimony.problems
        outcome.faults += witness.faults()


def walk(
    now: Snapshot, chain: str | None, inside: Reading, outside: Reading, outcome: Outcome
) -> None:
    """Check the events, and the end of every chain against head and checkpoints."""
    heads = now.heads()
    points = {
        name: {**inside.points.get(name, {}), **outside.points.get(name, {})}
        for name in inside.points.keys() | outside.points.keys()
    }
    report = now.walk(heads, points, chain)
    if chain is not None:
        heads = {chain: heads[chain]} if chain in heads else {}
        points = {chain: points[chain]} if chain in points else {}
        if not (heads or points or report.ends):
            message = f"There is no chain {chain}."
            raise ValueError(message)
    settle(report, heads)
    outcome.problems += report.problems
    outcome.problems += compare_heads(heads, report.ends)
    outcome.problems += compare_points(points, report.ends)
    outcome.events, outcome.chains = report.events, len(report.ends)
    loose = [
        (name, outside.heads.get(name, (0, ""))[0])
        for name, (seq, _) in report.ends.items()
        if seq > outside.heads.get(name, (0, ""))[0]
    ]
    judge_anchors(now, loose, outside, outcome)


def judge_anchors(
    now: Snapshot, loose: list[tuple[str, int]], outside: Reading, outcome: Outcome
) -> None:
    """Say whether a checkpoint outside the database covers what is old enough to be covered."""
    if outcome.events and not outside.heads:
        outcome.verdict = Verdict.NOT_ANCHORED
        outcome.notes.append("There is no checkpoint outside the database.")
    elif found := now.oldest_after(loose):
        oldest, today = found
        words = f"{len(loose)} chains went on after the last checkpoint, since {oldest:%F %T} UTC."
        outcome.notes.append(words)
        if today - oldest > GRACE:
            outcome.verdict = Verdict.NOT_ANCHORED


def as_json(outcome: Outcome) -> str:
    """Return the outcome for programs."""
    verdict = outcome.verdict.name.lower().replace("_", " ")
    return json.dumps({**asdict(outcome), "verdict": verdict, "exit": int(outcome.verdict)})


def as_words(outcome: Outcome) -> Iterator[str]:
    """Yield the outcome for people."""
    yield from (str(problem) for problem in outcome.problems[:SHOWN])
    if len(outcome.problems) > SHOWN:
        yield f"… and {len(outcome.problems) - SHOWN} more; --json lists them all."
    yield from outcome.faults
    yield from outcome.notes
    rows = "".join(f", {count} rows of {table}" for table, count in outcome.rows.items())
    yield (
        f"{outcome.events} events in {outcome.chains} chains, {outcome.checkpoints} checkpoints"
        f"{rows}: {outcome.verdict.name.lower().replace('_', ' ')}."
    )
