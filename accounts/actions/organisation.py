"""Organisations and the people in them."""

from __future__ import annotations

from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import access
from accounts.actions.mail import INSTANCE, queue_mail, queue_password_link
from accounts.actions.managing import Managed, hold_free, release
from accounts.models import Invitation, Level, Membership, Organisation, Session, User
from trail.actions import append
from trail.domain.event import SYSTEM, Actor, Kind


@transaction.atomic
def create_organisation(*, name: str, owner: User, by: User | None = None) -> Organisation:
    """Create a tenant with its first owner; without ``by`` the instance itself does it."""
    actor = _actor(by)
    organisation = Organisation.objects.create(name=name)
    append(
        chain=organisation.chain,
        kind=Kind.ORGANISATION_CREATED,
        by=actor,
        object=f"organisation:{organisation.pk}",
        facts={"organisation": name},
    )
    # Whoever runs the instance decides it: no other organisation's provider opens the account.
    User.objects.filter(pk=owner.pk).update(managed_by=None)
    membership = Membership.objects.create(organisation=organisation, user=owner, level=Level.OWNER)
    _record_member(Kind.MEMBER_ADDED, membership, actor)
    return organisation


@transaction.atomic
def restore_owner(*, organisation: Organisation, user: User) -> Membership:
    """Make somebody owner from the command line, where no owner can do it any more."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    User.objects.filter(pk=user.pk).update(is_active=True)
    User.objects.filter(pk=user.pk).exclude(managed_by=organisation).update(managed_by=None)
    membership, _is_new = Membership.objects.update_or_create(
        organisation=organisation,
        user=user,
        defaults={"level": Level.OWNER, "is_active": True},
    )
    _record_member(Kind.MEMBER_ADDED, membership, SYSTEM)
    return membership


@transaction.atomic
def create_account(*, email: str, name: str, title: str = "", password: str | None = None) -> User:
    """Create a person who can sign in once there is a password; no organisation yet."""
    user = User.objects.create_user(email, name, password, title=title)
    # The administrator vouches for the address; only who reads its mail gets in.
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def add_member(
    *, organisation: Organisation, email: str, name: str, level: Level, by: User, title: str = ""
) -> Membership:
    """Add a person, with an account if they have none, and mail them how to get in."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_give_level(by, organisation, level):
        raise PermissionDenied
    user = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
    if user is None:
        user = create_account(email=email.strip(), name=name, title=title)
    user = _hold(user, organisation)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation, user=user, defaults={"level": level}
    )
    if not is_new and membership.is_active:
        raise ValidationError({"email": _("%(name)s is a member already.") % {"name": user.name}})
    membership.level, membership.is_active = level, True
    membership.save(update_fields=["level", "is_active"])
    _record_member(Kind.MEMBER_ADDED, membership, by.as_actor())
    _welcome(membership, by)
    return membership


@transaction.atomic
def admit_guest(*, organisation: Organisation, email: str, name: str, by: User) -> User:
    """Return who a guest of one of the organisation's specs is; a new one gets an account.

    Whoever calls this may invite to that spec. Somebody whom an administrator deactivated comes
    back by an administrator only, and a member sees the specs as it is.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    user = access.find_account(email)
    if user is None:
        user = create_account(email=email, name=name)
    user = _hold(user, organisation)
    membership, is_new = Membership.objects.select_related("organisation", "user").get_or_create(
        organisation=organisation, user=user, defaults={"level": Level.GUEST}
    )
    if not membership.is_active and not access.can_reactivate(by, membership):
        words = _("An administrator deactivated %(name)s. Ask one to let them in again.")
        raise ValidationError({"email": words % {"name": user.name}})
    if membership.is_active and membership.level != Level.GUEST:
        words = _("%(name)s is a member and sees this spec already.")
        raise ValidationError({"email": words % {"name": user.name}})
    if not is_new and not membership.is_active:
        membership.level, membership.is_active = Level.GUEST, True
        membership.save(update_fields=["level", "is_active"])
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    if is_new:
        _record_member(Kind.MEMBER_ADDED, membership, by.as_actor())
    return user


def _hold(user: User, organisation: Organisation) -> User:
    """Lock who is about to belong to an organisation; another's own account may not."""
    try:
        return hold_free(user, organisation)
    except Managed as error:
        words = _("The account of %(email)s belongs to another organisation's single sign-on.")
        raise ValidationError({"email": words % {"email": user.email}}) from error


def end_link_sessions(user: User) -> None:
    """End the sessions of somebody without a password: what their link opened is changing."""
    if not access.can_sign_in(user):
        Session.objects.filter(user=user).delete()
        UserSession.objects.filter(user=user).delete()


def _welcome(membership: Membership, by: User) -> None:
    user, organisation = membership.user, membership.organisation
    if not user.has_usable_password():
        url = make_password_link(user)
        queue_password_link(to=user, url=url, is_new=True, chain=organisation.chain)
        return
    words = {
        "by": by.name,
        "organisation": organisation.name,
        "level": Level(membership.level).label.lower(),
    }
    queue_mail(
        to=user,
        kind="welcome",
        subject=_("You are now a member of %(organisation)s") % words,
        lines=(_("%(by)s added you to %(organisation)s as %(level)s.") % words,),
        url="/",
        key=f"welcome:{membership.pk}:{uuid4()}",
        chain=organisation.chain,
    )


@transaction.atomic
def change_level(*, membership: Membership, level: Level, by: User) -> Membership:
    """Put a member on another level."""
    membership = _lock(membership)
    organisation = membership.organisation
    if not (
        access.can_change_member(by, membership) and access.can_give_level(by, organisation, level)
    ):
        raise PermissionDenied
    before = Level(membership.level)
    if before == level:
        return membership
    membership.level = level
    membership.save(update_fields=["level"])
    if before == Level.GUEST:
        end_link_sessions(membership.user)
    if level not in access.WRITERS:
        organisation.role_holders.filter(user=membership.user).delete()
    _record_member(Kind.MEMBER_LEVEL_CHANGED, membership, by.as_actor(), before=before)
    return membership


class LastOwner(Exception):
    """Nobody would be left who can make owners."""


@transaction.atomic
def deactivate_member(*, membership: Membership, by: User) -> Membership:
    """End a membership, another's or one's own.

    Whoever belongs to no organisation any more is signed out everywhere. The roles that they held
    stay on record without effect until somebody else holds them.
    """
    membership = _lock(membership)
    if not access.can_end(by, membership):
        raise PermissionDenied
    if not membership.is_active:
        return membership
    if membership.level == Level.OWNER and not _other_owners(membership):
        raise LastOwner
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    user = membership.user
    if not user.memberships.filter(is_active=True).exists():
        user.is_active = False
        user.save(update_fields=["is_active"])
        Session.objects.filter(user=user).delete()
        UserSession.objects.filter(user=user).delete()
    release(user, membership.organisation)
    _revoke_offers(membership, by)
    leaves = by.pk == membership.user_id
    kind = Kind.MEMBER_LEFT if leaves else Kind.MEMBER_DEACTIVATED
    _record_member(kind, membership, by.as_actor())
    return membership


def _other_owners(membership: Membership) -> bool:
    owners = membership.organisation.memberships.filter(level=Level.OWNER, is_active=True)
    return owners.exclude(pk=membership.pk).exists()


@transaction.atomic
def reactivate_member(*, membership: Membership, by: User) -> Membership:
    """Let somebody back in as what they were, and mail them; old sessions stay ended."""
    membership = _lock(membership)
    if not access.can_reactivate(by, membership):
        raise PermissionDenied
    if membership.is_active:
        return membership
    user = _hold(membership.user, membership.organisation)
    membership.is_active = True
    membership.save(update_fields=["is_active"])
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    _record_member(Kind.MEMBER_REACTIVATED, membership, by.as_actor())
    _welcome(membership, by)
    return membership


def _revoke_offers(membership: Membership, by: User) -> None:
    """Take back what would let this person in again by a link that was mailed before."""
    waiting = membership.organisation.invitations.waiting().filter(email=membership.user.email)
    for invitation in waiting:
        Invitation.objects.filter(pk=invitation.pk).update(revoked_at=Now())
        append(
            chain=membership.organisation.chain,
            kind=Kind.INVITATION_REVOKED,
            by=by.as_actor(),
            object=f"invitation:{invitation.pk}",
            facts={"email": invitation.email},
        )


@transaction.atomic
def change_policy(
    *,
    organisation: Organisation,
    demand_all_sign_again: bool,
    editorial_days: int = 0,
    by: User,
) -> Organisation:
    """Say whether every role signs each revision, and what a change of wording does."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_manage(by, organisation):
        raise PermissionDenied
    if organisation.demand_all_sign_again != demand_all_sign_again:
        organisation.demand_all_sign_again = demand_all_sign_again
        organisation.save(update_fields=["demand_all_sign_again"])
        words = (
            _("every role signs each revision")
            if demand_all_sign_again
            else _("a role whose sections are unchanged keeps its sign-off")
        )
        append(
            chain=organisation.chain,
            kind=Kind.ORGANISATION_POLICY_CHANGED,
            by=by.as_actor(),
            object=f"organisation:{organisation.pk}",
            facts={"change": words, "demand_all_sign_again": demand_all_sign_again},
        )
    if organisation.editorial_days != editorial_days:
        organisation.editorial_days = editorial_days
        organisation.save(update_fields=["editorial_days"])
        words = (
            _("a sign-off is kept over a change of wording unless the role objects in %(n)d days")
            % {"n": editorial_days}
            if editorial_days
            else _("a change of wording lets a sign-off lapse")
        )
        append(
            chain=organisation.chain,
            kind=Kind.ORGANISATION_POLICY_CHANGED,
            by=by.as_actor(),
            object=f"organisation:{organisation.pk}",
            facts={"change": words, "editorial_days": editorial_days},
        )
    return organisation


@transaction.atomic
def choose_organisation(*, membership: Membership | None, by: User) -> None:
    """Note what somebody looks at, for their next session; no event: nobody else is concerned."""
    if membership is None:
        Membership.objects.filter(user=by).update(chosen_at=None)
        return
    if membership.user_id != by.pk:
        raise PermissionDenied
    Membership.objects.filter(pk=membership.pk).update(chosen_at=Now())


@transaction.atomic
def update_profile(*, user: User, name: str, title: str, time_zone: str, by: User) -> User:
    """Change how a person is called and where they read the clock; what is signed stays."""
    if by.pk != user.pk:
        raise PermissionDenied
    user = User.objects.select_for_update().get(pk=user.pk)
    before = {"name": user.name, "title": user.title, "time_zone": user.time_zone}
    after = {"name": name, "title": title, "time_zone": time_zone}
    if before != after:
        user.name, user.title, user.time_zone = name, title, time_zone
        user.save(update_fields=["name", "title", "time_zone"])
        append(
            chain=INSTANCE,
            kind=Kind.PROFILE_CHANGED,
            by=by.as_actor(),
            object=f"user:{user.pk}",
            facts={"before": before, "after": after},
        )
    return user


@transaction.atomic
def end_session(*, session: UserSession, by: User) -> None:
    """Sign a browser out from afar."""
    if session.user_id != by.pk:
        raise PermissionDenied
    session.end()
    append(
        chain=INSTANCE,
        kind=Kind.SIGNED_OUT,
        by=by.as_actor(),
        object=f"user:{by.pk}",
        facts={"from": _("another browser")},
    )


def make_password_link(user: User) -> str:
    """Return a link with which this person sets a password, once."""
    token = default_token_generator.make_token(user)
    kwargs = {"uidb36": user_pk_to_url_str(user), "key": token}
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=kwargs)}"


def _actor(by: User | None) -> Actor:
    return SYSTEM if by is None else by.as_actor()


def _lock(membership: Membership) -> Membership:
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return Membership.objects.select_related("user", "organisation").get(pk=membership.pk)


def _record_member(
    kind: Kind, membership: Membership, by: Actor, before: Level | None = None
) -> None:
    append(
        chain=membership.organisation.chain,
        kind=kind,
        by=by,
        object=f"user:{membership.user_id}",
        before=before,
        after=membership.level,
        facts={
            "person": membership.user.name,
            "level": str(Level(membership.level).label).lower(),
        },
    )
