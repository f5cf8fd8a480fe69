"""Conditions of approvals that should be met by now, by who owes them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.boards.board import (
    SHOWN,
    Asking,
    Behind,
    Board,
    Cell,
    Table,
    days_cell,
    facet,
    number,
    said_days,
)
from reviews.models import Condition, Outcome, SignOff
from specs.domain.charts import Bar, Bars, Sheet, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from reviews.boards.scope import Scope

KEY = "conditions"
NAMED = 10  # conditions named on the page itself


def rows_of(scope: Scope) -> QuerySet[Condition]:
    """Return the conditions of the last round of each spec that are overdue.

    One that its owner reported as met waits for the role that set it, and is not overdue.
    """
    standing = SignOff.objects.standing().filter(
        review__revision__spec__in=scope.specs,
        review__revision__number=F("review__revision__spec__revision_number"),
        review__outcome__in=(Outcome.OPEN, Outcome.APPROVED),
    )
    return Condition.objects.filter(
        sign_off__in=standing, accepted_at=None, met_at=None, due_on__lt=scope.today
    )


def load(scope: Scope) -> Board:
    """Return who owes conditions, and those that are late the longest, in two queries."""
    asking = Asking(scope, KEY)
    counted = rows_of(scope).order_by().values("owner", "owner__name")
    found = list(
        counted.annotate(n=Count("pk"), first=Min("due_on")).order_by("-n", "owner__name", "owner")
    )
    total = sum(row["n"] for row in found)
    first = min((row["first"] for row in found), default=scope.today)
    owners = [
        (
            Cell(row["owner__name"], asking.link(owed_by=str(row["owner"]))),
            number(row["n"], asking.link(owed_by=str(row["owner"]))),
            days_cell(over(scope, row["first"])),
        )
        for row in found
    ]
    late = behind(scope, {})
    named = [late.cells(row) for row in late.rows[:NAMED]] if total else []
    return Board(
        key=KEY,
        title=_("Overdue conditions"),
        words=ngettext(
            "%(n)d condition is overdue, by %(long)s.",
            "%(n)d conditions are overdue, the oldest by %(long)s.",
            total,
        )
        % {"n": total, "long": said_days(over(scope, first))},
        nothing=_(
            "No condition is overdue. Conditions come with approvals that are not whole yet."
        ),
        tables=[
            Table((_("Owed by"), _("Overdue"), _("Longest")), owners),
            Table(late.titles, named),
        ],
        picture=_picture(found, asking),
        more=asking.link() if total > NAMED else "",
    )


def over(scope: Scope, due_on: date) -> timedelta:
    """Return for how long a day has passed."""
    return scope.today - due_on


def _picture(found: Sequence[Mapping[str, Any]], asking: Asking) -> Bars | None:
    if not found:
        return None
    bars = tuple(
        Bar(
            label=row["owner__name"],
            value=Decimal(row["n"]),
            text=f"{row['n']:,}",
            tone=Tone.BAD,
            link=asking.link(owed_by=str(row["owner"])),
        )
        for row in found[:SHOWN]
    )
    title = _("Overdue conditions, by who owes them")
    return Bars(title, title, Sheet((), ()), bars, max(bar.value for bar in bars))


def behind(scope: Scope, facets: Mapping[str, str]) -> Behind:
    """Return the overdue conditions of one person, or of all."""
    owner = facet(facets, "owed_by")
    rows = rows_of(scope).select_related("owner", "sign_off__review__revision__spec")
    rows = rows.defer(
        "sign_off__record",
        "sign_off__review__revision__content",
        "sign_off__review__revision__section_hashes",
    )
    if owner.isascii() and owner.isdecimal():
        rows = rows.filter(owner=int(owner[:10]))
    return Behind(
        title=_("Overdue conditions"),
        titles=(_("Condition"), _("Spec"), _("Owed by"), _("Set by"), _("Due"), _("Overdue by")),
        rows=rows.order_by("due_on", "pk"),
        cells=lambda row: (
            Cell(row.text, reverse("reviews:review", args=[_spec(row).pk])),
            Cell(_spec(row).title),
            Cell(row.owner.name),
            Cell(row.sign_off.printed_role),
            Cell(row.due_on.isoformat(), is_number=True),
            days_cell(over(scope, row.due_on)),
        ),
    )


def _spec(row: Condition) -> Any:
    return row.sign_off.review.revision.spec
