"""Forced collisions: two writers at one row, and many at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")

WAIT = 0.3  # seconds in which the second writer would be done if nothing held it up


def collide(first: Callable[[], T], second: Callable[[], T]) -> tuple[T, T]:
    """Run ``second`` while ``first`` has done its work but not committed it."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            earlier = first()
            later = pool.submit(on_its_own, second)
            time.sleep(WAIT)
            assert not later.done(), "nothing made the second writer wait"
        return earlier, later.result(10)


def stampede(count: int, work: Callable[[int], T]) -> list[T]:
    """Run ``work(0)`` … ``work(count - 1)`` at one moment, each on its own connection."""
    start = Barrier(count)

    def run(number: int) -> T:
        start.wait(10)
        return on_its_own(lambda: work(number))

    with ThreadPoolExecutor(max_workers=count) as pool:
        return list(pool.map(run, range(count)))


def on_its_own(work: Callable[[], T]) -> T:
    """Run something in a thread, and give its connection back."""
    try:
        return work()
    finally:
        connection.close()
