"""The page of one check: what it looks for, how it fares, and publishing or retiring it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from specs import access, actions
from specs.models import CheckState, OrganisationCheck, OwnFindings
from specs.trying import load_world, try_cases
from specs.views.drafting.frame import posted_version
from specs.views.frame import reading_or_404
from specs.views.own_checks.frame import (
    about_rule,
    check_or_404,
    check_to_edit,
    settings_context,
)

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest

PAGE = "specs/own_checks/own_check.html"
SHOWN = 20


@login_required
@require_safe
def own_check(request: AuthedRequest, check_id: UUID) -> HttpResponse:
    """Show what a check looks for; to who may change it, also its draft and its cases."""
    check = check_or_404(request, check_id)
    return _page(request, check)


def _page(request: AuthedRequest, check: OrganisationCheck, status: int = 200) -> HttpResponse:
    world = load_world(check.organisation_id)
    context = settings_context(request, check.organisation, check=check)
    can_write = context["can_write"]
    rule = check.draft if can_write or check.current is None else check.running
    context |= about_rule(rule, world)
    if can_write:
        trial = try_cases(check.draft, check.tried_with, world)
        context |= {"trial": trial, "reasons": actions.why_not(trial)}
    context |= {
        "versions": check.versions.select_related("published_by"),
        "failing": failing_specs(request, check),
        "is_retired": check.state == CheckState.RETIRED,
    }
    return render_page(request, PAGE, context, status=status)


def failing_specs(request: AuthedRequest, check: OrganisationCheck) -> list[dict[str, Any]]:
    """Return the specs over which it could not be evaluated when it last ran, and why."""
    held = OwnFindings.objects.filter(
        spec__in=access.specs_visible_to(request.user),
        spec__organisation=check.organisation_id,
        failures__has_key=check.code,
    )
    rows = held.select_related("spec").order_by("-evaluated_at")[:SHOWN]
    return [
        {"spec": row.spec, "why": row.failures[check.code], "at": row.evaluated_at} for row in rows
    ]


@login_required
@require_safe
def check_of_spec(request: AuthedRequest, spec_id: UUID, own_code: str) -> HttpResponse:
    """Show what a check looks for to anybody who reads a spec in which it found something."""
    reading = reading_or_404(request, spec_id)
    check = (
        OrganisationCheck.objects.select_related("organisation", "current")
        .filter(organisation=reading.spec.organisation_id, code=own_code, current__isnull=False)
        .first()
    )
    if check is None:
        raise Http404
    may_open = access.own_checks_visible_to(request.user).filter(pk=check.pk).exists()
    world = load_world(check.organisation_id)
    context = {
        **about_rule(check.running, world),
        "check": check,
        "spec": reading.spec,
        "may_open": may_open,
    }
    return render_page(
        request, "specs/own_checks/check_of_spec.html", context, fragment="explanation"
    )


@login_required
@require_POST
def publish_check(request: AuthedRequest, check_id: UUID) -> HttpResponse:
    """Let a check run as it is written."""
    check = check_to_edit(request, check_id)
    try:
        actions.publish_check(check=check, version=posted_version(request), by=request.user)
    except actions.OutOfDate:
        words = _(
            "Somebody changed this check since you opened the page. Look at it, then publish."
        )
        messages.error(request, words)
        return _page(request, check_or_404(request, check_id), status=409)
    except actions.NotProven as refused:
        words = _("%(code)s was not published. %(why)s")
        said = words % {"code": check.code, "why": " ".join(refused.reasons)}
        messages.error(request, said)
        return _page(request, check, status=422)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
        return _page(request, check, status=422)
    words = _("%(code)s runs now. Drafts are checked again in the background.")
    messages.success(request, words % {"code": check.code})
    return redirect("specs:own-check", check.pk)


@login_required
@require_POST
def retire_check(request: AuthedRequest, check_id: UUID) -> HttpResponse:
    """Let a check run no longer, once it was confirmed."""
    check = check_to_edit(request, check_id)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick that %(code)s shall not run any more.") % vars(check))
        return _page(request, check, status=422)
    actions.retire_check(check=check, by=request.user)
    words = _("%(code)s is retired. Drafts are checked again in the background.")
    messages.success(request, words % {"code": check.code})
    return redirect("specs:own-checks")
