"""The list of an organisation's own checks, and the names that an expression may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from accounts.views.organisation import managed_organisation, organisation_or_404
from specs import access
from specs.cel.running import find_problems
from specs.domain.own_checks.definition import EXPRESSION_LIMIT, Rule
from specs.domain.own_checks.language import (
    FUNCTIONS,
    MACROS,
    METHODS,
    NAMES,
    VALUES,
    sample_of,
)
from specs.models import OwnFindings
from specs.reference import SORTS
from specs.trying import World, load_world, unknown_keys
from specs.views.own_checks.frame import settings_context
from specs.views.own_checks.typed import NEW

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.domain.attribute import Attribute
    from specs.domain.own_checks.outcomes import Problem

MOST_KEYS = 12
LONGEST = 60


@login_required
@require_safe
def own_checks(request: AuthedRequest) -> HttpResponse:
    """List the organisation's own checks."""
    organisation = organisation_or_404(request)
    visible = access.own_checks_visible_to(request.user).filter(organisation=organisation)
    listed = list(visible.select_related("current", "updated_by"))
    failing = failures_in(organisation.pk)
    rows = [(check, check.draft.severity.value, failing.get(check.code, 0)) for check in listed]
    context = settings_context(
        request,
        organisation,
        rows=[row for row in rows if row[0].state != "retired"],
        retired=[check for check in listed if check.state == "retired"],
    )
    return render_page(request, "specs/own_checks/own_checks.html", context)


def failures_in(organisation_id: UUID) -> dict[str, int]:
    """Count over how many specs each check could not be evaluated when it last ran."""
    held = OwnFindings.objects.filter(spec__organisation=organisation_id).exclude(failures={})
    counts: dict[str, int] = {}
    for failures in held.values_list("failures", flat=True):
        for code in failures:
            counts[code] = counts.get(code, 0) + 1
    return counts


@login_required
@require_safe
def check_language(request: AuthedRequest) -> HttpResponse:
    """Show the names and functions of expressions, and find the keys of answers."""
    organisation = organisation_or_404(request)
    asked = request.GET.get("q", "").strip()[:LONGEST]
    context = settings_context(
        request,
        organisation,
        asked=asked,
        keys=find_keys(load_world(organisation.pk), asked),
        groups=[
            ("Names", NAMES.values()),
            ("Functions", FUNCTIONS.values()),
            ("Looking through lists", MACROS.values()),
            ("Of texts and days", METHODS.values()),
        ],
        kinds=[(SORTS[kind], form, blank) for kind, (form, blank) in VALUES.items()],
    )
    return render_page(request, "specs/own_checks/language.html", context, fragment="keys")


def find_keys(world: World, asked: str) -> list[tuple[Attribute, str, str]]:
    """Return attributes whose key or title holds the words asked for, with an expression each."""
    wanted = asked.lower().split()
    if not wanted:
        return []
    found = [
        (attribute, VALUES[attribute.kind][0], sample_of(attribute))
        for key, attribute in world.attributes.items()
        if all(word in f"{key} {attribute.title}".lower() for word in wanted)
    ]
    return found[:MOST_KEYS]


@login_required
@require_POST
def check_problems(request: AuthedRequest) -> HttpResponse:
    """Say what is wrong with an expression while it is typed."""
    organisation = managed_organisation(request)
    typed = request.POST.get("expression", "")[: EXPRESSION_LIMIT + 1]
    context = {"problems": problems_of(typed, load_world(organisation.pk)), "typed": typed.strip()}
    return render_page(request, "specs/own_checks/problems.html", context)


def problems_of(expression: str, world: World) -> tuple[Problem, ...]:
    """Return all that is wrong with an expression, by line and column."""
    rule = Rule(NEW.title, NEW.severity, NEW.message, expression)
    return (*find_problems(expression), *unknown_keys(rule, world))
