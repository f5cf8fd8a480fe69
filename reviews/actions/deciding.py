"""How an amendment ends: accepted as the next revision, more data, new scope, or stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from reviews import access
from reviews.actions.amending import (
    Overtaken,
    facts_of,
    lock_amendment,
    proposal_hash,
    record,
    refuse_empty,
    refuse_overtaken,
)
from reviews.actions.submitting import NobodySigns, begin_round
from reviews.amendment_record import amended_by
from reviews.amendments import Dossier
from reviews.documents import load_policy, load_signing, said_before
from reviews.models import AmendmentState
from reviews.target_changes import record_rows
from specs import actions as spec_actions
from specs.actions import Amended
from specs.own_findings import look_at_spec
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reviews.models import Amendment, Review
    from specs.actions import Accepted
    from specs.models import Revision

CLOSING = ("state", "decided_by", "decided_at", "decided_why", "decided_without")
OTHER_ENDS = {
    AmendmentState.MORE_DATA,
    AmendmentState.NEW_SCOPE,
    AmendmentState.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decided, about which version of the proposal, and why."""

    why: str
    seen: int
    without_waiting: bool = False
    waivers: Sequence[Accepted] = ()
    due_on: date | None = None


@transaction.atomic
def accept_amendment(*, amendment: Amendment, ruling: Ruling, by: User) -> Review:
    """Make the next revision of what was proposed, and ask the roles that it touches to sign.

    Raises Overtaken when anything came in between, NotReady while a blocker or a warning without
    a reason is open, NobodySigns for roles without enough signers. Nothing is changed then.
    """
    own = look_at_spec(amendment.spec)  # takes its time, and so comes before the lock
    amendment = _lock_open(amendment, ruling, by)
    dossier, spec = Dossier(amendment), amendment.spec
    refuse_overtaken(amendment)
    refuse_empty(dossier)
    missing = _refuse_waiting(dossier, ruling)
    policy = load_policy(spec).for_amendment()
    if hopeless := policy.hopeless():
        raise NobodySigns(hopeless)
    earlier, signing = said_before(spec.pk), load_signing(spec, policy)
    try:
        revision = spec_actions.amend(
            spec=spec,
            changes=[Amended(*c.place, c.old, c.new) for c in dossier.changes if c.differs],
            rows=record_rows(dossier, by),
            waivers=ruling.waivers,
            policy=policy.as_json(),
            signing=signing,
            own=own,
            amendments=[amended_by(dossier, by.name).as_json()],
            by=by,
        )
    except spec_actions.UnknownBase as fault:
        raise Overtaken(
            _("Something else stands in the spec than what this amendment would replace.")
        ) from fault
    _close(amendment, AmendmentState.ACCEPTED, ruling, by, missing)
    amendment.next_revision = revision
    amendment.save(update_fields=[*CLOSING, "next_revision"])
    _record_acceptance(dossier, ruling, revision, by)
    review = begin_round(revision, by, ruling.due_on, earlier)
    _tell(dossier, by, _("accepted: it is revision %(n)s now") % {"n": revision.number})
    return review


def _refuse_waiting(dossier: Dossier, ruling: Ruling) -> list[str]:
    """Return the roles that have not spoken; raises unless one goes on without them."""
    missing = [slot.label for slot in dossier.missing]
    if missing and not ruling.without_waiting:
        words = _("%(roles)s: no position yet. Wait for it, or say that you go on without.")
        raise ValidationError(words % {"roles": ", ".join(missing)})
    return missing


def _record_acceptance(dossier: Dossier, ruling: Ruling, revision: Revision, by: User) -> None:
    amendment = dossier.amendment
    facts = facts_of(dossier) | {
        "revision": revision.number,
        "of_revision": dossier.base.number,
        "without": amendment.decided_without,
    }
    record(
        amendment,
        Kind.AMENDMENT_ACCEPTED,
        by,
        facts,
        before=proposal_hash(dossier),
        after=revision.content_hash,
        reason=ruling.why,
    )


@transaction.atomic
def end_amendment(
    *,
    amendment: Amendment,
    how: AmendmentState,
    ruling: Ruling,
    by: User,
    reopen: bool = False,
) -> Amendment:
    """End an amendment without a revision; what was approved stays as it is.

    A new scope may open the draft for writing, by who may write in it.
    """
    if how not in OTHER_ENDS:
        raise ValueError(how)
    amendment = _lock_open(amendment, ruling, by)
    _close(amendment, how, ruling, by, [slot.label for slot in Dossier(amendment).missing])
    _end(amendment, by)
    if reopen and how == AmendmentState.NEW_SCOPE:
        refuse_overtaken(amendment)
        words = _("Amendment %(number)s, new scope: %(why)s")
        why = words % {"number": amendment.number, "why": ruling.why}
        spec_actions.start_next_draft(spec=amendment.spec, by=by, why=why)
    return amendment


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, why: str, by: User) -> Amendment:
    """Take back what one proposed oneself; what was said to it stays on record."""
    amendment = lock_amendment(amendment, by)
    if not amendment.is_open:
        raise Overtaken(_("This amendment has ended already. Nothing was changed."))
    if amendment.asked_by_id != by.pk:
        raise PermissionDenied
    ruling = Ruling(why, amendment.version)
    _close(amendment, AmendmentState.WITHDRAWN, ruling, by, [])
    _end(amendment, by)
    return amendment


def _lock_open(amendment: Amendment, ruling: Ruling, by: User) -> Amendment:
    amendment = lock_amendment(amendment, by)
    if not amendment.is_open:
        who = amendment.decided_by.name if amendment.decided_by else _("Somebody")
        words = _("%(who)s has decided already: %(how)s. Nothing was changed by you.")
        how = str(amendment.get_state_display()).lower()
        raise Overtaken(words % {"who": who, "how": how})
    if not access.can_decide(by, amendment):
        raise PermissionDenied
    if amendment.version != ruling.seen:
        raise Overtaken(
            _("The proposal changed while you were reading. Read it again, then decide.")
        )
    if not ruling.why.strip():
        raise ValidationError(_("Say why. The reason stays on record."))
    return amendment


def _close(
    amendment: Amendment,
    how: AmendmentState,
    ruling: Ruling,
    by: User,
    without: list[str],
) -> None:
    amendment.state = how
    amendment.decided_by, amendment.decided_at = by, timezone.now()
    amendment.decided_why, amendment.decided_without = ruling.why.strip(), without


def _end(amendment: Amendment, by: User) -> None:
    amendment.save(update_fields=CLOSING)
    dossier = Dossier(amendment)
    outcome = str(amendment.get_state_display()).lower()
    facts = facts_of(dossier) | {"outcome": outcome, "without": amendment.decided_without}
    record(amendment, Kind.AMENDMENT_ENDED, by, facts, reason=amendment.decided_why)
    _tell(dossier, by, outcome)


def _tell(dossier: Dossier, by: User, outcome: str) -> None:
    """Tell who asked, the owner, and everybody who took a position."""
    amendment, spec = dossier.amendment, dossier.amendment.spec
    ids = {amendment.asked_by_id, spec.owner_id, *(p.person_id for p in dossier.positions)}
    named = {"number": amendment.number, "title": spec.title, "outcome": outcome}
    for user in User.objects.filter(pk__in=ids - {by.pk}, is_active=True):
        notify(
            to=user,
            kind="amendment",
            subject=_("Amendment %(number)s of “%(title)s” ended: %(outcome)s") % named,
            lines=[
                _("%(by)s decided: %(outcome)s.") % {"by": by.name, "outcome": outcome},
                amendment.decided_why,
            ],
            url=reverse("reviews:amendment", args=[spec.pk, amendment.pk]),
            key=f"amendment_ended:{amendment.pk}:{user.pk}",
            chain=spec.chain,
            organisation=spec.organisation_id,
        )
