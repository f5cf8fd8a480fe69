"""Begins a spec once, however often the form that asks for it is sent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from accounts.models import User
from specs.models import Spec

if TYPE_CHECKING:
    from specs.models import SpecTemplate


class Wanted(NamedTuple):
    """The spec that somebody asks for: what it is called, and by which template."""

    title: str
    template: SpecTemplate


def find_begun(
    form_id: uuid.UUID | None, wanted: Wanted, by: User
) -> tuple[Spec | None, uuid.UUID]:
    """Return the spec that this form began before, and else the id under which it will begin.

    Two tries of one person run one after the other from here on, so the second finds what the
    first made. A form that is gone back to, and changed, begins another spec.
    """
    if form_id is None:
        return None, uuid.uuid4()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    begun = Spec.objects.filter(pk=form_id).first()
    if begun is None:
        return None, form_id
    held = (begun.owner_id, begun.title, begun.template_id)
    is_same = held == (by.pk, wanted.title, wanted.template.pk)
    return (begun if is_same else None), uuid.uuid4()
