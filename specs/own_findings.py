"""What the checks of an organisation's own say of a spec as it stands at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.documents import load_document
from specs.own_checks import NOTHING, Own, find_kept, find_own_checks, look_at

if TYPE_CHECKING:
    from specs.models import Spec


def look_at_spec(spec: Spec) -> Own:
    """Return what the own checks say of a spec as it stands, which takes time.

    What they said when they last ran is taken where nothing changed that they read.
    """
    checks = find_own_checks(spec.organisation_id)
    if not checks:
        return NOTHING
    kept = find_kept(spec.pk, checks)
    return look_at(load_document(spec), checks, spec.organisation_id, kept)
