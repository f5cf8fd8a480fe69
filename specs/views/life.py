"""Who writes in a spec, and putting it away, bringing it back, opening it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import lacks_factor
from accounts.http import render_page
from accounts.models import Membership, User
from specs import access, actions
from specs.actions.freezing import ARCHIVABLE
from specs.guest_form import GuestForm
from specs.models import SpecEditor, State
from specs.views.frame import manage_or_403, reading_or_404, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.http import AuthedRequest
    from specs.documents import Reading


class WhyForm(forms.Form):
    """Why something is done to a whole spec."""

    why = forms.CharField(
        max_length=2000,
        error_messages={"required": gettext_lazy("Say why. The history keeps the reason.")},
    )


@dataclass(frozen=True)
class Step:
    """One thing that can be done to a whole spec."""

    deed: str
    title: StrPromise
    words: StrPromise
    verb: StrPromise
    needs_reason: bool = True
    url: str = ""


REOPEN = Step(
    "reopen",
    gettext_lazy("Write the next revision"),
    gettext_lazy("The spec becomes a draft again. What was approved stays as its revision."),
    gettext_lazy("Open for changes"),
)
SUPERSEDE = Step(
    "supersede",
    gettext_lazy("Mark as superseded"),
    gettext_lazy("Another spec takes its place. Say which."),
    gettext_lazy("Mark as superseded"),
)
ARCHIVE = Step(
    "archive",
    gettext_lazy("Archive"),
    gettext_lazy("It leaves the lists. Nothing is deleted, and it can be brought back."),
    gettext_lazy("Archive"),
)
UNARCHIVE = Step(
    "unarchive",
    gettext_lazy("Bring back from the archive"),
    gettext_lazy("It becomes a draft again."),
    gettext_lazy("Bring back"),
    needs_reason=False,
)


@login_required
@require_safe
def people(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show who owns the spec, who writes in it, and what can be done to all of it."""
    reading = reading_or_404(request, spec_id)
    return render_page(request, "specs/people.html", people_context(reading))


def people_context(reading: Reading, **more: object) -> dict[str, object]:
    """Return what the page about people shows."""
    editors = list(SpecEditor.objects.filter(spec=reading.spec).select_related("user"))
    known = {reading.spec.owner_id, *(editor.user_id for editor in editors)}
    addable = Membership.objects.filter(
        organisation=reading.spec.organisation_id, is_active=True, level__in=access.WRITERS
    ).exclude(user__in=known)
    return spec_context(
        reading,
        owner=User.objects.get(pk=reading.spec.owner_id),
        editors=editors,
        addable=list(addable.select_related("user")) if reading.can_manage else [],
        steps=open_steps(reading),
        lacks_factor=not reading.can_manage
        and lacks_factor(reading.user, reading.spec.organisation),
        guests=list(access.guests_of(reading.spec)) if reading.can_manage else [],
        **{"problem": "", "deed": "", "typed": "", "guest_form": GuestForm(), **more},
    )


def open_steps(reading: Reading) -> list[Step]:
    """Return what this person can do to the whole spec now."""
    spec, state = reading.spec, reading.spec.state
    found = []
    if state == State.APPROVED and reading.can_write:
        found.append(REOPEN)
    if reading.can_manage:
        found += [SUPERSEDE] if state == State.APPROVED else []
        found += [ARCHIVE] if state in ARCHIVABLE else []
        found += [UNARCHIVE] if state == State.ARCHIVED else []
    return [replace(step, url=reverse(f"specs:{step.deed}", args=[spec.pk])) for step in found]


def reading_to_manage(request: AuthedRequest, spec_id: UUID) -> Reading:
    """Return a spec whose people and life this person decides; else a 404 or a 403."""
    reading = reading_or_404(request, spec_id)
    manage_or_403(reading)
    return reading


@login_required
@require_POST
def add_editor(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Let a member of the organisation write here."""
    reading = reading_to_manage(request, spec_id)
    user = _member(request, reading)
    actions.add_editor(spec=reading.spec, user=user, by=request.user)
    messages.success(request, _("%(name)s can write here now.") % {"name": user.name})
    return redirect("specs:people", spec_id)


@login_required
@require_POST
def remove_editor(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Take the right to write here away."""
    reading = reading_to_manage(request, spec_id)
    user = _member(request, reading)
    actions.remove_editor(spec=reading.spec, user=user, by=request.user)
    messages.success(request, _("%(name)s no longer writes here.") % {"name": user.name})
    return redirect("specs:people", spec_id)


def _member(request: AuthedRequest, reading: Reading) -> User:
    number = request.POST.get("user", "")
    found = Membership.objects.filter(organisation=reading.spec.organisation_id)
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    return get_object_or_404(found.select_related("user"), user_id=wanted).user


@login_required
@require_POST
def archive(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Put the spec away."""
    reading = reading_to_manage(request, spec_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _say_why(request, reading, form, "archive")
    actions.archive(spec=reading.spec, by=request.user, why=form.cleaned_data["why"])
    messages.success(request, _("Archived. Nothing was deleted."))
    return redirect("specs:read", spec_id)


@login_required
@require_POST
def unarchive(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Bring an archived spec back as a draft."""
    reading = reading_to_manage(request, spec_id)
    actions.unarchive(spec=reading.spec, by=request.user)
    messages.success(request, _("The spec is a draft again."))
    return redirect("specs:read", spec_id)


@login_required
@require_POST
def reopen(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Open an approved spec for its next revision."""
    reading = reading_or_404(request, spec_id)
    if not reading.can_write:
        raise PermissionDenied
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _say_why(request, reading, form, "reopen")
    actions.start_next_draft(spec=reading.spec, by=request.user, why=form.cleaned_data["why"])
    messages.success(request, _("You can write the next revision now."))
    return redirect("specs:write", spec_id)


@login_required
@require_POST
def supersede(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Mark an approved spec as replaced."""
    reading = reading_to_manage(request, spec_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _say_why(request, reading, form, "supersede")
    actions.supersede(spec=reading.spec, by=request.user, why=form.cleaned_data["why"])
    messages.success(request, _("Marked as superseded."))
    return redirect("specs:read", spec_id)


def _say_why(request: AuthedRequest, reading: Reading, form: WhyForm, deed: str) -> HttpResponse:
    typed = form.data.get("why", "")
    context = people_context(reading, problem=form.errors["why"][0], deed=deed, typed=typed)
    return render_page(request, "specs/people.html", context, status=422)
