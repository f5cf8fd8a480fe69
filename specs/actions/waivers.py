"""Accepting a warning in writing, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from specs.actions.saving import lock_for_writing, touch
from specs.documents import load_document
from specs.domain.checks import run
from specs.domain.checks.check import Severity
from specs.domain.signing import NOT_KNOWN
from specs.models import Waiver
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from specs.domain.signing import Signing
    from specs.models import Spec


@transaction.atomic
def waive(
    *, spec: Spec, code: str, key: str, reason: str, by: User, signing: Signing = NOT_KNOWN
) -> Waiver:
    """Accept one warning that stands now, with a reason that the audit PDF prints.

    One about signatures stands only where it is said who signs.

    Raises ValidationError when there is no such warning, or no reason.
    """
    spec = lock_for_writing(spec, by)
    if not reason.strip():
        raise ValidationError(_("Say why the warning may stand."))
    found = [f for f in run(load_document(spec, signing)) if (f.code, f.key) == (code, key)]
    if not found or found[0].severity is not Severity.WARNING:
        raise ValidationError(_("This warning is not there any more."))
    waiver, is_new = Waiver.objects.get_or_create(
        spec=spec,
        code=code,
        key=key,
        message=found[0].message,
        withdrawn_at=None,
        defaults={"reason": reason, "by": by},
    )
    if is_new:
        touch(spec, by)
        _record(Kind.WAIVER_GIVEN, waiver, by)
    return waiver


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, by: User) -> Waiver:
    """Take a waiver back, so that the warning counts again."""
    spec = lock_for_writing(waiver.spec, by)
    if Waiver.objects.standing().filter(pk=waiver.pk).update(withdrawn_at=timezone.now()):
        touch(spec, by)
        _record(Kind.WAIVER_WITHDRAWN, waiver, by)
    return waiver


def _record(kind: Kind, waiver: Waiver, by: User) -> None:
    append(
        chain=waiver.spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=waiver.key or waiver.code,
        reason=waiver.reason,
        facts={"code": waiver.code, "message": waiver.message},
    )
