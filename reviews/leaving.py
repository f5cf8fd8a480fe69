"""What a member would leave behind: roles, specs, signatures, conditions, files, invitations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import holders_in, invitations_waiting_in, role_labels
from jobs.models import JobStatus
from reviews.documents import frozen
from reviews.domain.policy import AUTHOR_ROLE
from reviews.models import Condition, Export, Outcome, Review, SignerAssignment, SignOff, StandIn
from specs.access import PUT_AWAY
from specs.models import Spec, SpecEditor, State, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import Invitation, Membership, Organisation, User
    from reviews.domain.policy import Slot


@dataclass(frozen=True)
class Part:
    """One kind of open work, for a page: what it is, and a link to each piece."""

    title: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OpenWork:
    """All that hangs on one member of an organisation."""

    organisation: Organisation
    roles: list[str]
    owned: list[Spec]
    written: list[SpecEditor]
    assigned: list[SignerAssignment]
    waiting: list[tuple[Review, Slot]] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    exports: list[Export] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    places: list[StandIn] = field(default_factory=list)

    @property
    def specs(self) -> set[UUID]:
        """The specs in which any of it lies."""
        return {
            *(spec.pk for spec in self.owned),
            *(editor.spec_id for editor in self.written),
            *(row.spec_id for row in self.assigned),
            *(review.revision.spec_id for review, _slot in self.waiting),
            *(row.sign_off.review.revision.spec_id for row in self.conditions),
            *(export.revision.spec_id for export in self.exports),
            *(thread.spec_id for thread in self.threads),
        }

    def parts(self) -> list[Part]:
        """Return what there is, for a page."""
        found = [
            Part(_("Roles signed by default"), tuple(self._roles())),
            Part(_("Specs owned"), tuple((s.title, _read(s.pk)) for s in self.owned)),
            Part(
                _("Specs written in"), tuple((r.spec.title, _read(r.spec_id)) for r in self.written)
            ),
            Part(_("Named to sign"), tuple(self._assigned())),
            Part(_("Signatures that are waited for"), tuple(self._waiting())),
            Part(_("Signs in the place of others"), tuple(self._places())),
            Part(_("Conditions to meet"), tuple(self._conditions())),
            Part(_("Comments to answer"), tuple(self._threads())),
            Part(_("Files being made"), tuple(self._exports())),
            Part(_("Invitations that wait"), tuple(self._invitations())),
        ]
        return [part for part in found if part.entries]

    def _roles(self) -> Iterator[tuple[str, str]]:
        for label in role_labels(self.organisation, self.roles):
            yield label, reverse("accounts:roles")

    def _assigned(self) -> Iterator[tuple[str, str]]:
        keys = {row.role for row in self.assigned}
        labels = {key: key.replace("_", " ") for key in keys}
        for row in self.assigned:
            yield f"{row.spec.title}: {labels[row.role]}", _read(row.spec_id)

    def _waiting(self) -> Iterator[tuple[str, str]]:
        for review, slot in self.waiting:
            spec = review.revision.spec
            words = {"title": spec.title, "number": review.revision.number, "role": slot.label}
            words_said = _("%(title)s, revision %(number)s, as %(role)s") % words
            yield words_said, reverse("reviews:review", args=[spec.pk])

    def _conditions(self) -> Iterator[tuple[str, str]]:
        for row in self.conditions:
            spec = row.sign_off.review.revision.spec
            yield f"{spec.title}: {row.text}", reverse("reviews:review", args=[spec.pk])

    def _places(self) -> Iterator[tuple[str, str]]:
        for row in self.places:
            yield row.person.name, reverse("reviews:stand-ins")

    def _threads(self) -> Iterator[tuple[str, str]]:
        for thread in self.threads:
            place = _("a private thread") if thread.role else thread.place
            url = reverse("specs:thread", args=[thread.spec_id, thread.pk])
            yield f"{thread.spec.title}: {place}", url

    def _exports(self) -> Iterator[tuple[str, str]]:
        for export in self.exports:
            spec = export.revision.spec
            yield f"{spec.title}: {export.number}", reverse("reviews:exports", args=[spec.pk])

    def _invitations(self) -> Iterator[tuple[str, str]]:
        for invitation in self.invitations:
            yield invitation.email, reverse("accounts:people")


def load_open_work(membership: Membership) -> OpenWork:
    """Return what hangs on a member, in a fixed number of queries."""
    organisation, user = membership.organisation, membership.user
    here = {"spec__organisation": organisation, "spec__in": _in_use(organisation)}
    return OpenWork(
        organisation=organisation,
        roles=list(holders_in(organisation).filter(user=user).values_list("role", flat=True)),
        owned=list(_in_use(organisation).filter(owner=user).order_by("title", "pk")),
        written=list(SpecEditor.objects.filter(**here, user=user).select_related("spec")),
        assigned=list(SignerAssignment.objects.filter(**here, user=user).select_related("spec")),
        waiting=_waiting_for(organisation, user),
        places=list(
            StandIn.objects.not_ended()
            .filter(organisation=organisation, stand_in=user)
            .select_related("person", "organisation")
        ),
        conditions=list(_conditions_of(organisation, user)),
        exports=list(
            Export.objects.filter(
                asked_by=user,
                revision__spec__organisation=organisation,
                status__in=(JobStatus.WAITING, JobStatus.RUNNING),
            ).select_related("revision__spec")
        ),
        threads=list(
            Thread.objects.filter(**here, assignee=user, resolved_at=None).select_related("spec")
        ),
        invitations=list(invitations_waiting_in(organisation).filter(invited_by=user)),
    )


def _in_use(organisation: Organisation) -> QuerySet[Spec]:
    return Spec.objects.filter(organisation=organisation).exclude(state__in=PUT_AWAY)


def _conditions_of(organisation: Organisation, user: User) -> QuerySet[Condition]:
    return Condition.objects.filter(
        owner=user,
        accepted_at=None,
        sign_off__review__outcome=Outcome.OPEN,
        sign_off__review__revision__spec__organisation=organisation,
    ).select_related("sign_off__review__revision__spec")


def _waiting_for(organisation: Organisation, user: User) -> list[tuple[Review, Slot]]:
    """Return the signatures that this person is asked for by name in an open round.

    Those for which somebody was named to stand in until it ends are taken over.
    """
    reviews = Review.objects.filter(
        outcome=Outcome.OPEN,
        revision__spec__organisation=organisation,
        revision__spec__state=State.IN_REVIEW,
        revision__content__contains=f'"id":"{user.pk}"',  # canonical: written in this way only
    ).select_related("revision__spec", "revision__template")
    found = list(reviews.order_by("opened_at", "pk"))
    given = SignOff.objects.standing().filter(review__in=found)
    decided = set(given.values_list("review", "role", "seat"))
    stood_in = StandIn.objects.not_ended().filter(person=user, review__in=found)
    taken = set(stood_in.values_list("review", "role"))
    return [
        (review, slot)
        for review in found
        for slot in frozen(review.revision).policy.slots
        if slot.signer(user.pk)
        and (review.pk, slot.role, slot.seat_of(user.pk)) not in decided
        and (review.pk, slot.role) not in taken
    ]


def signs_elsewhere(spec: Spec, user: User) -> bool:
    """Say whether somebody signs this spec in a role that its owner may not sign in."""
    if SignerAssignment.objects.filter(spec=spec, user=user).exclude(role=AUTHOR_ROLE).exists():
        return True
    review = (
        Review.objects.filter(revision__spec=spec, outcome=Outcome.OPEN)
        .select_related("revision__template")
        .first()
    )
    slots = frozen(review.revision).policy.slots if review else ()
    return any(slot.signer(user.pk) for slot in slots if slot.role != AUTHOR_ROLE)


def _read(spec_id: UUID) -> str:
    return reverse("specs:read", args=[spec_id])
