"""Lists of any length, page by page: a page begins behind a row, never at a number of rows."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from uuid import UUID

from django.db.models import IntegerField, Model, Q, Subquery

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_COUNTED = 1000
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Key:
    """A column that a list is sorted by; ``read`` makes its value of what an address says."""

    column: str
    read: Callable[[Any], Any]
    is_falling: bool = False


def time_key(column: str, *, is_falling: bool = False) -> Key:
    return Key(column, _moment, is_falling)


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


BY_ID = Key("pk", UUID)  # ends every order, so that no two rows are alike


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of a list, and the number of the row behind it."""

    values: tuple[Any, ...]
    number: int
    is_backward: bool = False

    def __str__(self) -> str:
        told = [value if isinstance(value, int) else _text(value) for value in self.values]
        parts = [*told, self.number, self.is_backward]
        return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, order: Sequence[Key]) -> Self | None:
        """Return the place that an address names; None when it names none of this order."""
        try:
            padded = text + "=" * (-len(text) % 4)
            *told, number, is_backward = json.loads(urlsafe_b64decode(padded))
            values = tuple(key.read(part) for key, part in zip(order, told, strict=True))
            return cls(values, max(1, int(number)), bool(is_backward))
        except (ValueError, TypeError, AttributeError):
            return None

    def beyond(self, order: Sequence[Key]) -> Q:
        """Rows on the far side: a range of the index, then the rest of equal values."""
        *leading, last = zip(order, self.values, strict=True)
        found = self._past(*last)
        for key, value in reversed(leading):
            strictly = self._past(key, value)
            found = self._past(key, value, "e") & (strictly | found)
        return found

    def _past(self, key: Key, value: object, or_equal: str = "") -> Q:
        side = "lt" if key.is_falling is not self.is_backward else "gt"
        return Q((f"{key.column}__{side}{or_equal}", value))


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list, where they stand in it, and what lies before and behind."""

    rows: list[M] = field(default_factory=list)
    first: int = 1
    total: int = 0
    earlier: Cursor | None = None
    later: Cursor | None = None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def is_capped(self) -> bool:
        """There are more than are counted."""
        return self.total > MOST_COUNTED


class CappedCount(Subquery):
    """How many rows a query has; what it is given stops counting early."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"


def load_page(
    rows: QuerySet[M],
    order: Sequence[Key],
    *,
    size: int,
    place: str = "",
    counted: QuerySet[M] | None = None,
) -> Page[M]:
    """Return one page in one query, however far down it is.

    ``counted`` are the same rows without what only shows them: a count need not join that.
    """
    bare = (rows if counted is None else counted).order_by().values("pk")[: MOST_COUNTED + 1]
    cursor = Cursor.parse(place, order) if place else None
    found = rows.annotate(total=CappedCount(bare, output_field=IntegerField()))
    if cursor:
        found = found.filter(cursor.beyond(order))
    columns = order_columns(order, is_backward=cursor is not None and cursor.is_backward)
    return _build(list(found.order_by(*columns)[: size + 1]), order, cursor, size)


def order_columns(order: Sequence[Key], *, is_backward: bool = False) -> list[str]:
    """Return an order as Django writes it."""
    return [f"{'-' if key.is_falling is not is_backward else ''}{key.column}" for key in order]


def _build(shown: list[M], order: Sequence[Key], cursor: Cursor | None, size: int) -> Page[M]:
    is_backward = cursor is not None and cursor.is_backward
    has_more = len(shown) > size
    rows = shown[:size]
    first = cursor.number if cursor else 1
    if is_backward:
        rows.reverse()
        first = max(1, first - len(rows)) if has_more else 1
    if not rows:
        return Page(first=first)
    has_earlier = has_more if is_backward else cursor is not None
    has_later = True if is_backward else has_more

    def beside(row: M, number: int, *, is_backward: bool = False) -> Cursor:
        return Cursor(tuple(getattr(row, key.column) for key in order), number, is_backward)

    return Page(
        rows,
        first,
        vars(rows[0])["total"],
        earlier=beside(rows[0], first, is_backward=True) if has_earlier else None,
        later=beside(rows[-1], first + len(rows)) if has_later else None,
    )


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
