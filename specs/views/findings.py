"""All that is missing, in one list; and waivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from specs import actions
from specs.models import Waiver
from specs.views.frame import Spot, reading_or_404, reading_to_edit, spec_context, spot_of

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading, StandingWaiver
    from specs.domain.checks.check import Finding

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


@dataclass(frozen=True)
class Entry:
    """A finding in the list, with the place that it leads to."""

    finding: Finding
    spot: Spot
    title: str
    waiver: StandingWaiver | None = None

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
    asked = request.GET.get("severity", "")
    shown = asked if asked in GROUPS else ""
    entries = build_entries(reading)
    open_ones = [entry for entry in entries if entry.waiver is None]
    groups = []
    for name, title in GROUPS.items():
        found = [entry for entry in open_ones if entry.group == name and shown in ("", name)]
        if found:
            groups.append((name, title, found))
    counts = {name: sum(entry.group == name for entry in open_ones) for name in GROUPS}
    return spec_context(
        reading,
        groups=groups,
        chips=[(name, words, counts[name]) for name, words in CHIPS.items() if counts[name]],
        total=len(open_ones),
        shown=shown,
        waived=[entry for entry in entries if entry.waiver and shown in ("", "warning")],
        **{"problem": "", "problem_code": "", "problem_key": "", "typed": "", **more},
    )


def build_entries(reading: Reading) -> list[Entry]:
    """Return every finding with its place, in the order of the document."""
    template = reading.template
    order = {key: place for place, key in enumerate(template.items)}
    waivers = {(w.code, w.key, w.message): w for w in reading.waivers}
    found = sorted(reading.evaluated.findings, key=lambda f: order.get(f.key, len(order)))
    return [
        Entry(
            finding,
            spot_of(reading.spec.pk, template, finding.key),
            reading.evaluated.document.label(finding.key),
            waivers.get((finding.code, finding.key, finding.message)),
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
        )
        return render_page(request, PAGE, context, fragment="list", status=422)
    return _answer(request, fresh)


@login_required
@require_POST
def withdraw_waiver(request: AuthedRequest, spec_id: UUID, waiver_id: int) -> HttpResponse:
    """Let a warning count again."""
    reading = reading_to_edit(request, spec_id)
    waiver = get_object_or_404(Waiver, spec=reading.spec, pk=waiver_id)
    actions.withdraw_waiver(waiver=waiver, by=request.user)
    return _answer(request, reading_or_404(request, spec_id))


def _answer(request: AuthedRequest, reading: Reading) -> HttpResponse:
    if request.htmx:
        return render_page(request, PAGE, findings_context(request, reading), fragment="list")
    return redirect("specs:findings", reading.spec.pk)
