"""Leaving an organisation: access ends at once, and somebody takes over what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access as people
from accounts.actions import deactivate_member, hand_on_invitation, hold_roles, queue_mail
from accounts.models import Membership, Organisation, RoleHolder
from reviews.actions.standing_in import pass_place_on, stand_in_for_review
from reviews.domain.policy import AUTHOR_ROLE
from reviews.leaving import OpenWork, load_open_work, signs_elsewhere
from reviews.models import Condition, Export, SignerAssignment
from specs.actions import assign_thread
from specs.actions.handing_on import hand_on_spec, hand_on_writing, note_handed_on
from specs.models import Spec

if TYPE_CHECKING:
    from accounts.models import User


class NotATaker(ValueError):
    """Somebody who cannot take over."""


@transaction.atomic
def end_membership(*, membership: Membership, to: User | None, by: User) -> OpenWork:
    """End a membership and hand on its open work; what nobody takes is returned.

    The same is done later for one that has ended: somebody takes over what was left. The
    organisation is held first, then every spec concerned, so a signature that is being given
    is either on record before, or refused.
    """
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    is_manager = people.can_manage(by, organisation)
    if membership.is_active and not people.can_end(by, membership):
        raise PermissionDenied
    if not membership.is_active and not people.can_change_member(by, membership):
        raise PermissionDenied
    if to and not _can_take(organisation, membership, to):
        raise NotATaker
    concerned = load_open_work(membership).specs
    list(Spec.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))
    if to:
        _hand_on(load_open_work(membership), membership, to, by, is_manager=is_manager)
    if membership.is_active:
        deactivate_member(membership=membership, by=by)
    return load_open_work(membership)


def _can_take(organisation: Organisation, membership: Membership, to: User) -> bool:
    able = people.possible_signers(organisation).filter(pk=to.pk)
    return to.pk != membership.user_id and able.exists()


def _hand_on(
    work: OpenWork, membership: Membership, to: User, by: User, *, is_manager: bool
) -> None:
    """Give all that this person may give; only who manages people says who signs."""
    leaver = membership.user
    for spec in work.owned:
        if not signs_elsewhere(spec, to):
            hand_on_spec(spec=spec, leaver=leaver, to=to, by=by)
    for editor in work.written:
        hand_on_writing(spec=editor.spec, leaver=leaver, to=to, by=by)
    for condition in work.conditions:
        _hand_on_condition(condition, to, by)
    _hand_on_threads(work, to, by)
    _hand_on_signatures(work, leaver, to, by)
    for export in work.exports:
        Export.objects.filter(pk=export.pk).update(asked_by=to)
        what = _("the file %(number)s") % {"number": export.number}
        note_handed_on(spec=export.revision.spec, what=what, leaver=leaver, to=to, by=by)
    if is_manager:
        _hand_on_signing(work, membership, to, by)
    _tell(work, leaver, to, by)


def _hand_on_threads(work: OpenWork, to: User, by: User) -> None:
    """Ask the taker instead; who is not of its role knows nothing of a private thread."""
    for thread in work.threads:
        if not thread.role:
            assign_thread(thread=thread, assignee=to, due_on=thread.due_on, by=by)


def _hand_on_signatures(work: OpenWork, leaver: User, to: User, by: User) -> None:
    """Let the taker sign what waits by name: who signs was frozen, so they stand in.

    Nobody names themselves for somebody else, who owns the spec approves it in no other role, and
    who is asked in a role already gives no second signature in it.
    """
    if to.pk == by.pk:
        return
    for review, slot in work.waiting:
        spec = review.revision.spec
        owns = spec.owner_id == to.pk and slot.role != AUTHOR_ROLE
        if owns or slot.signer(to.pk):
            continue
        stand_in_for_review(review=review, role=slot.role, person=leaver, stand_in=to, by=by)
        what = _("the signature of revision %(number)s as %(role)s") % {
            "number": review.revision.number,
            "role": slot.label,
        }
        note_handed_on(spec=spec, what=what, leaver=leaver, to=to, by=by)


def _hand_on_signing(work: OpenWork, membership: Membership, to: User, by: User) -> None:
    for row in work.assigned:
        _hand_on_assignment(row, to, by)
    RoleHolder.objects.filter(organisation=work.organisation, user=membership.user).delete()
    hold_roles(organisation=work.organisation, roles=work.roles, user=to, by=by.as_actor())
    for place in work.places:
        if to.pk not in (place.person_id, by.pk):
            pass_place_on(stand_in=place, to=to, by=by)
    for invitation in work.invitations:
        hand_on_invitation(invitation=invitation, to=to)


def _hand_on_condition(condition: Condition, to: User, by: User) -> None:
    leaver = condition.owner
    Condition.objects.filter(pk=condition.pk).update(owner=to)
    spec = condition.sign_off.review.revision.spec
    what = _("the condition “%(text)s”") % {"text": condition.text}
    note_handed_on(spec=spec, what=what, leaver=leaver, to=to, by=by)


def _hand_on_assignment(row: SignerAssignment, to: User, by: User) -> None:
    """Name the taker in a spec, unless they wrote it: who owns a spec does not approve it."""
    spec, leaver = Spec.objects.get(pk=row.spec_id), row.user
    if spec.owner_id == to.pk and row.role != AUTHOR_ROLE:
        return
    row.delete()
    SignerAssignment.objects.get_or_create(spec=spec, role=row.role, user=to)
    what = _("signing as %(role)s") % {"role": row.role.replace("_", " ")}
    note_handed_on(spec=spec, what=what, leaver=leaver, to=to, by=by)


def _tell(work: OpenWork, leaver: User, to: User, by: User) -> None:
    """Tell the taker in one mail, unless it is they who did it."""
    if to.pk == by.pk or not work.parts():
        return
    words = {"by": by.name, "name": leaver.name, "organisation": work.organisation.name}
    parts = [f"{part.title}: {len(part.entries)}" for part in work.parts()]
    queue_mail(
        to=to,
        kind="handed_on",
        subject=_("You take over from %(name)s at %(organisation)s") % words,
        lines=(
            _("%(by)s asked you to take over what %(name)s leaves open.") % words,
            "\n".join(parts),
            _(
                "What waits for a signature stands on My work: you sign as a stand-in for the name"
                " that was frozen, and both names are printed."
            ),
        ),
        url=reverse("specs:my-work"),
        # Who came back may leave again: each time is news.
        key=f"handed_on:{work.organisation.pk}:{leaver.pk}:{to.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        chain=work.organisation.chain,
    )
