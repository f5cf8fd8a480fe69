"""Letting somebody in whom an organisation's provider vouches for, or saying why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.actions.organisation import create_account
from accounts.models import Level, Membership, Organisation, SignOn, User
from trail.actions import append
from trail.domain.event import SYSTEM, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


class Why(StrEnum):
    """Why somebody was not let in."""

    OFF = "off"
    ADDRESS = "address"
    UNVERIFIED = "unverified"
    DOMAIN = "domain"
    STRANGER = "stranger"
    ELSEWHERE = "elsewhere"
    LINKED = "linked"


WORDS = {
    Why.OFF: _("single sign-on is switched off"),
    Why.ADDRESS: _("the provider gave no mail address"),
    Why.UNVERIFIED: _("the provider does not say that the mail address is verified"),
    Why.DOMAIN: _("the mail address is of a domain that the organisation does not name"),
    Why.STRANGER: _("nobody with this address is an active member"),
    Why.ELSEWHERE: _("the account belongs to another organisation too, or has left this one"),
    Why.LINKED: _("the account is linked to somebody else at the provider"),
}
LONGEST = 254


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who comes in, and the link by which they are known from now on."""

    user: User
    link: SocialAccount


@transaction.atomic
def admit(*, sign_on: SignOn, said: Mapping[str, Any]) -> Admitted | Why:
    """Return whom a proved ID token stands for, linking them at their first time.

    The subject is what counts; a mail address is believed once, where nothing is linked yet.
    A refusal is recorded and returned, since raising would take the record back.
    """
    Organisation.objects.select_for_update().get(pk=sign_on.organisation_id)
    current = access.find_sign_on(sign_on.organisation_id)
    if current is None or current.key != sign_on.key:
        return _refuse(sign_on, Why.OFF, said)
    linked = access.links_to(current).filter(uid=said["sub"]).first()
    user = linked.user if linked else _by_address(current, said)
    if isinstance(user, Why):
        return _refuse(current, user, said)
    user = User.objects.select_for_update().get(pk=user.pk)
    if why := _stands_in_the_way(current, user):
        return _refuse(current, why, said)
    if linked:
        return Admitted(user, linked)
    if access.links_to(current).filter(user=user).exists():
        return _refuse(current, Why.LINKED, said)
    return Admitted(user, _link(current, user, said))


def find_linked(sign_on: SignOn, said: Mapping[str, Any]) -> User | None:
    """Return whom a subject is linked to already: the only way to confirm a signature."""
    linked = access.links_to(sign_on).filter(uid=said["sub"]).first()
    if linked is None:
        return None
    user: User = linked.user
    return None if _stands_in_the_way(sign_on, user) else user


def _stands_in_the_way(sign_on: SignOn, user: User) -> Why | None:
    organisation = sign_on.organisation
    if access.level_in(organisation, user) not in access.INSIDERS:
        return Why.STRANGER
    if user.managed_by_id not in (None, organisation.pk):
        return Why.ELSEWHERE
    return Why.ELSEWHERE if access.belongs_elsewhere(user, organisation) else None


def _by_address(sign_on: SignOn, said: Mapping[str, Any]) -> User | Why:
    email = said.get("email")
    if not isinstance(email, str) or email.count("@") != 1 or len(email) > LONGEST:
        return Why.ADDRESS
    if said.get("email_verified") is not True:
        return Why.UNVERIFIED
    email = email.strip().lower()
    if not sign_on.domains.filter(name=email.partition("@")[2]).exists():
        return Why.DOMAIN
    user = access.find_account(email)
    if user is not None:
        return user
    if not sign_on.makes_members:
        return Why.STRANGER
    return _make_member(sign_on, email, said)


def _make_member(sign_on: SignOn, email: str, said: Mapping[str, Any]) -> User:
    told = said.get("name")
    name = " ".join(told.split())[:120] if isinstance(told, str) else ""
    user = create_account(email=email, name=name or email.partition("@")[0])
    membership = Membership.objects.create(
        organisation=sign_on.organisation, user=user, level=Level.MEMBER
    )
    append(
        chain=sign_on.organisation.chain,
        kind=Kind.SIGN_ON_MEMBER_MADE,
        by=user.as_actor("single sign-on"),
        object=f"user:{user.pk}",
        after=membership.level,
        facts={"email": email, "provider": sign_on.name},
    )
    return user


def _link(sign_on: SignOn, user: User, said: Mapping[str, Any]) -> SocialAccount:
    link = SocialAccount.objects.create(provider=sign_on.key, uid=said["sub"], user=user)
    user.managed_by = sign_on.organisation
    user.save(update_fields=["managed_by"])
    append(
        chain=sign_on.organisation.chain,
        kind=Kind.SIGN_ON_LINKED,
        by=user.as_actor("single sign-on"),
        object=f"user:{user.pk}",
        facts={"email": user.email, "provider": sign_on.name},
    )
    return link


def note_refused(sign_on: SignOn, reason: str, email: str = "") -> None:
    """Record that an answer of a provider was not believed, or let nobody in."""
    append(
        chain=sign_on.organisation.chain,
        kind=Kind.SIGN_ON_REFUSED,
        by=SYSTEM,
        object=f"organisation:{sign_on.organisation_id}",
        facts={"provider": sign_on.name, "why": reason, "email": email},
    )


def _refuse(sign_on: SignOn, why: Why, said: Mapping[str, Any]) -> Why:
    email = said.get("email")
    note_refused(sign_on, str(WORDS[why]), email[:LONGEST] if isinstance(email, str) else "")
    return why
