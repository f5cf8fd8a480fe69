"""Who may see, write and manage a spec; the only module of this app that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.access import can_sign_in, counted_level
from accounts.models import (
    Level,
    Membership,
    Organisation,
    RoleHolder,
    StakeholderRole,
    User,
)
from specs.models import (
    OrganisationCheck,
    OrganisationLimit,
    RoleHere,
    SavedView,
    Spec,
    SpecEditor,
    SpecGuest,
    SpecTemplate,
    State,
    TemplateDraft,
    Thread,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from specs.models.thread import ThreadQuerySet

READERS = (Level.OWNER, Level.ADMIN, Level.MEMBER, Level.AUDITOR)
WRITERS = (Level.OWNER, Level.ADMIN, Level.MEMBER)
MANAGERS = (Level.OWNER, Level.ADMIN)
PUT_AWAY = (State.SUPERSEDED, State.ARCHIVED)


def organisations_to_write_in(user: User) -> QuerySet[Organisation]:
    """Return the organisations in which this person may start a spec."""
    return Organisation.objects.filter(
        memberships__user=user, memberships__is_active=True, memberships__level__in=WRITERS
    )


def templates_usable_in(organisation_id: UUID) -> QuerySet[SpecTemplate]:
    """Return the templates, in all their versions, that this organisation may write by."""
    return SpecTemplate.objects.filter(Q(organisation=None) | Q(organisation=organisation_id))


def templates_offered_in(organisation_id: UUID) -> QuerySet[SpecTemplate]:
    """Return those, in all their versions, that something new may be written by."""
    retired = TemplateDraft.objects.exclude(retired_at=None).filter(
        organisation=OuterRef("organisation"), key=OuterRef("key")
    )
    return templates_usable_in(organisation_id).exclude(Exists(retired))


def own_role_labels(organisations: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Return what each of these organisations calls the roles of its own."""
    labels: dict[UUID, dict[str, str]] = {}
    rows = StakeholderRole.objects.filter(organisation__in=list(organisations))
    for organisation, key, label in rows.values_list("organisation", "key", "label"):
        if organisation is not None:
            labels.setdefault(organisation, {})[key] = label
    return labels


def limits_of(organisation: Organisation) -> QuerySet[OrganisationLimit]:
    """Return the limits that an organisation set for its checks."""
    return OrganisationLimit.objects.filter(organisation=organisation)


def specs_visible_to(user: User) -> QuerySet[Spec]:
    """Return the specs that this person may know of."""
    if not user.is_active:
        return Spec.objects.none()
    membership = Membership.objects.filter(
        organisation=OuterRef("organisation"), user=user, is_active=True
    )
    as_guest = SpecGuest.objects.current().filter(spec=OuterRef("pk"), user=user)
    return Spec.objects.filter(
        Q(Exists(membership.filter(level__in=READERS)))
        | Q(Exists(membership.filter(level=Level.GUEST)) & Exists(as_guest))
    )


def levels_of(user: User) -> dict[UUID, str]:
    """Return the level of this person in each organisation that they belong to."""
    if not user.is_active:
        return {}
    held = Membership.objects.filter(user=user, is_active=True).annotate(counted=counted_level())
    return dict(held.values_list("organisation", "counted"))


def specs_listed_for(user: User, levels: Mapping[UUID, str]) -> QuerySet[Spec]:
    """Return what ``specs_visible_to`` does, for levels that were read before.

    With the organisations known, the database walks a list in the order of its index.
    """
    reads = [key for key, level in levels.items() if level in READERS]
    guest_of = [key for key, level in levels.items() if level == Level.GUEST]
    if not guest_of:
        return Spec.objects.filter(organisation__in=reads)
    as_guest = SpecGuest.objects.current().filter(spec=OuterRef("pk"), user=user)
    return Spec.objects.filter(
        Q(organisation__in=reads) | (Q(organisation__in=guest_of) & Exists(as_guest))
    )


def level_of(user: User, spec: Spec) -> str | None:
    """Return the level of this person in the spec's organisation.

    Who would run it, but lacks the second factor that it asks for, counts as a member.
    """
    held = Membership.objects.filter(
        organisation=spec.organisation_id, user=user, is_active=True
    ).annotate(counted=counted_level())
    level: str | None = held.values_list("counted", flat=True).first()
    return level


def is_visible(level: str | None, *, is_guest_of_spec: bool) -> bool:
    """Say whether a person at this level may know of the spec."""
    return level in READERS or (level == Level.GUEST and is_guest_of_spec)


def is_taker(level: str | None) -> bool:
    """Say whether a person at this level may take a file home: guests read, they take nothing."""
    return level in READERS


def is_writer(level: str | None, *, is_owner: bool, is_editor: bool) -> bool:
    """Say whether a person at this level may write in the spec whenever it is a draft."""
    return level in WRITERS and (is_owner or is_editor)


def is_manager(level: str | None, *, is_owner: bool) -> bool:
    """Say whether a person at this level says who writes and signs, and archives the spec."""
    return level in MANAGERS or (level in WRITERS and is_owner)


def can_write(user: User, spec: Spec) -> bool:
    """May write in this spec whenever it is a draft: its owner and its editors."""
    if not user.is_active:
        return False
    return is_writer(
        level_of(user, spec),
        is_owner=spec.owner_id == user.pk,
        is_editor=SpecEditor.objects.filter(spec=spec, user=user).exists(),
    )


def can_edit(user: User, spec: Spec) -> bool:
    """May change answers now."""
    return spec.state == State.DRAFT and can_write(user, spec)


def can_look_again(user: User, spec: Spec) -> bool:
    """May say that an answer is still right: who writes in the spec, unless it was put away."""
    return spec.state not in PUT_AWAY and can_write(user, spec)


def can_manage(user: User, spec: Spec) -> bool:
    """May say who writes and signs, and archive: the owner, and who runs the organisation."""
    return user.is_active and is_manager(level_of(user, spec), is_owner=spec.owner_id == user.pk)


def managed_with(user: User, levels: Mapping[UUID, str]) -> Q:
    """Return what ``can_manage`` says as a condition, for levels that were read before."""
    runs = [key for key, level in levels.items() if level in MANAGERS]
    writes = [key for key, level in levels.items() if level in WRITERS]
    return Q(organisation__in=runs) | Q(owner=user, organisation__in=writes)


def may_comment(level: str | None, state: str) -> bool:
    """Say whether a person at this level, who sees the spec, may take part in its threads."""
    return level in (*WRITERS, Level.GUEST) and state != State.ARCHIVED


def can_comment(user: User, spec: Spec) -> bool:
    """May open threads and reply: members, and guests of this spec, unless it is archived."""
    level = level_of(user, spec)
    if not user.is_active or not may_comment(level, spec.state):
        return False
    return level != Level.GUEST or is_guest_of(user, spec)


def is_guest_of(user: User, spec: Spec) -> bool:
    """Say whether this person was invited to this spec as a guest, and may still read it."""
    return SpecGuest.objects.current().filter(spec=spec, user=user).exists()


def guests_of(spec: Spec) -> QuerySet[SpecGuest]:
    """Return the guests of a spec, also those whose days are over."""
    return SpecGuest.objects.filter(spec=spec).select_related("user", "invited_by")


def find_visit(token_hash: str) -> SpecGuest | None:
    """Return what a guest's link stands for; whoever holds the link may know."""
    found = SpecGuest.objects.filter(token_hash=token_hash)
    return found.select_related("user", "spec__organisation", "invited_by").first()


def can_visit(guest: SpecGuest) -> bool:
    """Say whether the link alone lets its guest in.

    Only where it opens nothing but this one spec: an account that works, or that reaches
    anything else, is entered by signing in.
    """
    user = guest.user
    if guest.is_late or not user.is_active or can_sign_in(user):
        return False
    memberships = Membership.objects.filter(user=user, is_active=True)
    here = memberships.filter(organisation=guest.spec.organisation_id, level=Level.GUEST)
    elsewhere = memberships.exclude(pk__in=here)
    others = SpecGuest.objects.current().filter(user=user).exclude(pk=guest.pk)
    return here.exists() and not elsewhere.exists() and not others.exists()


def roles_held(user: User, spec: Spec) -> list[str]:
    """Return the keys of the roles of which this person is in a spec: held, or signed for there."""
    held = RoleHere.objects.filter(spec=spec, user=user)
    return sorted(set(held.values_list("role", flat=True)))


def threads_visible_to(user: User, spec: Spec) -> ThreadQuerySet:
    """Return the threads of a visible spec that this person may read: not those of other roles."""
    held = RoleHere.objects.filter(spec=spec, user=user, role=OuterRef("role"))
    return Thread.objects.filter(Q(role="") | Exists(held), spec=spec)


def can_read_thread(user: User, thread: Thread) -> bool:
    """May read one thread of a spec that they may see."""
    return threads_visible_to(user, thread.spec).filter(pk=thread.pk).exists()


def may_settle(thread: Thread, user: User, *, is_writer: bool) -> bool:
    """Say whether this person may resolve a thread: who began it, has to answer it, or writes.

    In a private thread everybody is of the role, and may.
    """
    return is_writer or bool(thread.role) or user.pk in (thread.opened_by_id, thread.assignee_id)


def people_seeing(spec: Spec, role: str = "") -> QuerySet[User]:
    """Return who may see a spec; of a private thread, those of them who are of the role."""
    members = Membership.objects.filter(
        organisation=spec.organisation_id, user=OuterRef("pk"), is_active=True
    )
    as_guest = SpecGuest.objects.current().filter(spec=spec, user=OuterRef("pk"))
    seeing = User.objects.filter(
        Q(Exists(members.filter(level__in=READERS)))
        | Q(Exists(members.filter(level=Level.GUEST)) & Exists(as_guest)),
        is_active=True,
    )
    if not role:
        return seeing
    holders = RoleHere.objects.filter(spec=spec, role=role)
    return seeing.filter(Exists(holders.filter(user=OuterRef("pk"))))


def may_accept_risks(level: str | None, *, is_writer: bool, is_manager: bool, signs: bool) -> bool:
    """Say whether a person at this level may accept a risk of the spec by name.

    Who writes or manages it, and who signs for the organisation in any role: a sponsor does not
    write, and answers for what may go wrong.
    """
    return is_writer or is_manager or (level in WRITERS and signs)


def signs_in(user: User, organisation_id: UUID) -> bool:
    """Say whether this person holds a role that signs in the organisation."""
    return RoleHolder.objects.filter(organisation=organisation_id, user=user).exists()


def can_accept_risks(user: User, spec: Spec) -> bool:
    """May accept a risk, or take that back, as long as the spec is not put away."""
    if not user.is_active or spec.state in PUT_AWAY:
        return False
    return may_accept_risks(
        level_of(user, spec),
        is_writer=can_write(user, spec),
        is_manager=can_manage(user, spec),
        signs=signs_in(user, spec.organisation_id),
    )


def can_draft(user: User, organisation: Organisation) -> bool:
    """May write the organisation's own templates: who runs the organisation."""
    return user.is_active and levels_of(user).get(organisation.pk) in MANAGERS


def can_write_checks(user: User, organisation: Organisation) -> bool:
    """May write the organisation's own checks: who runs the organisation."""
    return can_draft(user, organisation)


def own_checks_visible_to(user: User) -> QuerySet[OrganisationCheck]:
    """Return the own checks that this person may know of: others see those that ever ran."""
    levels = levels_of(user)
    runs = [key for key, level in levels.items() if level in MANAGERS]
    reads = [key for key, level in levels.items() if level in READERS]
    return OrganisationCheck.objects.filter(
        Q(organisation__in=runs) | Q(organisation__in=reads, current__isnull=False)
    )


def drafts_visible_to(user: User) -> QuerySet[TemplateDraft]:
    """Return the own templates that this person may know of: others see published ones only."""
    levels = levels_of(user)
    runs = [key for key, level in levels.items() if level in MANAGERS]
    reads = [key for key, level in levels.items() if level in READERS]
    published = SpecTemplate.objects.filter(
        organisation=OuterRef("organisation"), key=OuterRef("key")
    )
    return TemplateDraft.objects.filter(
        Q(organisation__in=runs) | (Q(organisation__in=reads) & Exists(published))
    )


def views_visible_to(user: User) -> QuerySet[SavedView]:
    """Return the views of the list that this person may use: their own, and shared ones."""
    reads = [key for key, level in levels_of(user).items() if level in READERS]
    own = Q(owner=user, organisation=None)
    return SavedView.objects.filter(own | Q(organisation__in=reads))


def can_share_views(user: User, organisation_id: UUID) -> bool:
    """May share a view with an organisation, and change shared ones: who runs it."""
    return levels_of(user).get(organisation_id) in MANAGERS


def can_change_view(user: User, view: SavedView) -> bool:
    """May rename, change and delete a view."""
    if view.organisation_id is None:
        return user.is_active and view.owner_id == user.pk
    return can_share_views(user, view.organisation_id)


def versions_of(draft: TemplateDraft) -> QuerySet[SpecTemplate]:
    """Return what was published of a draft."""
    return SpecTemplate.objects.filter(organisation=draft.organisation_id, key=draft.key)


def own_templates_offered_in(organisations: Iterable[UUID]) -> QuerySet[SpecTemplate]:
    """Return the youngest version of each own template that is not retired."""
    in_use = TemplateDraft.objects.in_use().filter(
        organisation=OuterRef("organisation"), key=OuterRef("key")
    )
    same = SpecTemplate.objects.filter(organisation=OuterRef("organisation"), key=OuterRef("key"))
    return SpecTemplate.objects.filter(
        Exists(in_use),
        organisation__in=list(organisations),
        pk=Subquery(same.order_by("-version").values("pk")[:1]),
    )
