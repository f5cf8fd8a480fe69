"""What waits for a signature, by role, and for how long."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Value, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.boards.board import (
    SHOWN,
    Asking,
    Behind,
    Board,
    Cell,
    Percentiles,
    Table,
    days_cell,
    facet,
    number,
    said_days,
    since,
)
from reviews.models import Waiting
from specs.domain.charts import Bar, Bars, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from reviews.boards.scope import Scope

KEY = "waiting"
OLDEST = 3


def rows_of(scope: Scope) -> QuerySet[Waiting]:
    """Return every signature that is waited for."""
    return Waiting.objects.filter(spec__in=scope.specs)


def load(scope: Scope) -> Board:
    """Return the roles, the one with most to sign first, in two queries."""
    asking = Asking(scope, KEY)
    wait = ExpressionWrapper(Value(scope.now) - F("since"), output_field=DurationField())
    found = list(
        rows_of(scope)
        .order_by()
        .values("role")
        .annotate(label=Max("label"), count=Count("pk"), wait=Percentiles(wait), first=Min("since"))
        .order_by("-count", "label", "role")
    )
    oldest = _oldest(scope)
    rows = [
        (
            Cell(row["label"], asking.link(role=row["role"])),
            number(row["count"], asking.link(role=row["role"])),
            days_cell(row["wait"][0]),
            days_cell(since(scope, row["first"])),
            _named(oldest.get(row["role"], [])),
        )
        for row in found
    ]
    titles = (_("Role"), _("Waiting"), _("Median wait"), _("Longest wait"), _("Waits longest"))
    total = sum(row["count"] for row in found)
    first = min((row["first"] for row in found), default=scope.now)
    return Board(
        key=KEY,
        title=_("Waiting for a signature"),
        words=ngettext(
            "%(n)d signature is waited for, the oldest %(long)s.",
            "%(n)d signatures are waited for, the oldest %(long)s.",
            total,
        )
        % {"n": total, "long": said_days(since(scope, first))},
        nothing=_("Nothing waits for a signature. Reviews appear here once a spec is submitted."),
        tables=[Table(titles, rows)],
        picture=_picture(found, asking),
    )


def _oldest(scope: Scope) -> dict[str, list[Waiting]]:
    rank = Window(RowNumber(), partition_by=F("role"), order_by=[F("since"), F("pk")])
    ranked = rows_of(scope).annotate(rank=rank).filter(rank__lte=OLDEST)
    found: dict[str, list[Waiting]] = {}
    for row in ranked.select_related("spec").only("role", "since", "spec__title").order_by("since"):
        found.setdefault(row.role, []).append(row)
    return found


def _named(waiting: list[Waiting]) -> Cell:
    """Return those that wait longest, each with its review."""
    links = [(row.spec.title, reverse("reviews:review", args=[row.spec_id])) for row in waiting]
    return Cell(*links[0], others=tuple(links[1:])) if links else Cell("")


def _picture(found: Sequence[Mapping[str, Any]], asking: Asking) -> Bars | None:
    """Return how many wait for each role; how long stands in the table."""
    if not found:
        return None
    bars = tuple(
        Bar(
            label=row["label"],
            value=Decimal(row["count"]),
            text=f"{row['count']:,}",
            link=asking.link(role=row["role"]),
        )
        for row in found[:SHOWN]
    )
    title = _("Signatures waited for, by role")
    return Bars(title, title, Sheet((), ()), bars, max(bar.value for bar in bars))


def behind(scope: Scope, facets: Mapping[str, str]) -> Behind:
    """Return the reviews that a role, or any, is waited for in."""
    role = facet(facets, "role")
    rows = (
        rows_of(scope)
        .select_related("spec__owner", "review__revision")
        .defer("review__revision__content", "review__revision__section_hashes")
    )
    if role:
        rows = rows.filter(role=role)
    label = rows.order_by().values_list("label", flat=True).first() if role else ""
    return Behind(
        title=_("Waiting for %(role)s") % {"role": label or role}
        if role
        else _("Waiting for a signature"),
        titles=(_("Spec"), _("Role"), _("Revision"), _("Author"), _("Due"), _("Waits")),
        rows=rows.order_by("since", "pk"),
        cells=lambda row: (
            Cell(row.spec.title, reverse("reviews:review", args=[row.spec_id])),
            Cell(row.label),
            Cell(str(row.review.revision.number), is_number=True),
            Cell(row.spec.owner.name),
            Cell(row.review.due_on.isoformat() if row.review.due_on else "", is_number=True),
            days_cell(since(scope, row.since)),
        ),
    )
