"""Who has to have a second factor, as an organisation decides it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Organisation, User
from trail.actions import append
from trail.domain.event import Kind


@transaction.atomic
def demand_factor(
    *, organisation: Organisation, signers: bool, managers: bool, by: User
) -> Organisation:
    """Say whether signers, and who manages people, need a second factor."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_manage(by, organisation):
        raise PermissionDenied
    before = (organisation.signers_need_factor, organisation.managers_need_factor)
    if before == (signers, managers):
        return organisation
    organisation.signers_need_factor = signers
    organisation.managers_need_factor = managers
    organisation.save(update_fields=["signers_need_factor", "managers_need_factor"])
    asked = [_("signers")] * signers + [_("administrators")] * managers
    words = _("a second factor is asked of %(whom)s") % {
        "whom": _(" and ").join(asked) or _("nobody")
    }
    append(
        chain=organisation.chain,
        kind=Kind.ORGANISATION_POLICY_CHANGED,
        by=by.as_actor(),
        object=f"organisation:{organisation.pk}",
        facts={"change": words, "signers_need_factor": signers, "managers_need_factor": managers},
    )
    return organisation
