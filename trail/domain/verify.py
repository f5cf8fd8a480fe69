"""Verifying what is stored: every column, every link, the end of every chain, every checkpoint."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

from trail.domain.canonical import NotCanonical, canonical
from trail.domain.event import GENESIS

# chain, seq, kind, actor_id, object, at (µs since 2000), prev, hash, body: bytes as they are stored
Row = tuple[bytes, int, bytes, bytes, bytes, int, bytes, bytes, bytes]
Points = Mapping[str, Mapping[int, str]]
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
COLUMNS = ("chain", "seq", "kind", "actor_id", "object", "at", "prev")
# No body states its time before this place: that much the members before it take up.
SHORTEST = len('{"actor":{"authenticated_by":"","id":"","name":""},"after":""')
EVENT, HEAD = "trail_event", "trail_head"


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where the record is not what it was."""

    table: str
    chain: str
    seq: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.table} {self.chain} #{self.seq}, {self.field}: {self.message}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A hash that is not its body's; what names it as the one before says which was altered."""

    chain: str
    seq: int
    stored: bytes
    found: bytes

    def settled(self, named: bytes) -> Problem:
        """Return what was altered, given the hash that the next event or the head names."""
        if named == self.found:
            message = "The hash is not that of the body, which is the one that was linked to."
            return Problem(EVENT, self.chain, self.seq, "hash", message)
        return Problem(EVENT, self.chain, self.seq, "body", "The body is not what was hashed.")


@dataclass(slots=True)
class Report:
    """What a walk over events found: problems, and where every chain ends."""

    problems: list[Problem] = field(default_factory=list)
    ends: dict[str, tuple[int, str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)  # about the last event of a chain
    events: int = 0

    def joined(self, other: Report) -> Report:
        """Return what two walks over different chains found."""
        return Report(
            problems=self.problems + other.problems,
            ends=self.ends | other.ends,
            doubts=self.doubts + other.doubts,
            events=self.events + other.events,
        )


def walk(rows: Iterable[Row], points: Points, *, is_thorough: bool = False) -> Report:
    """Check events in the order of their chains and numbers, and hold them against checkpoints."""
    report = Report()
    for chain, events in groupby(rows, key=itemgetter(0)):
        _walk_chain(chain, events, points.get(chain.decode(), {}), report, is_thorough=is_thorough)
    return report


def _walk_chain(
    chain: bytes,
    events: Iterable[Row],
    points: Mapping[int, str],
    report: Report,
    *,
    is_thorough: bool,
) -> None:
    last, expected, count = GENESIS.encode(), 1, 0
    doubt: Doubt | None = None
    minutes: dict[int, bytes] = {}
    chain_then_facts = b',"chain":"%b","facts":' % chain
    for row in events:
        _, seq, kind, actor, about, at, prev, hash_, body = row
        count += 1
        if doubt:
            report.problems.append(doubt.settled(prev))
            last, doubt = prev if prev == doubt.found else last, None
        found = sha256(b"\0" + body).hexdigest().encode()
        # The body is canonical, so each of these names occurs unescaped at one place that a text
        # within the body cannot imitate. Whatever does not match at once is read in full.
        when = body.find(b',"at":"', SHORTEST)
        if (
            is_thorough
            or found != hash_
            or prev != last
            or seq != expected
            or not body.startswith(b'","id":"%b","name":' % actor, body.find(b'","id":"'))
            or not body.startswith(_moment(at, minutes), when)
            or not body.startswith(chain_then_facts, body.find(b',"chain":"', when))
            or not body.startswith(
                b',"kind":"%b","object":"%b","prev":"%b","reason":' % (kind, about, prev),
                body.rfind(b',"kind":"'),
            )
            or not body.endswith(b',"seq":%d,"v":1}' % seq)
        ):
            report.problems += _faults(row, last, expected)
            doubt = Doubt(chain.decode(), seq, hash_, found) if found != hash_ else None
        if seq in points and points[seq].encode() not in (found, hash_):
            message = "A checkpoint recorded another event here."
            report.problems.append(Problem(EVENT, chain.decode(), seq, "hash", message))
        last, expected = hash_, seq + 1
    report.ends[chain.decode()] = (expected - 1, last.decode())
    report.events += count
    if doubt:
        report.doubts.append(doubt)


def _moment(at: int, minutes: dict[int, bytes]) -> bytes:
    """Return how a body states this time; the text of each minute is made once."""
    minute, rest = divmod(at, 60_000_000)
    if minute not in minutes:
        minutes[minute] = _spelled(minute * 60_000_000)[:17].encode()
    return b',"at":"%b%02d.%06dZ",' % (minutes[minute], rest // 1_000_000, rest % 1_000_000)


def _spelled(at: int) -> str:
    try:
        return (EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except OverflowError:  # infinity, which a column can hold and a body cannot
        return "never"


def _faults(row: Row, last: bytes, expected: int) -> Iterator[Problem]:
    """Name what does not fit, with the body read in full."""
    chain, seq, prev, body = row[0].decode(), row[1], row[6], row[8]

    def fault(where: str, message: str) -> Problem:
        return Problem(EVENT, chain, seq, where, message)

    if seq > expected:
        gap = f"{expected}" if seq == expected + 1 else f"{expected} to {seq - 1}"
        yield Problem(EVENT, chain, expected, "seq", f"Missing: {gap}.")
    elif seq < expected:
        yield fault("seq", "This number is there already.")
    try:
        said = json.loads(body)
        is_canonical = canonical(said).encode() == body
        stated = _stated(said)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield fault("body", "The body cannot be read.")
        return
    if not is_canonical:
        yield fault("body", "The body is not the canonical text of what it says.")
    columns = dict(zip(COLUMNS, _columns(row), strict=True))
    differing = [name for name in COLUMNS if columns[name] != stated[name]]
    for name in differing:
        yield fault(name, f"The column says {columns[name]}, the body {stated[name]}.")
    if prev != last and seq == expected and "prev" not in differing:
        yield fault("prev", "It does not follow the event before it: one was put in or replaced.")


def _columns(row: Row) -> Iterator[object]:
    for name, value in zip(COLUMNS, row, strict=False):
        if name == "at" and isinstance(value, int):
            yield _spelled(value)
        else:
            yield value.decode() if isinstance(value, bytes) else value


def _stated(said: Mapping[str, object]) -> dict[str, object]:
    actor = said["actor"]
    if not isinstance(actor, dict) or said["v"] != 1:
        message = "This is no event of a known version."
        raise NotCanonical(message)
    return {**{name: said[name] for name in COLUMNS if name != "actor_id"}, "actor_id": actor["id"]}


def settle(report: Report, heads: Mapping[str, tuple[int, str]]) -> None:
    """Say of the last events whether hash or body was altered: the head names what was hashed."""
    for doubt in report.doubts:
        named = heads.get(doubt.chain, (0, ""))[1]
        report.problems.append(doubt.settled(named.encode()))
        if named.encode() == doubt.found:
            report.ends[doubt.chain] = (doubt.seq, named)
    report.doubts.clear()


def compare_heads(
    heads: Mapping[str, tuple[int, str]], ends: Mapping[str, tuple[int, str]]
) -> Iterator[Problem]:
    """Hold the heads against the last event of each chain."""
    for chain, (seq, hash_) in sorted(heads.items()):
        end, last = ends.get(chain, (0, GENESIS))
        if seq > end:
            message = f"The head stands at {seq}, the events end at {end}: the end was cut off."
            yield Problem(EVENT, chain, end + 1, "seq", message)
        elif seq < end:
            yield Problem(HEAD, chain, seq, "seq", f"The events go on to {end}.")
        elif hash_ != last:
            yield Problem(HEAD, chain, seq, "hash", "The last event has another hash.")
    for chain in sorted(ends.keys() - heads.keys()):
        yield Problem(HEAD, chain, ends[chain][0], "chain", "The chain has no head.")


def compare_points(points: Points, ends: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    """Name what checkpoints recorded beyond the end of a chain."""
    for chain, recorded in sorted(points.items()):
        seq, end = max(recorded, default=0), ends.get(chain, (0, ""))[0]
        if seq > end:
            what = f"The events end at {end}" if end else "The whole chain is gone"
            message = f"{what}; a checkpoint recorded event {seq}."
            yield Problem(EVENT, chain, end + 1, "seq", message)
