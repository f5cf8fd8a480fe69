"""Scores of risks and the heat map of a register."""

from __future__ import annotations

import pytest

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.risks import FIVE_LEVELS, THREE_LEVELS, Band, Scale, band, heat_map, score


@pytest.mark.parametrize(
    ("probability", "impact", "scale", "expected"),
    [
        ("medium", "high", THREE_LEVELS, (6, Band.HIGH)),
        ("high", "medium", THREE_LEVELS, (6, Band.HIGH)),
        ("low", "high", THREE_LEVELS, (3, Band.MEDIUM)),
        ("high", "high", THREE_LEVELS, (9, Band.CRITICAL)),
        ("low", "low", THREE_LEVELS, (1, Band.LOW)),
        ("4", "5", FIVE_LEVELS, (20, Band.CRITICAL)),
        ("2", "3", FIVE_LEVELS, (6, Band.MEDIUM)),
    ],
)
def test_the_score_is_the_product_of_both_levels(
    probability: str, impact: str, scale: Scale, expected: tuple[int, Band]
) -> None:
    product = score(probability, impact, scale)

    assert product is not None
    assert (product, band(product, scale)) == expected


@pytest.mark.parametrize(("probability", "impact"), [(None, "high"), ("low", ""), ("5", "low")])
def test_a_risk_without_both_levels_has_no_score(probability: Json, impact: Json) -> None:
    assert score(probability, impact) is None


def test_the_heat_map_places_every_risk_once() -> None:
    register = catalogue.example("risk.register")
    assert isinstance(register, list)
    rows = [row for row in register if isinstance(row, dict)]

    heat = heat_map([*rows, {"failure_mode": "Not rated yet", "probability": "low"}])

    placed = sorted(position for cell in heat.cells for position in cell.risks)
    assert placed == list(range(len(rows)))
    assert heat.unrated == (len(rows),)
    assert [[cell.score for cell in row] for row in heat.rows] == [[3, 6, 9], [2, 4, 6], [1, 2, 3]]
    for cell in heat.cells:
        for position in cell.risks:
            assert rows[position]["impact"] == cell.impact
