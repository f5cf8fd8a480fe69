"""All that is missing, in one list; and waivers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from specs import actions
from specs.domain.fixes import find_fix
from specs.models import Waiver
from specs.views.frame import Spot, reading_or_404, reading_to_edit, spec_context, spot_of
from specs.views.sifting import (
    Wanted,
    count_severities,
    role_choices,
    section_choices,
    sift,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading, StandingWaiver
    from specs.domain.attribute import Section
    from specs.domain.checks.check import Finding
    from specs.domain.fixes import Fix

PAGE = "specs/findings.html"
NOT_ANSWERED = "REQ001"
MISSING = "missing"
GROUPS = {
    "blocker": _("Stops you from submitting"),
    "warning": _("Needs an answer or a written waiver"),
    MISSING: _("Not answered yet"),
    "advice": _("Advice"),
}
CHIPS = {
    "blocker": _("Blockers"),
    "warning": _("Warnings"),
    MISSING: _("Not answered"),
    "advice": _("Advice"),
}
WHOLE = _("The whole spec")


@dataclass(frozen=True)
class Entry:
    """A finding in the list, with the place that it leads to."""

    finding: Finding
    section: Section | None
    spot: Spot
    title: str
    waiver: StandingWaiver | None = None
    fix: Fix | None = None
    version: int = 0  # of the answer

    @property
    def group(self) -> str:
        return MISSING if self.finding.code == NOT_ANSWERED else self.finding.severity.value

    @property
    def html_id(self) -> str:
        return self.finding.key.strip("()").replace(".", "-").replace(" ", "-")


class WaiverForm(forms.Form):
    """Why a warning may stand."""

    code = forms.CharField(max_length=12)
    key = forms.CharField(max_length=80, required=False)
    reason = forms.CharField(
        max_length=2000,
        error_messages={"required": _("Say why the warning may stand. Reviewers read it.")},
    )
    expires_on = forms.DateField(
        required=False,
        error_messages={"invalid": _("Not a date. Write year, month and day, like 2026-03-02.")},
    )

    def words(self) -> str:
        """Return what is wrong, for the reader."""
        return " ".join(str(e) for errors in self.errors.values() for e in errors)


@login_required
@require_safe
def findings(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show every finding, the worst first, each with a link to its field."""
    reading = reading_or_404(request, spec_id)
    return render_page(request, PAGE, findings_context(request, reading), fragment="list")


def findings_context(request: AuthedRequest, reading: Reading, **more: object) -> dict[str, object]:
    """Return what the list of findings shows."""
    wanted = Wanted.read(request.GET, reading.template, GROUPS)
    entries = build_entries(reading)
    open_ones = [entry for entry in entries if entry.waiver is None]
    found = sift(open_ones, wanted)
    groups = [
        (name, title, [entry for entry in found if entry.group == name])
        for name, title in GROUPS.items()
    ]
    return spec_context(
        reading,
        groups=[group for group in groups if group[2]],
        total=len(open_ones),
        wanted=wanted,
        op_id=uuid.uuid4(),
        first_day=timezone.now().date(),
        last_day=timezone.now().date() + actions.LONGEST_WAIVER,
        waived=sift([entry for entry in entries if entry.waiver], wanted),
        **choices(open_ones, wanted, reading),
        **{
            "problem": "",
            "problem_code": "",
            "problem_key": "",
            "typed": "",
            "typed_day": "",
            "fixed": None,
            **more,
        },
    )


def choices(entries: Sequence[Entry], wanted: Wanted, reading: Reading) -> dict[str, object]:
    """Return the filters that are offered, each with how many findings it leaves."""
    counts = count_severities(entries, wanted)
    return {
        "chips": [
            (name, words, counts[name], wanted.with_severity(name))
            for name, words in CHIPS.items()
            if counts[name] or name == wanted.severity
        ],
        "all_count": sum(counts.values()),
        "all_url": wanted.with_severity(""),
        "sections": section_choices(entries, wanted, reading.template, str(WHOLE)),
        "roles": role_choices(entries, wanted, reading.role_labels),
    }


def build_entries(reading: Reading) -> list[Entry]:
    """Return every finding with its place, in the order of the document."""
    template = reading.template
    order = {key: place for place, key in enumerate(template.items)}
    waivers = {(w.code, w.key, w.message): w for w in reading.waivers}
    found = sorted(reading.evaluated.findings, key=lambda f: order.get(f.key, len(order)))
    document, answers = reading.evaluated.document, reading.contents.answers
    return [
        Entry(
            finding,
            template.section(template.section_of.get(finding.key, "")),
            spot_of(reading.spec.pk, template, finding, reading.contents),
            document.label(finding.key),
            waivers.get((finding.code, finding.key, finding.message)),
            find_fix(finding, document),
            answers[finding.key].version if finding.key in answers else 0,
        )
        for finding in found
    ]


@login_required
@require_POST
def waive(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Accept a warning with a reason."""
    reading = reading_to_edit(request, spec_id)
    form = WaiverForm(request.POST)
    problem = "" if form.is_valid() else form.words()
    if not problem:
        try:
            actions.waive(spec=reading.spec, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            problem = error.messages[0]
    fresh = reading_or_404(request, spec_id)
    if problem:
        context = findings_context(
            request,
            fresh,
            problem=problem,
            problem_code=request.POST.get("code", ""),
            problem_key=request.POST.get("key", ""),
            typed=request.POST.get("reason", ""),
            typed_day=request.POST.get("expires_on", ""),
        )
        return render_page(request, PAGE, context, fragment="list", status=422)
    return answer_findings(request, fresh)


@login_required
@require_POST
def withdraw_waiver(request: AuthedRequest, spec_id: UUID, waiver_id: int) -> HttpResponse:
    """Let a warning count again."""
    reading = reading_to_edit(request, spec_id)
    waiver = get_object_or_404(Waiver, spec=reading.spec, pk=waiver_id)
    actions.withdraw_waiver(waiver=waiver, by=request.user)
    return answer_findings(request, reading_or_404(request, spec_id))


def answer_findings(
    request: AuthedRequest, reading: Reading, fixed: actions.Fixed | None = None
) -> HttpResponse:
    """Return the list as it stands after a change; a fix comes with the way to undo it."""
    if request.htmx or fixed:
        context = findings_context(request, reading, fixed=fixed)
        return render_page(request, PAGE, context, fragment="list")
    wanted = Wanted.read(request.GET, reading.template, GROUPS)
    return redirect(reverse("specs:findings", args=[reading.spec.pk]) + wanted.query)


def refuse_findings(
    request: AuthedRequest, reading: Reading, problem: str, status: int = 422
) -> HttpResponse:
    """Return the list as it stands, and say above it why nothing was changed."""
    context = findings_context(request, reading, problem=problem)
    return render_page(request, PAGE, context, fragment="list", status=status)
