"""The sign page of one role: what changed, what it answers for, the decision, the proof."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import (
    confirming_sign_on,
    has_factor,
    needed_sign_on,
    possible_signers,
)
from accounts.coming_back import to_set_up
from accounts.http import render_page
from accounts.single_sign_on.proof import find_confirmed
from reviews import access, actions
from reviews.actions.proving import NONCE_LIFE, has_passkey, needs_code
from reviews.decisions import Proof
from reviews.documents import frozen, signed_revision
from reviews.domain.amended import concerning
from reviews.domain.changes import compare, names_of
from reviews.domain.facts import facts
from reviews.domain.statement import build_statement
from reviews.forms import ReasonForm, SignForm
from reviews.models import Decision, Outcome, SignOff
from reviews.views.frame import Frame, asked_for, reviewed_or_404
from reviews.views.review import show_wrong
from specs.catalogue import role_labels
from specs.domain.chapters import Version
from specs.revisions import read_revision
from specs.views.read import list_risks

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from reviews.actions import Refusal
    from reviews.domain.frozen import Frozen
    from reviews.domain.policy import Signer
    from reviews.models import Review
    from reviews.standings import Standing
    from specs.domain.chapters import Chapter

PAGE = "reviews/sign.html"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Show what one role signs, and take its decision; what was typed is never lost."""
    frame, review, row = slot_or_404(request, spec_id, role)
    if request.method == "POST":
        return _take(request, frame, review, row)
    if review.outcome != Outcome.OPEN or row.sign_off:
        messages.info(request, _("There is nothing to sign now."))
        return redirect("reviews:review", spec_id)
    if row.apart:
        messages.error(request, row.apart.words)
        return redirect("reviews:review", spec_id)
    if lacks_factor(request, review):
        return to_set_up(request.path)
    return _page(request, frame, review, row, _form(request, review, row))


def lacks_factor(request: AuthedRequest, review: Review) -> bool:
    """Say whether the organisation asks its signers for more than this person can show."""
    organisation = review.revision.spec.organisation
    if not organisation.signers_need_factor or has_factor(request.user):
        return False
    return confirming_sign_on(request.user, organisation.pk) is None


def _is_early(review: Review, row: Standing) -> bool:
    """Say whether an earlier stage of the route has to be done before this role decides."""
    return review.outcome == Outcome.OPEN and row.slot.stage > review.stage


def slot_or_404(request: AuthedRequest, spec_id: UUID, role: str) -> tuple[Frame, Review, Standing]:
    frame, review, matrix = reviewed_or_404(request, spec_id)
    person = asked_for(request)
    row = matrix.row_of(role, request.user.pk, person)
    if row is None:
        raise Http404
    if not access.can_sign(request.user, frame.reading.spec, row.slot, person):
        apart = frozen(review.revision).policy.apart(role, request.user.pk, {})
        raise PermissionDenied(apart.words if apart else "")
    return frame, review, row


def _form(request: AuthedRequest, review: Review, row: Standing) -> SignForm:
    """Return the form, with the answer of the last time in it."""
    initial = {"block_answer": row.last.block_answer if row.last else "", "decision": ""}
    return SignForm(
        request.POST if request.method == "POST" else None,
        revision=frozen(review.revision),
        slot=row.slot,
        people=list(possible_signers(review.revision.spec.organisation).order_by("name")),
        initial=initial,
    )


def _take(request: AuthedRequest, frame: Frame, review: Review, row: Standing) -> HttpResponse:
    spec, form = frame.reading.spec, _form(request, review, row)
    if row.sign_off and row.is_mine and _says_the_same(form, row.sign_off):
        return redirect("reviews:review", spec.pk)  # the second click of a double click
    if not form.is_valid():
        return _page(request, frame, review, row, form, status=422)
    outcome = actions.sign(
        spec=spec,
        role=row.slot.role,
        choice=form.choice(),
        proof=proof_of(request, form.proof(), purpose_of(review, row.slot.role)),
        by=request.user,
    )
    if isinstance(outcome, SignOff):
        words = _("Signed as %(role)s: %(decision)s.")
        said = {
            "role": outcome.printed_role,
            "decision": str(Decision(outcome.decision).label).lower(),
        }
        messages.success(request, words % said)
        return redirect("reviews:review", spec.pk)
    status = 409 if outcome.is_conflict else 422
    frame, review, row = slot_or_404(request, spec.pk, row.slot.role)
    return _page(request, frame, review, row, form, status=status, refusal=outcome)


def _says_the_same(form: SignForm, sign_off: SignOff) -> bool:
    given = (sign_off.content_hash, sign_off.decision)
    return (form.data.get("content_hash"), form.data.get("decision")) == given


def purpose_of(review: Review, role: str) -> dict[str, str]:
    """Return what a fresh sign-in at the provider is asked for: this signature alone."""
    return {"review": str(review.pk), "role": role}


def proof_of(request: AuthedRequest, typed: Proof, purpose: dict[str, str]) -> Proof:
    """Return what was typed, or a passkey or a sign-in at the provider of a moment ago."""
    if typed.password:
        return typed
    confirmed = find_confirmed(request, purpose)
    return Proof(passkey_at=passkey_at(request), confirmed=confirmed)


def passkey_at(request: AuthedRequest) -> datetime | None:
    """Return when the sign-in library last saw a passkey of this person, if just now."""
    for record in reversed(get_authentication_records(request, request.user)):
        if record.get("type") == "webauthn" and record.get("reauthenticated"):
            at = datetime.fromtimestamp(record["at"], UTC)
            return at if timezone.now() - at < NONCE_LIFE else None
    return None


def _page(
    request: AuthedRequest,
    frame: Frame,
    review: Review,
    row: Standing,
    form: SignForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HttpResponse:
    is_early = _is_early(review, row)
    is_open = review.outcome == Outcome.OPEN and row.sign_off is None and not is_early
    fresh = None
    if is_open:
        fresh = actions.give_nonce(review=review, role=row.slot.role, to=request.user)
    context = frame.context(
        row=row,
        slot=row.slot,
        form=form,
        refusal=refusal,
        is_open=is_open,
        is_early=is_early,
        stage=frame.matrix.stage_of(row.slot) if frame.matrix else None,
        nonce=fresh,
        owners=form.people.values(),
        chosen=form["decision"].value() or "",
        chosen_sections=set(form["sections"].value() or ()),
        needs_code=needs_code(request.user),
        has_passkey=has_passkey(request.user),
        passkey_at=passkey_at(request),
        sign_on=confirming_sign_on(request.user, review.revision.spec.organisation_id),
        confirmed=find_confirmed(request, purpose_of(review, row.slot.role)),
        asks_password=request.user.has_usable_password() and needed_sign_on(request.user) is None,
        now=timezone.localtime(),
        place=row.place_of(request.user.pk),
        choices=_choices(frame, row),
        **_reading(review, row, form, request.user.pk),
    )
    return render_page(request, PAGE, context, status=status)


def _choices(frame: Frame, here: Standing) -> list[tuple[Signer, Standing, bool]]:
    """Return in whose place somebody may sign in the role, who stands in for several people.

    With each the seat, and whether it is the one that the page is about.
    """
    rows = frame.matrix.rows if frame.matrix else ()
    found = [
        (signer, row, signer == here.signs_for)
        for row in rows
        if row.slot.role == here.slot.role
        for signer in row.places
    ]
    return found if len(found) > 1 else []


def _reading(review: Review, row: Standing, form: SignForm, user_id: int) -> dict[str, Any]:
    """Return what the page says about the revision, all from its frozen text."""
    place = row.place_of(user_id)
    revision, slot = frozen(review.revision), row.slot
    former = _former(row)
    changes = compare(former, revision, slot.sections) if former else ()
    findings = revision.findings_of(slot)
    answer = form["block_answer"].value() or ""
    statements = [
        (
            decision.value,
            build_statement(
                slot,
                revision,
                decision=decision.value,
                block_answer=answer,
                reason=form["reason"].value() or "",
                instead_of=row.signs_for.name if place and row.signs_for else "",
            ),
        )
        for decision in (Decision.APPROVED, Decision.CONDITIONS, Decision.BLOCKED)
    ]
    return {
        "revision": revision,
        "amended": concerning(revision.amendments, slot.sections),
        "former": former,
        "changes": changes,
        "changed_names": names_of(changes),
        "changed_keys": {change.section.key for change in changes},
        "facts": facts(slot.role, revision, former),
        "sections": _chapters(review, row),
        "risks": list_risks(read_revision(review.revision)),
        "accepted_risks": read_revision(review.revision).accepted,
        "findings": [(finding, revision.waiver_of(finding)) for finding in findings],
        "statements": statements,
    }


def _chapters(review: Review, row: Standing) -> list[Chapter]:
    """Return the sections of the role as they are printed, with what changed since it signed."""
    text = read_revision(review.revision)
    before = read_revision(signed_revision(row.last)).values if row.last else None
    policy = frozen(review.revision).policy
    labels = {**role_labels(), **{slot.role: slot.label for slot in policy.slots}}
    version = Version(text.document, text.values, before, labels)
    return [chapter for chapter in version.chapters() if chapter.section.key in row.slot.sections]


def _former(row: Standing) -> Frozen | None:
    """Return the revision that this role signed last."""
    return frozen(signed_revision(row.last)) if row.last else None


@login_required
@never_cache
@require_GET
def nonce(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Give a fresh nonce to a page that was read for a while, as its signer begins to sign."""
    _frame, review, row = slot_or_404(request, spec_id, role)
    if review.outcome != Outcome.OPEN or row.sign_off or _is_early(review, row):
        return HttpResponse(status=204)
    given = actions.give_nonce(review=review, role=role, to=request.user)
    context = {"nonce": given, "slot": row.slot, "spec": review.revision.spec}
    return render_page(request, f"{PAGE}#nonce", context)


@login_required
@require_POST
def withdraw(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Take one's own sign-off back while the review is open."""
    frame, _review, row = slot_or_404(request, spec_id, role)
    if not row.is_mine:
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_wrong(request, frame, form, f"sign-off {role}")
    outcome = actions.withdraw_sign_off(
        spec=frame.reading.spec,
        role=role,
        reason=form.cleaned_data["reason"],
        by=request.user,
        person=asked_for(request),
    )
    if isinstance(outcome, SignOff):
        messages.success(request, _("Withdrawn. The record of your sign-off stays."))
    else:
        messages.error(request, outcome.words)
    return redirect("reviews:review", spec_id)
