"""Starting a spec, and saying who writes in it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from specs import access
from specs.actions.beginning import Wanted, find_begun
from specs.actions.saving import write_answer
from specs.models import Spec, SpecEditor
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from specs.domain.attribute import Json
    from specs.models import SpecTemplate


@transaction.atomic
def start_spec(
    *,
    organisation: Organisation,
    template: SpecTemplate,
    title: str,
    by: User,
    form_id: uuid.UUID | None = None,
) -> Spec:
    """Start a draft that its author owns, with its title and owner filled in.

    A form that is sent twice, which its id tells, starts one.
    """
    begun, spec_id = find_begun(form_id, Wanted(title, template), by)
    if begun:
        return begun
    if not access.organisations_to_write_in(by).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    if not access.templates_offered_in(organisation.pk).filter(pk=template.pk).exists():
        raise PermissionDenied
    spec = Spec.objects.create(
        id=spec_id,
        organisation=organisation,
        template=template,
        owner=by,
        title=title,
        updated_by=by,
    )
    append(
        chain=spec.chain,
        kind=Kind.SPEC_CREATED,
        by=by.as_actor(),
        object=str(spec.pk),
        facts={"title": title, "template": template.title, "version": template.version},
    )
    spec = Spec.objects.lock(spec.pk)
    owner: dict[str, Json] = {"name": by.name, "role": "product_manager", "user": str(by.pk)}
    for key, value in (("project.title", title), ("project.owner", owner)):
        if attribute := template.template.attributes.get(key):
            write_answer(
                spec, attribute, value, previous=None, base_version=0, op_id=uuid.uuid4(), by=by
            )
    return spec


@transaction.atomic
def add_editor(*, spec: Spec, user: User, by: User) -> SpecEditor:
    """Let a member of the organisation write in this spec, too."""
    spec = Spec.objects.lock(spec.pk)
    if not access.can_manage(by, spec) or access.level_of(user, spec) not in access.WRITERS:
        raise PermissionDenied
    editor, is_new = SpecEditor.objects.get_or_create(spec=spec, user=user)
    if is_new:
        _record(spec, Kind.EDITOR_ADDED, user, by)
    return editor


@transaction.atomic
def remove_editor(*, spec: Spec, user: User, by: User) -> None:
    """Take the right to write in this spec away; what they wrote stays."""
    spec = Spec.objects.lock(spec.pk)
    if not access.can_manage(by, spec):
        raise PermissionDenied
    removed, _ = SpecEditor.objects.filter(spec=spec, user=user).delete()
    if removed:
        _record(spec, Kind.EDITOR_REMOVED, user, by)


def _record(spec: Spec, kind: Kind, user: User, by: User) -> None:
    append(
        chain=spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=str(user.pk),
        facts={"name": user.name},
    )
