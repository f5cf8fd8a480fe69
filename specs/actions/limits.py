"""Limits that an organisation sets for its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.access import can_manage
from accounts.models import Organisation
from specs import catalogue
from specs.actions.checking import ask_again
from specs.domain.limits import order_problem
from specs.models import OrganisationLimit
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from accounts.models import User


@transaction.atomic
def set_limits(*, organisation: Organisation, limits: Mapping[str, Decimal], by: User) -> list[str]:
    """Set limits of an organisation; the default resets one. Returns the names that changed.

    Its drafts are checked again in the background. Raises ValidationError where two limits
    would contradict each other.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not can_manage(by, organisation):
        raise PermissionDenied
    known = catalogue.limits()
    rows = {row.name: row for row in OrganisationLimit.objects.filter(organisation=organisation)}
    before = {name: rows[name].value if name in rows else known[name].default for name in known}
    wanted = {**before, **limits}
    if problem := order_problem(known, wanted):
        raise ValidationError(problem)
    changed = [name for name in known if wanted[name] != before[name]]
    for name in changed:
        _keep(organisation, name, wanted[name])
        append(
            chain=organisation.chain,
            kind=Kind.LIMIT_CHANGED,
            by=by.as_actor(),
            object=f"limit:{name}",
            facts={
                "limit": known[name].title,
                "name": name,
                "from": plain(before[name]),
                "to": plain(wanted[name]),
            },
        )
    if changed:
        ask_again(organisation)
    return changed


def _keep(organisation: Organisation, name: str, value: Decimal) -> None:
    row = OrganisationLimit.objects.filter(organisation=organisation, name=name)
    if value == catalogue.limits()[name].default:
        row.delete()
    elif not row.update(value=value):
        OrganisationLimit.objects.create(organisation=organisation, name=name, value=value)


def plain(value: Decimal) -> str:
    """Return a figure without the zeros that the database adds."""
    return f"{value.normalize():f}"
