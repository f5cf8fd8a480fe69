"""What a checkpoint states, and how a row of them is read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from trail.domain.canonical import canonical
from trail.domain.event import GENESIS, hash_of, written_at
from trail.domain.merkle import root_of_heads

VERSION = 1
FULL_EVERY = 500  # so that a list of all heads is never far back

Heads = dict[str, tuple[int, str]]
Verify = Callable[[str, str, bytes], bool]  # public key, signature, what was signed


@dataclass(frozen=True, slots=True)
class Signed:
    """One checkpoint as it is stored: what it says, and the signature under it."""

    number: int
    hash: str
    body: str
    signature: str
    public_key: str

    def as_line(self) -> str:
        """Return the line of the anchor file."""
        return canonical(
            {
                "number": self.number,
                "hash": self.hash,
                "body": self.body,
                "signature": self.signature,
                "public_key": self.public_key,
            }
        )

    @classmethod
    def from_line(cls, line: str) -> Signed:
        """Return what a line of the anchor file holds; ValueError when it is none."""
        found = json.loads(line)
        kinds = {"number": int, "hash": str, "body": str, "signature": str, "public_key": str}
        if not isinstance(found, dict) or {n: type(v) for n, v in found.items()} != kinds:
            message = "This line is not a checkpoint."
            raise ValueError(message)
        return cls(**found)


def state(*, number: int, at: datetime, prev: str, heads: Heads, known: Heads) -> tuple[str, str]:
    """Return the text of a checkpoint and its root: all heads in the root, moved ones listed."""
    is_full = number % FULL_EVERY == 1
    listed = {chain: head for chain, head in heads.items() if is_full or known.get(chain) != head}
    root = root_of_heads((chain, *head) for chain, head in heads.items())
    body = canonical(
        {
            "v": VERSION,
            "number": number,
            "at": written_at(at),
            "prev": prev,
            "root": root,
            "chains": len(heads),
            "is_full": is_full,
            "heads": [[chain, *head] for chain, head in sorted(listed.items())],
        }
    )
    return body, root


def fold(bodies: Iterable[str]) -> Heads:
    """Return all heads as of the last of these checkpoints, the first of which lists them all."""
    heads: Heads = {}
    for body in bodies:
        heads |= heads_of(json.loads(body))
    return heads


def heads_of(said: Mapping[str, object]) -> Heads:
    """Return the heads that a checkpoint lists."""
    heads = said["heads"]
    if not isinstance(heads, list):
        message = "A checkpoint without its list of heads."
        raise TypeError(message)
    return {str(chain): (int(seq), str(hash_)) for chain, seq, hash_ in heads}


@dataclass(slots=True)
class Reading:
    """What a row of checkpoints proves, and what is wrong with it."""

    faults: list[tuple[int, str, str]] = field(default_factory=list)  # number, field, words
    points: dict[str, dict[int, str]] = field(default_factory=dict)  # chain, seq: hash
    heads: Heads = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    at: str = ""


def read(rows: Iterable[Signed], *, public_key: str, is_genuine: Verify) -> Reading:
    """Check a row of checkpoints; only those with a genuine signature say anything of events."""
    reading = Reading()
    prev, number = GENESIS, 0
    said: Mapping[str, object] = {}
    for one in rows:
        number += 1
        if one.number != number:
            reading.faults.append((number, "number", f"Checkpoint {number} is missing."))
            number = one.number
        signed = list(_signature_faults(one, public_key=public_key, is_genuine=is_genuine))
        reading.faults += [(number, *fault) for fault in signed]
        reading.hashes[number] = one.hash
        if not signed:
            said = json.loads(one.body)
            listed = heads_of(said)
            reading.heads |= listed
            for chain, (seq, hash_) in listed.items():
                reading.points.setdefault(chain, {})[seq] = hash_
            said_faults = _contradictions(said, number=number, prev=prev)
            reading.faults += [(number, *fault) for fault in said_faults]
        prev = one.hash
    if said and said["root"] != root_of_heads((c, *head) for c, head in reading.heads.items()):
        reading.faults.append((number, "root", "The root is not that of the heads listed so far."))
    reading.at = str(said.get("at", ""))
    return reading


def _signature_faults(
    one: Signed, *, public_key: str, is_genuine: Verify
) -> Iterator[tuple[str, str]]:
    hash_ = hash_of(one.body)
    signed = b"\0" + one.body.encode()
    if one.public_key != public_key:
        yield "public_key", "Signed with a key that is not this instance's."
    if not is_genuine(public_key, one.signature, signed):
        is_body = one.hash != hash_
        words = "The signature is not over this body."
        yield ("body", "The body was altered.") if is_body else ("signature", words)
    elif one.hash != hash_:
        yield "hash", "The hash is not that of the body."


def _contradictions(
    said: Mapping[str, object], *, number: int, prev: str
) -> Iterator[tuple[str, str]]:
    if said["number"] != number:
        yield "number", f"The body says {said['number']}."
    if said["prev"] != prev:
        yield "prev", "It does not name the checkpoint before it."
