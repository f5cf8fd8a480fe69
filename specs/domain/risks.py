"""The score of a risk, and the heat map of a register (CALC-09)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from specs.domain.attribute import Json


class Band(StrEnum):
    """How serious a score is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels of probability and impact, rising, and the highest score of each band."""

    levels: tuple[str, ...]
    highest: tuple[tuple[Band, int], ...]


THREE_LEVELS = Scale(
    ("low", "medium", "high"),
    ((Band.LOW, 2), (Band.MEDIUM, 4), (Band.HIGH, 6), (Band.CRITICAL, 9)),
)
FIVE_LEVELS = Scale(
    ("1", "2", "3", "4", "5"),
    ((Band.LOW, 4), (Band.MEDIUM, 9), (Band.HIGH, 16), (Band.CRITICAL, 25)),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the heat map, with the positions of its risks in the register."""

    probability: str
    impact: str
    score: int
    band: Band
    risks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The register by probability (highest row first) and impact (lowest column first)."""

    rows: tuple[tuple[Cell, ...], ...]
    unrated: tuple[int, ...]

    @property
    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row


def score(probability: Json, impact: Json, scale: Scale = THREE_LEVELS) -> int | None:
    """The product of both levels, from 1; None while one of them is missing."""
    if probability not in scale.levels or impact not in scale.levels:
        return None
    return (scale.levels.index(str(probability)) + 1) * (scale.levels.index(str(impact)) + 1)


def band(score: int, scale: Scale = THREE_LEVELS) -> Band:
    return next((band for band, highest in scale.highest if score <= highest), Band.CRITICAL)


def heat_map(register: Iterable[Mapping[str, Json]], scale: Scale = THREE_LEVELS) -> HeatMap:
    """The risks of a register, given as rows in plain form, by probability and impact."""
    places: dict[tuple[str, str], list[int]] = {}
    unrated: list[int] = []
    for position, risk in enumerate(register):
        if score(risk.get("probability"), risk.get("impact"), scale) is None:
            unrated.append(position)
        else:
            place = (str(risk["probability"]), str(risk["impact"]))
            places.setdefault(place, []).append(position)
    rows = tuple(
        tuple(_cell(probability, impact, places, scale) for impact in scale.levels)
        for probability in reversed(scale.levels)
    )
    return HeatMap(rows, tuple(unrated))


def _cell(
    probability: str, impact: str, places: Mapping[tuple[str, str], list[int]], scale: Scale
) -> Cell:
    product = score(probability, impact, scale) or 0
    risks = tuple(places.get((probability, impact), ()))
    return Cell(probability, impact, product, band(product, scale), risks)
