"""Saved views of the list: kept under a name, renamed, changed, deleted, and opened with."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choosing import narrowed
from accounts.http import render_page
from specs import access
from specs.actions import saved_views as actions
from specs.actions.saved_views import NameTaken, TooMany
from specs.columns import as_text, read_columns
from specs.list_setting import load_tenants, opening_view
from specs.models import SavedView
from specs.views.portfolio.asking import Offered, as_saved, build_chips, read_wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.list_setting import Tenant

TAKEN = gettext_lazy("There is a view called “%(name)s” already. Choose another name.")
MANY = gettext_lazy("There are 100 views already. Delete one that nobody uses.")


class NameForm(forms.Form):
    """What a view is called, and whether the others see it."""

    name = forms.CharField(
        max_length=60,
        error_messages={
            "required": gettext_lazy("Give the view a name."),
            "max_length": gettext_lazy("Use at most 60 characters."),
        },
    )
    organisation = forms.CharField(required=False)


@login_required
@require_safe
def views(request: AuthedRequest) -> HttpResponse:
    """Show the views that somebody may use, with all that they may do to each."""
    return _page(request)


def _page(request: AuthedRequest, *, status: int = HTTPStatus.OK, **more: object) -> HttpResponse:
    tenants = narrowed(request, load_tenants(request.user))
    rows = []
    for view in {one.key: one for tenant in tenants.values() for one in tenant.views}.values():
        wanted = read_wanted(QueryDict(view.query), tenants)
        rows.append((view, build_chips(wanted, Offered.to(tenants))))
    removed = request.GET.get("removed", "")
    gone = access.views_visible_to(request.user).exclude(deleted_at=None)
    known = removed.isascii() and removed.isdigit() and len(removed) < len(str(2**63))
    context = {
        "rows": rows,
        "opens_with": opening_view(tenants),
        "removed": gone.filter(pk=removed).first() if known else None,
        "problem": "",
        "typed": "",
        "wrong": "",
        **more,
    }
    return render_page(request, "specs/views.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: AuthedRequest) -> HttpResponse:
    """Ask for a name, and keep what the address asks for under it."""
    tenants = narrowed(request, load_tenants(request.user))
    query = as_saved(read_wanted(QueryDict(request.POST.get("query", "")), tenants))
    if request.method != "POST":
        query = as_saved(read_wanted(request.GET, tenants))
        return _ask_name(request, tenants, query)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _ask_name(request, tenants, query, str(form.errors["name"][0]))
    name, wish = form.cleaned_data["name"], form.cleaned_data["organisation"]
    organisation = None
    if wish:
        found = access.organisations_to_write_in(request.user)
        organisation = next((one for one in found if str(one.pk) == wish), None)
        if organisation is None:
            raise PermissionDenied
    try:
        view = actions.save_view(name=name, query=query, organisation=organisation, by=request.user)
    except NameTaken:
        return _ask_name(request, tenants, query, TAKEN % {"name": name})
    except TooMany:
        return _ask_name(request, tenants, query, str(MANY))
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(f"{reverse('specs:list')}?view={view.pk}")


def _ask_name(
    request: AuthedRequest, tenants: Mapping[UUID, Tenant], query: str, problem: str = ""
) -> HttpResponse:
    wanted = read_wanted(QueryDict(query), tenants)
    sharing = {k: t.name for k, t in tenants.items() if t.level in access.MANAGERS}
    context = {
        "query": query,
        "chips": build_chips(wanted, Offered.to(tenants)),
        "sharing": sharing.items(),
        "problem": problem,
        "typed": request.POST.get("name", ""),
        "shared": request.POST.get("organisation", ""),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render_page(request, "specs/save_view.html", context, status=status)


def _view_or_404(request: AuthedRequest, view_id: int) -> SavedView:
    visible = access.views_visible_to(request.user).select_related("organisation")
    view = get_object_or_404(visible, pk=view_id)
    if not access.can_change_view(request.user, view):
        raise PermissionDenied
    return view


@login_required
@require_POST
def rename_view(request: AuthedRequest, view_id: int) -> HttpResponse:
    """Call a view otherwise."""
    view, form = _view_or_404(request, view_id), NameForm(request.POST)
    if form.is_valid():
        try:
            actions.rename_view(view=view, name=form.cleaned_data["name"], by=request.user)
        except NameTaken:
            form.add_error("name", TAKEN % {"name": form.cleaned_data["name"]})
    if form.is_valid():
        return redirect("specs:views")
    typed, problem = request.POST.get("name", ""), form.errors["name"][0]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, status=status, wrong=str(view_id), typed=typed, problem=problem)


@login_required
@require_POST
def change_view(request: AuthedRequest, view_id: int) -> HttpResponse:
    """Let a view show what the list shows now."""
    view = _view_or_404(request, view_id)
    tenants = narrowed(request, load_tenants(request.user))
    query = as_saved(read_wanted(QueryDict(request.POST.get("query", "")), tenants))
    actions.change_view(view=view, query=query, by=request.user)
    messages.success(request, _("“%(name)s” shows this now.") % {"name": view.name})
    return redirect(f"{reverse('specs:list')}?view={view.pk}")


@login_required
@require_POST
def remove_view(request: AuthedRequest, view_id: int) -> HttpResponse:
    """Delete a view; the page that follows offers the way back."""
    actions.remove_view(view=_view_or_404(request, view_id), by=request.user)
    return redirect(f"{reverse('specs:views')}?removed={view_id}")


@login_required
@require_POST
def restore_view(request: AuthedRequest, view_id: int) -> HttpResponse:
    """Bring a deleted view back."""
    view = _view_or_404(request, view_id)
    try:
        actions.restore_view(view=view, by=request.user)
    except NameTaken:
        return _page(
            request,
            status=HTTPStatus.CONFLICT,
            problem=TAKEN % {"name": view.name},
            wrong="removed",
        )
    messages.success(request, _("“%(name)s” is back.") % {"name": view.name})
    return redirect("specs:views")


@login_required
@require_POST
def open_with(request: AuthedRequest) -> HttpResponse:
    """Let the list open with a view, or with all specs."""
    number = request.POST.get("view", "")
    visible = access.views_visible_to(request.user).filter(deleted_at=None)
    view = (
        get_object_or_404(visible, pk=int(number))
        if number.isdecimal() and len(number) < 19
        else None
    )
    actions.choose_view(view=view, by=request.user)
    return redirect("specs:views")


@login_required
@require_POST
def usual_columns(request: AuthedRequest) -> HttpResponse:
    """Let the list show these columns to this person wherever nothing else is said."""
    columns = as_text(read_columns(request.POST.get("cols", "")))
    actions.choose_columns(columns=columns, by=request.user)
    messages.success(request, _("These are your usual columns now."))
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("cols", None)
    return redirect(f"{reverse('specs:list')}?{query.urlencode()}")
