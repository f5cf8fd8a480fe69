"""What somebody leaves behind in a spec goes to somebody else."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from specs import access
from specs.actions.freezing import ARCHIVABLE
from specs.models import Spec, SpecEditor
from trail.actions import append
from trail.domain.event import Kind


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


@transaction.atomic
def reassign(*, spec: Spec, to: User, by: User) -> Spec:
    """Make somebody else the owner of a spec that is neither in review nor archived."""
    spec = Spec.objects.lock(spec.pk)
    if not access.can_manage(by, spec) or spec.state not in ARCHIVABLE:
        raise PermissionDenied
    if not to.is_active or access.level_of(to, spec) not in access.WRITERS:
        raise PermissionDenied
    if spec.owner_id == to.pk:
        return spec
    former = User.objects.get(pk=spec.owner_id)
    hand_on_spec(spec=spec, leaver=former, to=to, by=by)
    return Spec.objects.get(pk=spec.pk)


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
    append(
        chain=spec.chain,
        kind=Kind.WORK_HANDED_ON,
        by=by.as_actor(),
        object=f"user:{leaver.pk}",
        before=str(leaver.pk),
        after=str(to.pk),
        facts={"what": what, "person": leaver.name, "taker": to.name},
    )
