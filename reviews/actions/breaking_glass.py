"""Break-glass: two administrators together let a review pass without a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import administrators
from accounts.actions import queue_mail
from reviews import access
from reviews.actions.asked import find_asked
from reviews.actions.outcomes import settle
from reviews.actions.proving import is_proof_enough, prove, use_nonce
from reviews.actions.refusals import Refusal, Why
from reviews.documents import frozen, latest_review
from reviews.models import BreakGlass, Outcome
from specs.models import Spec
from trail.actions import append, checkpoint_after_commit
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User
    from reviews.decisions import Proof
    from reviews.domain.policy import Slot
    from reviews.models import Review
    from trail.domain.event import Json


@dataclass(frozen=True, slots=True)
class Shown:
    """What an administrator had before their eyes, and the proof that it is them."""

    content_hash: str
    nonce: UUID
    proof: Proof


@transaction.atomic
def ask_to_break_glass(
    *, spec: Spec, role: str, reason: str, shown: Shown, by: User
) -> BreakGlass | Refusal:
    """Ask that a revision passes without a role; another administrator has a day to confirm it."""
    review, slot = _lock(spec, role, by)
    held = BreakGlass.objects.filter(review=review, role=role)
    if held.confirmed().exists() or held.pending().exists():
        return Refusal(Why.TAKEN)
    methods = _proven(review, slot, shown, by)
    if isinstance(methods, Refusal):
        return methods
    glass = BreakGlass.objects.create(
        review=review,
        role=role,
        printed_role=slot.label,
        reason=reason,
        asked_by=by,
        asked_name=by.name,
        asked_at=timezone.now(),
        asked_methods=methods,
    )
    _record(glass, Kind.BREAK_GLASS_ASKED, by, methods)
    _tell_of_asking(glass, slot, by)
    return glass


@transaction.atomic
def confirm_break_glass(*, spec: Spec, role: str, shown: Shown, by: User) -> BreakGlass | Refusal:
    """Confirm it as the second administrator; the role holds up nothing in this round any more."""
    review, slot = _lock(spec, role, by)
    glass = BreakGlass.objects.pending().filter(review=review, role=role).first()
    if glass is None:
        return Refusal(Why.GONE)
    if glass.asked_by_id == by.pk:
        raise PermissionDenied(_("Another administrator has to confirm it."))
    methods = _proven(review, slot, shown, by)
    if isinstance(methods, Refusal):
        return methods
    glass.confirmed_by, glass.confirmed_name = by, by.name
    glass.confirmed_at, glass.confirmed_methods = timezone.now(), methods
    glass.save(
        update_fields=["confirmed_by", "confirmed_name", "confirmed_at", "confirmed_methods"]
    )
    review.opened_roles = [*review.opened_roles, role]
    review.save(update_fields=["opened_roles"])
    _record(glass, Kind.BREAK_GLASS_CONFIRMED, by, methods)
    checkpoint_after_commit()
    _tell_of_breaking(glass, slot, by)
    settle(review, by)
    return glass


@transaction.atomic
def take_back_break_glass(*, spec: Spec, role: str, by: User) -> BreakGlass:
    """Take it back as who asked for it, as long as nobody confirmed it."""
    review, _slot = _lock(spec, role, by)
    glass = BreakGlass.objects.pending().filter(review=review, role=role, asked_by=by).first()
    if glass is None:
        raise PermissionDenied
    glass.taken_back_at = timezone.now()
    glass.save(update_fields=["taken_back_at"])
    _record(glass, Kind.BREAK_GLASS_TAKEN_BACK, by, [{"method": "session"}])
    return glass


def _lock(spec: Spec, role: str, by: User) -> tuple[Review, Slot]:
    locked = Spec.objects.lock(spec.pk)
    review = latest_review(locked.pk)
    slot = frozen(review.revision).policy.slot(role) if review else None
    if review is None or slot is None or not access.can_break_glass(by, locked, slot):
        raise PermissionDenied
    return review, slot


def _proven(review: Review, slot: Slot, shown: Shown, by: User) -> list[Json] | Refusal:
    """Return what proved who asks or confirms, or what stands in the way."""
    if shown.content_hash != review.revision.content_hash:
        return Refusal(Why.STALE_REVISION)
    if review.outcome != Outcome.OPEN:
        return Refusal(Why.CLOSED)
    if slot.stage > review.stage:
        return Refusal(Why.NOT_YET)
    if not use_nonce(shown.nonce, review=review, role=slot.role, by=by):
        return Refusal(Why.NONCE)
    methods = prove(proof=shown.proof, review=review, role=slot.role, by=by)
    if isinstance(methods, Refusal):
        return methods
    return methods if is_proof_enough(methods, review) else Refusal(Why.FACTOR)


def _record(glass: BreakGlass, kind: Kind, by: User, methods: list[Json]) -> None:
    revision = glass.review.revision
    how = ", ".join(str(entry["method"]) for entry in methods if isinstance(entry, dict))
    append(
        chain=revision.spec.chain,
        kind=kind,
        by=by.as_actor(how),
        object=f"revision {revision.number}",
        reason=glass.reason,
        facts={
            "role": glass.role,
            "role_label": glass.printed_role,
            "revision": revision.number,
            "content_hash": revision.content_hash,
            "person": glass.asked_name,
            "asked_at": glass.asked_at.isoformat(),
        },
    )


def _tell_of_asking(glass: BreakGlass, slot: Slot, by: User) -> None:
    revision = glass.review.revision
    words = {"by": by.name, "role": slot.label, "title": revision.spec.title}
    words |= {"number": str(revision.number), "reason": glass.reason}
    asked = (
        _("%(by)s asks that revision %(number)s of “%(title)s” passes without %(role)s.") % words,
        glass.reason,
        _("It takes a second administrator, who has 24 hours, and is printed in the audit PDF."),
    )
    able = [
        one
        for one in administrators(revision.spec.organisation)
        if one.pk != by.pk and access.can_break_glass(one, revision.spec, slot)
    ]
    subject = _("Confirm break-glass for %(role)s: “%(title)s”, revision %(number)s?") % words
    page = reverse("reviews:break-glass", args=[revision.spec_id, slot.role])
    _mail(glass, able, subject, asked, page, "asked")
    subject = _("Break-glass is asked for %(role)s: “%(title)s”, revision %(number)s") % words
    page = reverse("reviews:review", args=[revision.spec_id])
    _mail(glass, _concerned(glass, slot, by), subject, asked, page, "asked")


def _tell_of_breaking(glass: BreakGlass, slot: Slot, by: User) -> None:
    revision = glass.review.revision
    words = {"by": by.name, "asked": glass.asked_name, "role": slot.label}
    words |= {"title": revision.spec.title, "number": str(revision.number)}
    lines = (
        _("%(asked)s and %(by)s let revision %(number)s of “%(title)s” pass without %(role)s.")
        % words,
        glass.reason,
        _("It is no signature, is printed in the audit PDF, and ends with this revision."),
    )
    subject = _("“%(title)s”, revision %(number)s, passes without %(role)s") % words
    page = reverse("reviews:review", args=[revision.spec_id])
    people = {one.pk: one for one in (*_concerned(glass, slot, by), glass.asked_by)}
    _mail(glass, people.values(), subject, lines, page, "confirmed")


def _concerned(glass: BreakGlass, slot: Slot, by: User) -> list[User]:
    """Return who is told in any case: the owner, and who signs in the role."""
    owner = glass.review.revision.spec.owner
    asked = find_asked(glass.review, [(slot, signer) for signer in slot.signers])
    people = {owner.pk: owner} | {one.user.pk: one.user for one in asked}
    return [one for one in people.values() if one.pk != by.pk and one.is_active]


def _mail(
    glass: BreakGlass,
    people: Iterable[User],
    subject: str,
    lines: tuple[str, ...],
    url: str,
    what: str,
) -> None:
    for one in people:
        queue_mail(
            to=one,
            kind="break_glass",
            subject=subject,
            lines=lines,
            url=url,
            key=f"break_glass:{what}:{glass.pk}:{one.pk}",
            chain=glass.review.revision.spec.chain,
        )
