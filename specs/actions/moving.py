"""Moving a spec to another template, and copying it into one: no answer is ever lost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from specs import access
from specs.actions.beginning import Wanted, find_begun
from specs.actions.items import GAP
from specs.actions.saving import lock_for_writing, touch
from specs.carried import known_attributes
from specs.documents import load_contents
from specs.domain.moving import Way, compare_templates, way_between
from specs.models import (
    Answer,
    AnswerVersion,
    Conflict,
    FormerTemplate,
    Item,
    ItemVersion,
    Spec,
    SpecTemplate,
)
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from specs.documents import Contents
    from specs.domain.attribute import Json

BATCH = 500


@dataclass
class CannotMove(Exception):
    """Why a spec cannot take another template now, each a title of an attribute."""

    conflicts: Sequence[str] = ()
    unfit: Sequence[str] = ()


@transaction.atomic
def change_template(*, spec: Spec, template: SpecTemplate, by: User) -> Spec:
    """Let a draft be written by a larger or younger template from now on.

    Every answer, row, version, waiver and conflict stays as it is; what the template does not
    ask for is carried over. Raises CannotMove while a conflict is open that nobody could settle
    afterwards, or when an answer would not fit its own question any more.
    """
    spec = lock_for_writing(spec, by)
    former = spec.template
    if former.pk == template.pk:
        return spec
    if not access.templates_offered_in(spec.organisation_id).filter(pk=template.pk).exists():
        raise PermissionDenied
    if not may_take(spec, template) or way_between(former.template, template.template) is Way.COPY:
        raise PermissionDenied
    refuse_unmovable(spec, template)
    FormerTemplate.objects.get_or_create(spec=spec, template=former)
    spec.template = template
    touch(spec, by)
    spec.save(update_fields=["template"])
    append(
        chain=spec.chain,
        kind=Kind.SPEC_TEMPLATE_CHANGED,
        by=by.as_actor(),
        object=str(spec.pk),
        before=former.digest,
        after=template.digest,
        facts={
            "title": spec.title,
            "former": former.title,
            "former_version": former.version,
            "template": template.title,
            "version": template.version,
        },
    )
    return spec


def may_take(spec: Spec, template: SpecTemplate) -> bool:
    """Say whether the template is built in or belongs to the spec's organisation, and is newer."""
    if template.organisation_id not in (None, spec.organisation_id):
        return False
    is_same = (template.organisation_id, template.key) == (
        spec.template.organisation_id,
        spec.template.key,
    )
    return not is_same or template.version > spec.template.version


def refuse_unmovable(spec: Spec, template: SpecTemplate) -> None:
    """Raise CannotMove when something would be left that nobody could put right."""
    old, new = spec.template.template, template.template
    values = load_contents(spec.pk).stored()
    unfit = [q.attribute.title for q in compare_templates(old, new, values).unfit]
    open_keys = Conflict.objects.open().filter(spec=spec).values_list("key", flat=True)
    stuck = [
        old.attributes[key].title
        for key in dict.fromkeys(open_keys)
        if key not in new.items and key in old.items
    ]
    if stuck or unfit:
        raise CannotMove(stuck, unfit)


@transaction.atomic
def copy_spec(
    *,
    spec: Spec,
    template: SpecTemplate,
    title: str,
    by: User,
    form_id: uuid.UUID | None = None,
) -> Spec:
    """Start a draft of another template with everything that stands in this spec.

    The spec itself stays as it is. Whoever copies owns the copy, whose answers begin a history
    of their own; what the template does not ask for is carried over.
    """
    source = Spec.objects.lock(spec.pk)
    begun, spec_id = find_begun(form_id, Wanted(title, template), by)
    if begun:
        return begun
    visible = access.specs_visible_to(by).filter(pk=source.pk)
    may_start = access.organisations_to_write_in(by).filter(pk=source.organisation_id)
    if not visible.exists() or not may_start.exists():
        raise PermissionDenied
    if not access.templates_offered_in(source.organisation_id).filter(pk=template.pk).exists():
        raise PermissionDenied
    copy = Spec.objects.create(
        id=spec_id,
        organisation=source.organisation,
        template=template,
        owner=by,
        title=title,
        content_version=1,
        updated_at=timezone.now(),
        updated_by=by,
    )
    contents = load_contents(source.pk)
    former = FormerTemplate.objects.filter(spec=source).order_by("pk")
    for template_id in (*former.values_list("template", flat=True), source.template_id):
        FormerTemplate.objects.get_or_create(spec=copy, template_id=template_id)
    _copy_answers(copy, contents, by)
    _copy_items(copy, contents, by)
    _record_copy(copy, source, by)
    return copy


def _record_copy(copy: Spec, source: Spec, by: User) -> None:
    append(
        chain=copy.chain,
        kind=Kind.SPEC_COPIED,
        by=by.as_actor(),
        object=str(copy.pk),
        after=digest(canonical(load_contents(copy.pk).stored())),
        facts={
            "title": copy.title,
            "source": source.title,
            "source_id": str(source.pk),
            "template": copy.template.title,
            "version": copy.template.version,
        },
    )


def _copy_answers(copy: Spec, contents: Contents, by: User) -> None:
    values: dict[str, Json] = {
        key: answer.value for key, answer in contents.answers.items() if answer.value is not None
    }
    if "project.title" in values or "project.title" in copy.template.template.items:
        values["project.title"] = copy.title
    Answer.objects.bulk_create(
        Answer(
            spec=copy,
            key=key,
            value=value,
            version=1,
            changed_in=1,
            updated_at=copy.updated_at,
            updated_by=by,
        )
        for key, value in values.items()
    )
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            spec=copy,
            key=key,
            version=1,
            value=value,
            base_version=0,
            op_id=uuid.uuid4(),
            author=by,
            saved_at=copy.updated_at,
        )
        for key, value in values.items()
    )


def _copy_items(copy: Spec, contents: Contents, by: User) -> None:
    known = known_attributes(copy.pk)
    items = [
        Item(
            id=known[key].row_id(copy.pk, item.row) if item.row and key in known else uuid.uuid4(),
            spec=copy,
            key=key,
            row=item.row,
            position=place * GAP,
            cells=item.cells,
            changed_in=1,
            updated_at=copy.updated_at,
            updated_by=by,
        )
        for key, held in contents.items.items()
        for place, item in enumerate(held, start=1)
    ]
    Item.objects.bulk_create(items, batch_size=BATCH)
    ItemVersion.objects.bulk_create(
        (
            ItemVersion(
                item=item,
                spec=copy,
                version=1,
                cells=item.cells,
                position=item.position,
                base_version=0,
                op_id=uuid.uuid4(),
                author=by,
                saved_at=copy.updated_at,
            )
            for item in items
        ),
        batch_size=BATCH,
    )
