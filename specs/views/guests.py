"""Inviting guests to one spec, and the page that a guest's link opens."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can_sign_in
from accounts.http import render_page
from accounts.middleware import BY_LINK
from specs import access, actions
from specs.actions.guests import USUAL_DAYS, token_hash
from specs.guest_form import GuestForm
from specs.views.life import people_context, reading_to_manage

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.models import SpecGuest

PAGE = "specs/visit.html"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_required
@require_POST
def add_guest(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Invite a guest to this spec."""
    reading = reading_to_manage(request, spec_id)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            guest = actions.invite_guest(spec=reading.spec, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = _("%(name)s gets a mail with a link that opens this spec only.")
            messages.success(request, words % {"name": guest.user.name})
            return redirect("specs:people", spec_id)
    context = people_context(reading, guest_form=form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render_page(request, "specs/people.html", context, status=status)


@login_required
@require_POST
def renew_guest(request: AuthedRequest, spec_id: UUID, guest_id: int) -> HttpResponse:
    """Mail a new link; the earlier one ends."""
    guest = _guest(request, spec_id, guest_id)
    actions.renew_guest(guest=guest, days=USUAL_DAYS, by=request.user)
    words = _("%(name)s gets a new link for %(days)s days; the earlier one no longer works.")
    messages.success(request, words % {"name": guest.user.name, "days": USUAL_DAYS})
    return redirect("specs:people", spec_id)


@login_required
@require_POST
def remove_guest(request: AuthedRequest, spec_id: UUID, guest_id: int) -> HttpResponse:
    """Turn a guest away."""
    guest = _guest(request, spec_id, guest_id)
    actions.remove_guest(guest=guest, by=request.user)
    words = _("%(name)s no longer sees this spec. Their comments stay.")
    messages.success(request, words % {"name": guest.user.name})
    return redirect("specs:people", spec_id)


def _guest(request: AuthedRequest, spec_id: UUID, guest_id: int) -> SpecGuest:
    reading = reading_to_manage(request, spec_id)
    return get_object_or_404(access.guests_of(reading.spec), pk=guest_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """Let a guest in who holds their link; mail scanners that open it change nothing."""
    guest = access.find_visit(token_hash(token))
    if guest is None:
        return _closed(request, guest, "unknown", HTTPStatus.NOT_FOUND)
    if guest.is_late:
        return _closed(request, guest, "late", HTTPStatus.GONE)
    if request.user.is_authenticated:
        if request.user.pk == guest.user_id:
            return redirect("specs:read", guest.spec_id)
        return _closed(request, guest, "other", HTTPStatus.CONFLICT)
    if not access.can_visit(guest):
        why = "account" if can_sign_in(guest.user) else "several"
        return _closed(request, guest, why, HTTPStatus.OK)
    if request.method != "POST":
        return _closed(request, guest, "", HTTPStatus.OK)
    _let_in(request, guest)
    return redirect("specs:read", guest.spec_id)


def _let_in(request: HttpRequest, guest: SpecGuest) -> None:
    """Sign the guest in; a session by link never changes how its account is signed in to."""
    if not guest.user.is_active:
        raise PermissionDenied
    record_authentication(request, guest.user, method="link")
    login(request, guest.user, backend=BACKEND)
    request.session[BY_LINK] = True


def _closed(request: HttpRequest, guest: SpecGuest | None, why: str, status: int) -> HttpResponse:
    context = {"guest": guest, "why": why, "here": request.path}
    return render_page(request, PAGE, context, status=status)
