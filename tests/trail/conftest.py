"""A small trail with a checkpoint, and the hand of somebody who owns the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from trail.actions import append, checkpoint
from trail.domain.event import Actor, Kind
from trail.triggers import TABLES

SPEC = "spec:11111111-1111-1111-1111-111111111111"
OTHER = "spec:22222222-2222-2222-2222-222222222222"
MIA = Actor("17", "Mia Marsh", "password")

Forge = Callable[..., None]


def write(chain: str = SPEC, count: int = 1) -> None:
    """Commit some events."""
    for number in range(count):
        with transaction.atomic():
            append(
                chain=chain,
                kind=Kind.ANSWER_SAVED,
                by=MIA,
                facts={"key": f"goal.number_{number}"},
                object="answer:1",
            )


@pytest.fixture
def own_folder(tmp_path: Path, settings: Settings) -> Path:
    """A folder for keys and anchors that no other test uses."""
    settings.VAR = tmp_path
    settings.KEYS_ROOT = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def trail(committed: None, own_folder: Path) -> Path:
    """Two chains of five and two events, and a checkpoint; returns the anchor file."""
    write(SPEC, 5)
    write(OTHER, 2)
    checkpoint()
    return own_folder / "checkpoints.jsonl"


@pytest.fixture
def forge(committed: None) -> Forge:
    """Let the owner of the database switch the guard off and change what they like."""

    def run(statement: str, *parameters: str | int | None) -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, parameters or None)

    return run
