"""The dashboard: what waits where, what is held up, what is late, and what each figure counts."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Protocol

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choosing import narrowed
from accounts.http import render_page
from accounts.planning import planned_anew
from reviews.boards import checks, conditions, cycle, risks, waiting
from reviews.boards.board import Table
from reviews.boards.scope import MONTHS, Asked, Scope, owners_in_use, templates_in_use
from specs import access
from specs.exports.rows import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.http import AuthedRequest
    from reviews.boards.board import Behind, Board, Cell


class Part(Protocol):
    """A module of one part of the dashboard."""

    KEY: str

    def load(self, scope: Scope) -> Board:
        """Return its figures."""

    def behind(self, scope: Scope, facets: Mapping[str, str]) -> Behind:
        """Return what one of them counts."""


PARTS: tuple[Part, ...] = (waiting, cycle, checks, risks, conditions)
BOARDS = {part.KEY: part for part in PARTS}
PER_PAGE = 50
MOST_WRITTEN = 10_000
# What the address of a figure says beside the filters of the dashboard.
FACETS = ("role", "month", "code", "age", "status", "owed_by")


@login_required
@require_safe
@planned_anew()
def dashboard(request: AuthedRequest) -> HttpResponse:
    """Show how the specs stand that this person may see, in a fixed number of queries."""
    scope = scope_or_403(request)
    templates, owners = templates_in_use(scope), owners_in_use(scope)
    context = {
        "asked": scope.asked,
        "query": scope.asked.query(),
        "boards": [part.load(scope) for part in BOARDS.values()] if templates else [],
        "templates": templates,
        "owners": owners,
        "months": MONTHS,
        "has_specs": bool(templates),
        "may_write": any(level in access.WRITERS for level in scope.levels.values()),
    }
    return render_page(request, "reviews/dashboard.html", context, fragment="boards")


@login_required
@require_safe
@planned_anew()
def behind(request: AuthedRequest, board: str) -> HttpResponse:
    """List what one figure counts, page by page."""
    scope = scope_or_403(request)
    found = part_or_404(board).behind(scope, request.GET)
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    rows = [found.cells(row) for row in page.object_list]
    facets = {name: request.GET[name][:80] for name in FACETS if request.GET.get(name)}
    context = {
        "found": found,
        "heads": Table(found.titles, rows).heads,
        "rows": [list(zip(found.titles, cells, strict=True)) for cells in rows],
        "page": page,
        "board": board,
        "file": scope.asked.query(**facets),
        "earlier": scope.asked.query(**facets, page=str(page.number - 1)),
        "later": scope.asked.query(**facets, page=str(page.number + 1)),
        "back": scope.asked.query(),
    }
    return render_page(request, "reviews/behind.html", context)


@login_required
@require_safe
@planned_anew()
def behind_csv(request: AuthedRequest, board: str) -> HttpResponse:
    """Send what one figure counts as a file for a spreadsheet."""
    scope = scope_or_403(request)
    found = part_or_404(board).behind(scope, request.GET)
    rows = (found.cells(row) for row in found.rows[:MOST_WRITTEN])
    return as_csv(f"{board}-list.csv", [(found.titles, rows)])


@login_required
@require_safe
@planned_anew()
def board_csv(request: AuthedRequest, board: str) -> HttpResponse:
    """Send the tables of one part of the dashboard as a file for a spreadsheet."""
    tables = part_or_404(board).load(scope_or_403(request)).tables
    return as_csv(f"{board}.csv", [(table.titles, table.rows) for table in tables])


def scope_or_403(request: AuthedRequest) -> Scope:
    """Return what counts for this person; guests read one spec and no portfolio."""
    levels = access.levels_of(request.user)
    inside = {key: level for key, level in levels.items() if level in access.READERS}
    if not inside:
        raise PermissionDenied(_("The dashboard is for members of the organisation."))
    return Scope(request.user, narrowed(request, inside), Asked.read(request.GET), timezone.now())


def part_or_404(board: str) -> Part:
    """Return one part of the dashboard."""
    part = BOARDS.get(board)
    if part is None:
        raise Http404
    return part


def as_csv(
    name: str, tables: Sequence[tuple[Sequence[str], Iterable[Sequence[Cell]]]]
) -> HttpResponse:
    """Return tables below each other as a file; no cell of it is taken for a formula."""
    text = StringIO()
    writer = csv.writer(text)
    for number, (titles, rows) in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow(titles)
        writer.writerows([harmless(cell.plain) for cell in row] for row in rows)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
