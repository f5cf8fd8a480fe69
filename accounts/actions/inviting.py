"""Inviting people to an organisation by mail address, and joining it by the mailed link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import access
from accounts.actions.mail import queue_mail
from accounts.actions.managing import Managed, hold_free
from accounts.actions.organisation import create_account
from accounts.actions.roles import hold_roles
from accounts.models import Invitation, Level, Membership, Organisation, User
from trail.actions import append
from trail.domain.event import Json, Kind

DAYS = 7
LIFE = timedelta(days=DAYS)


class Gone(StrEnum):
    """Why an invitation leads nowhere any more."""

    USED = "used"
    REVOKED = "revoked"
    LATE = "late"
    INVITER = "inviter"  # who invited may not do so any more
    OTHER = "other"  # bound to another address than the one signed in
    MANAGED = "managed"  # the account belongs to another organisation's single sign-on
    ACCOUNT = "account"  # somebody has an account with this address: they sign in first


class NotOpen(Exception):
    """The invitation cannot be accepted."""

    def __init__(self, why: Gone) -> None:
        super().__init__(why.value)
        self.why = why


def token_hash(token: str) -> str:
    """Return what is kept of a link: who reads the database cannot follow it."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    emails: Sequence[str],
    level: Level,
    roles: Sequence[str],
    by: User,
) -> list[Invitation]:
    """Invite addresses, all or none; each gets a link of its own."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_give_level(by, organisation, level):
        raise PermissionDenied
    if problems := _known(organisation, emails):
        raise ValidationError({"emails": problems})
    return [_invite_one(organisation, email, level, roles, by) for email in emails]


def _known(organisation: Organisation, emails: Sequence[str]) -> list[str]:
    """Say of which addresses there is a member or an invitation already."""
    wanted = {email.lower() for email in emails}
    here = Membership.objects.filter(organisation=organisation, is_active=True)
    members = set(here.filter(user__email__in=wanted).values_list("user__email", flat=True))
    waiting = Invitation.objects.waiting().filter(organisation=organisation, email__in=wanted)
    invited = set(waiting.values_list("email", flat=True)) - members
    return [
        *(_("%(email)s is a member already.") % {"email": email} for email in sorted(members)),
        *(
            _("%(email)s is invited already. Send that invitation again below.") % {"email": email}
            for email in sorted(invited)
        ),
    ]


def _invite_one(
    organisation: Organisation, email: str, level: Level, roles: Sequence[str], by: User
) -> Invitation:
    token = token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        level=level,
        roles=list(roles),
        token_hash=token_hash(token),
        invited_by=by,
        expires_at=Now() + LIFE,
    )
    _record(Kind.MEMBER_INVITED, invitation, by, {"roles": list(roles)})
    _mail(invitation, token)
    return invitation


@transaction.atomic
def send_invitation_again(*, invitation: Invitation, by: User) -> Invitation:
    """Mail a new link for another week; the earlier link leads nowhere from now on."""
    invitation = _hold(invitation, by)
    token = token_urlsafe(32)
    invitation.token_hash = token_hash(token)
    invitation.invited_by = by
    Invitation.objects.filter(pk=invitation.pk).update(
        token_hash=invitation.token_hash, invited_by=by, expires_at=Now() + LIFE
    )
    _record(Kind.INVITATION_SENT_AGAIN, invitation, by, {})
    _mail(invitation, token)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Take an invitation back: its link leads nowhere from now on."""
    invitation = _hold(invitation, by)
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=Now())
    _record(Kind.INVITATION_REVOKED, invitation, by, {})
    return invitation


@transaction.atomic
def hand_on_invitation(*, invitation: Invitation, to: User) -> bool:
    """Let another administrator stand for an invitation; False when they may not."""
    invitation = Invitation.objects.lock(invitation.pk)
    if not access.can_give_level(to, invitation.organisation, Level(invitation.level)):
        return False
    waiting = Invitation.objects.waiting().filter(pk=invitation.pk)
    return waiting.update(invited_by=to) == 1


def _hold(invitation: Invitation, by: User) -> Invitation:
    """Lock one that still waits, for somebody who could have written it."""
    invitation = Invitation.objects.lock(invitation.pk)
    if not access.can_give_level(by, invitation.organisation, Level(invitation.level)):
        raise PermissionDenied
    if invitation.accepted_at or invitation.revoked_at:
        raise NotOpen(Gone.USED if invitation.accepted_at else Gone.REVOKED)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Join with the account that has the invited address, once."""
    invitation = Invitation.objects.lock(invitation.pk)
    if why := why_gone(invitation):
        raise NotOpen(why)
    if by.email.lower() != invitation.email.lower():
        raise NotOpen(Gone.OTHER)
    return _join(invitation, by)


@transaction.atomic
def join_as_new(
    *, invitation: Invitation, name: str, title: str, time_zone: str, password: str
) -> Membership:
    """Join with a new account, or with one that nobody can sign in to: the link proves the address.

    An account that works is never touched: who has it signs in, and accepts then.
    """
    invitation = Invitation.objects.lock(invitation.pk)
    if why := why_gone(invitation):
        raise NotOpen(why)
    user = access.find_account(invitation.email)
    if user is not None and access.can_sign_in(user):
        raise NotOpen(Gone.ACCOUNT)
    if user is None:
        user = _make_account(invitation.email, name)
    user.name, user.title, user.time_zone = name, title, time_zone
    user.is_active = True
    user.set_password(password)
    user.save(update_fields=["name", "title", "time_zone", "is_active", "password"])
    return _join(invitation, user)


def _make_account(email: str, name: str) -> User:
    try:
        with transaction.atomic():
            return create_account(email=email, name=name)
    except IntegrityError as error:  # another organisation's invitation was taken this moment
        raise NotOpen(Gone.ACCOUNT) from error


def why_gone(invitation: Invitation) -> Gone | None:
    """Say why an invitation cannot be accepted, if so."""
    if invitation.accepted_at:
        return Gone.USED
    if invitation.revoked_at:
        return Gone.REVOKED
    if invitation.is_late:
        return Gone.LATE
    inviter, level = invitation.invited_by, Level(invitation.level)
    if not access.can_give_level(inviter, invitation.organisation, level):
        return Gone.INVITER
    return None


def _join(invitation: Invitation, user: User) -> Membership:
    try:
        hold_free(user, invitation.organisation)
    except Managed as error:
        raise NotOpen(Gone.MANAGED) from error
    membership, is_new = Membership.objects.select_related("organisation", "user").get_or_create(
        organisation=invitation.organisation, user=user, defaults={"level": invitation.level}
    )
    joins = is_new or not membership.is_active
    if joins and not is_new:
        membership.level, membership.is_active = invitation.level, True
        membership.save(update_fields=["level", "is_active"])
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=Now(), accepted_by=user)
    if not joins:
        return membership
    label = str(Level(membership.level).label).lower()
    append(
        chain=invitation.organisation.chain,
        kind=Kind.MEMBER_JOINED,
        by=user.as_actor("invitation"),
        object=f"user:{user.pk}",
        after=membership.level,
        facts={
            "email": invitation.email,
            "level": label,
            "inviter": invitation.invited_by.name,
            "invitation": str(invitation.pk),
        },
    )
    if membership.level in access.WRITERS:
        hold_roles(
            organisation=invitation.organisation,
            roles=invitation.roles,
            user=user,
            by=invitation.invited_by.as_actor("invitation"),
        )
    return membership


def _record(kind: Kind, invitation: Invitation, by: User, more: dict[str, Json]) -> None:
    append(
        chain=invitation.organisation.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"invitation:{invitation.pk}",
        facts={
            "email": invitation.email,
            "level": str(Level(invitation.level).label).lower(),
            **more,
        },
    )


def _mail(invitation: Invitation, token: str) -> None:
    user = access.find_account(invitation.email)
    words: dict[str, object] = {
        "by": invitation.invited_by.name,
        "organisation": invitation.organisation.name,
        "level": str(Level(invitation.level).label).lower(),
        "days": DAYS,
        "email": invitation.email,
    }
    lines = [_("%(by)s invites you to join %(organisation)s at Countersign as %(level)s.") % words]
    if roles := access.role_labels(invitation.organisation, invitation.roles):
        lines.append(_("You are asked to sign specs as %(roles)s.") % {"roles": ", ".join(roles)})
    lines.append(
        _(
            "The link below works once, for %(days)s days, and only for %(email)s."
            " If you expected no invitation, ignore this mail: nothing happens."
        )
        % words
    )
    queue_mail(
        to=user if user is not None and user.is_active else invitation.email,
        kind="invitation",
        subject=_("%(by)s invites you to %(organisation)s") % words,
        lines=lines,
        url=reverse("accounts:invitation", args=[token]),
        key=invitation.mail_key,
        chain=invitation.organisation.chain,
        is_secret=True,
    )
