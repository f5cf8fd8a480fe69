"""Accepting a risk by name, and taking that back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from specs import access
from specs.actions.items import add_item, restore_item, write_item
from specs.actions.saving import lock_for_writing
from specs.domain.register import ACCEPTED, Acceptance, Standing, is_closed, text_hash, unaccepted
from specs.domain.risks import score
from specs.domain.sheets import REGISTER
from specs.models import Item, RiskAcceptance, Spec
from trail.actions import append
from trail.domain.event import Kind, written_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json

LONGEST = timedelta(days=366)  # an accepted risk is looked at again at least once a year


class Unaccepted(NamedTuple):
    """A risk that is marked as accepted, and why it is not."""

    failure_mode: str
    why: str


@transaction.atomic
def accept_risk(
    *, spec: Spec, item_id: UUID, seen: str, reason: str, expires_on: date, by: User
) -> RiskAcceptance:
    """Accept a risk as it stands, with a reason, up to and on a day; its status says so too.

    ``seen`` is the hash of the text that was read. Raises ValidationError when the text is
    another by now, and for a day that has passed or is too far away.
    """
    spec = Spec.objects.lock(spec.pk)
    if not access.can_accept_risks(by, spec):
        raise PermissionDenied
    item = Item.objects.get(spec=spec, key=REGISTER, pk=item_id, is_deleted=False)
    _refuse(item.cells, seen, reason, expires_on)
    now = timezone.now()
    RiskAcceptance.objects.kept().filter(item=item).update(withdrawn_at=now)
    acceptance = RiskAcceptance.objects.create(
        spec=spec,
        item=item,
        text_hash=seen,
        failure_mode=str(item.cells.get("failure_mode") or ""),
        reason=reason.strip(),
        by=by,
        expires_on=expires_on,
        accepted_at=now,
    )
    _record(Kind.RISK_ACCEPTED, acceptance, by)
    if item.cells.get("status") != ACCEPTED and access.can_edit(by, spec):
        attribute = spec.template.template.attributes[REGISTER]
        cells = {**item.cells, "status": ACCEPTED}
        base, op_id = item.version, uuid.uuid4()
        write_item(spec, attribute, item, cells=cells, base_version=base, op_id=op_id, by=by)
    return acceptance


def _refuse(cells: Mapping[str, Json], seen: str, reason: str, expires_on: date) -> None:
    today = timezone.now().date()
    if not reason.strip():
        raise ValidationError(_("Say why the risk may stand."))
    if expires_on < today:
        raise ValidationError(_("This day has passed. Choose today or a later one."))
    if expires_on > today + LONGEST:
        raise ValidationError(
            _("Choose a day within a year, up to %(day)s. A risk is looked at again by then.")
            % {"day": (today + LONGEST).isoformat()}
        )
    if is_closed(cells) or score(cells.get("probability"), cells.get("impact")) is None:
        raise ValidationError(_("Only a risk that is open and rated can be accepted."))
    if text_hash(cells) != seen:
        raise ValidationError(_("Somebody changed this risk meanwhile. Read it again first."))


@transaction.atomic
def withdraw_acceptance(*, acceptance: RiskAcceptance, by: User) -> RiskAcceptance:
    """Take an acceptance back; the risk counts as not accepted from then on."""
    spec = Spec.objects.lock(acceptance.spec_id)
    if not access.can_accept_risks(by, spec):
        raise PermissionDenied
    kept = RiskAcceptance.objects.kept().filter(pk=acceptance.pk)
    if kept.update(withdrawn_at=timezone.now()):
        _record(Kind.RISK_ACCEPTANCE_WITHDRAWN, acceptance, by)
    return acceptance


def _record(kind: Kind, acceptance: RiskAcceptance, by: User) -> None:
    append(
        chain=acceptance.spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"{REGISTER}/{acceptance.item_id}",
        after=acceptance.text_hash if kind is Kind.RISK_ACCEPTED else None,
        reason=acceptance.reason if kind is Kind.RISK_ACCEPTED else "",
        facts={
            "item_label": acceptance.failure_mode[:80],
            "expires_on": acceptance.expires_on.isoformat(),
        },
    )


def find_unaccepted(
    rows: Sequence[tuple[str, Mapping[str, Json]]], acceptances: Mapping[str, Acceptance], on: date
) -> list[Unaccepted]:
    """Return the risks, by id and cells, that are marked as accepted and are not."""
    found = []
    for item_id, cells in rows:
        if why := unaccepted(cells, acceptances.get(item_id), on):
            found.append(Unaccepted(str(cells.get("failure_mode") or ""), why))
    return found


def rows_of(stored: Mapping[str, Json]) -> list[tuple[str, Mapping[str, Json]]]:
    """Return the risks of a spec in the stored shape by id and cells."""
    held = stored.get(REGISTER)
    return [
        (str(item.get("id")), cells)
        for item in (held if isinstance(held, list) else ())
        if isinstance(item, dict) and isinstance(cells := item.get("cells"), dict)
    ]


def frozen_acceptances(
    rows: Sequence[tuple[str, Mapping[str, Json]]], acceptances: Mapping[str, Acceptance], on: date
) -> list[Json]:
    """Return the acceptances that stand, as a revision keeps them."""
    return [
        {
            "item": item_id,
            "failure_mode": str(cells.get("failure_mode") or ""),
            "text_hash": kept.text_hash,
            "reason": kept.reason,
            "by": kept.by,
            "at": written_at(kept.accepted_at),
            "expires_on": kept.expires_on.isoformat(),
        }
        for item_id, cells in rows
        if (kept := acceptances.get(item_id)) and kept.standing(cells, on) is Standing.STANDS
    ]


@transaction.atomic
def add_risks(
    *, spec: Spec, attribute: Attribute, rows: Mapping[UUID, dict[str, Json]], by: User
) -> int:
    """Add lines to the register by their ids, and return how many were not there before.

    One that stands there stays as it was rewritten; one that was deleted comes back.
    """
    spec = lock_for_writing(spec, by)
    there = {item.pk: item for item in Item.objects.filter(spec=spec, pk__in=rows)}
    added = 0
    for item_id, cells in rows.items():
        item, op_id = there.get(item_id), uuid.uuid4()
        if item is None:
            add_item(spec, attribute, item_id, cells=cells, op_id=op_id, by=by)
        elif item.is_deleted:
            restore_item(spec=spec, item_id=item_id, op_id=op_id, by=by)
        else:
            continue
        added += 1
    return added
