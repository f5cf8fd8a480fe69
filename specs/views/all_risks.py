"""The open risks of every spec, by age and owner."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.choosing import narrowed
from accounts.http import render_page
from accounts.planning import planned_anew
from specs import access, catalogue
from specs.domain import register
from specs.domain.risks import score
from specs.domain.sheets import REGISTER
from specs.domain.values import display_cell
from specs.exports.rows import harmless
from specs.risk_portfolio import (
    AGE,
    EVERY,
    HIGH,
    LEVELS,
    MOST_WRITTEN,
    NOBODY,
    ORDERS,
    OWNER,
    SCORE,
    STATUSES,
    STILL_HIGH,
    Wanted,
    in_order,
    load_page,
)

if TYPE_CHECKING:
    from datetime import date

    from accounts.http import AuthedRequest
    from specs.keyset import Cursor, Page
    from specs.models import Item

LEVEL_WORDS = {
    HIGH: _("High risks"),
    STILL_HIGH: _("Still high after mitigation"),
    EVERY: _("Any level"),
}


@dataclass(frozen=True)
class Row:
    """A risk with its spec, in words."""

    item: Item
    words: dict[str, str]
    age: int
    is_overdue: bool
    score: int | None
    residual_score: int | None


@login_required
@require_safe
@planned_anew()
def all_risks(request: AuthedRequest) -> HttpResponse:
    """Show the open risks of the specs that this person may know of, the oldest first."""
    levels = narrowed(request, access.levels_of(request.user))
    wanted, today = read_wanted(request), timezone.now().date()
    specs = access.specs_listed_for(request.user, levels)
    page = load_page(specs, wanted, today, request.GET.get("at", ""))
    options = {name: options_of(name) for name in ("owner", "category", "status")}
    context = {
        "page": page,
        "rows": [build_row(item, today) for item in page.rows],
        "wanted": wanted,
        "levels": LEVEL_WORDS.items(),
        "owners": options["owner"].items(),
        "categories": options["category"].items(),
        "statuses": [(value, options["status"][value]) for value in STATUSES],
        "links": links(wanted, page),
        "may_take": any(access.is_taker(level) for level in levels.values()),
    }
    return render_page(request, "specs/all_risks.html", context, fragment="found")


@login_required
@require_safe
@planned_anew()
def all_risks_csv(request: AuthedRequest) -> HttpResponse:
    """Send the same as a file for a spreadsheet, but nothing that a guest only reads."""
    levels = narrowed(request, access.levels_of(request.user))
    taken = {key: level for key, level in levels.items() if access.is_taker(level)}
    wanted, today = read_wanted(request), timezone.now().date()
    specs = access.specs_listed_for(request.user, taken)
    text = StringIO()
    writer = csv.writer(text)
    titles = {c.key: c.title for c in catalogue.attributes()[REGISTER].columns}
    head = ["Spec", "Recorded on", "Age in days", *titles.values()]
    writer.writerow([*head, "Score", "Score after mitigation"])
    for item in in_order(wanted.among(specs, today), wanted)[:MOST_WRITTEN]:
        row = build_row(item, today)
        scores = ("" if one is None else one for one in (row.score, row.residual_score))
        cells = (harmless(row.words[key]) for key in titles)
        day = item.created_at.date().isoformat()
        writer.writerow([harmless(item.spec.title), day, row.age, *cells, *scores])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="risks.csv"'
    return response


def options_of(name: str) -> dict[str, str]:
    """Return what a column of the register offers."""
    column = catalogue.attributes()[REGISTER].column(name)
    return {option.value: option.label for option in column.options} if column else {}


def read_wanted(request: AuthedRequest) -> Wanted:
    """Return what the address asks for; words that it does not know are left out."""

    def known(name: str, values: object) -> str:
        asked = request.GET.get(name, "")
        return asked if asked in values else ""  # type: ignore[operator]

    return Wanted(
        level=known("level", LEVELS),
        owner=known("owner", (*options_of("owner"), NOBODY)),
        status=known("status", STATUSES),
        category=known("category", options_of("category")),
        late=known("late", ("1",)),
        sort=known("sort", ORDERS),
    )


def build_row(item: Item, today: date) -> Row:
    """Put a risk in the words of the catalogue."""
    cells, columns = item.cells, catalogue.attributes()[REGISTER].columns
    return Row(
        item,
        {column.key: display_cell(column, cells.get(column.key)) for column in columns},
        age=max(0, (today - item.created_at.date()).days),
        is_overdue=register.is_overdue(cells, today),
        score=score(cells.get("probability"), cells.get("impact")),
        residual_score=register.residual_score(cells),
    )


def links(wanted: Wanted, page: Page[Item]) -> dict[str, str]:
    """Return the addresses that the list leads to: other orders, the pages before and behind."""

    def to(cursor: Cursor | None = None, **changes: str) -> str:
        parts = wanted.query() | changes | {"at": str(cursor) if cursor else ""}
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    return {
        "by_age": to(sort=AGE),
        "by_owner": to(sort=OWNER),
        "by_score": to(sort=SCORE),
        "file": to(),
        "earlier": to(page.earlier) if page.earlier else "",
        "later": to(page.later) if page.later else "",
    }
