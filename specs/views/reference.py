"""What each check looks for, what each attribute states, and whether results are current."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import render_page
from jobs.health import workers_away, workers_seen
from jobs.models import JobStatus
from specs import catalogue
from specs.domain.checks import CHECKS, RULES_VERSION
from specs.models import CheckRun
from specs.views.frame import reading_or_404

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
class CheckPage:
    """What people read about a check; templates would call the check itself."""

    code: str
    title: str
    severity: str
    message: str
    fix: str
    source: str
    paragraphs: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """Checks about one subject."""

    code: str
    title: str
    checks: tuple[CheckPage, ...]


@cache
def families() -> tuple[Family, ...]:
    """Return all checks by subject, in the order in which they report."""
    found: dict[str, list[CheckPage]] = {}
    for check in CHECKS:
        found.setdefault(check.family, []).append(_page(check))
    return tuple(
        Family(code, FAMILIES.get(code, code), tuple(pages)) for code, pages in found.items()
    )


def _page(check: Check) -> CheckPage:
    return CheckPage(
        code=check.code,
        title=check.title,
        severity=check.severity.value,
        message=check.message.replace("{items}", "[…]"),
        fix=check.fix,
        source=check.source,
        paragraphs=tuple(check.explanation.split("\n\n")),
        keys=(*check.needs, *check.reads),
    )


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections of the largest template, which asks for every attribute once."""
    largest = max(catalogue.templates().values(), key=lambda template: len(template.items))
    return largest.sections


@login_required
@require_safe
def index(request: AuthedRequest) -> HttpResponse:
    """List every check and every attribute."""
    context = {"families": families(), "sections": sections(), "roles": catalogue.role_labels()}
    return render_page(request, "specs/reference.html", context)


@login_required
@require_safe
def check(request: AuthedRequest, code: str) -> HttpResponse:
    """Show the page of one check."""
    for family in families():
        for found in family.checks:
            if found.code == code:
                return _show(request, family, found)
    raise Http404


def _show(request: AuthedRequest, family: Family, found: CheckPage) -> HttpResponse:
    read = [
        (section, item.attribute)
        for section in sections()
        for item in section.items
        if item.key in found.keys
    ]
    context = {"check": found, "family": family, "read": read}
    return render_page(request, "specs/check.html", context, fragment="explanation")


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
        "seen_at": workers_seen("checks"),
    }
    return render_page(request, "specs/check_note.html", context)
