"""Deactivating a member, or leaving: what is open is shown first, and handed on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.actions import LastOwner
from accounts.http import render_page
from reviews import actions
from reviews.forms import TakerForm
from reviews.leaving import load_open_work

if TYPE_CHECKING:
    from accounts.http import AuthedRequest
    from accounts.models import Membership


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_on(request: AuthedRequest, membership_id: int) -> HttpResponse:
    """Show what hangs on a member, end the membership, and let somebody take over."""
    known = access.memberships_known_to(request.user)
    membership = get_object_or_404(known, pk=membership_id)
    ends = access.can_end(request.user, membership)
    if not (ends or access.can_change_member(request.user, membership)):
        raise PermissionDenied
    takers = access.possible_signers(membership.organisation).exclude(pk=membership.user_id)
    form = TakerForm(request.POST if request.method == "POST" else None, takers=takers)
    if not form.is_valid():
        return _page(request, membership, form)
    try:
        left = actions.end_membership(
            membership=membership, to=form.cleaned_data["taker"], by=request.user
        )
    except LastOwner:
        words = _("The last owner cannot leave: make somebody else an owner first.")
        form.add_error(None, words)
        return _page(request, membership, form)
    except actions.NotATaker:
        form.add_error("taker", _("This person cannot take over any more. Choose another one."))
        return _page(request, membership, form)
    return _gone(request, membership, open_things=sum(len(p.entries) for p in left.parts()))


def _page(request: AuthedRequest, membership: Membership, form: TakerForm) -> HttpResponse:
    user = request.user
    context = {
        "membership": membership,
        "is_own": membership.user_id == user.pk,
        "organisation": membership.organisation,
        "organisations": access.organisations_visible_to(user),
        "parts": load_open_work(membership).parts(),
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render_page(request, "reviews/hand_on.html", context, status=status)


def _gone(request: AuthedRequest, membership: Membership, *, open_things: int) -> HttpResponse:
    """Lead to where one reads on: what is left, or the way out for who left."""
    if membership.user_id == request.user.pk:
        return _out(request, membership)
    words = {"name": membership.user.name, "count": open_things}
    if open_things:
        messages.warning(
            request,
            _("%(name)s has no access any more. What nobody took over stands below.") % words,
        )
        return redirect("reviews:hand-on", membership.pk)
    messages.success(
        request, _("%(name)s has no access any more, and nothing is left open.") % words
    )
    return redirect("accounts:people")


def _out(request: AuthedRequest, membership: Membership) -> HttpResponse:
    if access.memberships_of(request.user).exists():
        words = _("You left %(organisation)s.")
        messages.success(request, words % {"organisation": membership.organisation.name})
        return redirect("accounts:account")
    logout(request)
    return redirect("account_inactive")
