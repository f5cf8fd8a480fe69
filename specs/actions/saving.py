"""Saving an answer: nothing is lost, and nobody is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from specs import access
from specs.documents import find_template
from specs.domain.attribute import Kind as AttributeKind
from specs.domain.merge import Clash, merge
from specs.models import Answer, AnswerVersion, Conflict, Spec
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json


class NotEditable(PermissionDenied):
    """The spec was submitted, or the right to write was taken away, while somebody typed."""


class NotAsked(NotEditable):
    """The spec came to a template that no longer asks for this, while somebody typed."""


class UnknownBase(ValueError):
    """A save that builds on a version that never was, or bears the op id of another one."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands in a field after a save."""

    key: str
    value: Json
    version: int
    saved_at: datetime
    is_merged: bool = False


@transaction.atomic
def save_answer(
    *,
    spec: Spec,
    attribute: Attribute,
    value: Json,
    base_version: int,
    op_id: UUID,
    by: User,
    computed: str = "",
    guide: str = "",
) -> Saved | Conflict:
    """Save one answer, merged with what others saved since ``base_version``, or as a conflict.

    ``computed`` says which calculator made it, and from what; ``guide``, which guide did.
    Raises NotEditable when the spec is no draft of this person's any more, and UnknownBase
    when ``base_version`` is younger than the answer.
    """
    spec = lock_for_writing(spec, by)
    if earlier := find_outcome(spec, attribute.key, op_id):
        return earlier
    refuse_unasked(spec, attribute)
    return save_over(
        spec,
        attribute,
        value,
        base_version=base_version,
        op_id=op_id,
        by=by,
        computed=computed,
        guide=guide,
    )


def save_over(
    spec: Spec,
    attribute: Attribute,
    value: Json,
    *,
    base_version: int,
    op_id: UUID,
    by: User,
    computed: str = "",
    guide: str = "",
) -> Saved | Conflict:
    """Save a value that builds on one version of an answer, in a locked spec."""
    answer = Answer.objects.filter(spec=spec, key=attribute.key).first()
    version = answer.version if answer else 0
    if base_version > version:
        raise UnknownBase
    if answer is None or base_version == version:
        return write_answer(
            spec,
            attribute,
            value,
            previous=answer,
            base_version=base_version,
            op_id=op_id,
            by=by,
            computed=computed,
            guide=guide,
        )
    base = find_value(spec, attribute.key, base_version)
    try:
        merged = merge_values(attribute.kind, base=base, mine=value, theirs=answer.value)
    except Clash:
        conflict = Conflict(
            key=attribute.key, mine=value, base=base, theirs=answer.value, op_id=op_id
        )
        conflict.base_version, conflict.theirs_version = base_version, version
        conflict.theirs_author_id = answer.updated_by_id
        return keep_conflict(spec, conflict, by)
    saved = write_answer(
        spec,
        attribute,
        merged,
        previous=answer,
        base_version=base_version,
        op_id=op_id,
        by=by,
        computed=computed,
        guide=guide,
    )
    return Saved(saved.key, saved.value, saved.version, saved.saved_at, is_merged=True)


def lock_for_writing(spec: Spec, by: User) -> Spec:
    """Take the lock that every change of a spec takes first, and ask the permission again."""
    spec = Spec.objects.lock(spec.pk)
    if not access.can_edit(by, spec):
        raise NotEditable
    return spec


def refuse_unasked(spec: Spec, attribute: Attribute) -> None:
    """Raise NotAsked where a conflict could be kept that no page would ever show."""
    if attribute.key not in find_template(spec.template_id).items:
        raise NotAsked


def find_outcome(spec: Spec, key: str, op_id: UUID) -> Saved | Conflict | None:
    """Return what became of an earlier try with this op id: the reply to it may have been lost."""
    version = AnswerVersion.objects.filter(spec=spec, op_id=op_id).first()
    if version and version.key != key:
        raise UnknownBase  # the id belongs to another save
    if version:
        return Saved(
            key, version.value, version.version, version.saved_at, is_merged=version.is_merged
        )
    return Conflict.objects.filter(spec=spec, op_id=op_id).first()


def find_value(spec: Spec, key: str, version: int) -> Json:
    """Return the value that an answer had in one version; None before the first."""
    if version == 0:
        return None
    value: Json = AnswerVersion.objects.values_list("value", flat=True).get(
        spec=spec, key=key, version=version
    )
    return value


def merge_values(kind: AttributeKind, *, base: Json, mine: Json, theirs: Json) -> Json:
    """Merge two changes of one value; texts by paragraph and line, all else only as a whole.

    Raises Clash where both sides changed the same thing in different ways.
    """
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    if kind is not AttributeKind.LONG_TEXT or not isinstance(mine, str):
        raise Clash
    if not isinstance(theirs, str) or not isinstance(base, str | None):
        raise Clash
    return merge(base=base or "", mine=mine, theirs=theirs)


def touch(spec: Spec, by: User) -> None:
    """Count one more change of the content of a locked spec."""
    spec.content_version += 1
    spec.updated_at = timezone.now()
    spec.updated_by = by
    spec.save(update_fields=["content_version", "updated_at", "updated_by", "title"])


def write_answer(
    spec: Spec,
    attribute: Attribute,
    value: Json,
    *,
    previous: Answer | None,
    base_version: int,
    op_id: UUID,
    by: User,
    computed: str = "",
    guide: str = "",
    suggested: str = "",
) -> Saved:
    """Write the next version of an answer of a locked spec, with its event."""
    before = previous.value if previous else None
    version = (previous.version if previous else 0) + 1
    if attribute.key == "project.title" and isinstance(value, str):
        spec.title = value
    touch(spec, by)
    _put_answer(spec, attribute.key, value, version, is_new=previous is None)
    AnswerVersion.objects.create(
        spec=spec,
        key=attribute.key,
        version=version,
        value=value,
        base_version=base_version,
        is_merged=base_version != version - 1,
        op_id=op_id,
        author=by,
        saved_at=spec.updated_at,
    )
    append(
        chain=spec.chain,
        kind=Kind.ANSWER_SAVED,
        by=by.as_actor(),
        object=attribute.key,
        before=digest(canonical(before)),
        after=digest(canonical(value)),
        facts=facts_of(attribute, version, computed, guide, suggested),
    )
    return Saved(attribute.key, value, version, spec.updated_at)


def _put_answer(spec: Spec, key: str, value: Json, version: int, *, is_new: bool) -> None:
    """Let a version be the one that stands, by whoever touched the spec just now."""
    columns = {
        "value": value,
        "version": version,
        "changed_in": spec.content_version,
        "updated_at": spec.updated_at,
        "updated_by": spec.updated_by,
    }
    if is_new:
        Answer.objects.create(spec=spec, key=key, **columns)
    else:
        Answer.objects.filter(spec=spec, key=key).update(**columns)


def facts_of(
    attribute: Attribute, version: int, computed: str = "", guide: str = "", suggested: str = ""
) -> dict[str, Json]:
    """Return what the event of a save tells of it."""
    facts: dict[str, Json] = {"title": attribute.title, "version": version}
    made = {"computed": computed, "guide": guide, "suggested": suggested}
    return facts | {name: words for name, words in made.items() if words}


def keep_conflict(spec: Spec, conflict: Conflict, by: User) -> Conflict:
    """Keep a text that could not be merged, whole, until somebody chooses."""
    conflict.spec = spec
    conflict.author = by
    conflict.kept_at = timezone.now()
    conflict.save(force_insert=True)
    title = find_template(spec.template_id).attributes[conflict.key].title
    append(
        chain=spec.chain,
        kind=Kind.CONFLICT_KEPT,
        by=by.as_actor(),
        object=conflict.key,
        after=digest(canonical(conflict.mine)),
        facts={"title": title, "conflict": str(conflict.pk)},
    )
    return conflict
