"""Writing a check: the form, trying it with its cases or over a spec, and keeping it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import render_page
from accounts.views.organisation import managed_organisation
from specs import access, actions
from specs.documents import load_document
from specs.domain.checks.check import WHOLE_SPEC
from specs.domain.own_checks.definition import CASES_LIMIT
from specs.trying import load_world, try_cases, try_documents
from specs.views.drafting.frame import posted_version
from specs.views.own_checks.frame import check_or_404, check_to_edit, settings_context
from specs.views.own_checks.typed import NEW, TypedCheck, read_check, stored_check

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from accounts.models import Organisation
    from specs.models import OrganisationCheck, Spec
    from specs.trying import World

PAGE = "specs/own_checks/edit_check.html"
SEVERITIES = (
    ("blocker", gettext_lazy("Blocker: nothing is submitted while it stands")),
    ("warning", gettext_lazy("Warning: it needs an answer or a waiver with a reason")),
    ("advice", gettext_lazy("Advice: it stops nothing")),
)
SPECS_OFFERED = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_check(request: AuthedRequest) -> HttpResponse:
    """Begin a check of the organisation's own."""
    organisation = managed_organisation(request)
    world = load_world(organisation.pk)
    if request.method != "POST":
        return _page(request, organisation, None, world, stored_check(NEW, ()))
    typed = read_check(request.POST, world)
    if request.POST.get("deed", "") != "":
        return _tried(request, organisation, None, world, typed)
    if not typed.is_fit:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, organisation, None, world, typed, status=status)
    try:
        check = actions.create_check(
            organisation=organisation,
            rule=typed.rule(),
            cases=typed.given_cases(),
            by=request.user,
        )
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, organisation, None, world, typed, status=status)
    messages.success(request, _("Saved as %(code)s. It runs once you publish it.") % vars(check))
    return redirect("specs:own-check", check.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_check(request: AuthedRequest, check_id: UUID) -> HttpResponse:
    """Change what is written of a check, or try that without keeping it."""
    check = check_to_edit(request, check_id)
    organisation, world = check.organisation, load_world(check.organisation_id)
    if request.method != "POST":
        stored = stored_check(check.draft, check.tried_with)
        return _page(request, organisation, check, world, stored)
    typed = read_check(request.POST, world)
    if request.POST.get("deed", "") != "":
        return _tried(request, organisation, check, world, typed)
    if not typed.is_fit:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, organisation, check, world, typed, status=status)
    try:
        actions.change_check(
            check=check,
            version=posted_version(request),
            rule=typed.rule(),
            cases=typed.given_cases(),
            by=request.user,
        )
    except actions.OutOfDate:
        fresh = check_or_404(request, check.pk)
        words = _("%(name)s changed this check since you opened the page. Nothing was overwritten.")
        notice = words % {"name": fresh.updated_by.name}
        status = HTTPStatus.CONFLICT
        return _page(request, organisation, fresh, world, typed, status=status, notice=notice)
    messages.success(request, _("Saved."))
    return redirect("specs:own-check", check.pk)


def _tried(
    request: AuthedRequest,
    organisation: Organisation,
    check: OrganisationCheck | None,
    world: World,
    typed: TypedCheck,
) -> HttpResponse:
    """Show the page as it was typed: with a case more or less, or with what the cases give."""
    if request.POST["deed"] != "try":
        return _page(request, organisation, check, world, typed)
    rule = typed.rule()
    more: dict[str, Any] = {"trial": try_cases(rule, typed.given_cases(), world)}
    spec = _chosen(request, organisation)
    if spec is not None:
        found = try_documents(rule, [load_document(spec)], world.attributes)
        more |= {"tried_spec": spec, "spec_outcome": found[1][0]}
    return _page(request, organisation, check, world, typed, **more)


def _chosen(request: AuthedRequest, organisation: Organisation) -> Spec | None:
    wanted = request.POST.get("spec", "")
    if not wanted:
        return None
    offered = {str(spec.pk): spec for spec in _offered(request, organisation)}
    if wanted not in offered:
        raise PermissionDenied
    return offered[wanted]


def _offered(request: AuthedRequest, organisation: Organisation) -> list[Spec]:
    visible = access.specs_visible_to(request.user).filter(organisation=organisation)
    return list(visible.order_by("-updated_at", "pk")[:SPECS_OFFERED])


def _page(
    request: AuthedRequest,
    organisation: Organisation,
    check: OrganisationCheck | None,
    world: World,
    typed: TypedCheck,
    *,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    context = settings_context(
        request,
        organisation,
        check=check,
        typed=typed,
        wrong={name: typed.wrong.get(name, "") for name in (*typed.texts, "key")},
        severities=SEVERITIES,
        whole_spec=WHOLE_SPEC,
        places=world.attributes.values(),
        world=world.templates.values(),
        specs=_offered(request, organisation),
        chosen=request.POST.get("spec", ""),
        can_add=len(typed.cases) < CASES_LIMIT,
        **{"notice": "", "trial": None, "tried_spec": None, "spec_outcome": None} | more,
    )
    return render_page(request, PAGE, context, status=status)
