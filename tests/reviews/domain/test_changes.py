"""What a signer is shown as changed."""

from __future__ import annotations

from copy import deepcopy

from reviews.domain.changes import Line, compare, names_of
from specs.domain.comparison import How
from tests.reviews.domain.frozen_example import TEMPLATE, frozen, stored

ALL = [section.key for section in TEMPLATE.sections]


def lines(changes: dict[str, object], *sections: str) -> list[Line]:
    found = compare(frozen(number=3), frozen(changes), sections or ALL)  # type: ignore[arg-type]
    return [line for change in found for line in change.lines]


def test_a_number_is_shown_beside_what_it_was() -> None:
    [line] = lines({"deployment.p99": {"value": "55", "unit": "ms"}})

    assert (line.name, line.former, line.now, line.pieces) == (
        "Model latency P99",
        "60 ms",
        "55 ms",
        (),
    )


def test_a_long_text_is_compared_word_by_word() -> None:
    [line] = lines(
        {"deployment.burst_handling": "Up to 90 QPS by autoscaling within 90 s; above that, none."}
    )

    assert [piece.kind for piece in line.pieces][:3] == [How.SAME, How.DELETED, How.INSERTED]
    assert [piece.text for piece in line.pieces][1:3] == ["60", "90"]


def test_only_the_sections_asked_for_are_compared() -> None:
    assert lines({"deployment.peak_qps": "30"}, "s5") == []
    assert len(lines({"deployment.peak_qps": "30"}, "s6")) == 1


def test_nothing_changed_is_nothing_to_read() -> None:
    assert lines({}) == []


def test_an_answer_that_came_or_went_is_named() -> None:
    [gone] = lines({"deployment.peak_qps": None})
    [waved] = lines({"deployment.peak_qps": {"not_applicable": "batch"}})

    assert (gone.former, gone.now) == ("25 requests/s", "")
    assert waved.now == "Not applicable: batch"


def test_rows_are_followed_by_their_id() -> None:
    risks = TEMPLATE.attributes["risk.register"]
    rows = deepcopy(stored(risks, risks.example))
    assert isinstance(rows, list)
    rows[0]["cells"]["probability"] = "low"
    taken = rows.pop()
    rows.append({"id": "new", "cells": {"failure_mode": "Something else"}})

    changed, added, gone = lines({"risk.register": rows})

    assert changed.name.endswith("Genuine payments blocked at a high rate, probability")
    assert (changed.former, changed.now) == ("Medium", "Low")
    assert (added.former, added.now != "") == ("", True)
    assert taken["cells"]["failure_mode"] in gone.former


def test_another_order_of_rows_is_said() -> None:
    risks = TEMPLATE.attributes["risk.register"]
    rows = deepcopy(stored(risks, risks.example))
    assert isinstance(rows, list)

    [line] = lines({"risk.register": rows[::-1]})

    assert line.now == "in another order"


def test_many_changes_are_named_in_short() -> None:
    changes = compare(
        frozen(number=3),
        frozen(dict.fromkeys(["deployment.p50", "deployment.p99", "deployment.peak_qps"])),
        ALL,
    )

    assert names_of(changes, most=2) == "model latency P50 and 2 more answers"
