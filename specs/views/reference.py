"""The reference: what each check looks for, what a spec can state, and what helps to state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.http import render_page
from jobs.health import workers_away, workers_seen
from jobs.models import JobStatus
from specs import catalogue, reference
from specs.domain.calculators import BY_CODE, CALCULATORS
from specs.domain.checks import RULES_VERSION
from specs.domain.own_checks.definition import is_own
from specs.domain.stages import WORDS as STAGE_WORDS
from specs.looking_up import LONGEST, SORTS, look_up
from specs.models import CheckRun
from specs.views.frame import reading_or_404
from specs.views.own_checks.frame import address_of_own

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest


@login_required
@require_safe
def index(request: AuthedRequest) -> HttpResponse:
    """List everything, or what holds the words asked for."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    hits = look_up(asked)
    context = {
        "asked": asked,
        "hits": [(SORTS[sort][0], entries) for sort, entries in hits.items()],
        "count": sum(len(entries) for entries in hits.values()),
        "families": reference.families(),
        "sections": reference.sections(),
        "calculators": [(one.code, one.title, one.question) for one in CALCULATORS],
        "templates": catalogue.templates().values(),
        "roles": reference.roles().values(),
    }
    return render_page(request, "specs/reference.html", context)


@login_required
@require_safe
def check(request: AuthedRequest, code: str) -> HttpResponse:
    """Show what a check looks for and why it matters, with a good and a bad answer."""
    if is_own(code):
        return redirect(address_of_own(request, code))
    found = reference.checks().get(code)
    if found is None:
        raise Http404
    family, page = found
    known = catalogue.attributes()
    read = [known[key] for key in dict.fromkeys(page.keys) if key in known]
    context = {"check": page, "family": family, "read": read}
    return render_page(request, "specs/check.html", context, fragment="explanation")


@login_required
@require_safe
def about_attribute(request: AuthedRequest, key: str) -> HttpResponse:
    """Show what one attribute states, who asks for it, and what reads it."""
    attribute = catalogue.attributes().get(key)
    if attribute is None:
        raise Http404
    labels = catalogue.role_labels()
    context = {
        "attribute": attribute,
        "sort": reference.SORTS[attribute.kind],
        "group": catalogue.section_titles().get(attribute.section, ""),
        "roles": [(role, labels.get(role, role)) for role in attribute.roles],
        "places": reference.places_of(key),
        "checks": reference.checks_of(key),
        "calculators": [(one.code, one.title) for one in reference.calculators_of(key)],
        "lines": (*attribute.fixed_rows, *attribute.items, *attribute.criteria),
        "example": reference.example_of(attribute),
    }
    return render_page(request, "specs/about_attribute.html", context)


@login_required
@require_safe
def about_calculator(request: AuthedRequest, code: str) -> HttpResponse:
    """Show the formula of a calculator, what it reads and what it can write."""
    found = BY_CODE.get(code)
    if found is None:
        raise Http404
    known = catalogue.attributes()
    context = {
        "code": found.code,
        "title": found.title,
        "question": found.question,
        "formula": found.formula,
        "source": found.source,
        "inputs": [
            (one.title, one.help, one.is_needed, [known[k] for k in one.keys if k in known])
            for one in found.inputs
        ],
        "serves": [known[key] for key in found.serves if key in known],
        "writes": [known[key] for key in found.writes if key in known],
        "all": [(one.code, one.title) for one in CALCULATORS],
    }
    return render_page(request, "specs/about_calculator.html", context)


@login_required
@require_safe
def about_template(request: AuthedRequest, key: str) -> HttpResponse:
    """Show what a template is for, what it asks and who signs it."""
    template = catalogue.templates().get(key)
    if template is None:
        raise Http404
    labels = catalogue.role_labels()
    context = {
        "template": template,
        "sign_off": [(role, labels.get(role, role)) for role in template.sign_off],
        "optional": [(role, labels.get(role, role)) for role in template.optional_sign_off],
        "larger": [catalogue.templates()[key] for key in template.promotes_to],
        "labels": labels,
        "stages": STAGE_WORDS,
        "all": catalogue.templates().values(),
    }
    return render_page(request, "specs/about_template.html", context)


@login_required
@require_safe
def about_role(request: AuthedRequest, key: str) -> HttpResponse:
    """Show what a built-in role cares about, what it signs, and what it is asked."""
    role = reference.roles().get(key)
    if role is None:
        raise Http404
    context = {"role": role, "all": reference.roles().values()}
    return render_page(request, "specs/about_role.html", context)


@login_required
@require_safe
def check_note(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Say when all checks last ran over this spec, and whether that is what stands here now."""
    reading = reading_or_404(request, spec_id)
    last = (
        CheckRun.objects.filter(spec=reading.spec, status=JobStatus.DONE, rules=RULES_VERSION)
        .order_by("-content_version", "-pk")
        .first()
    )
    is_current = last is not None and last.content_version == reading.spec.content_version
    context = {
        "last": last,
        "is_current": is_current,
        "is_away": workers_away("checks"),
        "own": reading.evaluated.own,
        "spec": reading.spec,
        "organisation": reading.organisation_name,
        "seen_at": workers_seen("checks"),
    }
    return render_page(request, "specs/check_note.html", context)
