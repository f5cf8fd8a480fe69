"""Who else is here, and what they saved meanwhile: asked for by an open page every few seconds."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.http import render_page
from specs.forms import build_field
from specs.presence import announce
from specs.views.frame import build_bar, count_open, reading_or_404
from specs.views.write import PAGE, build_steps, load_conflicts

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading


class PulseForm(forms.Form):
    """What the page has seen, and where its reader is."""

    since = forms.IntegerField(min_value=0, required=False)
    field = forms.CharField(max_length=120, required=False)


@login_required
@require_safe
def pulse(request: AuthedRequest, spec_id: UUID, section_key: str) -> HttpResponse:
    """Return who is here, and the fields of this section that others saved since."""
    reading = reading_or_404(request, spec_id)
    section = reading.template.section(section_key)
    if section is None:
        raise Http404
    if not request.htmx:  # it is a part of the page, never a page
        return redirect("specs:write-section", spec_id, section_key)
    form = PulseForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    since = data.get("since")
    people = announce(spec_id, request.user, section=section_key, field=data.get("field") or "")
    context = {
        "spec": reading.spec,
        "reading": reading,
        "section": section,
        "people": people,
        "writing": [person for person in people if person.field],
        "can_edit": reading.can_edit,
    }
    if since is not None and since < reading.spec.content_version:
        keys = reading.contents.changed_since(since)
        theirs = [
            item
            for item in section.items
            if item.key in keys and last_writer(reading, item.key) != request.user.pk
        ]
        conflicts = load_conflicts(reading, {item.key for item in theirs})
        blockers, warnings = count_open(reading)
        context |= {
            "changed": [build_field(item, reading, conflicts) for item in theirs],
            "steps": build_steps(reading, section),
            "blockers": blockers,
            "warnings": warnings,
            "percent": reading.evaluated.completeness.percent,
            "missing": blockers + warnings,
            "bar": build_bar(reading),
            "roles": reading.role_labels,
        }
    return render_page(request, PAGE, context, fragment="pulse-reply")


def last_writer(reading: Reading, key: str) -> int | None:
    """Return who made the youngest save of an answer or of any of its rows."""
    contents = reading.contents
    saves: list[tuple[int, int | None]] = [
        (item.changed_in, item.updated_by) for item in contents.items.get(key, ())
    ]
    if answer := contents.answers.get(key):
        saves.append((answer.changed_in, answer.updated_by))
    return max(saves, key=itemgetter(0))[1] if saves else None
