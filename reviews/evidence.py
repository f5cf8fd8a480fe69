"""Revisions and sign-offs held against the trail, which names the hash of each when it came."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from reviews.triggers import faults
from trail.domain.canonical import digest
from trail.domain.event import Kind, written_at
from trail.domain.verify import Problem
from trail.witnesses import Testimony

__all__ = ["faults", "testify"]

REVISION, SIGN_OFF = "specs_revision", "reviews_signoff"
# Chain, number of the revision, role, seat, and which of the decisions in it; a revision has no
# such things.
Place = tuple[str, int, str, int, int]
Row = Mapping[str, Any]

_EVENTS = """
SELECT chain, seq, kind, body FROM trail_event
WHERE kind = ANY(%(kinds)s) AND (%(chain)s::text IS NULL OR chain = %(chain)s)
ORDER BY chain, seq
"""
_REVISIONS = """
SELECT r.spec_id, r.number, r.content, r.content_hash, r.section_hashes, r.frozen_at,
  r.submitted_by_id, encode(sha256(convert_to(t.definition, 'UTF8')), 'hex') AS template_digest
FROM specs_revision r LEFT JOIN specs_spectemplate t ON t.id = r.template_id
WHERE %(spec)s::uuid IS NULL OR r.spec_id = %(spec)s
ORDER BY r.spec_id, r.number
"""
_SIGN_OFFS = """
SELECT s.*, r.spec_id, r.number FROM reviews_signoff s
LEFT JOIN reviews_review v ON v.id = s.review_id
LEFT JOIN specs_revision r ON r.id = v.revision_id
WHERE %(spec)s::uuid IS NULL OR r.spec_id = %(spec)s
ORDER BY r.spec_id, r.number, s.role, s.seat, s.turn
"""
_DECIDED = {Kind.SIGNOFF_GIVEN, Kind.SIGNOFF_WITHDRAWN, Kind.SIGNOFF_CARRIED_OVER}
_DECIDED |= {Kind.SIGNOFF_KEPT, Kind.EDIT_OBJECTED}


@dataclass(frozen=True, slots=True)
class Claim:
    """What an event says of a row: where it stands in its chain, and the hash it names."""

    seq: int
    hash: str


def testify(to: psycopg.Connection[Any], chain: str | None) -> Testimony:
    """Compare every revision and sign-off with the event that tells of it, and with itself."""
    claims = dict(_claims(to, chain))
    spec = chain.removeprefix("spec:") if chain else None
    problems: list[Problem] = []
    rows: Counter[str] = Counter({REVISION: 0, SIGN_OFF: 0})
    for table, query, place_of, faults_of in (
        (REVISION, _REVISIONS, _place_of_revision, _revision_faults),
        (SIGN_OFF, _SIGN_OFFS, _place_of_sign_off, _sign_off_faults),
    ):
        with to.cursor(f"witness_{table}", row_factory=dict_row) as cursor:
            for row in cursor.execute(query, {"spec": spec}):
                place = place_of(row)
                claim = claims.pop(place, None)
                found = faults_of(row, claim)
                problems += [_problem(table, place, claim, *fault) for fault in found]
                rows[table] += 1
    for place, claim in claims.items():
        table = SIGN_OFF if place[2] else REVISION
        problems.append(_problem(table, place, claim, "id", "Missing; the trail tells of it"))
    return Testimony(dict(rows), problems)


def _claims(to: psycopg.Connection[Any], chain: str | None) -> Iterator[tuple[Place, Claim]]:
    kinds = [kind.value for kind in (Kind.SPEC_SUBMITTED, *_DECIDED)]
    turns: Counter[tuple[str, int, str, int]] = Counter()
    for name, seq, kind, body in to.execute(_EVENTS, {"kinds": kinds, "chain": chain}):
        try:
            said = json.loads(body)
            facts, hash_ = said["facts"], str(said["after"])
            number, role = int(facts["revision"]), str(facts.get("role", ""))
            line = (name, number, role, int(facts.get("seat", 0)))
        except (ValueError, KeyError, TypeError):
            continue  # the walk over the events says what is wrong with this one
        if kind == Kind.SPEC_SUBMITTED:
            yield (name, number, "", 0, 0), Claim(seq, hash_)
        else:
            turns[line] += 1
            yield (*line, turns[line]), Claim(seq, hash_)


def _place_of_revision(row: Row) -> Place:
    return f"spec:{row['spec_id']}", row["number"] or 0, "", 0, 0


def _place_of_sign_off(row: Row) -> Place:
    # Whoever takes the revision away leaves a sign-off without a place.
    chain, number = f"spec:{row['spec_id'] or ''}", row["number"] or 0
    return chain, number, row["role"] or "", row["seat"] or 0, row["turn"] or 0


def _problem(table: str, place: Place, claim: Claim | None, field: str, message: str) -> Problem:
    chain, number, role, seat, turn = place
    who = f"{role}, seat {seat}" if seat else role
    about = f"revision {number}" + (f", {who}, decision {turn}" if role else "")
    return Problem(table, chain, claim.seq if claim else 0, field, f"{message} ({about}).")


def _revision_faults(row: Row, claim: Claim | None) -> Iterator[tuple[str, str]]:
    content = row["content"] or ""
    yield from _hash_faults("content", content, row["content_hash"], claim)
    if claim is None or digest(content) != claim.hash:
        return  # the other columns have nothing to be held against
    said = json.loads(content)
    stated = {
        "spec_id": said["spec"]["id"],
        "number": said["revision"],
        "section_hashes": {section["key"]: section["hash"] for section in said["sections"]},
        "submitted_by_id": said["frozen_by"]["id"],
        "frozen_at": said["frozen_at"],
        "template_digest": said["template"]["digest"],
    }
    yield from _column_faults(row, stated)


def _sign_off_faults(row: Row, claim: Claim | None) -> Iterator[tuple[str, str]]:
    record = row["record"] or ""
    yield from _hash_faults("record", record, row["record_hash"], claim)
    if claim is None or digest(record) != claim.hash:
        return  # the other columns have nothing to be held against
    said = json.loads(record)
    signer, away = said["signer"], said.get("instead_of")
    stated = {
        "spec_id": said["spec"]["id"],
        "number": said["revision"]["number"],
        "role": said["role"]["key"],
        "printed_role": said["role"]["label"],
        "signer_id": signer["id"],
        "printed_name": signer["name"],
        "printed_email": signer["email"],
        "seat": said.get("seat", 0),  # an older record knows of one seat only
        "printed_title": signer["title"],
        "instead_of_id": str(away and away["id"]),
        "printed_instead_of": away["name"] if away else "",
        **{name: said[name] for name in _AS_RECORDED},
    }
    yield from _column_faults(row, stated)


_AS_RECORDED = (
    "turn",
    "decision",
    "statement",
    "reason",
    "reason_sections",
    "block_answer",
    "content_hash",
    "section_hashes",
    "methods",
    "acknowledged",
    "time_zone",
    "signed_at",
)


def _hash_faults(
    name: str, text: str, hash_: str | None, claim: Claim | None
) -> Iterator[tuple[str, str]]:
    """Hold a text against its hash, and both against what the trail names."""
    column = f"{name}_hash"
    found = digest(text)
    if claim is None:
        yield "id", "Extra; the trail does not tell of it"
        if found != hash_:
            yield name, f"The {name} is not what was hashed"
    elif found != claim.hash:
        yield name, f"The {name} is not the one that the trail names"
    if claim is not None and hash_ != claim.hash:
        yield column, "The hash is not the one that the trail names"


def _column_faults(row: Row, stated: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in stated.items():
        stored = row[name]
        if name.endswith("_at") and stored is not None:
            stored = written_at(stored)
        elif name.endswith("_id"):
            stored = str(stored)
        if stored != value:
            yield name, "The column says something else than the text that was hashed"
