"""Other tables that the trail vouches for: who reads them when the trail is verified.

The trail knows no other app. An app whose rows stand in it by their hashes names a module in
``TRAIL_WITNESSES``, and that module holds its rows against the events of the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, cast

import psycopg
from django.conf import settings

from trail.domain.verify import Problem


@dataclass(frozen=True, slots=True)
class Testimony:
    """How many rows were read of each table, and which of them contradict the trail."""

    rows: Mapping[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Witness(Protocol):
    """What a module named in the settings can say."""

    def testify(self, to: psycopg.Connection[Any], chain: str | None) -> Testimony:
        """Compare rows with events, of one chain or of all, in the snapshot of ``to``."""

    def faults(self) -> list[str]:
        """Return, in words, what of the guard of these tables is not as it should be."""


def witnesses() -> Iterator[Witness]:
    """Yield the modules that the settings name."""
    for name in settings.TRAIL_WITNESSES:
        yield cast("Witness", import_module(name))
