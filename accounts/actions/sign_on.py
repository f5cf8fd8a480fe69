"""Setting up an organisation's single sign-on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import access
from accounts.actions.managing import let_go, take_over_sole_members
from accounts.models import Membership, Organisation, SignOn, SignOnDomain, User
from accounts.sealing import seal
from accounts.single_sign_on.provider import PURPOSE
from trail.actions import append
from trail.domain.event import Json, Kind

# Anybody has an address there, so that it says nothing of who belongs to an organisation.
# fmt: off
PUBLIC_MAIL = frozenset((
    "aol.com", "fastmail.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com",
    "hotmail.com", "icloud.com", "live.com", "mail.com", "mail.ru", "me.com", "outlook.com",
    "proton.me", "protonmail.com", "qq.com", "web.de", "yahoo.com", "yandex.com", "yandex.ru",
    "zoho.com", "163.com"
))
# fmt: on


@dataclass(frozen=True, slots=True)
class SignOnWish:
    """How a provider shall be set up; an empty secret keeps the one there is."""

    name: str
    issuer: str
    client_id: str
    secret: str
    domains: tuple[str, ...]
    is_active: bool
    is_required: bool
    makes_members: bool


@transaction.atomic
def set_up_sign_on(*, organisation: Organisation, wish: SignOnWish, by: User) -> SignOn:
    """Set up or change the provider of an organisation; what it may do is written to the trail."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_manage(by, organisation):
        raise PermissionDenied
    before = access.sign_on_of(organisation)
    sign_on = before or SignOn(organisation=organisation)
    _check_domains(organisation, sign_on, wish.domains)
    _check_secret(sign_on, wish)
    told = _told(before)
    sign_on.name, sign_on.issuer, sign_on.client_id = wish.name, wish.issuer, wish.client_id
    if wish.secret:
        sign_on.secret = seal(wish.secret, PURPOSE)
    sign_on.is_active, sign_on.makes_members = wish.is_active, wish.makes_members
    sign_on.is_required = wish.is_active and wish.is_required
    if sign_on.is_required:
        _check_required(sign_on, told, by)
    sign_on.changed_at = Now()
    sign_on.save()
    _set_domains(sign_on, wish.domains)
    _settle_accounts(sign_on)
    sign_on = SignOn.objects.prefetch_related("domains").get(pk=sign_on.pk)
    _record(sign_on, told, by, has_new_secret=bool(wish.secret))
    return sign_on


def _check_secret(sign_on: SignOn, wish: SignOnWish) -> None:
    """Ask for the secret anew wherever it would go to somebody else than it was entered for."""
    before = (sign_on.issuer, sign_on.client_id)
    moves = not sign_on.secret or before != (wish.issuer, wish.client_id)
    if moves and not wish.secret:
        raise ValidationError({"secret": _("Enter the client secret that goes with it.")})


def _check_required(sign_on: SignOn, told: dict[str, Json], by: User) -> None:
    """Require only a provider that has let in who requires it, or nobody might come in any more."""
    links = access.links_to(sign_on)
    if not links.exists():
        words = _("Nobody has come in by it yet. Sign in with it once, then require it.")
        raise ValidationError({"is_required": words})
    is_new = not told.get("is_required") or told.get("issuer") != sign_on.issuer
    if is_new and not links.filter(user=by).exists():
        words = _("You have not come in by it yet. Sign in with it once yourself, then require it.")
        raise ValidationError({"is_required": words})


def _check_domains(organisation: Organisation, sign_on: SignOn, domains: Sequence[str]) -> None:
    """Take only domains in which one of those who manage the organisation reads mail."""
    managers = Membership.objects.filter(
        organisation=organisation,
        level__in=access.MANAGERS,
        is_active=True,
        user__last_login__isnull=False,
    )
    addresses = managers.values_list("user__email", flat=True)
    own = {email.rpartition("@")[2].lower() for email in addresses}
    taken = set(
        SignOnDomain.objects.exclude(sign_on=sign_on.pk)
        .filter(name__in=domains)
        .values_list("name", flat=True)
    )
    problems = []
    for domain in domains:
        if domain in PUBLIC_MAIL:
            words = _("%(domain)s gives addresses to anybody. Name a domain of your own.")
        elif domain in taken:
            words = _("Another organisation signs people of %(domain)s in.")
        elif domain not in own:
            words = _(
                "No owner or administrator who has signed in has an address at %(domain)s."
                " Name domains that are yours."
            )
        else:
            continue
        problems.append(words % {"domain": domain})
    if problems:
        raise ValidationError({"domains": problems})


def _set_domains(sign_on: SignOn, domains: Sequence[str]) -> None:
    sign_on.domains.exclude(name__in=domains).delete()
    held = set(sign_on.domains.values_list("name", flat=True))
    for domain in domains:
        if domain not in held:
            SignOnDomain.objects.create(sign_on=sign_on, name=domain)


def _settle_accounts(sign_on: SignOn) -> None:
    """Forget links to another issuer; manage those who have to come by it, or nobody."""
    stale = SocialAccount.objects.filter(provider__startswith=f"{sign_on.organisation_id}:")
    stale.exclude(provider=sign_on.key).delete()
    if not sign_on.is_active:
        let_go(sign_on.organisation)
    elif sign_on.is_required:
        take_over_sole_members(sign_on.organisation)


@transaction.atomic
def release_link(*, organisation: Organisation, link_id: int, by: User) -> User:
    """Forget who somebody is at the provider: they are linked anew, by address, next time."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    sign_on = access.sign_on_of(organisation)
    if sign_on is None or not access.can_manage(by, organisation):
        raise PermissionDenied
    link = access.links_to(sign_on).get(pk=link_id)
    user: User = link.user
    link.delete()
    append(
        chain=organisation.chain,
        kind=Kind.SIGN_ON_RELEASED,
        by=by.as_actor(),
        object=f"user:{user.pk}",
        facts={"person": user.name, "provider": sign_on.name},
    )
    return user


def _told(sign_on: SignOn | None) -> dict[str, Json]:
    """Return what the trail says of a set-up: all but the secret."""
    if sign_on is None:
        return {}
    return {
        "name": sign_on.name,
        "issuer": sign_on.issuer,
        "client_id": sign_on.client_id,
        "domains": [domain.name for domain in sign_on.domains.all()],
        "is_active": sign_on.is_active,
        "is_required": sign_on.is_required,
        "makes_members": sign_on.makes_members,
    }


def _record(sign_on: SignOn, before: dict[str, Json], by: User, *, has_new_secret: bool) -> None:
    after = _told(sign_on)
    changed = [name for name in after if before.get(name) != after[name]]
    if not changed and not has_new_secret:
        return
    append(
        chain=sign_on.organisation.chain,
        kind=Kind.SIGN_ON_CHANGED,
        by=by.as_actor(),
        object=f"organisation:{sign_on.organisation_id}",
        facts={
            "provider": sign_on.name,
            "state": _state(sign_on),
            "before": before,
            "after": after,
            "has_new_secret": has_new_secret,
        },
    )


def _state(sign_on: SignOn) -> str:
    if not sign_on.is_active:
        return _("switched off")
    words = [_("switched on"), sign_on.issuer]
    if sign_on.is_required:
        words.append(_("required of members"))
    if sign_on.makes_members:
        words.append(_("who is new becomes a member"))
    return ", ".join(words)
