"""How long sign-off takes: from submitting to approval by month, and to each role's decision."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max
from django.db.models.functions import TruncMonth
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.boards.board import (
    Asking,
    Behind,
    Board,
    Cell,
    Percentiles,
    Table,
    days_cell,
    facet,
    in_days,
    number,
    said_days,
)
from reviews.models import Decision, Outcome, Review, SignOff
from specs.domain.charts import Bar, Bars, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from reviews.boards.scope import Scope

KEY = "cycle"
LAST_YEAR = 9999
NO_TEXT = ("revision__content", "revision__section_hashes")
TOOK = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
DECIDED = ExpressionWrapper(F("signed_at") - F("review__opened_at"), output_field=DurationField())


def approved(scope: Scope) -> QuerySet[Review]:
    """Return the rounds that ended in an approval within the months asked for."""
    return Review.objects.filter(
        revision__spec__in=scope.specs, outcome=Outcome.APPROVED, closed_at__gte=scope.since
    )


def decisions(scope: Scope) -> QuerySet[SignOff]:
    """Return the approvals that people gave within these months; none that was carried over."""
    return SignOff.objects.filter(
        review__revision__spec__in=scope.specs,
        decision__in=(Decision.APPROVED, Decision.CONDITIONS),
        carried_from=None,
        signed_at__gte=scope.since,
    )


def load(scope: Scope) -> Board:
    """Return the months and the roles, in three queries."""
    asking = Asking(scope, KEY)
    rounds = approved(scope).order_by()
    whole = rounds.aggregate(count=Count("pk"), took=Percentiles(TOOK))
    monthly = rounds.annotate(month=TruncMonth("closed_at")).values("month")
    counted = monthly.annotate(count=Count("pk"), took=Percentiles(TOOK)).order_by("month")
    by_month = {timezone.localtime(row["month"]).date(): row for row in counted}
    roles = (
        decisions(scope)
        .order_by()
        .values("role")
        .annotate(label=Max("printed_role"), count=Count("pk"), took=Percentiles(DECIDED))
        .order_by("label", "role")
    )
    months = [(month, by_month.get(month)) for month in scope.months]
    return Board(
        key=KEY,
        title=_("How long sign-off takes"),
        words=_words(whole),
        nothing=_("Nothing was approved in these months. The time from submitting counts here."),
        tables=[_month_table(months, asking), _role_table(roles, asking)],
        picture=_picture(months, asking) if whole["count"] else None,
    )


def _words(whole: Mapping[str, Any]) -> str:
    if not whole["count"]:
        return ""
    median, most = whole["took"]
    return ngettext(
        "%(n)d approval, after %(median)s.",
        "%(n)d approvals: half of them within %(median)s, nine of ten within %(most)s.",
        whole["count"],
    ) % {"n": whole["count"], "median": said_days(median), "most": said_days(most)}


def _month_table(months: list[tuple[date, Any]], asking: Asking) -> Table:
    titles = (_("Month"), _("Approved"), _("Median"), _("Nine of ten within"))
    rows = [
        (
            Cell(said_month(month), asking.link(month=f"{month:%Y-%m}")),
            number(row["count"], asking.link(month=f"{month:%Y-%m}")),
            days_cell(row["took"][0]),
            days_cell(row["took"][1]),
        )
        for month, row in reversed(months)
        if row
    ]
    return Table(titles, rows)


def _role_table(roles: Iterable[Mapping[str, Any]], asking: Asking) -> Table:
    titles = (_("Role"), _("Signed"), _("Median"), _("Nine of ten within"))
    rows = [
        (
            Cell(row["label"], asking.link(role=row["role"])),
            number(row["count"], asking.link(role=row["role"])),
            days_cell(row["took"][0]),
            days_cell(row["took"][1]),
        )
        for row in roles
    ]
    return Table(titles, rows)


def _picture(months: list[tuple[date, Any]], asking: Asking) -> Bars:
    bars = tuple(
        Bar(
            label=said_month(month),
            value=in_days(row["took"][0] if row else None),
            text=_("%(n)d, median %(days)s")
            % {"n": row["count"], "days": said_days(row["took"][0])}
            if row
            else _("none"),
            link=asking.link(month=f"{month:%Y-%m}") if row else "",
            reach=in_days(row["took"][1]) if row else None,
        )
        for month, row in months
    )
    title = _("Days from submitting to approval: bar the median, line what nine of ten stay within")
    most = max(max(bar.value, bar.reach or bar.value) for bar in bars)
    return Bars(title, title, Sheet((), ()), bars, most)


def said_month(month: date) -> str:
    return format_date(month, "M Y")


def behind(scope: Scope, facets: Mapping[str, str]) -> Behind:
    """Return the approvals of a month, or the decisions of a role."""
    if role := facet(facets, "role"):
        return _behind_role(scope, role)
    rows = approved(scope).select_related("revision__spec__owner").defer(*NO_TEXT)
    month = read_month(facet(facets, "month"))
    if month:
        rows = rows.filter(
            closed_at__gte=begin_of(month), closed_at__lt=begin_of(next_month(month))
        )
    title = _("Approved in %(month)s") % {"month": said_month(month)} if month else _("Approved")
    return Behind(
        title=title,
        titles=(_("Spec"), _("Revision"), _("Author"), _("Submitted"), _("Approved"), _("Took")),
        rows=rows.order_by("-closed_at", "pk"),
        cells=lambda row: (
            Cell(row.revision.spec.title, _review(row.revision.spec_id)),
            Cell(str(row.revision.number), is_number=True),
            Cell(row.revision.spec.owner.name),
            _day(row.opened_at),
            _day(row.closed_at),
            days_cell(_took(row.opened_at, row.closed_at)),
        ),
    )


def _behind_role(scope: Scope, role: str) -> Behind:
    rows = decisions(scope).filter(role=role).select_related("review__revision__spec")
    rows = rows.defer("record", *(f"review__{name}" for name in NO_TEXT))
    label = rows.order_by().values_list("printed_role", flat=True).first()
    return Behind(
        title=_("Signed as %(role)s") % {"role": label or role},
        titles=(_("Spec"), _("Revision"), _("Signed by"), _("Submitted"), _("Signed"), _("Took")),
        rows=rows.order_by("-signed_at", "pk"),
        cells=lambda row: (
            Cell(row.review.revision.spec.title, _review(row.review.revision.spec_id)),
            Cell(str(row.review.revision.number), is_number=True),
            Cell(row.printed_name),
            _day(row.review.opened_at),
            _day(row.signed_at),
            days_cell(_took(row.review.opened_at, row.signed_at)),
        ),
    )


def read_month(text: str) -> date | None:
    """Return the first day of "2026-02", or None for what is no month."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if 1 < month.year < LAST_YEAR else None


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _review(spec_id: object) -> str:
    return reverse("reviews:review", args=[spec_id])


def _day(moment: datetime) -> Cell:
    return Cell(timezone.localtime(moment).date().isoformat(), is_number=True)


def _took(begin: datetime, end: datetime) -> timedelta:
    return end - begin
