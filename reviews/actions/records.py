"""The canonical record of one decision: what was confirmed, by whom, over which text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews.domain.policy import stage_held
from reviews.models import SignOff
from trail.domain.canonical import canonical, digest
from trail.domain.event import written_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reviews.domain.editorial import Edit
    from reviews.domain.policy import Policy, Slot
    from reviews.models import Review
    from trail.domain.event import Json

FORMAT = 1


@dataclass(frozen=True)
class Given:
    """A decision as it was given, ready to be recorded."""

    signer_id: int
    decision: str
    statement: str
    content_hash: str
    section_hashes: dict[str, str]
    printed_name: str
    printed_email: str
    printed_title: str
    time_zone: str
    signed_at: datetime
    methods: list[Json]
    reason: str = ""
    reason_sections: list[str] = field(default_factory=list)
    block_answer: str = ""
    acknowledged: list[Json] = field(default_factory=list)
    conditions: list[Json] = field(default_factory=list)
    # For whom the signer stood in, and by which appointment; None signs on a seat of their own.
    instead_of: dict[str, Json] | None = None

    @classmethod
    def now(cls, by: User, review: Review, slot: Slot, **rest: object) -> Given:
        """Return a decision that is given at this moment on this revision."""
        revision = review.revision
        return cls(
            signer_id=by.pk,
            content_hash=revision.content_hash,
            section_hashes={key: revision.section_hashes[key] for key in slot.sections},
            printed_name=by.name,
            printed_email=by.email,
            printed_title=by.title,
            signed_at=timezone.now(),
            **rest,  # type: ignore[arg-type]
        )

    @classmethod
    def carried(cls, origin: SignOff, last: SignOff, slot: Slot, policy: Policy) -> Given:
        """Return a decision given earlier; conditions are as the last round left them."""
        conditions: list[Json] = [
            {
                "text": c.text,
                "owner": c.owner.name,
                "due_on": c.due_on.isoformat(),
                "blocks_stage": stage_held(c.blocks_stage, slot, policy),
            }
            for c in last.conditions.select_related("owner")
        ]
        return cls(
            signer_id=origin.signer_id,
            decision=origin.decision,
            statement=origin.statement,
            content_hash=origin.content_hash,
            section_hashes=origin.section_hashes,
            printed_name=origin.printed_name,
            printed_email=origin.printed_email,
            printed_title=origin.printed_title,
            time_zone=origin.time_zone,
            signed_at=origin.signed_at,
            methods=origin.methods,
            reason=origin.reason,
            reason_sections=origin.reason_sections,
            block_answer=origin.block_answer,
            acknowledged=origin.acknowledged,
            conditions=conditions,
            instead_of=json.loads(origin.record).get("instead_of"),
        )


def seat_facts(slot: Slot, seat: int) -> dict[str, Json]:
    """Return what the trail says of a seat, where a role has more than one line of decisions."""
    return {"seat": seat, "quorum": slot.quorum_words} if seat else {}


def keep(
    review: Review,
    slot: Slot,
    given: Given,
    *,
    seat: int = 0,
    turn: int = 1,
    carried_from: SignOff | None = None,
    edits: Sequence[Edit] = (),
) -> SignOff:
    """Insert one decision with its record, which names the standing records before it."""
    standing = SignOff.objects.standing().filter(review=review).order_by("signed_at", "pk")
    previous: list[Json] = list(standing.values_list("record_hash", flat=True))
    content = _record(review, slot, given, (seat, turn), previous, carried_from)
    if edits:  # kept although the wording changed, which the record says word for word
        content["kept_over"] = [edit.as_json() for edit in edits]
    record = canonical(content)
    away = given.instead_of
    return SignOff.objects.create(
        review=review,
        role=slot.role,
        seat=seat,
        turn=turn,
        signer_id=given.signer_id,
        instead_of_id=int(str(away["id"])) if away else None,
        printed_instead_of=str(away["name"]) if away else "",
        decision=given.decision,
        reason=given.reason,
        reason_sections=given.reason_sections,
        block_answer=given.block_answer,
        statement=given.statement,
        content_hash=given.content_hash,
        section_hashes=given.section_hashes,
        carried_from=carried_from,
        printed_name=given.printed_name,
        printed_email=given.printed_email,
        printed_title=given.printed_title,
        printed_role=slot.label,
        methods=given.methods,
        acknowledged=given.acknowledged,
        time_zone=given.time_zone,
        signed_at=given.signed_at,
        record=record,
        record_hash=digest(record),
    )


def _record(
    review: Review,
    slot: Slot,
    given: Given,
    line: tuple[int, int],
    previous: list[Json],
    carried_from: SignOff | None,
) -> dict[str, Json]:
    revision = review.revision
    sections: list[Json] = list(given.reason_sections)
    stands_in: dict[str, Json] = {"instead_of": given.instead_of} if given.instead_of else {}
    return {
        **stands_in,
        "format": FORMAT,
        "spec": {"id": str(revision.spec_id), "title": revision.spec.title},
        "revision": {"number": revision.number, "content_hash": revision.content_hash},
        "content_hash": given.content_hash,
        "section_hashes": given.section_hashes,
        "role": {"key": slot.role, "label": slot.label},
        "seat": line[0],
        "turn": line[1],
        "decision": given.decision,
        "statement": given.statement,
        "block_prompt": slot.block_prompt,
        "block_answer": given.block_answer,
        "reason": given.reason,
        "reason_sections": sections,
        "conditions": given.conditions,
        "acknowledged": given.acknowledged,
        "signer": {
            "id": str(given.signer_id),
            "name": given.printed_name,
            "email": given.printed_email,
            "title": given.printed_title,
        },
        "methods": given.methods,
        "signed_at": written_at(given.signed_at),
        "time_zone": given.time_zone,
        "previous": previous,
        "carried_from": _origin(carried_from),
    }


def _origin(carried_from: SignOff | None) -> Json:
    if carried_from is None:
        return None
    return {
        "revision": carried_from.review.revision.number,
        "record_hash": carried_from.record_hash,
    }
