"""A list that somebody takes home: written into the trail of each organisation concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from accounts.models import Organisation
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from specs.models import Spec


@transaction.atomic
def note_taken(*, specs: QuerySet[Spec], file: str, filters: str, by: User) -> int:
    """Write down who takes how many specs of each organisation; returns how many in all."""
    counted = specs.order_by().values("organisation").annotate(number=Count("pk", distinct=True))
    numbers = {row["organisation"]: row["number"] for row in counted}
    for organisation in Organisation.objects.filter(pk__in=numbers).order_by("pk"):
        number = numbers[organisation.pk]
        append(
            chain=organisation.chain,
            kind=Kind.LIST_EXPORTED,
            by=by.as_actor(),
            object="specs",
            facts={
                "count": f"{number} spec" if number == 1 else f"{number} specs",
                "file": file,
                "filters": filters,
            },
        )
    return sum(numbers.values())
