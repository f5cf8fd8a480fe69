"""What lists say of a spec's last round; written by the actions that change how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.models import NEVER, SpecListing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID


def list_round(
    spec_id: UUID, *, waiting: Sequence[str], signed: int, asked: int, due_on: date | None
) -> None:
    """Say whom the last round waits for and until when; the caller holds the spec's lock."""
    SpecListing.objects.filter(spec=spec_id).update(
        waiting=sorted(waiting), signed=signed, asked=asked, due_on=due_on or NEVER
    )
