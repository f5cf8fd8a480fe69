"""What a start may skip: nothing, unless this code has prepared these very data."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import prepared


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Return the folder of an installation that is prepared."""
    (tmp_path / "pg").mkdir()
    (tmp_path / "static").mkdir()
    prepared.note_prepared(tmp_path)
    return tmp_path


def test_prepared_data_are_not_prepared_again(var: Path) -> None:
    assert prepared.is_prepared(var)


def test_other_code_prepares_again(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "APPS", ("trail",))

    assert not prepared.is_prepared(var)


@pytest.mark.parametrize("name", ["pg", "static"])
def test_data_that_went_are_prepared_again(var: Path, name: str) -> None:
    (var / name).rename(var / "away")

    assert not prepared.is_prepared(var)
