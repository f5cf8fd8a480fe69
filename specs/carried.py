"""What a spec holds beyond its template, with the questions that it answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs import catalogue
from specs.domain.carried import carried_attributes, has_carried
from specs.models import FormerTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from specs.domain.attribute import Attribute, Json, Template


def find_carried(
    spec_id: UUID, template: Template, values: Mapping[str, Json]
) -> tuple[Attribute, ...]:
    """Return the attributes of what was carried over; no query when there is nothing."""
    if not has_carried(template, values):
        return ()
    return carried_attributes(template, values, known_attributes(spec_id))


def known_attributes(spec_id: UUID) -> Mapping[str, Attribute]:
    """Return every attribute that a spec was ever asked, as it was asked last, and all others."""
    known = dict(catalogue.attributes())
    former = FormerTemplate.objects.filter(spec=spec_id).select_related("template")
    for row in former.order_by("pk"):
        known |= row.template.template.attributes
    return known
