"""Which of many specs a deed would change, and why it leaves the others out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Q, Value, When

from specs import access
from specs.models import Deed, LeftOut, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from specs.models import Spec

MOST_AT_ONCE = 10_000


def with_verdicts(
    specs: QuerySet[Spec], deed: str, *, by: User, levels: Mapping[UUID, str], to: User | None
) -> QuerySet[Any]:
    """Add to each spec why the deed would leave it out; blank where it would be done."""
    whens = [When(~access.managed_with(by, levels), then=Value(LeftOut.NO_RIGHT.value))]
    if deed == Deed.UNARCHIVE:
        whens.append(When(~Q(state=State.ARCHIVED), then=Value(LeftOut.NOT_ARCHIVED.value)))
    else:
        whens.append(When(state=State.IN_REVIEW, then=Value(LeftOut.IN_REVIEW.value)))
        whens.append(When(state=State.ARCHIVED, then=Value(LeftOut.ARCHIVED.value)))
    if to:
        writes = [key for key, level in access.levels_of(to).items() if level in access.WRITERS]
        whens.append(When(owner=to, then=Value(LeftOut.OWNER.value)))
        whens.append(When(~Q(organisation__in=writes), then=Value(LeftOut.NO_WRITER.value)))
    return specs.annotate(verdict=Case(*whens, default=Value(""), output_field=CharField()))
