"""From rows to the dossier that an audit PDF is made from, in a fixed number of queries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from reviews.documents import frozen
from reviews.exports.dossier import (
    Dossier,
    Message,
    OpenCondition,
    PassedOver,
    ReviewComment,
    RevisionText,
    SignedCheckpoint,
    SignedDecision,
    TrailEntry,
)
from reviews.exports.keys import load_keys
from reviews.matrix import find_kept
from reviews.models import BreakGlass, Condition, Decision, Outcome, Review, SignOff
from reviews.printed_amendments import load_printed
from reviews.stage_records import load_stages
from specs.domain.values import show_day
from specs.models import Comment, Revision, State, Thread
from specs.review_days import find_recorded_day
from trail.domain.event import written_at
from trail.models import Checkpoint, Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reviews.models import Export
    from specs.models import Spec

STATUS = {
    Outcome.OPEN: "in_review",
    Outcome.APPROVED: "approved",
    Outcome.BLOCKED: "blocked",
    Outcome.CHANGES_ASKED: "blocked",
    Outcome.WITHDRAWN: "withdrawn",
}


def load_dossier(export: Export) -> Dossier:
    """Gather all that is printed about one revision, up to the last event of the export."""
    revisions = list(
        Revision.objects.filter(spec=export.revision.spec_id, number__lte=export.revision.number)
        .select_related("submitted_by", "template")
        .order_by("number")
    )
    spec, revision = export.revision.spec, revisions[-1]
    review = Review.objects.select_related("revision").get(revision=revision)
    sign_offs, keys = load_sign_offs(review), load_keys()
    return Dossier(
        title=frozen(revision).title,
        organisation=json.loads(revision.content)["organisation"]["name"],
        owner=spec.owner.name,
        status=_status(spec.state, review),
        status_at=_time(review.closed_at or review.opened_at),
        review_again_on=_again(spec, revision.number, export.trail_seq),
        revision=_text(revision),
        earlier=tuple(_text(one) for one in revisions[:-1]),
        template=json.loads(revision.template.definition),
        template_version=revision.template.version,
        sign_offs=tuple(_signed(sign_off, review) for sign_off in sign_offs),
        conditions=tuple(_conditions(review)),
        passed_over=tuple(_passed_over(review)),
        comments=tuple(_comments(review)),
        amendments=tuple(load_printed(revision)),
        stages=load_stages(review),
        trail=tuple(_entries(spec.chain, export.trail_seq)),
        checkpoints=tuple(_checkpoints(spec, export.trail_seq)),
        chain=spec.chain,
        export_number=export.number,
        verify_url=settings.PUBLIC_URL.rstrip("/") + reverse("reviews:verify"),
        application=f"Countersign {settings.VERSION}",
        key_fingerprint=keys.fingerprint,
        root_certificate=keys.root_pem,
    )


def load_sign_offs(review: Review) -> list[SignOff]:
    """Return every decision of a round, in the order of the roles and then of time."""
    order = [slot.role for slot in frozen(review.revision).policy.slots]
    found = SignOff.objects.filter(review=review).select_related(
        "carried_from__review__revision", "kept__answered_by"
    )
    return sorted(
        found, key=lambda s: (order.index(s.role) if s.role in order else 99, s.seat, s.turn)
    )


def _status(state: str, review: Review) -> str:
    if review.outcome == Outcome.APPROVED and state in ("superseded", "archived"):
        return state
    return STATUS[Outcome(review.outcome)]


def _again(spec: Spec, number: int, last: int) -> str:
    """Return by when an approved revision is to be looked at again, as the printed trail says."""
    if spec.state != State.APPROVED or spec.revision_number != number:
        return ""
    day = find_recorded_day(spec.chain, number, last=last)
    return day.isoformat() if day else ""


def _text(revision: Revision) -> RevisionText:
    return RevisionText(
        number=revision.number,
        content_hash=revision.content_hash,
        text=revision.content,
        frozen_at=_time(revision.frozen_at),
        frozen_by=revision.submitted_by.name,
    )


def _kept(sign_off: SignOff) -> dict[str, Any]:
    """Return the changes of wording over which a sign-off was kept, and what became of it."""
    kept = find_kept(sign_off)
    if kept is None:
        return {}
    said = str(kept.get_answer_display())
    if kept.answered_by:
        said = f"{said}: {kept.answered_by.name}"
    words = f"{said}. {kept.reason}" if kept.reason else said
    return {
        "kept_over": kept.changes,
        "kept_until": show_day(kept.until.isoformat()),
        "kept_answer": words,
    }


def _signed(sign_off: SignOff, review: Review) -> SignedDecision:
    slot = frozen(review.revision).policy.slot(sign_off.role)
    return SignedDecision(
        role=sign_off.role,
        role_label=sign_off.printed_role,
        name=sign_off.printed_name,
        title=sign_off.printed_title,
        email=sign_off.printed_email,
        decision=sign_off.decision,
        statement=sign_off.statement,
        signed_at=_time(sign_off.signed_at),
        zone=sign_off.time_zone,
        methods=tuple(str(entry["method"]) for entry in sign_off.methods),
        content_hash=sign_off.content_hash,
        record=sign_off.record,
        record_hash=sign_off.record_hash,
        seat=sign_off.seat,
        carried_from=sign_off.carried_from.review.revision.number
        if sign_off.carried_from
        else None,
        block_prompt=slot.block_prompt if slot else "",
        block_answer=sign_off.block_answer,
        reason=sign_off.reason,
        instead_of=sign_off.printed_instead_of,
        acknowledged=tuple(str(entry["message"]) for entry in sign_off.acknowledged),
        **_kept(sign_off),
    )


def _conditions(review: Review) -> Iterable[OpenCondition]:
    """Yield the conditions of this round and of those before it, as they stand."""
    rows = Condition.objects.filter(
        sign_off__review__revision__spec=review.revision.spec_id,
        sign_off__review__revision__number__lte=review.revision.number,
        sign_off__decision=Decision.CONDITIONS,
    ).select_related("sign_off__review__revision__template", "owner", "accepted_by")
    for row in rows.order_by("sign_off__review__revision__number", "due_on", "pk"):
        yield OpenCondition(
            role_label=row.sign_off.printed_role,
            text=row.text,
            owner=row.owner.name,
            due_on=row.due_on.isoformat(),
            revision=row.sign_off.review.revision.number,
            met_at=_time(row.met_at),
            met_note=row.met_note,
            accepted_at=_time(row.accepted_at),
            accepted_by=row.accepted_by.name if row.accepted_by else "",
            holds=_stage_title(row),
        )


def _passed_over(review: Review) -> Iterable[PassedOver]:
    """Yield the roles that were opened by break-glass in this round."""
    for row in BreakGlass.objects.filter(review=review).confirmed():
        yield PassedOver(
            role=row.role,
            role_label=row.printed_role,
            reason=row.reason,
            asked_by=row.asked_name,
            asked_at=_time(row.asked_at),
            confirmed_by=row.confirmed_name,
            confirmed_at=_time(row.confirmed_at),
        )


def _stage_title(condition: Condition) -> str:
    """Return the stage that a condition holds up, as the revision of its round called it."""
    if condition.blocks_stage is None:
        return ""
    policy = frozen(condition.sign_off.review.revision).policy
    return policy.stage(condition.blocks_stage).title


def _comments(review: Review) -> Iterable[ReviewComment]:
    """Yield what was said in this review and those before it; what a role kept private is not."""
    found = Thread.objects.filter(
        spec=review.revision.spec_id,
        role="",
        in_review__gt=0,
        in_review__lte=review.revision.number,
    )
    said = Prefetch("comments", Comment.objects.select_related("author"))
    for thread in found.select_related("disposed_by").prefetch_related(said).order_by("pk"):
        yield ReviewComment(
            place=thread.place,
            quote=thread.quote,
            revision=thread.in_review,
            messages=tuple(
                Message(by=one.author.name, at=_time(one.written_at), text=one.text)
                for one in thread.comments.all()
            ),
            disposition=str(thread.get_disposition_display()),
            reason=thread.disposition_reason,
            disposed_by=thread.disposed_by.name if thread.disposed_by else "",
            disposed_at=_time(thread.disposed_at),
        )


def _entries(chain: str, last: int) -> Iterable[TrailEntry]:
    for event in Event.objects.of_chain(chain).filter(seq__lte=last):
        yield TrailEntry(
            seq=event.seq,
            at=_time(event.at),
            actor=event.actor.name,
            words=event.words,
            hash=event.hash,
            body=event.body,
        )


def _checkpoints(spec: Spec, last: int) -> Iterable[SignedCheckpoint]:
    """Yield the newest checkpoint whose text lists the head of this chain as printed or earlier.

    The text names every chain that moved since the one before. One that names chains of another
    organisation is passed over: nobody learns from a file what exists elsewhere.
    """
    chain = spec.chain
    own = {chain, spec.organisation.chain, "instance"}
    for point in Checkpoint.objects.filter(body__contains=f'"{chain}"').order_by("-number")[:20]:
        heads = {name: int(seq) for name, seq, *_hash in json.loads(point.body)["heads"]}
        seq = heads.get(chain)
        if seq is not None and seq <= last and heads.keys() <= own:
            yield SignedCheckpoint(
                at=_time(point.at),
                seq=seq,
                text=point.body,
                signature=point.signature,
                public_key=point.public_key,
            )
            return


def _time(moment: datetime | None) -> str:
    return written_at(moment) if moment else ""
