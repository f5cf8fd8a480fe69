"""Suggesting another answer; taking it in place, or declining it with a reason."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from specs.actions.disposing import note_disposition
from specs.actions.saving import NotAsked, lock_for_writing, write_answer
from specs.actions.talking import open_thread, see_mentions
from specs.actions.telling import tell_of_decision
from specs.documents import find_template
from specs.models import Answer, Disposition, Suggestion, SuggestionState, Thread
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json
    from specs.domain.talk import Passage
    from specs.models import Spec


class Outdated(ValidationError):
    """The answer changed after whoever decides had seen it: nothing was overwritten."""


@transaction.atomic
def suggest(
    *,
    spec: Spec,
    passage: Passage,
    value: Json,
    base_version: int,
    text: str,
    op_id: UUID,
    by: User,
) -> Suggestion:
    """Propose another value for a field, with a reason, as a thread that one can answer."""
    thread = open_thread(spec=spec, passage=passage, text=text, op_id=op_id, by=by)
    suggestion, is_new = Suggestion.objects.get_or_create(
        thread=thread, defaults={"value": value, "base_version": base_version}
    )
    if is_new:
        _record(suggestion, Kind.SUGGESTION_MADE, by, after=digest(canonical(value)))
    return suggestion


@transaction.atomic
def accept_suggestion(*, suggestion: Suggestion, seen_version: int, by: User) -> Suggestion:
    """Put a suggestion in the place of the answer, as the save of whoever takes it.

    Raises Outdated when the answer is no longer the one that was shown beside it.
    """
    spec, suggestion = _lock(suggestion, by)
    thread = suggestion.thread
    attribute = _attribute(thread)
    answer = Answer.objects.filter(spec=spec, key=thread.key).first()
    version = answer.version if answer else 0
    if version != seen_version:
        raise Outdated(_("Somebody changed the answer meanwhile. Compare again, then decide."))
    if answer is None or answer.value != suggestion.value:
        write_answer(
            spec,
            attribute,
            suggestion.value,
            previous=answer,
            base_version=version,
            op_id=uuid.uuid4(),
            by=by,
            suggested=thread.opened_by.name,
        )
    _decide(suggestion, SuggestionState.ACCEPTED, "", by)
    _record(suggestion, Kind.SUGGESTION_ACCEPTED, by)
    _resolve(thread, Disposition.ACCEPTED, "", by)
    return suggestion


@transaction.atomic
def decline_suggestion(*, suggestion: Suggestion, reason: str, by: User) -> Suggestion:
    """Leave the answer as it is, and say why."""
    if not reason.strip():
        raise ValidationError(_("Say why it is declined."))
    _spec, suggestion = _lock(suggestion, by)
    close_suggestion(suggestion.thread, reason.strip(), by)
    _resolve(suggestion.thread, Disposition.REJECTED, reason.strip(), by)
    suggestion.refresh_from_db()
    return suggestion


def close_suggestion(thread: Thread, reason: str, by: User) -> None:
    """Decline the open suggestion of a thread of a locked spec, if it holds one."""
    found = Suggestion.objects.filter(thread=thread, state=SuggestionState.OPEN)
    suggestion = found.select_related("thread__spec", "thread__opened_by").first()
    if suggestion is not None:
        _decide(suggestion, SuggestionState.DECLINED, reason, by)
        _record(suggestion, Kind.SUGGESTION_DECLINED, by, reason=reason)


def _lock(suggestion: Suggestion, by: User) -> tuple[Spec, Suggestion]:
    spec = lock_for_writing(suggestion.thread.spec, by)
    fresh = Suggestion.objects.select_related("thread__opened_by").get(pk=suggestion.pk)
    if fresh.state != SuggestionState.OPEN:
        raise ValidationError(_("Somebody decided about this suggestion already."))
    fresh.thread.spec = spec
    return spec, fresh


def _attribute(thread: Thread) -> Attribute:
    item = find_template(thread.spec.template_id).items.get(thread.key)
    if item is None:
        raise NotAsked
    return item.attribute


def _decide(suggestion: Suggestion, state: SuggestionState, reason: str, by: User) -> None:
    suggestion.state, suggestion.reason = state, reason
    suggestion.decided_at, suggestion.decided_by = timezone.now(), by
    suggestion.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _resolve(thread: Thread, disposition: Disposition, reason: str, by: User) -> None:
    """Close the thread of a suggestion; one of a review has its disposition by that."""
    see_mentions(user=by, thread=thread)
    if thread.waits_for_disposition:
        note_disposition(thread, disposition, reason, by)
    elif thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = timezone.now(), by
        thread.save(update_fields=["resolved_at", "resolved_by"])
        tell_of_decision(thread, by)


def _record(
    suggestion: Suggestion, kind: Kind, by: User, *, after: str | None = None, reason: str = ""
) -> None:
    thread = suggestion.thread
    append(
        chain=thread.spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=thread.key,
        after=after,
        reason=reason,
        facts={"thread": thread.pk, "label": thread.place, "suggested": thread.opened_by.name},
    )
