"""Which duties an organisation keeps apart when its revisions are signed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Organisation, User
from trail.actions import append
from trail.domain.event import Kind


@transaction.atomic
def separate_duties(
    *, organisation: Organisation, one_role_each: bool, writers_apart: bool, by: User
) -> Organisation:
    """Say what is kept apart; it holds for what is submitted from now on."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_manage(by, organisation):
        raise PermissionDenied
    before = (organisation.one_role_each, organisation.writers_apart)
    if before == (one_role_each, writers_apart):
        return organisation
    organisation.one_role_each, organisation.writers_apart = one_role_each, writers_apart
    organisation.save(update_fields=["one_role_each", "writers_apart"])
    rules = [_("nobody signs a revision in more than one role")] * one_role_each
    rules += [_("who wrote answers signs as product manager at most")] * writers_apart
    append(
        chain=organisation.chain,
        kind=Kind.ORGANISATION_POLICY_CHANGED,
        by=by.as_actor(),
        object=f"organisation:{organisation.pk}",
        facts={
            "change": _(" and ").join(rules) or _("only the author's own approval is kept apart"),
            "one_role_each": one_role_each,
            "writers_apart": writers_apart,
        },
    )
    return organisation
