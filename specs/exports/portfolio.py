"""The specs of a list as rows of a file: every fact that a list can show, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.models import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specs.exports.rows import Cell
    from specs.models import Spec

HEADS = {
    "Spec": 48,
    "State": 12,
    "Revision": 9,
    "Owner": 24,
    "Template": 32,
    "Complete (%)": 12,
    "Blockers": 9,
    "Warnings": 9,
    "High risks": 10,
    "Open comments": 14,
    "Signed": 8,
    "Asked to sign": 12,
    "Waits for": 32,
    "Due": 12,
    "Started (UTC)": 20,
    "Changed (UTC)": 20,
    "Organisation": 24,
    "Address": 48,
}


def row_of(spec: Spec, roles: Mapping[str, str], address: str) -> list[Cell]:
    """Return one spec as cells; what its checks said of an older text is left blank."""
    listing, is_current = spec.listing, spec.checked_version == spec.content_version
    return [
        spec.title,
        spec.get_state_display(),
        spec.revision_number or None,
        spec.owner.name,
        spec.template.title,
        spec.completeness if is_current else None,
        spec.open_blockers if is_current else None,
        spec.open_warnings if is_current else None,
        listing.high_risks,
        vars(spec)["open_comments"],
        listing.signed if listing.asked else None,
        listing.asked or None,
        ", ".join(roles.get(role, role) for role in listing.waiting),
        None if listing.due_on == NEVER else listing.due_on,
        listing.created_at,
        spec.updated_at,
        spec.organisation.name,
        address,
    ]
