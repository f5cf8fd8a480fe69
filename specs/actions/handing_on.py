"""What somebody leaves behind in a spec goes to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from specs.models import Spec, SpecEditor
from trail.actions import Happened, append_each
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence


@transaction.atomic
def hand_on_spec(*, spec: Spec, leaver: User, to: User, by: User) -> None:
    """Make somebody else the owner of a spec whose owner leaves; whoever calls this may do so."""
    spec = Spec.objects.lock(spec.pk)
    if spec.owner_id != leaver.pk:
        return
    spec.owner = to
    spec.save(update_fields=["owner"])
    SpecEditor.objects.filter(spec=spec, user=to).delete()
    note_handed_on(spec=spec, what=_("the spec"), leaver=leaver, to=to, by=by)


def reassign_all(specs: Sequence[Spec], *, to: User, by: User) -> None:
    """Make somebody the owner of specs that the caller holds; they may be, and are not yet."""
    ids = [spec.pk for spec in specs]
    former = User.objects.in_bulk({spec.owner_id for spec in specs})
    Spec.objects.filter(pk__in=ids).update(owner=to)
    SpecEditor.objects.filter(spec__in=ids, user=to).delete()
    append_each(
        (
            _handed_on(spec=spec, what=_("the spec"), leaver=former[spec.owner_id], to=to)
            for spec in specs
        ),
        by=by.as_actor(),
    )


@transaction.atomic
def hand_on_writing(*, spec: Spec, leaver: User, to: User, by: User) -> None:
    """Let somebody else write where one who leaves was let write."""
    spec = Spec.objects.lock(spec.pk)
    removed, _rows = SpecEditor.objects.filter(spec=spec, user=leaver).delete()
    if not removed:
        return
    if spec.owner_id != to.pk:
        SpecEditor.objects.get_or_create(spec=spec, user=to)
    note_handed_on(spec=spec, what=_("the right to write"), leaver=leaver, to=to, by=by)


def note_handed_on(*, spec: Spec, what: str, leaver: User, to: User, by: User) -> None:
    """Write into the spec's trail what went from whom to whom."""
    append_each([_handed_on(spec=spec, what=what, leaver=leaver, to=to)], by=by.as_actor())


def _handed_on(*, spec: Spec, what: str, leaver: User, to: User) -> Happened:
    return Happened(
        chain=spec.chain,
        kind=Kind.WORK_HANDED_ON,
        object=f"user:{leaver.pk}",
        before=str(leaver.pk),
        after=str(to.pk),
        facts={"what": what, "person": leaver.name, "taker": to.name},
    )
