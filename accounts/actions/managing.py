"""Accounts that one organisation's provider opens: they belong to that organisation alone.

Whoever runs a provider can sign anybody in by it. An account that it opens must therefore reach
nothing of another organisation, on neither way: such a person joins nowhere else, and somebody
who belongs elsewhere is never opened.
"""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, OuterRef

from accounts import access
from accounts.models import Membership, Organisation, User


class Managed(Exception):
    """The account belongs to another organisation alone."""


def hold_free(user: User, organisation: Organisation) -> User:
    """Lock somebody who is about to belong to an organisation, and see that they may."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.managed_by_id not in (None, organisation.pk):
        raise Managed
    return user


def take_over_sole_members(organisation: Organisation) -> int:
    """Let the organisation manage everybody who belongs to it alone."""
    held = Membership.objects.filter(user=OuterRef("pk"), is_active=True)
    sole = User.objects.filter(
        Exists(held.filter(organisation=organisation, level__in=access.INSIDERS)),
        ~Exists(held.exclude(organisation=organisation)),
        managed_by=None,
    )
    locked = list(sole.select_for_update().values_list("pk", flat=True))
    # Who joined elsewhere before they were locked is looked at again.
    return sole.filter(pk__in=locked).update(managed_by=organisation)


def let_go(organisation: Organisation) -> int:
    """Give everybody back to themselves."""
    return User.objects.filter(managed_by=organisation).update(managed_by=None)


def release(user: User, organisation: Organisation) -> None:
    """Forget whom the organisation's provider opens an account to, as somebody leaves."""
    User.objects.filter(pk=user.pk, managed_by=organisation).update(managed_by=None)
    known = SocialAccount.objects.filter(user=user, provider__startswith=f"{organisation.pk}:")
    known.delete()
