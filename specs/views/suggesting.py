"""Suggestions: made at a field, taken or declined in their thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import render_page
from specs import actions
from specs.domain.talk import Place
from specs.domain.values.text import Invalid
from specs.forms import STALE, WordedForm, build_field, read_answer
from specs.models import Suggestion
from specs.passages import find_passage
from specs.proposals import suggestible
from specs.talks import place_of
from specs.views.frame import reading_or_404
from specs.views.talking import (
    CommentForm,
    answer,
    one_context,
    refused,
    show_one,
    show_place,
    thread_or_404,
    told,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import QueryDict

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json
    from specs.models import Thread


class DecideForm(WordedForm):
    """The answer beside which somebody decides."""

    seen_version = forms.IntegerField(
        min_value=0,
        max_value=2_000_000_000,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), STALE),
    )


@login_required
@require_POST
def suggest(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Propose another value for a field."""
    reading = reading_or_404(request, spec_id)
    attribute, passage = suggestible(reading, key), find_passage(reading, Place(key=key))
    if attribute is None or passage is None:
        raise Http404
    if not reading.can_comment:
        raise PermissionDenied
    held = reading.contents.answers.get(key)
    try:
        value = read_other(attribute, request.POST, held.value if held else None)
        said = CommentForm(request.POST).checked()
        made = actions.suggest(
            spec=reading.spec,
            passage=passage,
            value=value,
            base_version=held.version if held else 0,
            by=request.user,
            **said,
        )
    except (Invalid, ValidationError) as error:
        wrong = refused(request, error, "suggest")
        return show_place(request, reading, passage.place, status=422, **wrong)
    if not request.htmx:
        return redirect("specs:thread", spec_id, made.thread_id)
    fresh = reading_or_404(request, spec_id)
    return told(show_place(request, fresh, passage.place), fresh, passage.place)


def read_other(attribute: Attribute, posted: QueryDict, now: Json) -> Json:
    """Return the value that was typed; raises Invalid where it is the one that stands there."""
    value = read_answer(attribute, posted)
    if value == now:
        raise Invalid(_("This is what stands here now."))
    return value


@login_required
@require_POST
def accept_suggestion(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Put a suggestion in the place of the answer; in the page of its field, at once."""
    reading, found, suggestion = _to_decide(request, spec_id, thread_id)
    try:
        said = DecideForm(request.POST).checked()
        actions.accept_suggestion(suggestion=suggestion, by=request.user, **said)
    except (Invalid, ValidationError) as error:
        outdated = isinstance(error, actions.Outdated)
        wrong = refused(request, error, "decide")
        fresh = reading_or_404(request, spec_id)
        return show_one(request, fresh, found, status=409 if outdated else 422, **wrong)
    if not request.htmx:
        return redirect("specs:thread", spec_id, thread_id)
    fresh = reading_or_404(request, spec_id)
    context = one_context(request, fresh, found)
    if shows_field(request, reading, found):
        item = fresh.template.items[found.key]
        context |= {"field": build_field(item, fresh), "roles": fresh.role_labels}
        response = render_page(request, "specs/thread.html", context, fragment="thread-and-field")
    else:
        response = render_page(request, "specs/thread.html", context, fragment="thread")
    return told(response, fresh, place_of(found))


@login_required
@require_POST
def decline_suggestion(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Leave the answer as it is, and say why."""
    reading, found, suggestion = _to_decide(request, spec_id, thread_id)
    try:
        reason = request.POST.get("reason", "")[:2000]
        actions.decline_suggestion(suggestion=suggestion, reason=reason, by=request.user)
    except ValidationError as error:
        wrong = refused(request, error, "decide")
        return show_one(request, reading, found, status=422, **wrong)
    return answer(request, spec_id, found)


def _to_decide(
    request: AuthedRequest, spec_id: UUID, thread_id: int
) -> tuple[Reading, Thread, Suggestion]:
    reading, found = thread_or_404(request, spec_id, thread_id)
    if not reading.can_edit:
        raise PermissionDenied
    suggestions = Suggestion.objects.select_related("thread__spec")
    return reading, found, get_object_or_404(suggestions, thread=found)


def shows_field(request: AuthedRequest, reading: Reading, thread: Thread) -> bool:
    """Say whether the page in the browser is the section in which the field stands."""
    section = reading.template.section_of.get(thread.key, "")
    here = request.htmx.current_url_abs_path or ""
    there = reverse("specs:write-section", args=[reading.spec.pk, section]) if section else ""
    return bool(there) and here.split("?")[0].split("#")[0] == there
