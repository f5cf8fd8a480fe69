"""Accepting a warning in writing, and taking that back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from specs.actions.saving import lock_for_writing, touch
from specs.documents import load_document
from specs.domain.checks import run
from specs.domain.checks.check import Severity
from specs.domain.own_checks.definition import is_own
from specs.domain.signing import NOT_KNOWN
from specs.models import Spec, State, Waiver
from specs.own_findings import look_at_spec
from trail.actions import append
from trail.domain.event import SYSTEM, Actor, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Json
    from specs.domain.checks.check import Finding
    from specs.domain.signing import Signing

LONGEST = timedelta(days=366)  # a warning is looked at again at least once a year


@transaction.atomic
def waive(
    *,
    spec: Spec,
    code: str,
    key: str,
    reason: str,
    by: User,
    expires_on: date | None = None,
    signing: Signing = NOT_KNOWN,
) -> Waiver:
    """Accept one warning that stands now, with a reason that the audit PDF prints.

    One about signatures stands only where it is said who signs.

    It counts up to and on ``expires_on``, or for good. Raises ValidationError when there is no
    such warning, no reason, or when that day has passed or is too far away.
    """
    spec = lock_for_writing(spec, by)
    if not reason.strip():
        raise ValidationError(_("Say why the warning may stand."))
    refuse_day(expires_on)
    _expire(spec)
    found = [f for f in _findings(spec, code, signing) if (f.code, f.key) == (code, key)]
    if not found or found[0].severity is not Severity.WARNING:
        raise ValidationError(_("This warning is not there any more."))
    waiver, is_new = Waiver.objects.get_or_create(
        spec=spec,
        code=code,
        key=key,
        message=found[0].message,
        withdrawn_at=None,
        defaults={"reason": reason, "by": by, "expires_on": expires_on},
    )
    if is_new:
        touch(spec, by)
        _record(Kind.WAIVER_GIVEN, waiver, by.as_actor())
    return waiver


def give_waivers(
    spec: Spec, accepted: Sequence[tuple[str, str, str]], *, by: User, signing: Signing
) -> None:
    """Accept warnings of a locked spec, each given by code, key and reason; others are left out."""
    if not accepted:
        return
    reasons = {(code, key): reason.strip() for code, key, reason in accepted if reason.strip()}
    found = (*run(load_document(spec, signing)), *look_at_spec(spec).findings)
    for finding in found:
        reason = reasons.get((finding.code, finding.key))
        if reason is None or finding.severity is not Severity.WARNING:
            continue
        waiver, is_new = Waiver.objects.get_or_create(
            spec=spec,
            code=finding.code,
            key=finding.key,
            message=finding.message,
            withdrawn_at=None,
            defaults={"reason": reason, "by": by},
        )
        if is_new:
            touch(spec, by)
            _record(Kind.WAIVER_GIVEN, waiver, by.as_actor())


def _findings(spec: Spec, code: str, signing: Signing) -> tuple[Finding, ...]:
    if is_own(code):
        return look_at_spec(spec).findings
    return run(load_document(spec, signing))


def refuse_day(expires_on: date | None) -> None:
    """Raise ValidationError for a day until which nobody can accept a warning."""
    today = timezone.now().date()
    if expires_on is None:
        return
    if expires_on < today:
        raise ValidationError(_("This day has passed. Choose today or a later one."))
    if expires_on > today + LONGEST:
        raise ValidationError(
            _("Choose a day within a year, up to %(day)s. A warning is looked at again by then.")
            % {"day": (today + LONGEST).isoformat()}
        )


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, by: User) -> Waiver:
    """Take a waiver back, so that the warning counts again."""
    spec = lock_for_writing(waiver.spec, by)
    if Waiver.objects.kept().filter(pk=waiver.pk).update(withdrawn_at=timezone.now()):
        touch(spec, by)
        _record(Kind.WAIVER_WITHDRAWN, waiver, by.as_actor())
    return waiver


def expire_waivers() -> int:
    """Withdraw the waivers of drafts whose last day has passed; returns how many there were.

    What was submitted keeps its waivers as they were signed, until it is a draft again.
    """
    passed = Waiver.objects.expired(timezone.now().date()).filter(spec__state=State.DRAFT)
    specs = passed.order_by("spec").values_list("spec", flat=True).distinct()
    return sum(_expire_in(spec_id) for spec_id in list(specs))


@transaction.atomic
def _expire_in(spec_id: UUID) -> int:
    spec = Spec.objects.lock(spec_id)
    return _expire(spec) if spec.state == State.DRAFT else 0


def _expire(spec: Spec) -> int:
    """Withdraw the expired waivers of a locked draft; who edited it last stays the same."""
    now = timezone.now()
    expired = list(Waiver.objects.expired(now.date()).filter(spec=spec))
    if expired:
        Waiver.objects.filter(pk__in=[waiver.pk for waiver in expired]).update(withdrawn_at=now)
        spec.content_version += 1
        spec.save(update_fields=["content_version"])
    for waiver in expired:
        _record(Kind.WAIVER_EXPIRED, waiver, SYSTEM)
    return len(expired)


def _record(kind: Kind, waiver: Waiver, by: Actor) -> None:
    facts: dict[str, Json] = {"code": waiver.code, "message": waiver.message}
    if waiver.expires_on:
        facts["expires_on"] = waiver.expires_on.isoformat()
    append(
        chain=waiver.spec.chain,
        kind=kind,
        by=by,
        object=waiver.key or waiver.code,
        reason=waiver.reason,
        facts=facts,
    )
