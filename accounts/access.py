"""Decides who may see and change people, roles and policies."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.models import (
    Invitation,
    Level,
    Mail,
    Membership,
    Organisation,
    RoleHolder,
    SignOn,
    StakeholderRole,
    Token,
    User,
)
from jobs.models import JobStatus

MANAGERS = (Level.OWNER, Level.ADMIN)
INSIDERS = (Level.OWNER, Level.ADMIN, Level.MEMBER, Level.AUDITOR)
WRITERS = (Level.OWNER, Level.ADMIN, Level.MEMBER)


def memberships_of(user: User) -> QuerySet[Membership]:
    """Memberships that count today."""
    if not user.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(user=user, is_active=True)


def organisations_visible_to(user: User) -> QuerySet[Organisation]:
    """Organisations whose people and roles this person may see: not those they are a guest of."""
    seen = memberships_of(user).filter(level__in=INSIDERS).values("organisation")
    return Organisation.objects.filter(pk__in=seen)


def level_in(organisation: Organisation, user: User) -> Level | None:
    """Return the person's level, or None for somebody who is no active member."""
    found = memberships_of(user).filter(organisation=organisation).values_list("level", flat=True)
    level = found.first()
    return None if level is None else Level(level)


def has_factor(user: User) -> bool:
    """Say whether this person has a second factor: one-time codes or a passkey."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def lacks_factor(user: User, organisation: Organisation) -> bool:
    """Say whether this person would manage people, had they the second factor that it takes."""
    return (
        organisation.managers_need_factor
        and level_in(organisation, user) in MANAGERS
        and not has_factor(user)
    )


def counted_level() -> Case:
    """Return the level at which a membership counts, for a query: as ``managing_level`` does."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=kinds)
    manages = Q(organisation__managers_need_factor=True, level__in=MANAGERS)
    without = When(manages & ~Q(Exists(factors)), then=Value(Level.MEMBER.value))
    return Case(without, default=F("level"))


def managing_level(organisation: Organisation, user: User) -> Level | None:
    """Return the level at which this person manages people: as a member without the factor."""
    return Level.MEMBER if lacks_factor(user, organisation) else level_in(organisation, user)


def can_manage(user: User, organisation: Organisation) -> bool:
    """Say whether this person may change people, roles and policies."""
    return managing_level(organisation, user) in MANAGERS


def may_give(own: Level | None, level: str) -> bool:
    """Say whether somebody on one level may put people on another: only owners make owners."""
    return own == Level.OWNER or (own == Level.ADMIN and level != Level.OWNER)


def can_give_level(user: User, organisation: Organisation, level: Level) -> bool:
    """Say whether this person may put somebody on that level."""
    return may_give(managing_level(organisation, user), level)


def may_change(own: Level | None, user: User, membership: Membership) -> bool:
    """Say whether somebody on one level may change a membership: never their own."""
    return membership.user_id != user.pk and may_give(own, membership.level)


def can_change_member(user: User, membership: Membership) -> bool:
    """Say whether this person may change that membership."""
    return may_change(managing_level(membership.organisation, user), user, membership)


def can_end(user: User, membership: Membership) -> bool:
    """Say whether this person may end that membership: their own, or one that they may change."""
    if membership.user_id == user.pk:
        return user.is_active and membership.is_active
    return can_change_member(user, membership)


def can_reactivate(user: User, membership: Membership) -> bool:
    """Say whether this person may let somebody back in."""
    return not membership.is_active and can_change_member(user, membership)


def memberships_known_to(user: User) -> QuerySet[Membership]:
    """One's own memberships, and those in the organisations that one sees the inside of."""
    own = memberships_of(user).values("pk")
    known = Q(pk__in=own) | Q(organisation__in=organisations_visible_to(user))
    return Membership.objects.filter(known).select_related("user", "organisation")


def members_visible_to(user: User) -> QuerySet[Membership]:
    """Memberships in the organisations that this person sees the inside of."""
    seen = organisations_visible_to(user)
    return Membership.objects.filter(organisation__in=seen).select_related("user", "organisation")


def possible_signers(organisation: Organisation) -> QuerySet[User]:
    """People who can hold a role: active members who are neither guests nor auditors."""
    return User.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__is_active=True,
        memberships__level__in=WRITERS,
    )


def administrators(organisation: Organisation) -> QuerySet[User]:
    """People who run the organisation: its active owners and administrators."""
    return possible_signers(organisation).filter(
        memberships__organisation=organisation, memberships__level__in=MANAGERS
    )


def find_account(email: str) -> User | None:
    """Return who has that address, also when they cannot sign in."""
    return User.objects.filter(email__iexact=email.strip()).first()


def can_sign_in(user: User) -> bool:
    """Say whether the account works: it is active, with a password or a provider that opens it."""
    return user.is_active and (user.has_usable_password() or user.managed_by_id is not None)


def invitations_waiting_in(organisation: Organisation) -> QuerySet[Invitation]:
    """Return those that nobody took yet, also the ones that are too old, newest first."""
    found = Invitation.objects.waiting().filter(organisation=organisation)
    return found.select_related("invited_by")


def mails_refused(invitations: Iterable[Invitation]) -> dict[str, str]:
    """Return why the mail of an invitation did not go out, by the key of the mail."""
    mails = Mail.objects.filter(key__in=[one.mail_key for one in invitations])
    return dict(mails.exclude(error="").exclude(status=JobStatus.DONE).values_list("key", "error"))


def invitations_managed_by(user: User) -> QuerySet[Invitation]:
    """Return the invitations of the organisations that this person sees the inside of."""
    seen = organisations_visible_to(user)
    return Invitation.objects.filter(organisation__in=seen).select_related("organisation")


def find_invitation(token_hash: str) -> Invitation | None:
    """Return what a link stands for; whoever holds the link may know."""
    found = Invitation.objects.filter(token_hash=token_hash)
    return found.select_related("organisation", "invited_by").first()


def role_labels(organisation: Organisation, keys: Iterable[str]) -> list[str]:
    """Return the labels of those of the roles that there are."""
    return list(roles_of(organisation).filter(key__in=list(keys)).values_list("label", flat=True))


def mails_visible_to(user: User) -> QuerySet[Mail]:
    """A person's own mails: those of others may hold links that only they should follow."""
    return Mail.objects.filter(to=user)


def roles_of(organisation: Organisation) -> QuerySet[StakeholderRole]:
    """The built-in roles and the organisation's own."""
    return StakeholderRole.objects.of(organisation)


def own_roles_of(organisation: Organisation) -> QuerySet[StakeholderRole]:
    """The organisation's own roles, which it may change and remove."""
    return StakeholderRole.objects.of(organisation).filter(organisation=organisation)


def holders_in(organisation: Organisation) -> QuerySet[RoleHolder]:
    """Who signs for which role by default."""
    return RoleHolder.objects.filter(organisation=organisation)


def sessions_of(user: User) -> QuerySet[UserSession]:
    """The browsers in which somebody is signed in."""
    found: QuerySet[UserSession] = UserSession.objects.filter(user=user)
    return found


def people_named(ids: Iterable[str]) -> dict[str, User]:
    """Return people by the ids that the trail holds of them; what is no person's is left out."""
    numbers = [int(one) for one in ids if one.isascii() and one.isdecimal()]
    return {str(user.pk): user for user in User.objects.filter(pk__in=numbers)}


def find_sign_on(organisation_id: UUID) -> SignOn | None:
    """Return the single sign-on of an organisation where it is switched on."""
    found = SignOn.objects.filter(organisation=organisation_id, is_active=True)
    return found.select_related("organisation").first()


def sign_on_of(organisation: Organisation) -> SignOn | None:
    """Return how an organisation set its single sign-on up, also when it is switched off."""
    found = SignOn.objects.filter(organisation=organisation)
    return found.select_related("organisation").prefetch_related("domains").first()


def sign_ons_for(email: str) -> QuerySet[SignOn]:
    """Return where an address signs in, by its domain alone: who has an account is not told."""
    domain = email.rpartition("@")[2].strip().lower()
    found = SignOn.objects.filter(is_active=True, domains__name=domain)
    return found.select_related("organisation")


def links_to(sign_on: SignOn) -> QuerySet[SocialAccount]:
    """Return the accounts that this provider opens."""
    found: QuerySet[SocialAccount] = SocialAccount.objects.filter(provider=sign_on.key)
    return found.select_related("user").order_by("user__name", "pk")


def needed_sign_on(user: User) -> SignOn | None:
    """Return the single sign-on by which alone this person comes in, if that is demanded.

    Owners keep their other ways: somebody has to be able to mend a provider that fails.
    """
    if user.managed_by_id is None:
        return None
    sign_on = find_sign_on(user.managed_by_id)
    if sign_on is None or not sign_on.is_required:
        return None
    return None if level_in(sign_on.organisation, user) == Level.OWNER else sign_on


def confirming_sign_on(user: User, organisation_id: UUID) -> SignOn | None:
    """Return the provider that can confirm, for this organisation, who somebody is."""
    if user.managed_by_id != organisation_id:
        return None
    sign_on = find_sign_on(organisation_id)
    if sign_on is None or not links_to(sign_on).filter(user=user).exists():
        return None
    return sign_on


def belongs_elsewhere(user: User, organisation: Organisation) -> bool:
    """Say whether this person belongs to another organisation too, also as its guest."""
    held = Membership.objects.filter(user=user, is_active=True)
    return held.exclude(organisation=organisation).exists()


def members_who_belong_elsewhere(organisation: Organisation) -> QuerySet[User]:
    """Return the members whom no provider of the organisation can open: they are another's too."""
    held = Membership.objects.filter(user=OuterRef("pk"), is_active=True)
    return User.objects.filter(
        Exists(held.filter(organisation=organisation, level__in=INSIDERS)),
        Exists(held.exclude(organisation=organisation)),
    )


def tokens_of(user: User) -> QuerySet[Token]:
    """A person's own tokens; nobody else sees that they exist."""
    return Token.objects.filter(user=user).select_related("organisation")


def can_read_trail(user: User, organisation: Organisation) -> bool:
    """Say whether this person may read what happened to people, roles and policies."""
    return level_in(organisation, user) in (*MANAGERS, Level.AUDITOR)
