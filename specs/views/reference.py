"""What each check looks for, what each attribute states, and whether results are current."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import render_page
from jobs.health import workers_away, workers_seen
from jobs.models import JobStatus
from specs import catalogue
from specs.domain.checks import BY_CODE, CHECKS, RULES_VERSION
from specs.models import CheckRun
from specs.views.frame import reading_or_404
from specs.views.new import OFFERED

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.domain.attribute import Section
    from specs.domain.checks import Check

FAMILIES = {
    "REQ": "Required answers",
    "IOC": "Input and output",
    "MET": "Metrics",
    "RSK": "Risks",
    "TXT": "Wording",
}


@dataclass(frozen=True)
class Family:
    """Checks about one subject."""

    code: str
    title: str
    checks: tuple[Check, ...]


@cache
def families() -> tuple[Family, ...]:
    """Return all checks by subject, in the order in which they report."""
    codes = dict.fromkeys(check.family for check in CHECKS)
    return tuple(
        Family(code, FAMILIES.get(code, code), tuple(c for c in CHECKS if c.family == code))
        for code in codes
    )


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections of the templates that are offered."""
    return tuple(s for key in OFFERED for s in catalogue.template(key).sections)


@login_required
@require_GET
def index(request: AuthedRequest) -> HttpResponse:
    """List every check and every attribute."""
    context = {"families": families(), "sections": sections(), "roles": catalogue.role_labels()}
    return render_page(request, "specs/reference.html", context)


@login_required
@require_GET
def check(request: AuthedRequest, code: str) -> HttpResponse:
    """Show the page of one check."""
    found = BY_CODE.get(code)
    if found is None:
        raise Http404
    read = [
        (section, item.attribute)
        for section in sections()
        for item in section.items
        if item.key in (*found.needs, *found.reads)
    ]
    family = next(family for family in families() if family.code == found.family)
    context = {
        "check": found,
        "paragraphs": found.explanation.split("\n\n"),
        "message": found.message.replace("{items}", "…"),
        "family": family,
        "read": read,
    }
    return render_page(request, "specs/check.html", context)


@login_required
@require_GET
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
        "seen_at": workers_seen("checks"),
    }
    return render_page(request, "specs/check_note.html", context)
