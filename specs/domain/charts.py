"""Pictures of figures, for page and print: a curve, bars, a stacked bar, traffic lights.

Each knows where its parts stand, says in words what it shows, and comes with a table of the
same numbers. Places are whole units of a picture that is ``WIDTH`` units wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

WIDTH = 320
BAR_STEP = 42
CURVE_HEIGHT = 150
SIDE, TOP, FOOT = 6, 42, 38
LABEL_STEP = 16
LETTER = 7  # how wide a letter is, about
STACK_TOP = 22
STACK_HEIGHT = 36
LIGHT_STEP = 30


class Tone(StrEnum):
    """How a figure is to be taken; its words say the same."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers of a picture as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Place(NamedTuple):
    """A point of a picture."""

    x: int
    y: int


class Bar(NamedTuple):
    """One bar: what it stands for, how long it is, its figure in words, and the page behind it.

    ``reach`` is drawn as a whisker: how far the values go beyond the bar.
    """

    label: str
    value: Decimal
    text: str
    tone: Tone = Tone.PLAIN
    link: str = ""
    reach: Decimal | None = None


class DrawnBar(NamedTuple):
    """A bar in its place; its label is cut where its figure begins."""

    bar: Bar
    label: str
    y: int
    width: int
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Bars:
    """Figures of one sort as bars below each other; ``limit`` is drawn across them."""

    title: str
    words: str
    sheet: Sheet
    bars: tuple[Bar, ...]
    most: Decimal
    limit: Decimal | None = None
    limit_label: str = ""

    form = "bars"

    @property
    def height(self) -> int:
        return len(self.bars) * BAR_STEP + (24 if self.limit is not None else 4)

    @property
    def drawn(self) -> list[DrawnBar]:
        return [
            DrawnBar(
                bar,
                _cut(bar),
                place * BAR_STEP + 20,
                max(1, _along(bar.value, self.most)) if bar.value else 0,
                _along(bar.reach, self.most) if bar.reach else 0,
            )
            for place, bar in enumerate(self.bars)
        ]

    @property
    def has_links(self) -> bool:
        """Its bars lead somewhere: then it is a group of links and no single image."""
        return any(bar.link for bar in self.bars)

    @property
    def limit_x(self) -> int:
        return _along(self.limit or Decimal(0), self.most)


class Mark(NamedTuple):
    """A point of the curve that is named; ``is_best`` is the one that the picture is about."""

    x: Decimal
    y: Decimal
    label: str
    is_best: bool = False


class DrawnMark(NamedTuple):
    """A named point in its place; its words stand on the side where there is room."""

    mark: Mark
    x: int
    y: int
    label_y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One figure against another from 0 to ``most_x``."""

    title: str
    words: str
    sheet: Sheet
    points: tuple[tuple[Decimal, Decimal], ...]
    marks: tuple[Mark, ...]
    x_label: str
    y_label: str
    most_x: Decimal = Decimal(1)

    form = "curve"
    height = CURVE_HEIGHT + TOP + FOOT
    base = CURVE_HEIGHT + TOP

    @property
    def line(self) -> str:
        """The points of a polyline."""
        places = (self._exact(x, y) for x, y in self.points)
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)

    @property
    def drawn(self) -> list[DrawnMark]:
        drawn = []
        for number, mark in enumerate(self.marks, 1):
            x, y = self.place(mark.x, mark.y)
            anchor = "end" if x > WIDTH // 2 else "start"
            drawn.append(DrawnMark(mark, x, y, number * LABEL_STEP - 4, anchor))
        return drawn

    def place(self, x: Decimal, y: Decimal) -> Place:
        return Place(*(round(part) for part in self._exact(x, y)))

    def _exact(self, x: Decimal, y: Decimal) -> tuple[Decimal, Decimal]:
        most_y = max((height for _, height in self.points), default=Decimal(1)) or Decimal(1)
        across = min(x, self.most_x) / self.most_x * (WIDTH - 2 * SIDE)
        up = min(y, most_y) / most_y * CURVE_HEIGHT
        return SIDE + across, TOP + CURVE_HEIGHT - up


class Part(NamedTuple):
    """One part of a stacked bar."""

    label: str
    value: Decimal
    text: str
    is_main: bool = False


class DrawnPart(NamedTuple):
    """A part in its place, with the number that its line in the legend bears."""

    part: Part
    number: int
    x: int
    width: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Stack:
    """What a whole is made of, as one bar; what goes beyond the whole sticks out."""

    title: str
    words: str
    sheet: Sheet
    parts: tuple[Part, ...]
    whole: Decimal
    whole_label: str

    form = "stack"
    height = STACK_TOP + STACK_HEIGHT + 12

    @property
    def most(self) -> Decimal:
        return max(self.whole, sum((part.value for part in self.parts), Decimal(0)))

    @property
    def whole_x(self) -> int:
        return _along(self.whole, self.most)

    @property
    def whole_anchor(self) -> str:
        return "end" if self.whole_x > WIDTH // 2 else "start"

    @property
    def drawn(self) -> list[DrawnPart]:
        drawn = []
        begin = Decimal(0)
        for number, part in enumerate(self.parts, 1):
            x, end = _along(begin, self.most), _along(begin + part.value, self.most)
            drawn.append(DrawnPart(part, number, x, max(1, end - x)))
            begin += part.value
        return drawn


class Light(NamedTuple):
    """One traffic light; the words say what its colour does."""

    label: str
    status: str
    words: str


class DrawnLight(NamedTuple):
    """A light in its place."""

    light: Light
    y: int


@dataclass(frozen=True, slots=True)
class Lights:
    """Traffic lights below each other, each with its word."""

    title: str
    words: str
    sheet: Sheet
    lights: tuple[Light, ...]

    form = "lights"

    @property
    def height(self) -> int:
        return len(self.lights) * LIGHT_STEP + 4

    @property
    def drawn(self) -> list[DrawnLight]:
        return [
            DrawnLight(light, place * LIGHT_STEP + LIGHT_STEP // 2)
            for place, light in enumerate(self.lights)
        ]


Picture: TypeAlias = Bars | Curve | Stack | Lights


def for_print(picture: Picture) -> Picture:
    """The picture with numbers for the names that its one font may not hold."""
    plain = picture if _is_plain(picture.words) else replace(picture, words=f"{picture.title}.")
    if not isinstance(plain, Bars) or all(_is_plain(bar.label) for bar in plain.bars):
        return plain
    bars = tuple(bar._replace(label=str(number)) for number, bar in enumerate(plain.bars, 1))
    rows = tuple(
        (f"{number} {name}", *rest) for number, (name, *rest) in enumerate(plain.sheet.rows, 1)
    )
    return replace(plain, bars=bars, sheet=Sheet(plain.sheet.columns, rows))


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def steps_to(most: Decimal, count: int) -> Sequence[Decimal]:
    """The whole way from 0 to ``most`` in even steps."""
    return [most * step / count for step in range(count + 1)]


def _along(value: Decimal, most: Decimal) -> int:
    """How far along the whole width a value reaches."""
    if most <= 0:
        return 0
    return round(min(max(value, Decimal(0)), most) / most * WIDTH)


def _cut(bar: Bar) -> str:
    room = (WIDTH - len(bar.text) * LETTER) // LETTER
    return bar.label if len(bar.label) <= room else f"{bar.label[: room - 1].rstrip()}…"
