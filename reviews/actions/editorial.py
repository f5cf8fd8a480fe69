"""Keeping a sign-off over a change of wording, objecting to it, and the end of the time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import notify
from reviews.actions.asked import find_asked
from reviews.actions.moving_on import said_day
from reviews.actions.outcomes import settle
from reviews.actions.records import Given, keep
from reviews.actions.signing import hold_seat
from reviews.documents import frozen
from reviews.domain.words import in_sentence, listed
from reviews.models import Answer, Decision, EditorialKeep, Outcome, SignOff
from specs.models import Spec
from trail.actions import append
from trail.domain.event import SYSTEM, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from reviews.actions.asked import Asked
    from reviews.actions.signing import Place
    from reviews.domain.editorial import Edit
    from reviews.domain.policy import Slot
    from trail.domain.event import Actor, Json


@transaction.atomic
def accept_edit(*, spec: Spec, role: str, by: User, person: str = "") -> EditorialKeep:
    """Say that a role has no objection to a change of wording: its sign-off stays."""
    kept, _slot, _place = _hold(spec, role, by, person)
    _answer(kept, Answer.AGREED, by)
    _record(kept, Kind.EDIT_AGREED, by.as_actor())
    settle(kept.sign_off.review, by)
    return kept


@transaction.atomic
def object_to_edit(*, spec: Spec, role: str, reason: str, by: User, person: str = "") -> SignOff:
    """Let a kept sign-off lapse because the change is more than wording; the role signs again."""
    if not reason.strip():
        raise ValidationError(_("Say what the change means to you."))
    kept, slot, place = _hold(spec, role, by, person)
    standing, review = kept.sign_off, kept.sign_off.review
    statement = (
        f"As {slot.label} I object to the change of wording in {_names(kept.changes)}: the sign-off"
        f" of {standing.names} does not stand for revision {review.revision.number},"
        f" because: “{reason}”"
    )
    given = Given.now(
        by,
        review,
        slot,
        decision=Decision.WITHDRAWN.value,
        reason=reason,
        statement=statement,
        time_zone=by.time_zone,
        methods=[{"method": "session"}],
        instead_of=place.as_json(),
    )
    lapsed = keep(review, slot, given, seat=standing.seat, turn=standing.turn + 1)
    _answer(kept, Answer.OBJECTED, by, reason)
    _record(kept, Kind.EDIT_OBJECTED, by.as_actor(), before=standing.record_hash, lapsed=lapsed)
    settle(review, by)
    _tell_owner(kept, by)
    return lapsed


def close_edits() -> int:
    """Let the time for objections run out where its last day has passed; return how many."""
    over = EditorialKeep.objects.filter(
        answer=Answer.OPEN,
        until__lt=timezone.now().date(),
        sign_off__review__outcome=Outcome.OPEN,
        sign_off__in=SignOff.objects.standing(),
    )
    found = over.order_by("pk").values_list("pk", "sign_off__review__revision__spec")[:200]
    return sum(_close(pk, spec_id) for pk, spec_id in list(found))


@transaction.atomic
def _close(pk: int, spec_id: UUID) -> int:
    Spec.objects.lock(spec_id)
    kept = _kept().filter(pk=pk, answer=Answer.OPEN).first()
    if kept is None or kept.sign_off.review.outcome != Outcome.OPEN:
        return 0
    _answer(kept, Answer.UNOPPOSED, None)
    _record(kept, Kind.EDIT_UNOPPOSED, SYSTEM)
    settle(kept.sign_off.review, kept.sign_off.review.opened_by)
    return 1


def keep_over_edit(sign_off: SignOff, slot: Slot, edits: Iterable[Edit], by: User) -> EditorialKeep:
    """Keep a carried-over sign-off for a time, and tell its people; the caller holds the spec."""
    days = frozen(sign_off.review.revision).policy.editorial_days
    kept = EditorialKeep.objects.create(
        sign_off=sign_off,
        edits=[edit.as_json() for edit in edits],
        until=last_day(days),
    )
    _record(kept, Kind.SIGNOFF_KEPT, by.as_actor(), after=sign_off.record_hash)
    holder = slot.holder(sign_off.seat)
    wanted = [(slot, signer) for signer in ((holder,) if holder else slot.signers)]
    for one in find_asked(sign_off.review, wanted):
        _tell(kept, one)
    return kept


def last_day(days: int) -> date:
    """Return the last day on which a role may object."""
    return timezone.now().date() + timedelta(days=days)


def _hold(spec: Spec, role: str, by: User, person: str) -> tuple[EditorialKeep, Slot, Place]:
    """Hold the spec, then find what this person may answer for their role."""
    review, slot, place = hold_seat(spec, role, by, person)
    standing = SignOff.objects.standing().filter(review=review, role=role, seat=place.seat)
    kept = _kept().filter(sign_off__in=standing, answer=Answer.OPEN).first()
    if kept is None or review.outcome != Outcome.OPEN:
        raise PermissionDenied
    return kept, slot, place


def _kept() -> QuerySet[EditorialKeep]:
    return EditorialKeep.objects.select_related(
        "sign_off__review__revision__spec__owner",
        "sign_off__review__opened_by",
        "sign_off__carried_from__review__revision",
    )


def _answer(kept: EditorialKeep, answer: Answer, by: User | None, reason: str = "") -> None:
    kept.answer, kept.reason = answer, reason
    kept.answered_at, kept.answered_by = timezone.now(), by
    kept.save(update_fields=["answer", "reason", "answered_at", "answered_by"])


def _record(
    kept: EditorialKeep,
    kind: Kind,
    by: Actor,
    *,
    before: str | None = None,
    after: str | None = None,
    lapsed: SignOff | None = None,
) -> None:
    sign_off = kept.sign_off
    origin, revision = sign_off.carried_from or sign_off, sign_off.review.revision
    facts: dict[str, Json] = {
        "person": origin.names,
        "role": sign_off.role,
        "role_label": sign_off.printed_role,
        "revision": revision.number,
        "from_revision": origin.review.revision.number,
        "until": kept.until.isoformat(),
        "change": _names(kept.changes),
        "edits": [edit.as_json() for edit in kept.changes],
    }
    append(
        chain=revision.spec.chain,
        kind=kind,
        by=by,
        object=f"revision {revision.number}",
        before=before,
        after=lapsed.record_hash if lapsed else after,
        reason=kept.reason,
        facts=facts,
    )


def _names(edits: Iterable[Edit]) -> str:
    return listed(in_sentence(edit.title) for edit in edits)


def _tell(kept: EditorialKeep, one: Asked) -> None:
    """Write to whoever may object, with the words that changed."""
    revision = kept.sign_off.review.revision
    spec, day = revision.spec, said_day(kept.until)
    named = {"title": spec.title, "number": revision.number, "role": one.slot.label, "day": day}
    lines = [
        _("The wording of what you signed as %(role)s changed in revision %(number)s.") % named,
        _("Your sign-off is kept unless you object until %(day)s.") % named,
        *one.lines,
    ]
    for edit in kept.changes:
        lines += [f"{edit.section}, {edit.title}", *_said(edit)]
    notify(
        to=one.user,
        kind="edit_kept",
        subject=_("Your sign-off of “%(title)s” is kept: only the wording changed") % named,
        lines=lines,
        url=reverse("reviews:review", args=[spec.pk]) + "#editorial",
        key=f"edit_kept:{kept.pk}:{one.key}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )


def _said(edit: Edit) -> tuple[str, str]:
    return (_("Before: %(text)s") % {"text": edit.former}, _("Now: %(text)s") % {"text": edit.now})


def _tell_owner(kept: EditorialKeep, by: User) -> None:
    revision = kept.sign_off.review.revision
    spec, role = revision.spec, kept.sign_off.printed_role
    notify(
        to=spec.owner,
        kind="edit_kept",
        subject=_("%(role)s objects to a change of wording in “%(title)s”")
        % {"role": role, "title": spec.title},
        lines=(
            _("%(name)s objects as %(role)s to the change of %(change)s:")
            % {"name": by.name, "role": role, "change": _names(kept.changes)},
            kept.reason,
            _("The sign-off lapsed, and the role is asked to sign again."),
        ),
        url=reverse("reviews:review", args=[spec.pk]),
        key=f"edit_objected:{kept.pk}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )
