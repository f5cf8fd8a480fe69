"""Answers to look at again: what changed under them, and when that no longer counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from specs import catalogue
from specs.domain.suspects import Suspect, Version, downstream, find_suspects

START = datetime(2026, 11, 1, 9, tzinfo=UTC)
TABLE = {"metric": ("kpi",), "threshold": ("metric",), "gate": ("threshold",)}


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def kpi(*values: object) -> dict[str, list[Version]]:
    """The KPI as it was saved hour by hour."""
    return {
        "kpi": [
            Version(n, value, at(n), "Rosa Lind")  # type: ignore[arg-type]
            for n, value in enumerate(values, start=1)
        ]
    }


def suspects(
    history: dict[str, list[Version]],
    written: int = 2,
    cleared: dict[str, dict[str, int]] | None = None,
) -> tuple[Suspect, ...]:
    return find_suspects(
        TABLE, looked_at={"metric": at(written)}, history=history, cleared=cleared or {}
    )


def test_an_answer_is_suspect_when_what_it_rests_on_changes_after_it() -> None:
    [suspect] = suspects(kpi("10%", None, "20%")) or suspects(kpi("10%", "10%", "20%"))

    assert suspect.key == "metric"
    assert (suspect.causes[0].was, suspect.causes[0].now.value) == ("10%", "20%")
    assert suspect.causes[0].now.by == "Rosa Lind"
    assert suspect.seen == {"kpi": 3}
    assert suspect.under_it == ("threshold", "gate")


def test_what_changed_before_it_was_written_does_not_count() -> None:
    assert suspects(kpi("10%", "20%"), written=3) == ()


def test_the_first_writing_of_a_draft_marks_nothing() -> None:
    late = {"kpi": [Version(1, "10%", at(5), "Rosa Lind")]}
    assert suspects(late) == ()
    emptied = {"kpi": [Version(1, "", at(1), "Rosa Lind"), Version(2, "10%", at(5), "Rosa Lind")]}
    assert suspects(emptied) == ()


def test_a_blank_answer_is_not_suspect() -> None:
    found = find_suspects(TABLE, looked_at={}, history=kpi("10%", "10%", "20%"), cleared={})

    assert found == ()


def test_changing_back_clears_it() -> None:
    assert suspects(kpi("10%", "10%", "20%", "10%")) == ()


def test_still_right_holds_until_the_next_change() -> None:
    cleared = {"metric": {"kpi": 3}}

    assert suspects(kpi("10%", "10%", "20%"), cleared=cleared) == ()
    [again] = suspects(kpi("10%", "10%", "20%", "30%"), cleared=cleared)
    assert (again.causes[0].was, again.causes[0].now.value) == ("20%", "30%")


def test_what_is_emptied_is_a_change_too() -> None:
    [suspect] = suspects(kpi("10%", "10%", None))

    assert suspect.causes[0].now.value is None


def test_every_key_of_the_table_is_an_attribute() -> None:
    known, table = catalogue.attributes(), catalogue.rests_on()

    assert table
    assert {*table, *(key for on in table.values() for key in on)} <= set(known)


def test_what_is_rested_on_is_one_answer_whose_versions_can_be_compared() -> None:
    known = catalogue.attributes()
    upper = {key for on in catalogue.rests_on().values() for key in on}

    assert [key for key in upper if known[key].kind.has_items] == []


def test_nothing_rests_on_itself() -> None:
    table = catalogue.rests_on()

    assert [key for key in table if key in downstream(table, key)] == []


def test_the_chain_goes_from_the_kpi_to_the_monitoring() -> None:
    found = downstream(catalogue.rests_on(), "problem.kpi_target")

    for key in (
        "evaluation.primary_metric",
        "evaluation.ship_threshold",
        "phases.mvp_threshold",
        "phases.scale_criteria",
        "monitoring.signals",
    ):
        assert key in found
