"""Who causes an event, the text that is hashed, the sentence that people read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

from trail.domain.canonical import Json, canonical
from trail.domain.kinds import Kind
from trail.domain.missing import ELSE, GENERAL
from trail.domain.sentences import MADE_BY, SENTENCES

__all__ = ["GENESIS", "SYSTEM", "Actor", "Entry", "Json", "Kind", "Tip", "build_entry", "describe"]

VERSION = 1
GENESIS = "0" * 64  # what the first event of a chain names as the one before it


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the id, the name as it was printed then, and how they had proved who they are."""

    id: str
    name: str
    authenticated_by: str = "session"


SYSTEM = Actor(id="system", name="Countersign", authenticated_by="internal")


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a chain ends, and the database's time when that was read under its lock."""

    seq: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """The columns of one event, ready to be inserted."""

    chain: str
    seq: int
    kind: str
    actor_id: str
    object: str
    at: datetime
    prev: str
    hash: str
    body: str


def written_at(at: datetime) -> str:
    """Return a time as the body states it: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of(body: str) -> str:
    """Return what the next event will name as its predecessor: SHA-256 of 0x00 and the body."""
    return sha256(b"\0" + body.encode()).hexdigest()


def build_entry(
    *,
    chain: str,
    tip: Tip,
    kind: Kind,
    by: Actor,
    facts: Mapping[str, Json],
    object: str = "",  # noqa: A002 - the body's own word
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
    request_id: str = "",
    app: str = "",
) -> Entry:
    """Return the event that follows ``tip``; an unknown kind or a bad fact fails."""
    kind = Kind(kind)
    seq = tip.seq + 1
    body = canonical(
        {
            "v": VERSION,
            "chain": chain,
            "seq": seq,
            "prev": tip.hash,
            "at": written_at(tip.at),
            "actor": {"id": by.id, "name": by.name, "authenticated_by": by.authenticated_by},
            "kind": kind.value,
            "object": object,
            "before": before,
            "after": after,
            "reason": reason,
            "facts": facts,
            "request_id": request_id,
            "app": app,
        }
    )
    return Entry(
        chain=chain,
        seq=seq,
        kind=kind.value,
        actor_id=by.id,
        object=object,
        at=tip.at,
        prev=tip.hash,
        hash=hash_of(body),
        body=body,
    )


class Recorded(Protocol):
    """Anything that holds the text of an event."""

    @property
    def body(self) -> str:
        """Return the canonical text."""


def describe(event: Recorded) -> str:
    """Return one sentence that says who did what, also years later and when a fact is missing."""
    body = json.loads(event.body)
    facts = body.get("facts")
    words = _Words(facts if isinstance(facts, dict) else {})
    actor = body.get("actor")
    words["actor"] = (actor.get("name") if isinstance(actor, dict) else "") or "Somebody"
    template = SENTENCES.get(body.get("kind"), "{actor} did something: " + str(body.get("kind")))
    for fact, sentences in MADE_BY.items():
        if words.get(fact):
            template = sentences.get(body.get("kind"), template)
    sentence = template.format_map(words)
    reason = str(body.get("reason") or "").strip()
    return f"{sentence} Reason: {reason}" if reason else sentence


class _Words(dict[str, object]):
    """The facts of an event; one that is missing is put in general terms."""

    def __init__(self, facts: Mapping[str, Json]) -> None:
        super().__init__({name: _spoken(value) for name, value in facts.items() if value != ""})

    def __missing__(self, name: str) -> str:
        for other in ELSE.get(name, ()):
            if other in self:
                return str(self[other])
        return GENERAL.get(name, f"(no {name.replace('_', ' ')})")


def _spoken(value: Json) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "nothing"}[value]
    if isinstance(value, list):
        return ", ".join(_spoken(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_spoken(one)}" for name, one in value.items())
    return str(value)
