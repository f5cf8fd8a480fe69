"""What this process read or computed last, for the next page or save of the same text."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The values used last, by a key that says all that they depend on; threads share them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: OrderedDict[K, V] = OrderedDict()
        self.lock = Lock()

    def find(self, key: K) -> V | None:
        """Return what is kept under a key."""
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def keep(self, key: K, value: V) -> None:
        """Keep a value, and forget the one that nobody used for longest."""
        with self.lock:
            self.kept[key] = value
            self.kept.move_to_end(key)
            if len(self.kept) > self.most:
                self.kept.popitem(last=False)
