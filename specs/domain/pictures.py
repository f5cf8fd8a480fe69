"""Geometry of the risk heat map: three by three cells with the numbers of the risks in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

LEVELS = ("low", "medium", "high")
HEAT = {1: 1, 2: 1, 3: 2, 4: 3, 6: 4, 9: 5}
CELL = 96
GAP = 4
LEFT = 92
FOOT = 44
ACROSS = 3
STEP = 26


class Risk(NamedTuple):
    """What the map shows of a risk: its number in the register, and where it stands."""

    number: int
    probability: str
    impact: str
    link: str = ""
    residual_probability: str = ""
    residual_impact: str = ""

    def after(self) -> Risk:
        """Return where it stands after its mitigation."""
        return Risk(self.number, self.residual_probability, self.residual_impact, self.link)

    @property
    def is_placed(self) -> bool:
        return self.probability in LEVELS and self.impact in LEVELS


class Dot(NamedTuple):
    """The number of a risk in its cell."""

    number: str
    x: int
    y: int
    link: str


class Cell(NamedTuple):
    """One cell: its place, its score, how hot it is from 1 to 5, and its risks."""

    probability: str
    impact: str
    x: int
    y: int
    score: int
    heat: int
    dots: tuple[Dot, ...]
    numbers: tuple[int, ...]

    @property
    def held(self) -> int:
        return len(self.numbers)


class HeatMap(NamedTuple):
    """The drawn map."""

    width: int
    height: int
    cells: tuple[Cell, ...]


def heat_map(risks: Iterable[Risk]) -> HeatMap:
    """Place risks on probability (upwards) and impact (to the right)."""
    known = [risk for risk in risks if risk.is_placed]
    cells = tuple(
        _cell(probability, impact, known) for probability in reversed(LEVELS) for impact in LEVELS
    )
    side = 3 * CELL + 2 * GAP
    return HeatMap(LEFT + side + GAP, side + FOOT + GAP, cells)


def _cell(probability: str, impact: str, risks: Sequence[Risk]) -> Cell:
    row, column = LEVELS.index(probability), LEVELS.index(impact)
    x, y = LEFT + column * (CELL + GAP), GAP // 2 + (2 - row) * (CELL + GAP)
    here = [risk for risk in risks if (risk.probability, risk.impact) == (probability, impact)]
    score = (row + 1) * (column + 1)
    numbers = tuple(risk.number for risk in here)
    return Cell(probability, impact, x, y, score, HEAT[score], _dots(here, x, y), numbers)


def _dots(risks: Sequence[Risk], x: int, y: int) -> tuple[Dot, ...]:
    """Fill the cell from its foot, three abreast; what does not fit becomes "+4"."""
    room = 2 * ACROSS
    shown = list(risks[: room if len(risks) <= room else room - 1])
    rows = (min(len(risks), room) + ACROSS - 1) // ACROSS
    places = [
        (x + 20 + place % ACROSS * (STEP + 2), y + CELL - 18 - (rows - 1 - place // ACROSS) * STEP)
        for place in range(room)
    ]
    dots = [Dot(str(risk.number), *places[place], risk.link) for place, risk in enumerate(shown)]
    if len(risks) > room:
        dots.append(Dot(f"+{len(risks) - len(shown)}", *places[room - 1], ""))
    return tuple(dots)
