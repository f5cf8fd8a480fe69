"""The list of specs: searched, filtered, sorted, in the columns that somebody chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choosing import narrowed
from accounts.http import render_page
from accounts.planning import planned_anew
from specs import access
from specs.columns import COLUMNS, NONE, as_text, known, moved
from specs.list_setting import load_tenants, opening_view, views_of
from specs.portfolio import NAMES, load_page
from specs.searching import MOST_RANKED
from specs.views.new import cards
from specs.views.portfolio.asking import (
    CHECK_WORDS,
    STATE_WORDS,
    Offered,
    address,
    as_saved,
    build_chips,
    build_heads,
    build_links,
    find_address,
    read_wanted,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.columns import Column
    from specs.list_setting import Tenant
    from specs.models import Spec
    from specs.portfolio import Wanted

COLUMNS_OPEN = "columns"
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Box:
    """A column in the panel in which they are chosen."""

    column: Column
    is_on: bool


@login_required
@require_safe
@planned_anew()
def spec_list(request: AuthedRequest) -> HttpResponse:
    """Show the specs that this person may know of: filtered, sorted, page by page."""
    tenants = narrowed(request, load_tenants(request.user))
    if there := find_address(request.GET, tenants):
        return redirect(reverse("specs:list") + there)
    levels = {key: tenant.level for key, tenant in tenants.items()}
    wanted = read_wanted(request.GET, tenants)
    specs = access.specs_listed_for(request.user, levels)
    page = load_page(specs, wanted, request.user, request.GET.get("at", ""))
    context = {
        "page": page,
        "wanted": wanted,
        "today": timezone.localdate(),
        "most_ranked": MOST_RANKED,
        "can_create": any(level in access.WRITERS for level in levels.values()),
        "may_take": any(access.is_taker(level) for level in levels.values()),
        "cards": cards(),
        "links": build_links(wanted, page),
        "has_own_search": bool(page.rows) or wanted.is_narrowed,
        **about_filters(wanted, Offered.to(tenants), page.rows),
        **about_views(wanted, tenants),
    }
    context["is_choosing"] = request.GET.get("panel") == COLUMNS_OPEN
    return render_page(request, "specs/list.html", context, fragment="found")


def about_filters(wanted: Wanted, offered: Offered, rows: list[Spec]) -> dict[str, object]:
    """Return what can be chosen, and what is on."""
    submitted = [spec.pk for spec in rows if spec.revision_number]
    return {
        "states": STATE_WORDS.items(),
        "checks": CHECK_WORDS.items(),
        "templates": offered.templates.items(),
        "roles": offered.roles.items(),
        "owners": sorted({spec.owner.name for spec in rows}),
        "submitted": submitted if "signoffs" in wanted.columns else [],
        "chips": build_chips(wanted, offered),
        "heads": build_heads(wanted),
        "boxes": build_boxes(wanted.columns),
        "kept": [(name, value) for name, value in wanted.query().items() if value],
    }


def about_views(wanted: Wanted, tenants: Mapping[UUID, Tenant]) -> dict[str, object]:
    """Return the views in the menu, and which of them the list shows or was before a change."""
    views = views_of(tenants)
    view = views.get(wanted.origin)
    shown = read_wanted(QueryDict(view.query), tenants) if view else None
    return {
        "views": list(views.values()),
        "view": view,
        "is_changed": shown is not None and shown != wanted,
        "opens_with": opening_view(tenants),
        "as_saved": as_saved(wanted),
        "columns_text": as_text(wanted.columns),
        "is_usual": wanted.columns == wanted.usual,
    }


def build_boxes(columns: tuple[str, ...]) -> list[Box]:
    """Return all columns, those that are shown first and in their order."""
    shown = [Box(COLUMNS[key], is_on=True) for key in columns]
    rest = [Box(column, is_on=False) for key, column in COLUMNS.items() if key not in columns]
    return [*shown, *rest]


@login_required
@require_safe
def choose_columns(request: AuthedRequest) -> HttpResponse:
    """Lead to the list in the columns that were ticked, or with one of them moved."""
    columns = known(request.GET.getlist("col"))
    way, _sign, key = request.GET.get("move", "").partition(":")
    if way in (UP, DOWN):
        columns = moved(columns, key, -1 if way == UP else 1)
    parts = {name: request.GET.get(name, "") for name in (*NAMES.values(), "sort", "from")}
    parts |= {"cols": as_text(columns) if columns else NONE}
    parts |= {"panel": COLUMNS_OPEN} if key else {}
    return redirect(reverse("specs:list") + address(parts))
