"""Threads: at a place of the spec, one by one, and all of them in a list."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.http import render_page
from accounts.naming import find_called
from specs import access, actions
from specs.domain.roles import label_in
from specs.domain.talk import Place
from specs.domain.values.text import Invalid, clean_text
from specs.forms import PARTS, WordedForm, build_frame
from specs.passages import find_passage, narrowed, places_within
from specs.proposals import suggestible
from specs.talks import place_of, show_threads, threads_at
from specs.views.frame import reading_or_404, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from accounts.models import User
    from specs.documents import Reading
    from specs.domain.talk import Passage
    from specs.forms import Field
    from specs.models import Spec, Thread

PLACE, THREAD = "specs/talk.html", "specs/thread.html"
SUGGESTED = 8
TYPED = ("text", "who", "due_on", "about", "role", "disposition", "reason", *PARTS)
# What a page says of a text that was not taken, as long as none was refused.
NOTHING_WRONG: dict[str, Any] = {"problem": "", "wrong": "", "typed": dict.fromkeys(TYPED, "")}


class TextForm(WordedForm):
    """What somebody writes in a thread."""

    text = forms.CharField(error_messages={"required": _("Write something first.")})

    def clean_text(self) -> str:
        """Return the text in NFC, without characters that nobody sees."""
        try:
            return clean_text(str(self.cleaned_data["text"]))
        except Invalid as problem:
            raise ValidationError(problem.message) from problem


class CommentForm(TextForm):
    """A comment that is posted; asking twice makes one."""

    op_id = forms.UUIDField(error_messages={"required": _("Reload the page and try again.")})


class AskForm(WordedForm):
    """Who answers, and by when."""

    who = forms.CharField(max_length=254, required=False)
    due_on = forms.DateField(
        required=False,
        error_messages={"invalid": _("Not a date. Write year, month and day, like 2026-03-02.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask nobody by a day that has passed."""
        due_on = self.cleaned_data.get("due_on")
        if self.cleaned_data.get("who") and due_on and due_on < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose today or a later one."))
        return self.cleaned_data


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the threads at one place, or begin another one there."""
    reading = reading_or_404(request, spec_id)
    place = asked_place(request)
    if find_passage(reading, place) is None:
        raise Http404
    if request.method != "POST":
        return show_place(request, reading, place)
    if not reading.can_comment:
        raise PermissionDenied
    passage = find_passage(reading, narrowed(place, request.POST.get("about", "")))
    if passage is None:
        raise Http404
    try:
        thread = begin(request, reading, passage)
    except (Invalid, ValidationError) as error:
        return show_place(request, reading, place, status=422, **refused(request, error, "new"))
    fresh = reading_or_404(request, spec_id)
    if request.htmx:
        return told(show_place(request, fresh, place), fresh, passage.place)
    return redirect("specs:thread", spec_id, thread.pk)


def begin(request: AuthedRequest, reading: Reading, passage: Passage) -> Thread:
    """Begin the thread that was posted; raises what is wrong with it."""
    said, ask = CommentForm(request.POST).checked(), AskForm(request.POST).checked()
    role = request.POST.get("role", "")
    return actions.open_thread(
        spec=reading.spec,
        passage=passage,
        by=request.user,
        role=role,
        assignee=find_person(reading.spec, ask["who"], role),
        due_on=ask["due_on"],
        **said,
    )


def asked_place(request: AuthedRequest) -> Place:
    """Return the place that the address names."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("section", "key", "item", "code")}
    return Place(**asked)


def query_of(place: Place) -> str:
    """Return the query of the address of a place."""
    parts = {
        "key": place.key,
        "item": place.item,
        "code": place.code,
        "section": "" if place.key else place.section,
    }
    return "?" + urlencode({name: value for name, value in parts.items() if value})


def show_place(
    request: AuthedRequest, reading: Reading, place: Place, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the threads at one place, the open ones first, with room for a new one."""
    passage = find_passage(reading, place)
    shown = show_threads(reading, threads_at(reading, place))
    held = access.roles_held(request.user, reading.spec)
    labels = reading.role_labels
    context = spec_context(
        reading,
        passage=passage,
        here=query_of(place),
        open_threads=[one for one in shown if one.thread.resolved_at is None],
        resolved_threads=[one for one in shown if one.thread.resolved_at],
        choices=places_within(reading, place),
        suggested=field_to_suggest(reading, place, more.get("typed")),
        own_roles=[(role, label_in(labels, role)) for role in held],
        op_id=uuid.uuid4(),
        today=timezone.localdate(),
        **NOTHING_WRONG | more,
    )
    return render_page(request, PLACE, context, fragment="panel", status=status)


def field_to_suggest(reading: Reading, place: Place, typed: dict[str, str] | None) -> Field | None:
    """Return the field of a place with what stands in it, where one may suggest another value."""
    attribute = None if place.item or place.code else suggestible(reading, place.key)
    if attribute is None or not reading.can_comment:
        return None
    field = build_frame(reading.template.items[attribute.key], reading)
    field.typed = {} if typed is None else {name: typed[name] for name in PARTS}
    return field


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Show one thread, or reply in it."""
    reading, found = thread_or_404(request, spec_id, thread_id)
    if request.method != "POST":
        return show_one(request, reading, found)
    if not reading.can_comment:
        raise PermissionDenied
    try:
        said = CommentForm(request.POST).checked()
        actions.reply(thread=found, by=request.user, **said)
    except (Invalid, ValidationError) as error:
        return show_one(request, reading, found, status=422, **refused(request, error, "reply"))
    return answer(request, spec_id, found)


@login_required
@require_POST
def edit_comment(
    request: AuthedRequest, spec_id: UUID, thread_id: int, comment_id: int
) -> HttpResponse:
    """Change what one wrote."""
    reading, found = thread_or_404(request, spec_id, thread_id)
    comment = get_object_or_404(found.comments.select_related("thread__spec"), pk=comment_id)
    if not reading.can_comment or comment.author_id != request.user.pk:
        raise PermissionDenied
    try:
        said = TextForm(request.POST).checked()
        actions.edit_comment(comment=comment, by=request.user, **said)
    except (Invalid, ValidationError) as error:
        wrong = refused(request, error, f"comment-{comment_id}")
        return show_one(request, reading, found, status=422, **wrong)
    return answer(request, spec_id, found)


@login_required
@require_POST
def resolve_thread(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Close a thread."""
    _reading, found = thread_or_404(request, spec_id, thread_id)
    actions.resolve_thread(thread=found, by=request.user)
    return answer(request, spec_id, found)


@login_required
@require_POST
def reopen_thread(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Open a thread again."""
    _reading, found = thread_or_404(request, spec_id, thread_id)
    actions.reopen_thread(thread=found, by=request.user)
    return answer(request, spec_id, found)


@login_required
@require_POST
def assign_thread(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Say who answers a thread."""
    reading, found = thread_or_404(request, spec_id, thread_id)
    if not reading.can_comment:
        raise PermissionDenied
    try:
        ask = AskForm(request.POST).checked()
        assignee = find_person(reading.spec, ask["who"], found.role)
        actions.assign_thread(
            thread=found, assignee=assignee, due_on=ask["due_on"], by=request.user
        )
    except (Invalid, ValidationError) as error:
        return show_one(request, reading, found, status=422, **refused(request, error, "ask"))
    return answer(request, spec_id, found)


@login_required
@require_POST
def see_mention(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Take a thread off the list of those in which one was named."""
    _reading, found = thread_or_404(request, spec_id, thread_id)
    actions.see_mentions(user=request.user, thread=found)
    if request.POST.get("back") == "home":
        return redirect("specs:my-work")
    return answer(request, spec_id, found)


@login_required
@require_safe
def people_to_name(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Offer the people who may be named, by the beginning of one of their names."""
    reading = reading_or_404(request, spec_id)
    begun = request.GET.get("q", "").replace("\0", "").strip()[:60]
    role = request.GET.get("role", "")
    if role and role not in access.roles_held(request.user, reading.spec):
        role = ""
    people = access.people_seeing(reading.spec, role).filter(name__icontains=begun)
    context = {"people": list(people.order_by("name", "pk")[:SUGGESTED])}
    return render_page(request, "specs/talking/people.html", context)


def thread_or_404(request: AuthedRequest, spec_id: UUID, thread_id: int) -> tuple[Reading, Thread]:
    """Return a spec and one of its threads that this person may read."""
    reading = reading_or_404(request, spec_id)
    visible = access.threads_visible_to(request.user, reading.spec).select_related("spec")
    return reading, get_object_or_404(visible, pk=thread_id)


def show_one(
    request: AuthedRequest, reading: Reading, found: Thread, status: int = 200, **more: Any
) -> HttpResponse:
    """Show one thread by itself, or as the part of a page that it is."""
    context = one_context(request, reading, found, **more)
    return render_page(request, THREAD, context, fragment="thread", status=status)


def one_context(
    request: AuthedRequest, reading: Reading, found: Thread, **more: Any
) -> dict[str, Any]:
    """Return what the page of one thread shows."""
    visible = access.threads_visible_to(request.user, reading.spec).filter(pk=found.pk)
    [shown] = show_threads(reading, visible)
    return spec_context(
        reading,
        shown=shown,
        op_id=uuid.uuid4(),
        today=timezone.localdate(),
        **NOTHING_WRONG | more,
    )


def answer(request: AuthedRequest, spec_id: UUID, found: Thread) -> HttpResponse:
    """Return the thread as it is after a change; the page learns how many are open now."""
    if not request.htmx:
        return redirect("specs:thread", spec_id, found.pk)
    fresh = reading_or_404(request, spec_id)
    return told(show_one(request, fresh, found), fresh, place_of(found))


def told(response: HttpResponse, reading: Reading, place: Place) -> HttpResponse:
    """Let the page say how many threads are open at a place, and in the whole spec.

    The tabs get theirs out of band, the badges beside fields by an event.
    """
    counts = reading.talk
    here = counts.by_key.get(place.key, 0) if place.key else counts.by_section.get(place.section, 0)
    at = place.key or f"section:{place.section}"
    tab = {"count": counts.open, "oob": True}
    response.write(render_to_string("components/comments_count.html", tab))
    return trigger_client_event(response, "talk", {"at": at, "open": here, "all": counts.open})


def refused(request: AuthedRequest, error: Invalid | ValidationError, where: str) -> dict[str, Any]:
    """Return what a page says of a text that was not taken, which stays as it was typed."""
    words = error.message if isinstance(error, Invalid) else " ".join(error.messages)
    typed = {name: request.POST.get(name, "") for name in TYPED}
    return {"problem": words, "wrong": where, "typed": typed}


def find_person(spec: Spec, said: str, role: str = "") -> User | None:
    """Return who is meant by a name or a mail address; raises Invalid when that is nobody."""
    said = said.strip().removeprefix("@")
    if not said:
        return None
    try:
        return find_called(access.people_seeing(spec, role), said)
    except ValidationError as error:
        raise Invalid(str(error.message)) from error
