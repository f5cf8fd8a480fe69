"""The organisation: its people, its roles, its policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import access, actions
from accounts.choosing import chosen_id
from accounts.coming_back import FactorNeeded
from accounts.forms import (
    HoldersForm,
    InviteForm,
    LevelForm,
    PolicyForm,
    ReviewAgainForm,
    RoleForm,
    SeparationForm,
    level_choices,
)
from accounts.http import AuthedRequest, render_page
from accounts.models import Level, Organisation, StakeholderRole, User
from accounts.naming import to_name, with_boxes
from accounts.views.finding_people import find_people


@dataclass(frozen=True)
class RoleRow:
    """A role, those who sign for it by default, and those who could."""

    role: StakeholderRole
    holders: list[User]
    ticks: list[tuple[User, bool]]
    typed: str = ""  # what was not understood


def role_rows(
    organisation: Organisation, possible: Sequence[User], typed: Mapping[str, str]
) -> list[RoleRow]:
    """Return every role of an organisation, in two queries."""
    held: dict[str, set[int]] = defaultdict(set)
    for role, user_id in access.holders_in(organisation).values_list("role", "user"):
        held[role].add(user_id)
    return [
        RoleRow(
            role=role,
            holders=[user for user in possible if user.pk in held[role.key]],
            ticks=with_boxes(possible, held[role.key]),
            typed=typed.get(role.key, ""),
        )
        for role in access.roles_of(organisation)
    ]


def organisation_or_404(request: AuthedRequest) -> Organisation:
    """Return the organisation that the person chose, else their first."""
    seen = access.organisations_visible_to(request.user)
    chosen = chosen_id(request)
    found = (seen.filter(pk=chosen).first() if chosen else None) or seen.first()
    if found is None:
        raise Http404
    if access.lacks_factor(request.user, found):
        raise FactorNeeded
    return found


def managed_organisation(request: AuthedRequest) -> Organisation:
    """Return the person's organisation, if they may change it."""
    organisation = organisation_or_404(request)
    if not access.can_manage(request.user, organisation):
        raise PermissionDenied
    return organisation


@login_required
@require_safe
def people(request: AuthedRequest) -> HttpResponse:
    """List the members."""
    organisation = organisation_or_404(request)
    return people_page(request, organisation)


@login_required
@require_POST
def change_level(request: AuthedRequest, membership_id: int) -> HttpResponse:
    """Put a member on another level."""
    membership = get_object_or_404(access.members_visible_to(request.user), pk=membership_id)
    if not access.can_change_member(request.user, membership):
        raise PermissionDenied
    form = LevelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the levels in the list."))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return people_page(request, membership.organisation, status=status)
    actions.change_level(membership=membership, by=request.user, **form.cleaned_data)
    words = {"name": membership.user.name, "level": form.cleaned_data["level"].label.lower()}
    messages.success(request, _("%(name)s is now %(level)s.") % words)
    return redirect("accounts:people")


@login_required
@require_POST
def reactivate_member(request: AuthedRequest, membership_id: int) -> HttpResponse:
    """Let somebody back in."""
    membership = get_object_or_404(access.members_visible_to(request.user), pk=membership_id)
    actions.reactivate_member(membership=membership, by=request.user)
    words = {
        "name": membership.user.name,
        "level": membership.get_level_display().lower(),
    }
    messages.success(request, _("%(name)s is %(level)s again, and gets a mail.") % words)
    return redirect("accounts:people")


def people_page(
    request: AuthedRequest,
    organisation: Organisation,
    form: InviteForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the members, and to those who manage them the invitations that wait."""
    user = request.user
    own = access.level_in(organisation, user)
    can_manage = own in access.MANAGERS
    roles = {role.key: role.label for role in access.roles_of(organisation)} if can_manage else {}
    form = form or InviteForm(own=own, roles=roles.items())
    found = find_people(request, access.members_visible_to(user).filter(organisation=organisation))
    rows = [
        {
            "membership": member,
            "is_changeable": access.may_change(own, user, member),
            "is_own": member.user_id == user.pk,
        }
        for member in found.page
    ]
    context = {
        "organisation": organisation,
        "organisations": access.organisations_visible_to(user),
        "can_manage": can_manage,
        "rows": rows,
        "found": found,
        "invitations": invitation_rows(organisation, own, roles) if can_manage else [],
        "form": form,
        "levels": level_choices(own),
    }
    return render_page(request, "accounts/people.html", context, status=status)


def invitation_rows(
    organisation: Organisation, own: Level | None, roles: Mapping[str, str]
) -> list[dict[str, object]]:
    """Return the invitations that wait, with the labels of their roles."""
    waiting = list(access.invitations_waiting_in(organisation))
    refused = access.mails_refused(waiting)
    return [
        {
            "invitation": one,
            "refused": refused.get(one.mail_key, ""),
            "roles": [roles[key] for key in one.roles if key in roles],
            "is_changeable": access.may_give(own, one.level),
        }
        for one in waiting
    ]


@login_required
@require_safe
def roles(request: AuthedRequest) -> HttpResponse:
    """List the stakeholder roles with those who sign for them by default."""
    return roles_page(request, organisation_or_404(request))


@login_required
@require_POST
def add_role(request: AuthedRequest) -> HttpResponse:
    """Add a role of the organisation's own."""
    organisation = managed_organisation(request)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return roles_page(request, organisation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        role = actions.add_role(organisation=organisation, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return roles_page(request, organisation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("The role %(label)s is added.") % {"label": role.label})
    return redirect("accounts:roles")


@login_required
@require_POST
def role_holders(request: AuthedRequest, key: str) -> HttpResponse:
    """Say who signs for a role by default."""
    organisation = managed_organisation(request)
    role = get_object_or_404(access.roles_of(organisation), key=key)
    form = HoldersForm(request.POST, organisation=organisation, role=role)
    if not form.is_valid():
        messages.error(request, f"{role.label}: {next(iter(form.errors.values()))[0]}")
        typed = {role.key: request.POST.get("more", "")}
        return roles_page(
            request, organisation, typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    actions.set_role_holders(
        organisation=organisation, role=role, users=form.cleaned_data["users"], by=request.user
    )
    messages.success(request, _("Saved who signs as %(label)s.") % {"label": role.label})
    return redirect("accounts:roles")


@login_required
@require_POST
def policy(request: AuthedRequest) -> HttpResponse:
    """Change what holds for every spec of the organisation."""
    organisation = managed_organisation(request)
    form = PolicyForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return roles_page(request, organisation, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.change_policy(organisation=organisation, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("accounts:roles")


@login_required
@require_POST
def separation_policy(request: AuthedRequest) -> HttpResponse:
    """Say which duties are kept apart."""
    organisation = managed_organisation(request)
    form = SeparationForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["sent"][0]))
        return roles_page(request, organisation, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.separate_duties(organisation=organisation, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. It holds for what is submitted from now on."))
    return redirect("accounts:roles")


@login_required
@require_POST
def review_again_policy(request: AuthedRequest) -> HttpResponse:
    """Say when approved specs are looked at again."""
    organisation = managed_organisation(request)
    form = ReviewAgainForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["months"][0]))
        return roles_page(request, organisation, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.set_review_again(organisation=organisation, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. It holds for what is approved from now on."))
    return redirect("accounts:roles")


def roles_page(
    request: AuthedRequest,
    organisation: Organisation,
    form: RoleForm | None = None,
    status: int = HTTPStatus.OK,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show the roles with who holds them, and the policies."""
    form = form or RoleForm()
    possible = list(access.possible_signers(organisation).order_by("name"))
    can_manage = access.can_manage(request.user, organisation)
    context = {
        "organisation": organisation,
        "organisations": access.organisations_visible_to(request.user),
        "can_manage": can_manage,
        "rows": role_rows(organisation, possible, typed or {}),
        "people_to_name": to_name(possible),
        "form": form,
    }
    return render_page(request, "accounts/roles.html", context, status=status)
