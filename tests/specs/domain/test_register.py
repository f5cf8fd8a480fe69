"""How high a risk is, whether somebody accepted it, and what would show it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from specs.domain.attribute import Json
from specs.domain.register import (
    Acceptance,
    Standing,
    is_high,
    is_overdue,
    is_unwatched,
    residual_score,
    text_hash,
    unaccepted,
)

TODAY = date(2026, 3, 1)
RISK: dict[str, Json] = {
    "failure_mode": "Fraudsters probe the limits",
    "probability": "medium",
    "impact": "high",
    "impact_description": "The model is steered around",
    "mitigation": "Rate limit",
    "owner": "ml_engineer",
    "status": "accepted",
}
AT = datetime(2026, 2, 1, tzinfo=UTC)
ACCEPTED = Acceptance(1, "x", text_hash(RISK), "It holds.", "Ruth", date(2026, 6, 1), AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"failure_mode": "Fraudsters guess"},
        {"probability": "high"},
        {"impact": "low"},
        {"mitigation": "None"},
        {"mitigation": None},
        {"residual_impact": "low"},
    ],
)
def test_an_acceptance_lapses_with_the_text_of_its_risk(changes: dict[str, Json]) -> None:
    assert ACCEPTED.standing({**RISK, **changes}, TODAY) is Standing.CHANGED
    assert "its text changed since" in unaccepted({**RISK, **changes}, ACCEPTED, TODAY)


@pytest.mark.parametrize("changes", [{"owner": "finance"}, {"due": "2026-05-01"}, {"signal": "x"}])
def test_who_deals_with_it_may_change_without_a_lapse(changes: dict[str, Json]) -> None:
    assert ACCEPTED.standing({**RISK, **changes}, TODAY) is Standing.STANDS


def test_an_acceptance_holds_until_its_last_day() -> None:
    assert unaccepted(RISK, ACCEPTED, date(2026, 6, 1)) == ""
    assert "until 1 June 2026: that ran out" in unaccepted(RISK, ACCEPTED, date(2026, 6, 2))


def test_the_word_accepted_alone_is_no_acceptance() -> None:
    assert "nobody accepted it by name" in unaccepted(RISK, None, TODAY)
    assert unaccepted({**RISK, "status": "open"}, None, TODAY) == ""


@pytest.mark.parametrize(
    ("changes", "high"),
    [
        ({}, True),
        ({"impact": "medium"}, False),
        ({"impact": "low", "probability": "high"}, True),
        ({"status": "closed"}, False),
    ],
)
def test_likely_or_costly_is_high_until_it_is_closed(
    changes: dict[str, Json],
    high: bool,  # noqa: FBT001 - a row of the table
) -> None:
    assert is_high({**RISK, **changes}) is high


def test_a_signal_or_a_reason_is_enough() -> None:
    assert is_unwatched(RISK)
    assert not is_unwatched({**RISK, "signal": "Latency"})
    assert not is_unwatched({**RISK, "no_signal": "Nobody measures it."})


def test_what_is_left_needs_both_levels() -> None:
    assert residual_score({**RISK, "residual_probability": "low"}) is None
    assert residual_score({"residual_probability": "low", "residual_impact": "medium"}) == 2


def test_a_mitigation_is_late_from_the_day_after() -> None:
    assert not is_overdue({**RISK, "due": "2026-03-01"}, TODAY)
    assert is_overdue({**RISK, "due": "2026-02-28"}, TODAY)
    assert not is_overdue({**RISK, "due": "2026-02-28", "status": "closed"}, TODAY)
