"""Stakeholder roles: which there are, and who holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Organisation, RoleHolder, StakeholderRole, User
from trail.actions import append
from trail.domain.event import Actor, Json, Kind


@transaction.atomic
def add_role(
    *,
    organisation: Organisation,
    label: str,
    cares_about: Sequence[str],
    block_prompt: str,
    by: User,
) -> StakeholderRole:
    """Add a role of the organisation's own."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_manage(by, organisation):
        raise PermissionDenied
    key = slugify(label).replace("-", "_")[:60]
    roles = StakeholderRole.objects.of(organisation)
    if not key or roles.filter(key=key).exists() or roles.filter(label__iexact=label).exists():
        raise ValidationError({"label": _("There is a role of that name already.")})
    last = roles.aggregate(last=Max("position"))["last"] or 0
    role, _is_new = StakeholderRole.objects.update_or_create(  # one that was removed comes back
        organisation=organisation,
        key=key,
        defaults={
            "label": label,
            "cares_about": list(cares_about),
            "block_prompt": block_prompt,
            "position": last + 1,
            "archived_at": None,
        },
    )
    append(
        chain=organisation.chain,
        kind=Kind.ROLE_ADDED,
        by=by.as_actor(),
        object=f"role:{key}",
        facts={"role": key, "role_label": label, "block_prompt": block_prompt},
    )
    return role


@transaction.atomic
def change_role(
    *,
    organisation: Organisation,
    role: StakeholderRole,
    label: str,
    cares_about: Sequence[str],
    block_prompt: str,
    by: User,
) -> StakeholderRole:
    """Change a role of the organisation's own; what is frozen keeps the words of its day."""
    organisation, role = hold_role(organisation, role, by)
    others = StakeholderRole.objects.of(organisation).exclude(pk=role.pk)
    if others.filter(label__iexact=label).exists():
        raise ValidationError({"label": _("There is a role of that name already.")})
    changes = _changes(role, label, cares_about, block_prompt)
    if not changes:
        return role
    former, role.label = role.label, label
    role.cares_about, role.block_prompt = list(cares_about), block_prompt
    role.save(update_fields=["label", "cares_about", "block_prompt"])
    append(
        chain=organisation.chain,
        kind=Kind.ROLE_CHANGED,
        by=by.as_actor(),
        object=f"role:{role.key}",
        facts={"role": role.key, "role_label": former, "changes": "; ".join(changes)},
    )
    return role


def _changes(
    role: StakeholderRole, label: str, cares_about: Sequence[str], block_prompt: str
) -> list[str]:
    """Say what becomes different, for the trail."""
    found = []
    if label != role.label:
        found.append(f"it is called {label}")
    if list(cares_about) != role.cares_about:
        found.append(f"it cares about {', '.join(cares_about) or 'nothing that is named'}")
    if block_prompt != role.block_prompt:
        found.append(f"it is asked “{block_prompt}”")
    return found


def archive_role(*, organisation: Organisation, role: StakeholderRole, by: User) -> StakeholderRole:
    """Offer a role no more, and let nobody hold it; the caller holds the organisation.

    That nothing uses it is for the caller to know: what does lies in the apps above.
    """
    organisation, role = hold_role(organisation, role, by)
    RoleHolder.objects.filter(organisation=organisation, role=role.key).delete()
    role.archived_at = timezone.now()
    role.save(update_fields=["archived_at"])
    append(
        chain=organisation.chain,
        kind=Kind.ROLE_REMOVED,
        by=by.as_actor(),
        object=f"role:{role.key}",
        facts={"role": role.key, "role_label": role.label},
    )
    return role


def hold_role(
    organisation: Organisation, role: StakeholderRole, by: User
) -> tuple[Organisation, StakeholderRole]:
    """Hold the organisation, then one of its own roles, for somebody who may change them."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    own = access.own_roles_of(held).select_for_update().filter(pk=role.pk).first()
    if own is None or not access.can_manage(by, held):
        raise PermissionDenied
    return held, own


@transaction.atomic
def set_role_holders(
    *, organisation: Organisation, role: StakeholderRole, users: Sequence[User], by: User
) -> list[RoleHolder]:
    """Say who signs for a role unless a spec names somebody else."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_manage(by, organisation):
        raise PermissionDenied
    wanted = {user.pk for user in users}
    possible = set(
        access.possible_signers(organisation).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    if wanted - possible:
        raise ValidationError(_("Only members of the organisation can hold a role."))
    holders = RoleHolder.objects.filter(organisation=organisation, role=role.key)
    held = set(holders.values_list("user", flat=True))
    if wanted != held:
        holders.exclude(user__in=wanted).delete()
        for user_id in sorted(wanted - held):
            RoleHolder.objects.create(organisation=organisation, role=role.key, user_id=user_id)
        _record_holders(organisation, role, by.as_actor())
    return list(holders.select_related("user"))


@transaction.atomic
def hold_roles(
    *, organisation: Organisation, roles: Sequence[str], user: User, by: Actor
) -> list[str]:
    """Let a person who joins sign for roles, beside those who hold them; names the roles taken.

    The organisation is locked by who calls this. A role that is gone by now is left out.
    """
    taken = []
    for role in StakeholderRole.objects.of(organisation).filter(key__in=list(roles)):
        _, is_new = RoleHolder.objects.get_or_create(
            organisation=organisation, role=role.key, user=user
        )
        if is_new:
            taken.append(role.label)
            _record_holders(organisation, role, by)
    return taken


def _record_holders(organisation: Organisation, role: StakeholderRole, by: Actor) -> None:
    held = RoleHolder.objects.filter(organisation=organisation, role=role.key)
    holders = sorted(held.values_list("user__name", "user"))
    append(
        chain=organisation.chain,
        kind=Kind.ROLE_HOLDER_CHANGED,
        by=by,
        object=f"role:{role.key}",
        facts={
            "role": role.key,
            "role_label": role.label,
            "person": [name for name, _id in holders] or _("nobody"),
            "holders": [str(user_id) for user_id in sorted(pk for _name, pk in holders)],
        },
    )


@transaction.atomic
def load_roles(*, roles: Mapping[str, Mapping[str, Json]]) -> int:
    """Write the built-in roles; a role that is there is brought up to date, none is removed."""
    known = {role.key: role for role in StakeholderRole.objects.filter(organisation=None)}
    written = 0
    for position, (key, facts) in enumerate(roles.items()):
        columns = {
            "label": str(facts["label"]),
            "is_core": bool(facts.get("core", False)),
            "cares_about": facts.get("cares_about", []),
            "block_prompt": str(facts.get("block_prompt", "")),
            "position": position,
        }
        role = known.get(key, StakeholderRole(key=key))
        if any(getattr(role, name) != value for name, value in columns.items()) or not role.pk:
            for name, value in columns.items():
                setattr(role, name, value)
            role.save()
            written += 1
    return written
