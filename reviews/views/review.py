"""The review: who decided what, which conditions are open, taking it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from reviews import access, actions
from reviews.again import load_again
from reviews.documents import as_last_word, frozen, section_numbers
from reviews.domain.lapsing import forecast
from reviews.domain.words import listed
from reviews.forms import NoteForm, ReasonForm
from reviews.models import BreakGlass, Condition, Outcome
from reviews.nudges import with_nudges
from reviews.standings import find_blockers
from reviews.views.frame import Frame, frame_or_404
from specs.access import MANAGERS
from specs.models import State

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form

    from accounts.http import AuthedRequest
    from reviews.domain.frozen import Frozen
    from reviews.domain.lapsing import Forecast
    from reviews.domain.policy import Slot
    from reviews.matrix import Matrix

PAGE = "reviews/review.html"


@login_required
@require_safe
def review(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the last round: matrix, conditions, what comes next."""
    return _page(request, frame_or_404(request, spec_id))


def _page(request: AuthedRequest, frame: Frame, *, status: int = 200, **more: Any) -> HttpResponse:
    user, spec = request.user, frame.reading.spec
    blank: dict[str, Any] = {
        "kept_apart": (),
        "broken_glass": (),
        "may_break": (),
        "wrong_form": None,
        "wrong_about": "",
        "said": None,
        "in_the_way": (),
        "again": load_again(frame.reading),
    }
    context = frame.context(
        is_open=bool(frame.review and frame.review.outcome == Outcome.OPEN),
        can_withdraw=frame.reading.can_write and spec.state == State.IN_REVIEW,
        mine={str(user.pk)},
        **blank | more,
    )
    if not (frame.matrix and frame.matrix.mine_to_sign):
        # This is the page that the bar would lead to.
        context["bar"] = replace(context["bar"], next_label="", next_url="")
    if frame.review and frame.matrix:
        revision = frozen(frame.review.revision)
        context["kept_apart"] = revision.policy.separation.sentences
        context["said"] = _became(frame.matrix, revision)
        context["broken_glass"] = BreakGlass.objects.filter(review=frame.review, taken_back_at=None)
        context["may_break"] = _may_break(request, frame)
        if context["is_open"]:
            context["in_the_way"] = find_blockers(frame.matrix)
            if access.can_nudge(user, spec):
                context["matrix"] = with_nudges(frame.matrix, user)
        context["acceptable"] = {
            condition.pk
            for row in frame.matrix.rows
            for condition in row.conditions
            if row.signs_for
        }
    return render_page(request, PAGE, context, status=status)


def _became(matrix: Matrix, revision: Frozen) -> Forecast:
    """Return what became of the sign-offs of former rounds when this revision was submitted."""
    words = {
        (row.slot.role, row.seat): as_last_word(row.last, revision.template)
        for row in matrix.rows
        if row.last
    }
    kept = {(row.slot.role, row.seat): row.kept for row in matrix.kept if row.kept}
    return forecast(
        revision.policy,
        words,
        revision.section_hashes,
        section_numbers(revision.template),
        {place: one.changes for place, one in kept.items()},
        {place for place, one in kept.items() if not one.is_open},
    )


def _may_break(request: AuthedRequest, frame: Frame) -> list[Slot]:
    """Return the roles that this person may ask to pass over: late ones whose turn it is."""
    review, spec = frame.review, frame.reading.spec
    if review is None or frame.matrix is None or review.outcome != Outcome.OPEN:
        return []
    if frame.reading.level not in MANAGERS or access.is_author(request.user, spec):
        return []
    return [
        role.slot
        for role in frame.matrix.roles
        if not role.is_satisfied
        and role.slot.stage <= review.stage
        and not any(row.signs_for for row in role.rows)
    ]


@login_required
@require_POST
def withdraw(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Take the revision out of review, with a reason."""
    frame = frame_or_404(request, spec_id)
    if not frame.reading.can_write:
        raise PermissionDenied
    if frame.reading.spec.state != State.IN_REVIEW:
        messages.error(request, _("This revision is not in review any more. Nothing was changed."))
        return redirect("reviews:review", spec_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_wrong(request, frame, form, "withdraw")
    actions.withdraw_review(
        spec=frame.reading.spec, by=request.user, why=form.cleaned_data["reason"]
    )
    messages.success(request, _("Withdrawn. The spec is a draft again."))
    return redirect("reviews:review", spec_id)


@login_required
@require_POST
def condition_met(request: AuthedRequest, spec_id: UUID, condition_id: int) -> HttpResponse:
    """Report a condition as met."""
    frame, condition = _condition(request, spec_id, condition_id)
    if not access.can_meet(request.user, condition):
        raise PermissionDenied
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_wrong(request, frame, form, condition_id)
    actions.mark_condition_met(condition=condition, note=form.cleaned_data["note"], by=request.user)
    role = condition.sign_off.printed_role
    messages.success(request, _("Noted. %(role)s accepts it next.") % {"role": role})
    return redirect("reviews:review", spec_id)


@login_required
@require_POST
def accept(request: AuthedRequest, spec_id: UUID, condition_id: int) -> HttpResponse:
    """Accept that a condition is met."""
    _frame, condition = _condition(request, spec_id, condition_id)
    actions.accept_condition(condition=condition, by=request.user)
    messages.success(request, _("Accepted."))
    return redirect("reviews:review", spec_id)


@login_required
@require_POST
def send_back(request: AuthedRequest, spec_id: UUID, condition_id: int) -> HttpResponse:
    """Say why a condition is not met after all."""
    frame, condition = _condition(request, spec_id, condition_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_wrong(request, frame, form, condition_id)
    actions.send_condition_back(
        condition=condition, reason=form.cleaned_data["reason"], by=request.user
    )
    words = _("%(name)s is told what is missing. The condition is open again.")
    messages.success(request, words % {"name": condition.owner.name})
    return redirect("reviews:review", spec_id)


@login_required
@require_POST
def nudge(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Ask one signer once more, by a mail at once."""
    frame = frame_or_404(request, spec_id)
    spec, person = frame.reading.spec, request.POST.get("person", "")[:12]
    if not access.can_nudge(request.user, spec):
        raise PermissionDenied
    try:
        sent = actions.nudge(spec=spec, role=role, person_id=person, by=request.user)
    except actions.NotWaitedFor:
        words = _(
            "Nobody waits for this person now. Nothing was sent; the page shows how it stands."
        )
        messages.error(request, words)
    except actions.TooSoon:
        words = _("They were nudged within a day already. Nothing was sent.")
        messages.error(request, words)
    else:
        verb = _("is") if len(sent.names) == 1 else _("are")
        words = _("%(names)s %(verb)s told by mail.")
        messages.success(request, words % {"names": listed(sent.names), "verb": verb})
    return redirect("reviews:review", spec_id)


def _condition(request: AuthedRequest, spec_id: UUID, condition_id: int) -> tuple[Frame, Condition]:
    frame = frame_or_404(request, spec_id)
    found = Condition.objects.select_related("sign_off__review__revision__spec")
    condition = get_object_or_404(found, pk=condition_id, sign_off__review__revision__spec=spec_id)
    return frame, condition


def show_wrong(request: AuthedRequest, frame: Frame, form: Form, about: str | int) -> HttpResponse:
    """Show the page again with what was typed and what is wrong with it."""
    return _page(request, frame, status=422, wrong_form=form, wrong_about=about)
