"""The high risks that are not closed, by age and status."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Min, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews.boards.board import (
    Asking,
    Behind,
    Board,
    Cell,
    Table,
    days_cell,
    facet,
    number,
    said_days,
    since,
)
from specs import catalogue
from specs.domain.charts import Bar, Bars, Sheet, Tone
from specs.domain.sheets import REGISTER
from specs.domain.values import display_cell
from specs.risk_portfolio import STATUSES, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from reviews.boards.scope import Scope
    from specs.models import Item

KEY = "risks"
# From how many days on, and what that is called; the oldest first.
AGES = (
    (180, gettext_lazy("Over 180 days")),
    (90, gettext_lazy("90 to 180 days")),
    (30, gettext_lazy("30 to 90 days")),
    (0, gettext_lazy("Under 30 days")),
)
OPEN = ("", "open")


def rows_of(scope: Scope) -> QuerySet[Any]:
    """Return the high risks, each with how old it is: the number of days of its group."""
    whens = [
        When(created_at__lte=scope.now - timedelta(days=days), then=Value(days))
        for days, _words in AGES
    ]
    age = Case(*whens, default=Value(0), output_field=IntegerField())
    return Wanted().among(scope.specs, scope.today).annotate(age=age)


def load(scope: Scope) -> Board:
    """Return the ages with how each risk is handled, in one query."""
    asking = Asking(scope, KEY)
    counted = (
        rows_of(scope)
        .order_by()
        .values("age", "its")
        .annotate(n=Count("pk"), first=Min("created_at"))
    )
    held: dict[tuple[int, str], int] = {}
    first = scope.now
    for row in counted:
        status = row["its"] if row["its"] in STATUSES else "open"
        held[row["age"], status] = held.get((row["age"], status), 0) + row["n"]
        first = min(first, row["first"])
    total = sum(held.values())
    return Board(
        key=KEY,
        title=_("High risks"),
        words=ngettext(
            "%(n)d high risk is open, the oldest %(long)s.",
            "%(n)d high risks are open, the oldest for %(long)s.",
            total,
        )
        % {"n": total, "long": said_days(since(scope, first))},
        nothing=_("No high risk is open in these specs."),
        tables=[_table(held, asking)] if total else [Table((), [])],
        picture=_picture(held, asking) if total else None,
    )


def status_words() -> dict[str, str]:
    """Return what the register calls each status."""
    column = catalogue.attributes()[REGISTER].column("status")
    labels = {option.value: option.label for option in column.options} if column else {}
    return {status: labels.get(status, status.capitalize()) for status in STATUSES}


def _table(held: Mapping[tuple[int, str], int], asking: Asking) -> Table:
    words = status_words()
    rows = [
        (
            Cell(str(label), asking.link(age=str(days)) if _sum(held, days) else ""),
            *(
                number(held.get((days, status), 0), asking.link(age=str(days), status=status))
                for status in STATUSES
            ),
            number(_sum(held, days), asking.link(age=str(days))),
        )
        for days, label in AGES
    ]
    return Table((_("Recorded"), *words.values(), _("All")), rows)


def _sum(held: Mapping[tuple[int, str], int], days: int) -> int:
    return sum(held.get((days, status), 0) for status in STATUSES)


def _picture(held: Mapping[tuple[int, str], int], asking: Asking) -> Bars:
    bars = tuple(
        Bar(
            label=str(label),
            value=Decimal(_sum(held, days)),
            text=f"{_sum(held, days):,}",
            tone=Tone.FAIR,
            link=asking.link(age=str(days)) if _sum(held, days) else "",
        )
        for days, label in AGES
    )
    title = _("High risks that are not closed, by age")
    return Bars(title, title, Sheet((), ()), bars, max(bar.value for bar in bars))


def behind(scope: Scope, facets: Mapping[str, str]) -> Behind:
    """Return the high risks of an age and a status."""
    rows = rows_of(scope).select_related("spec__owner")
    age, status = facet(facets, "age"), facet(facets, "status")
    label = next((str(words) for days, words in AGES if str(days) == age), "")
    if label:
        rows = rows.filter(age=int(age))
    if status in STATUSES:
        known = Q(its__in=[one for one in STATUSES if one != "open"])
        rows = rows.filter(~known if status == "open" else Q(its=status))
    columns = {column.key: column for column in catalogue.attributes()[REGISTER].columns}
    parts = [_("High risks"), label.lower(), status_words().get(status, "").lower()]

    def cells(item: Item) -> tuple[Cell, ...]:
        said = {key: display_cell(columns[key], item.cells.get(key)) for key in columns}
        url = reverse("specs:risks", args=[item.spec_id])
        return (
            Cell(said.get("failure_mode") or _("No failure mode yet"), f"{url}#risk-{item.pk}"),
            Cell(item.spec.title),
            Cell(item.spec.owner.name),
            Cell(said.get("owner", "")),
            Cell(said.get("status") or _("Open")),
            days_cell(since(scope, item.created_at)),
        )

    return Behind(
        title=", ".join(part for part in parts if part),
        titles=(_("Risk"), _("Spec"), _("Author"), _("Owner"), _("Status"), _("Age")),
        rows=rows.order_by("created_at", "pk"),
        cells=cells,
    )
