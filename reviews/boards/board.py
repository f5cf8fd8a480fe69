"""What each part of a dashboard gives: figures as a picture and as a table, and what is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, DurationField
from django.urls import reverse
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

    from reviews.boards.scope import Scope
    from specs.domain.charts import Bars

DAY = timedelta(days=1)
UNFOLDED = 15
SHOWN = 12  # bars of one picture: the rest stands in its table


class Percentiles(Aggregate):
    """The median of durations, and what nine of ten stay within."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(DurationField())


class Cell(NamedTuple):
    """One cell of a table: its text, and the page with what it counts; and others like it."""

    text: str
    link: str = ""
    is_number: bool = False
    others: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> str:
        """What a file says of it."""
        return "; ".join([self.text, *(text for text, _link in self.others)])


@dataclass(frozen=True)
class Table:
    """Rows under titles; where a title ends the numbers stand right."""

    titles: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]

    @property
    def first(self) -> list[list[tuple[str, Cell]]]:
        """The rows that one sees at once, each cell with its title."""
        return [list(zip(self.titles, row, strict=True)) for row in self.rows[:UNFOLDED]]

    @property
    def rest(self) -> list[list[tuple[str, Cell]]]:
        """Those that unfold."""
        return [list(zip(self.titles, row, strict=True)) for row in self.rows[UNFOLDED:]]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Each title, and whether numbers stand under it."""
        first = self.rows[0] if self.rows else ()
        numbers = [cell.is_number for cell in first] or [False] * len(self.titles)
        return list(zip(self.titles, numbers, strict=True))


@dataclass(frozen=True)
class Board:
    """One part of the dashboard."""

    key: str
    title: str
    words: str
    nothing: str  # what is said where there is nothing to count
    tables: Sequence[Table]
    picture: Bars | None = None
    more: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(table.rows for table in self.tables)


@dataclass(frozen=True)
class Behind:
    """What one figure counts: as many rows as it says."""

    title: str
    titles: tuple[str, ...]
    rows: QuerySet[Any]
    cells: Callable[[Any], tuple[Cell, ...]]
    back: str = ""


class Asking(NamedTuple):
    """The address of what is behind a figure."""

    scope: Scope
    board: str

    def link(self, **facets: str) -> str:
        url = reverse("reviews:behind", args=[self.board])
        return url + self.scope.asked.query(**facets)


def number(value: int, link: str = "") -> Cell:
    """Return a count; nought leads nowhere."""
    return Cell(f"{value:,}", link if value else "", is_number=True)


def days_cell(value: timedelta | None) -> Cell:
    return Cell(said_days(value), is_number=True)


def whole_days(value: timedelta | None) -> int:
    return max(0, value // DAY) if value is not None else 0


def said_days(value: timedelta | None) -> str:
    """Say how long: "3 days"; what is under a day is not rounded up."""
    if value is None:
        return ""
    days = whole_days(value)
    if days == 0:
        return "under a day"
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def in_days(value: timedelta | None) -> Decimal:
    """Return days with one decimal, as pictures draw them."""
    seconds = Decimal(int(value.total_seconds())) if value is not None else Decimal(0)
    return max(Decimal(0), (seconds / 86400).quantize(Decimal("0.1")))


def since(scope: Scope, moment: datetime) -> timedelta:
    return max(timedelta(0), scope.now - moment)


def facet(facets: Mapping[str, str], name: str) -> str:
    """Return one part of an address, without what no column holds."""
    return facets.get(name, "").replace("\0", "").strip()[:80]
