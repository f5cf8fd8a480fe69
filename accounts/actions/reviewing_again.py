"""When an organisation looks at what it approved again."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access
from accounts.models import Organisation, User
from trail.actions import append
from trail.domain.event import Kind


@transaction.atomic
def set_review_again(*, organisation: Organisation, months: int, by: User) -> Organisation:
    """Say after how many months; 0: on no fixed day. Days that were given stay."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_manage(by, organisation):
        raise PermissionDenied
    if organisation.review_again_months == months:
        return organisation
    organisation.review_again_months = months
    organisation.save(update_fields=["review_again_months"])
    after = ngettext(
        "an approved spec is to be looked at again %(n)d month after its approval",
        "an approved spec is to be looked at again %(n)d months after its approval",
        months,
    )
    words = after % {"n": months} if months else _("an approved spec has no day for a re-review")
    append(
        chain=organisation.chain,
        kind=Kind.ORGANISATION_POLICY_CHANGED,
        by=by.as_actor(),
        object=f"organisation:{organisation.pk}",
        facts={"change": words, "review_again_months": months},
    )
    return organisation
