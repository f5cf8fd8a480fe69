"""Checks the record that came with an audit PDF. Needs Python 3.8 or later and nothing else.

    python3 verify.py [FOLDER OR bundle.zip]

Exit code 0: everything agrees. 1: something was altered. 2: the record cannot be read.
"""
# ruff: noqa: T201  a program that people run by hand

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT_OF_MINUS_1 = pow(2, (PRIME - 1) // 4, PRIME)


def digest(data: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return sha256(data).hexdigest()


def canonical(value: Any) -> str:
    """The one text of a value under RFC 8785, for values without fractions."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def reader(where: Path) -> Callable[[str], bytes]:
    """How to read a file of the record: from a folder or from the ZIP."""
    if where.is_dir():
        return lambda name: (where / name).read_bytes()
    return zipfile.ZipFile(where).read


class Record:
    """What is in the bundle, and what was found wrong with it."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self.read = read
        self.manifest = json.loads(read("manifest.json"))
        self.faults: list[str] = []
        self.hashes: dict[int, str] = {}

    def expect(self, words: str, *, holds: bool) -> None:
        """Note a fault unless something holds."""
        if not holds:
            self.faults.append(words)


def check_revisions(record: Record) -> Iterator[str]:
    """Every revision is the text that its hash names, and so is every section in it."""
    for number, expected in sorted(record.manifest["revisions"].items(), key=lambda i: int(i[0])):
        text = record.read(f"revisions/{number}.json")
        found = digest(text)
        record.expect(f"Revision {number}: its text was altered.", holds=found == expected)
        content = json.loads(text)
        words = f"Revision {number}: its text is not in canonical form."
        record.expect(words, holds=canonical(content).encode() == text)
        for section in content["sections"]:
            said = canonical({"key": section["key"], "answers": section["answers"]})
            words = f"Revision {number}, section {section['key']}: its hash is not its answers'."
            record.expect(words, holds=digest(said.encode()) == section["hash"])
        yield f"Revision {number}: SHA-256 {grouped(found)}"


def check_template(record: Record) -> Iterator[str]:
    """The template is the one that the revision names."""
    found = digest(record.read("template.json"))
    is_same = found == record.manifest["template_digest"]
    record.expect("The template was altered.", holds=is_same)
    yield f"Template: SHA-256 {grouped(found)}"


def check_sign_offs(record: Record) -> Iterator[str]:
    """Every record of a sign-off is the text that was hashed, over a revision of this spec."""
    revisions = set(record.manifest["revisions"].values())
    stood_in = []
    for name, expected in sorted(record.manifest["sign_offs"].items()):
        text = record.read(name)
        record.expect(f"{name}: the record was altered.", holds=digest(text) == expected)
        said = json.loads(text)
        is_ours = said["content_hash"] in revisions
        record.expect(f"{name}: it signs a text that is not in this bundle.", holds=is_ours)
        if said.get("instead_of"):
            words = f"{name}: nobody of that name was to sign in this role."
            record.expect(words, holds=was_named(record, said))
            stood_in.append((said["signer"]["name"], said["instead_of"]["name"], name))
    yield f"{len(record.manifest['sign_offs'])} sign-offs, each over a revision of this bundle"
    for signer, named, name in stood_in:
        yield f"  {signer} signed as stand-in for {named} ({name})"


def was_named(record: Record, said: Any) -> bool:
    """Whether the person for whom somebody stood in was named in the revision that was signed."""
    numbers = {hash_: number for number, hash_ in record.manifest["revisions"].items()}
    number = numbers.get(said["content_hash"])
    if number is None:
        return False
    roles = json.loads(record.read(f"revisions/{number}.json"))["policy"]["roles"]
    signers = [s["id"] for r in roles if r["role"] == said["role"]["key"] for s in r["signers"]]
    return said["instead_of"]["id"] in signers and said["instead_of"]["id"] != said["signer"]["id"]


def check_route(record: Record) -> Iterator[str]:
    """Each signature has its seat and came in its stage; the approval rests on enough of them."""
    number = record.manifest["revision"]
    content = json.loads(record.read(f"revisions/{number}.json"))
    slots = {role["role"]: role for role in content["policy"]["roles"]}
    signed = read_signed(record)
    events = read_events(record)
    told = {
        body["after"]: body["seq"]
        for body in events
        if body["kind"].startswith(("signoff.", "edit."))
        and body.get("after")
        and body["facts"].get("revision") == number
    }
    opened = {
        body["facts"]["role"]: body["seq"]
        for body in events
        if body["kind"] == "break_glass.confirmed" and body["facts"]["revision"] == number
    }
    for hash_, (name, said) in signed.items():
        slot = slots.get(said["role"]["key"])
        if slot is None:
            record.faults.append(f"{name}: the revision asks for no such role.")
            continue
        words = f"{name}: who signed has no such seat in the role."
        record.expect(words, holds=is_seated(slot, said))
        at = told.get(hash_, 0)
        record.expect(f"{name}: the trail does not tell of it.", holds=at > 0)
        if said["decision"] == "withdrawn" or said["carried_from"]:
            continue
        before = {one: signed[one] for one in said["previous"] if one in signed}
        is_after = all(told.get(one, 0) < at for one in before)
        record.expect(f"{name}: it names a signature that came later.", holds=is_after)
        open_ = [
            other
            for other in slots.values()
            if other.get("stage", 1) < slot.get("stage", 1)
            and not is_enough(other, before)
            and opened.get(other["role"], at) >= at
        ]
        for other in open_:
            stages = f"stage {slot['stage']} before {other['label']} in stage {other['stage']}"
            record.faults.append(f"{name}: {slot['label']} signed in {stages} had approved.")
    yield from check_approval(record, slots, signed, told, opened)


def check_approval(
    record: Record, slots: Any, signed: Any, told: Any, opened: Any
) -> Iterator[str]:
    """Where the trail tells of an approval, every role had enough signatures by then."""
    number = record.manifest["revision"]
    ends = [
        body["seq"]
        for body in read_events(record)
        if body["kind"] == "review.approved" and body["facts"].get("revision") == number
    ]
    if not ends:
        yield f"Route: the trail tells of no approval of revision {number}"
        return
    by_then = {one: held for one, held in signed.items() if told.get(one, ends[-1]) < ends[-1]}
    last: Any = {}
    for one, (_name, said) in by_then.items():
        seat = (said["role"]["key"], said["seat"])
        if seat not in last or said["turn"] > by_then[last[seat]][1]["turn"]:
            last[seat] = one
    standing = {one: by_then[one] for one in last.values()}
    for slot in slots.values():
        is_done = is_enough(slot, standing) or opened.get(slot["role"], ends[-1]) < ends[-1]
        words = f"Route: approved, although {slot['label']} had not approved as the route asks."
        record.expect(words, holds=is_done)
    stages = sorted({slot.get("stage", 1) for slot in slots.values()})
    for stage in stages:
        asked = [slot for slot in slots.values() if slot.get("stage", 1) == stage]
        roles = ", ".join(f"{slot['label']} ({said_quorum(slot)})" for slot in asked)
        yield f"Route, stage {stage}: {roles}"


def read_signed(record: Record) -> Any:
    """The records of the sign-offs, each with the name of its file, by hash."""
    names = record.manifest["sign_offs"]
    return {names[name]: (name, json.loads(record.read(name))) for name in sorted(names)}


def read_events(record: Record) -> Any:
    """The events of the trail, as they were written."""
    return [json.loads(line) for line in record.read("trail.jsonl").decode().split("\n")[:-1]]


def is_seated(slot: Any, said: Any) -> bool:
    """Whether it is the seat of who signed, or of the person for whom they did."""
    ids = [signer["id"] for signer in slot["signers"]]
    named = (said.get("instead_of") or said["signer"])["id"]
    if named not in ids:
        return False
    seat = 0 if slot.get("quorum", "any") == "any" else ids.index(named) + 1
    return bool(said["seat"] == seat)


def is_enough(slot: Any, standing: Any) -> bool:
    """Whether as many people of a role approved as the route asks for."""
    seats = {
        said["seat"]
        for _name, said in standing.values()
        if said["role"]["key"] == slot["role"] and said["decision"] in ("approved", "conditions")
    }
    return len(seats) >= needed(slot)


def needed(slot: Any) -> int:
    """How many people of a role must approve."""
    quorum = slot.get("quorum", "any")
    if quorum == "all":
        return max(len(slot["signers"]), 1)
    return quorum if isinstance(quorum, int) else 1


def said_quorum(slot: Any) -> str:
    """How many of how many must approve, in words."""
    return f"{needed(slot)} of {len(slot['signers'])}"


def check_trail(record: Record) -> Iterator[str]:
    """Every event names the one before it; none is missing, none was altered."""
    prev, seq = GENESIS, 0
    for line in record.read("trail.jsonl").decode().split("\n")[:-1]:
        body = json.loads(line)
        seq += 1
        found = (body["seq"], body["prev"], body["chain"])
        words = f"Trail: event {seq} does not follow the one before it."
        record.expect(words, holds=found == (seq, prev, record.manifest["chain"]))
        prev = digest(b"\0" + line.encode())
        record.hashes[seq] = prev
    end = (record.manifest["events"], record.manifest["head"] or GENESIS)
    words = "Trail: its end is not the one printed in the PDF: it was cut off or altered."
    record.expect(words, holds=(seq, prev) == end)
    yield f"Trail: {seq} events, one chain, ends with {grouped(prev)[:9]}"


def check_break_glass(record: Record) -> Iterator[str]:
    """Every role that was passed over stands in the trail, with both names, and no other does."""
    told = []
    for line in record.read("trail.jsonl").decode().split("\n")[:-1]:
        body = json.loads(line)
        facts = body["facts"]
        is_ours = facts.get("revision") == record.manifest["revision"]
        if body["kind"] == "break_glass.confirmed" and is_ours:
            told.append((facts["role"], facts["person"], body["actor"]["name"], body["reason"]))
    listed = json.loads(record.read("break-glass.json"))
    found = [(one["role"], one["asked_by"], one["confirmed_by"], one["reason"]) for one in listed]
    words = "Break-glass: what is listed is not what the trail tells."
    record.expect(words, holds=sorted(found) == sorted(told))
    for role, first, second, _why in found:
        yield f"Break-glass: passed without {role}, by {first} and {second}"


def check_checkpoints(record: Record) -> Iterator[str]:
    """Every checkpoint is signed, and the trail passes through what it says."""
    for point in json.loads(record.read("checkpoints.json")):
        said = json.loads(point["text"])
        key, signature = bytes.fromhex(point["public_key"]), bytes.fromhex(point["signature"])
        is_signed = is_signed_by(key, signature, b"\0" + point["text"].encode())
        words = f"Checkpoint {said['number']}: its signature is not genuine."
        record.expect(words, holds=is_signed)
        heads = {chain: (seq, hash_) for chain, seq, hash_ in said["heads"]}
        seq, hash_ = heads.get(record.manifest["chain"], (0, ""))
        words = f"Checkpoint {said['number']}: the trail does not pass through it."
        record.expect(words, holds=record.hashes.get(seq) == hash_)
        key_words = grouped(point["public_key"])[:19]
        yield f"Checkpoint {said['number']}, {said['at']}: holds event {seq}; key {key_words}"


def grouped(text: str) -> str:
    """A hash in groups of four, as the PDF prints it."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


# Ed25519 (RFC 8032, section 6), to verify only: slow, short, and nothing to install.
def is_signed_by(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the holder of the key signed just this."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if public is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(sha512(signature[:32] + key + data).digest(), "little") % ORDER
    left, right = multiply(s, base_point()), add(r, multiply(h, public))
    across = [(left[n] * right[2] - right[n] * left[2]) % PRIME for n in (0, 1)]
    return across == [0, 0]


def decompress(data: bytes) -> Any:
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = find_x(y, sign)
    return None if x is None else (x, y, 1, x * y % PRIME)


def find_x(y: int, sign: int) -> Any:
    """The x of a point from its y and the sign of x, or None."""
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    if square == 0:
        return None if sign else 0
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT_OF_MINUS_1 % PRIME
    if (x * x - square) % PRIME:
        return None
    return PRIME - x if x & 1 != sign else x


def base_point() -> Any:
    """The point that everything is a multiple of."""
    y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
    x = find_x(y, 0)
    return (x, y, 1, x * y % PRIME)


def add(p: Any, q: Any) -> Any:
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % PRIME, (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c, d = 2 * p[3] * q[3] * CURVE % PRIME, 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def multiply(factor: int, point: Any) -> Any:
    """A multiple of a point."""
    total = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def main(arguments: list[str]) -> int:
    """Check the record beside this program, or the one that is named."""
    where = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    checks = (
        check_revisions,
        check_template,
        check_sign_offs,
        check_trail,
        check_break_glass,
        check_route,
        check_checkpoints,
    )
    try:
        record = Record(reader(where))
        told = [line for check in checks for line in check(record)]
    except (OSError, LookupError, ValueError, TypeError, zipfile.BadZipFile) as error:
        print(f"The record cannot be read: {error}")
        return 2
    print("\n".join(told))
    if record.faults:
        print("\nALTERED\n" + "\n".join(record.faults))
        return 1
    number = record.manifest["revision"]
    print(f"\nEverything agrees. Compare the SHA-256 of revision {number} with the one printed on")
    print("the cover of the PDF. That the PDF itself is unaltered is shown by its seal.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
