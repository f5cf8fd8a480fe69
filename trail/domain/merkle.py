"""The hash tree of RFC 6962: one root that stands for all leaves in their order."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def leaf(chain: str, seq: int, hash_: str) -> bytes:
    """Return the leaf that says where a chain ended; its prefix 0x00 marks it as no node."""
    return sha256(f"\0{chain}\0{seq}\0{hash_}".encode()).digest()


def root(leaves: Iterable[bytes]) -> str:
    """Return the root over leaf hashes as hexadecimal digits; without leaves the hash of nothing.

    RFC 6962 splits at the largest power of two below the number of leaves. Joining neighbours
    level by level, a last odd one moving up as it is, builds the same tree.
    """
    level = list(leaves)
    if not level:
        return sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        joined = [sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = joined + level[len(joined) * 2 :]
    return level[0].hex()


def root_of_heads(heads: Iterable[tuple[str, int, str]]) -> str:
    """Return the root over the ends of chains, in the order of the chains' names."""
    return root(leaf(*head) for head in sorted(heads))
