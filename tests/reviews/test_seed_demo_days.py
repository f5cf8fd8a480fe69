"""The demo, seeded on other days: its texts name days, and move along with the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings

from reviews.management.demo.dates import months_between, move
from specs.documents import load_document
from specs.domain.attribute import Json
from specs.domain.checks import run
from specs.models import Revision, Spec, Waiver

# Ends of months, a day that only some years have, and one before what the texts were written of.
DAYS = (
    datetime(2026, 1, 31, 9, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2031, 12, 31, 23, tzinfo=UTC),
)


@pytest.mark.django_db
@pytest.mark.timeout(600)
@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def test_on_any_day_what_is_written_out_is_clean(day: datetime, tmp_path: Path) -> None:
    with time_machine.travel(day), override_settings(VAR=tmp_path):
        call_command("load_catalogue", verbosity=0)
        call_command("seed_demo", verbosity=0)

        for revision in Revision.objects.filter(amendment=None).select_related("spec"):
            assert '"findings":[]' in revision.content, revision
        found = {spec.title: run(load_document(spec)) for spec in Spec.objects.all()}

    assert found["Card contracts at risk"] == ()
    assert found["Account takeover alerts"] == ()
    [warning] = found["Dispute letter triage"]
    waived = Waiver.objects.get(spec__title="Dispute letter triage")
    assert waived.code == warning.code


@pytest.mark.parametrize(
    ("written", "months", "moved"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("Assessed 2025-11", 3, "Assessed 2026-02"),
        ("from 7 December 2026, so that", 9, "from 7 September 2027, so that"),
        ("those of April to June 2026", 8, "those of December to February 2027"),
        ("all 4 team leads on 12 June", 3, "all 4 team leads on 12 September"),
        ("0.4% more renewals in 2025", 15, "0.4% more renewals in 2026"),
        ("Budget 2026", -9, "Budget 2025"),
        ("instead of 2,040", 12, "instead of 2,040"),
        (
            {"value": "2040", "rows": ["May 2025", None]},
            8,
            {"value": "2040", "rows": ["January 2026", None]},
        ),
    ],
)
def test_days_in_answers_move_and_figures_stay(written: Json, months: int, moved: Json) -> None:
    assert move(written, months) == moved


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 2, 16), 0),
        (date(2026, 3, 15), 0),
        (date(2026, 3, 16), 1),
        (date(2025, 12, 1), -3),
    ],
)
def test_nothing_that_was_past_moves_into_the_future(today: date, months: int) -> None:
    assert months_between(date(2026, 2, 16), today) == months
