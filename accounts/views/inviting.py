"""Inviting people, and the page that the mailed link opens."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions, choosing
from accounts.actions import Gone, NotOpen
from accounts.forms import InviteForm, JoinForm
from accounts.http import AuthedRequest, render_page
from accounts.views.organisation import managed_organisation, people_page

if TYPE_CHECKING:
    from accounts.models import Invitation, Membership, User

PAGE = "accounts/invitation.html"
STATUS = {Gone.OTHER: HTTPStatus.CONFLICT, Gone.ACCOUNT: HTTPStatus.CONFLICT}


@login_required
@require_POST
def invite(request: AuthedRequest) -> HttpResponse:
    """Invite one or many addresses."""
    organisation = managed_organisation(request)
    roles = [(role.key, role.label) for role in access.roles_of(organisation)]
    own = access.level_in(organisation, request.user)
    form = InviteForm(request.POST, own=own, roles=roles)
    if not form.is_valid():
        return people_page(request, organisation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        sent = actions.invite(organisation=organisation, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return people_page(request, organisation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    words = ngettext(
        "%(first)s is invited. The mail holds a link that works once.",
        "%(count)s people are invited. Each mail holds a link that works once.",
        len(sent),
    )
    messages.success(request, words % {"count": len(sent), "first": sent[0].email})
    return redirect("accounts:people")


@login_required
@require_POST
def send_invitation_again(request: AuthedRequest, invitation_id: int) -> HttpResponse:
    """Mail a new link; the earlier one ends."""
    invitation = _managed(request, invitation_id)
    try:
        actions.send_invitation_again(invitation=invitation, by=request.user)
    except NotOpen:
        messages.error(request, _("This invitation was accepted or revoked meanwhile."))
    else:
        words = _("%(email)s gets a new link; the earlier one no longer works.")
        messages.success(request, words % {"email": invitation.email})
    return redirect("accounts:people")


@login_required
@require_POST
def revoke_invitation(request: AuthedRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _managed(request, invitation_id)
    try:
        actions.revoke_invitation(invitation=invitation, by=request.user)
    except NotOpen as gone:
        if gone.why is Gone.USED:
            messages.error(request, _("Too late: %(email)s has joined.") % vars(invitation))
    else:
        words = _("The invitation of %(email)s is revoked. Its link leads nowhere now.")
        messages.success(request, words % vars(invitation))
    return redirect("accounts:people")


def _managed(request: AuthedRequest, invitation_id: int) -> Invitation:
    found = get_object_or_404(access.invitations_managed_by(request.user), pk=invitation_id)
    if not access.can_manage(request.user, found.organisation):
        raise PermissionDenied
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to who holds its link, and let them join."""
    found = access.find_invitation(actions.token_hash(token))
    if found is None:
        return render_page(request, PAGE, {"why": "unknown"}, status=HTTPStatus.NOT_FOUND)
    if why := _why_not(request, found):
        return _closed(request, found, why)
    try:
        if request.user.is_authenticated and access.can_sign_in(request.user):
            return _join_signed_in(cast(AuthedRequest, request), found)
        return _join_as_new(request, found)
    except NotOpen as gone:
        return _closed(request, access.find_invitation(found.token_hash) or found, gone.why)


def _why_not(request: HttpRequest, found: Invitation) -> Gone | None:
    """Say what stands in the way of whoever looks at the link."""
    if why := actions.why_gone(found):
        return why
    if request.user.is_authenticated:
        mine = request.user.email.lower() == found.email.lower()
        return None if mine else Gone.OTHER
    account = access.find_account(found.email)
    return Gone.ACCOUNT if account is not None and access.can_sign_in(account) else None


def _closed(request: HttpRequest, found: Invitation, why: Gone) -> HttpResponse:
    """Say why one cannot join here, and what to do about it."""
    status = STATUS.get(why, HTTPStatus.GONE)
    if why is Gone.ACCOUNT and request.method != "POST":
        status = HTTPStatus.OK
    context = {"why": why.value, "invitation": found, "here": request.path}
    return render_page(request, PAGE, context, status=status)


def _join_signed_in(request: AuthedRequest, found: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _open(request, found, None)
    membership = actions.accept_invitation(invitation=found, by=request.user)
    _greet(request, membership)
    return redirect("specs:my-work")


def _join_as_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None, email=found.email)
    if not form.is_valid():
        return _open(request, found, form)
    membership = actions.join_as_new(invitation=found, **form.cleaned_data)
    _greet(request, membership)
    user: User = membership.user
    # The library signs in: somebody who had a second factor is asked for it.
    login = Login(user=user, email=user.email)
    credentials = {"email": user.email}
    response: HttpResponse = perform_password_login(request, credentials, login)
    return response


def _open(request: HttpRequest, found: Invitation, form: JoinForm | None) -> HttpResponse:
    context = {
        "why": "",
        "invitation": found,
        "roles": access.role_labels(found.organisation, found.roles),
        "form": form,
        "here": request.path,
    }
    is_wrong = form is not None and form.is_bound
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render_page(request, PAGE, context, status=status)


def _greet(request: HttpRequest, membership: Membership) -> None:
    if access.memberships_of(membership.user).count() > 1:
        choosing.keep(request, membership.organisation)
    words = {
        "organisation": membership.organisation.name,
        "level": membership.get_level_display().lower(),
    }
    messages.success(request, _("Welcome: you are now %(level)s of %(organisation)s.") % words)
