"""All that is missing, in one list; and waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import render_page
from specs import actions
from specs.models import Waiver
from specs.views.frame import open_warnings, reading_or_404, reading_to_edit, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Section
    from specs.domain.checks.check import Finding

PAGE = "specs/findings.html"
SEVERITIES = ("blocker", "warning", "advice")


class WaiverForm(forms.Form):
    """Why a warning may stand."""

    code = forms.CharField(max_length=12)
    key = forms.CharField(max_length=80, required=False)
    reason = forms.CharField(
        max_length=2000,
        error_messages={"required": _("Say why the warning may stand. Reviewers read it.")},
    )


@login_required
@require_GET
def findings(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show every finding, by section, each with a link to its field."""
    reading = reading_or_404(request, spec_id)
    return render_page(request, PAGE, findings_context(request, reading), fragment="list")


def findings_context(request: AuthedRequest, reading: Reading, **more: object) -> dict[str, object]:
    """Return what the list of findings shows."""
    severity = request.GET.get("severity", "")
    shown = severity if severity in SEVERITIES else ""
    open_ones = set(map(id, open_warnings(reading)))
    groups: list[tuple[Section, list[tuple[Finding, bool]]]] = []
    for section in reading.template.sections:
        keys = {item.key for item in section.items}
        found = [
            (finding, finding.severity != "warning" or id(finding) in open_ones)
            for finding in reading.evaluated.findings
            if finding.key in keys and shown in ("", finding.severity)
        ]
        if found:
            groups.append((section, found))
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in reading.evaluated.findings:
        counts[finding.severity.value] += 1
    return spec_context(
        reading,
        groups=groups,
        counts=counts,
        total=sum(counts.values()),
        severity=shown,
        waivers=reading.waivers,
        missing_answers=missing_answers(reading),
        **more,
    )


def missing_answers(reading: Reading) -> int:
    """Return how many needed answers are not given yet."""
    completeness = reading.evaluated.completeness
    return completeness.total - completeness.answered


@login_required
@require_POST
def waive(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Accept a warning with a reason."""
    reading = reading_to_edit(request, spec_id)
    form = WaiverForm(request.POST)
    problem = ""
    if form.is_valid():
        try:
            actions.waive(spec=reading.spec, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            problem = error.messages[0]
    else:
        problem = " ".join(str(e) for errors in form.errors.values() for e in errors)
    fresh = reading_or_404(request, spec_id)
    if problem:
        context = findings_context(
            request,
            fresh,
            problem=problem,
            problem_code=request.POST.get("code", ""),
            problem_key=request.POST.get("key", ""),
            typed=request.POST.get("reason", ""),
        )
        return render_page(request, PAGE, context, fragment="list", status=422)
    if request.htmx:
        return render_page(request, PAGE, findings_context(request, fresh), fragment="list")
    return redirect("specs:findings", spec_id)


@login_required
@require_POST
def withdraw_waiver(request: AuthedRequest, spec_id: UUID, waiver_id: int) -> HttpResponse:
    """Let a warning count again."""
    reading = reading_to_edit(request, spec_id)
    waiver = get_object_or_404(Waiver, spec=reading.spec, pk=waiver_id)
    actions.withdraw_waiver(waiver=waiver, by=request.user)
    if request.htmx:
        fresh = reading_or_404(request, spec_id)
        return render_page(request, PAGE, findings_context(request, fresh), fragment="list")
    return redirect("specs:findings", spec_id)
