"""What holds drafts up, by check: blockers and warnings that nobody accepted."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.boards.board import SHOWN, Asking, Behind, Board, Cell, Table, facet, number
from specs import access
from specs.domain.charts import Bar, Bars, Sheet, Tone
from specs.domain.checks import CHECKS
from specs.domain.checks.check import Severity
from specs.models import OpenFinding, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from reviews.boards.scope import Scope

KEY = "checks"


@cache
def titles() -> dict[str, str]:
    """Return what each check is called."""
    return {check.code: check.title for check in CHECKS}


def rows_of(scope: Scope) -> QuerySet[OpenFinding]:
    """Return what each check holds up, in every draft."""
    return OpenFinding.objects.filter(spec__in=scope.specs.filter(state=State.DRAFT))


def load(scope: Scope) -> Board:
    """Return the checks, blockers first, those of most drafts before the others."""
    asking = Asking(scope, KEY)
    counted = rows_of(scope).order_by().values("code", "severity")
    found = list(
        counted.annotate(specs=Count("pk"), places=Sum("places")).order_by(
            "severity", "-specs", "code"
        )
    )
    named = _names(scope, [row["code"] for row in found])
    rows = [
        (
            Cell(f"{row['code']} {named.get(row['code'], '')}".strip(), _about(row["code"])),
            Cell(_("Blocker") if row["severity"] == Severity.BLOCKER.value else _("Warning")),
            number(row["specs"], asking.link(code=row["code"])),
            Cell(f"{row['places']:,}", is_number=True),
        )
        for row in found
    ]
    unchecked = (
        scope.specs.filter(state=State.DRAFT).exclude(checked_version=F("content_version")).count()
    )
    blockers = [row for row in found if row["severity"] == Severity.BLOCKER.value]
    return Board(
        key=KEY,
        title=_("What holds drafts up"),
        words=_words(scope, blockers, named, unchecked),
        nothing=_said_unchecked(unchecked)
        or _("No draft is held up: the checks find no blocker and no warning."),
        tables=[Table((_("Check"), _("Severity"), _("Drafts"), _("Places")), rows)],
        picture=_picture(blockers, named, asking),
    )


def _words(
    scope: Scope, blockers: Sequence[Mapping[str, Any]], named: Mapping[str, str], unchecked: int
) -> str:
    later = _said_unchecked(unchecked)
    if not blockers:
        return f"{_('No draft has a blocker.')} {later}".strip()
    drafts = rows_of(scope).filter(severity=Severity.BLOCKER.value).order_by()
    held = drafts.aggregate(n=Count("spec", distinct=True))["n"]
    first = blockers[0]
    told = {"n": held, "check": named.get(first["code"], first["code"]), "of": first["specs"]}
    words = ngettext(
        "%(n)d draft has blockers, for one “%(check)s”.",
        "%(n)d drafts have blockers, most often “%(check)s” (%(of)d).",
        held,
    )
    return f"{words % told} {later}".strip()


def _said_unchecked(count: int) -> str:
    """Say that some drafts changed since the checks looked at them."""
    words = ngettext(
        "%(n)d draft changed and waits for its checks.",
        "%(n)d drafts changed and wait for their checks.",
        count,
    )
    return words % {"n": count} if count else ""


def _names(scope: Scope, codes: list[str]) -> dict[str, str]:
    """Return the titles of checks: built in, else those of organisations."""
    known = titles()
    own = [code for code in codes if code not in known]
    if not own:
        return known
    checks = access.own_checks_visible_to(scope.user).filter(code__in=own)
    return known | dict(checks.values_list("code", "title"))


def _about(code: str) -> str:
    return reverse("specs:check", args=[code]) if code in titles() else ""


def _picture(
    blockers: Sequence[Mapping[str, Any]], named: Mapping[str, str], asking: Asking
) -> Bars | None:
    if not blockers:
        return None
    bars = tuple(
        Bar(
            label=f"{row['code']} {named.get(row['code'], '')}".strip(),
            value=Decimal(row["specs"]),
            text=f"{row['specs']:,}",
            tone=Tone.BAD,
            link=asking.link(code=row["code"]),
        )
        for row in blockers[:SHOWN]
    )
    title = _("Drafts with a blocker, by check")
    return Bars(title, title, Sheet((), ()), bars, max(bar.value for bar in bars))


def behind(scope: Scope, facets: Mapping[str, str]) -> Behind:
    """Return the drafts that a check holds up."""
    code = facet(facets, "code")
    rows = rows_of(scope).select_related("spec__owner")
    if code:
        rows = rows.filter(code=code)
    title = _names(scope, [code]).get(code, "")
    return Behind(
        title=f"{code} {title}".strip() or _("What holds drafts up"),
        titles=(_("Spec"), _("Author"), _("Check"), _("Severity"), _("Places")),
        rows=rows.order_by("-places", "spec", "code"),
        cells=lambda row: (
            Cell(row.spec.title, reverse("specs:findings", args=[row.spec_id])),
            Cell(row.spec.owner.name),
            Cell(row.code, _about(row.code)),
            Cell(_("Blocker") if row.severity == Severity.BLOCKER.value else _("Warning")),
            Cell(str(row.places), is_number=True),
        ),
    )
