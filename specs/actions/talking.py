"""Talking about a spec: threads, replies, edits, and who is asked to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from specs import access
from specs.actions.telling import tell_of_comment, tell_who_is_asked
from specs.catalogue import role_labels
from specs.domain.roles import label_in
from specs.domain.talk import LONGEST_COMMENT, Passage, find_named
from specs.models import Comment, CommentVersion, Mention, Spec, State, Thread
from trail.actions import append
from trail.domain.canonical import digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from trail.domain.event import Json


@transaction.atomic
def open_thread(
    *,
    spec: Spec,
    passage: Passage,
    text: str,
    op_id: UUID,
    by: User,
    assignee: User | None = None,
    due_on: date | None = None,
    role: str = "",
) -> Thread:
    """Begin a thread at one place of a spec, with what stands there now.

    With a role it is private: only those who are of the role may read it. Raises ValidationError
    for an empty text, or an assignee who may not see the thread.
    """
    spec = _lock(spec, by)
    if earlier := Comment.objects.filter(author=by, op_id=op_id).select_related("thread").first():
        return earlier.thread
    if role and role not in access.roles_held(by, spec):
        raise PermissionDenied
    _refuse_assignee(spec, role, assignee)
    place = passage.place
    thread = Thread.objects.create(
        spec=spec,
        section=place.section,
        key=place.key,
        item_id=place.item or None,
        code=place.code,
        place=passage.words[:300],
        quote=passage.quote,
        role=role,
        in_review=spec.revision_number if spec.state == State.IN_REVIEW else 0,
        opened_by=by,
        assignee=assignee,
        due_on=due_on if assignee else None,
    )
    thread.refresh_from_db(fields=["opened_at"])
    comment = _add_comment(thread, text, op_id, by)
    _record(thread, Kind.THREAD_OPENED, by, text=text)
    if assignee:
        _record(thread, Kind.THREAD_ASSIGNED, by, person=assignee)
        tell_who_is_asked(thread, by)
    tell_of_comment(thread, comment, by, is_new=True)
    return thread


@transaction.atomic
def reply(*, thread: Thread, text: str, op_id: UUID, by: User) -> Comment:
    """Add a comment to a thread; whoever was named in it has seen it by then."""
    thread = _lock_thread(thread, by)
    if earlier := Comment.objects.filter(author=by, op_id=op_id).first():
        return earlier
    comment = _add_comment(thread, text, op_id, by)
    _see(thread, by)
    _record(thread, Kind.COMMENT_ADDED, by, text=text)
    tell_of_comment(thread, comment, by, is_new=False)
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, by: User) -> Comment:
    """Change what one wrote; what it said before stays readable."""
    thread = _lock_thread(comment.thread, by)
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.author_id != by.pk:
        raise PermissionDenied
    _refuse_text(text)
    if text == comment.text:
        return comment
    CommentVersion.objects.create(comment=comment, text=comment.text)
    comment.text, comment.edited_at = text, timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    _mention(thread, comment)
    _record(thread, Kind.COMMENT_EDITED, by, text=text)
    tell_of_comment(thread, comment, by, is_new=True)
    return comment


@transaction.atomic
def resolve_thread(*, thread: Thread, by: User) -> Thread:
    """Close a thread: it was answered. What a review still has to say of it is not touched."""
    thread = _lock_thread(thread, by)
    if not access.may_settle(thread, by, is_writer=access.can_write(by, thread.spec)):
        raise PermissionDenied
    _see(thread, by)
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = timezone.now(), by
        thread.save(update_fields=["resolved_at", "resolved_by"])
        _record(thread, Kind.THREAD_RESOLVED, by)
    return thread


@transaction.atomic
def reopen_thread(*, thread: Thread, by: User) -> Thread:
    """Open a thread again; until the spec is approved its disposition is asked for again."""
    thread = _lock_thread(thread, by)
    if thread.resolved_at is None:
        return thread
    thread.resolved_at = thread.resolved_by = None
    columns = ["resolved_at", "resolved_by"]
    if thread.spec.state in (State.DRAFT, State.IN_REVIEW) and thread.disposition:
        thread.disposition = thread.disposition_reason = ""
        thread.disposed_at = thread.disposed_by = None
        columns += ["disposition", "disposition_reason", "disposed_at", "disposed_by"]
    thread.save(update_fields=columns)
    _record(thread, Kind.THREAD_REOPENED, by)
    return thread


@transaction.atomic
def assign_thread(
    *, thread: Thread, assignee: User | None, by: User, due_on: date | None = None
) -> Thread:
    """Say who answers a thread and by when, or that nobody has to."""
    thread = _lock_thread(thread, by)
    _refuse_assignee(thread.spec, thread.role, assignee)
    due_on = due_on if assignee else None
    if (thread.assignee_id, thread.due_on) == (assignee.pk if assignee else None, due_on):
        return thread
    thread.assignee, thread.due_on = assignee, due_on
    thread.save(update_fields=["assignee", "due_on"])
    _record(thread, Kind.THREAD_ASSIGNED, by, person=assignee)
    tell_who_is_asked(thread, by)
    return thread


def see_mentions(*, user: User, thread: Thread) -> int:
    """Take a thread off the list of those in which somebody was named; returns how many were."""
    return _see(thread, user)


def _lock(spec: Spec, by: User) -> Spec:
    spec = Spec.objects.lock(spec.pk)
    if not access.can_comment(by, spec):
        raise PermissionDenied
    return spec


def _lock_thread(thread: Thread, by: User) -> Thread:
    """Hold the spec, then read the thread anew, which this person must be able to read."""
    spec = _lock(thread.spec, by)
    fresh = Thread.objects.get(pk=thread.pk)
    fresh.spec = spec
    if not access.can_read_thread(by, fresh):
        raise PermissionDenied
    return fresh


def _refuse_text(text: str) -> None:
    if not text.strip():
        raise ValidationError(_("Write something first."))
    if len(text) > LONGEST_COMMENT:
        raise ValidationError(_("Shorten it to ten thousand characters."))


def _refuse_assignee(spec: Spec, role: str, assignee: User | None) -> None:
    if assignee and not access.people_seeing(spec, role).filter(pk=assignee.pk).exists():
        raise ValidationError(_("This person may not see this thread. Choose somebody else."))


def _add_comment(thread: Thread, text: str, op_id: UUID, by: User) -> Comment:
    _refuse_text(text)
    comment = Comment.objects.create(thread=thread, author=by, text=text, op_id=op_id)
    _mention(thread, comment)
    return comment


def _mention(thread: Thread, comment: Comment) -> None:
    """Note who is named in a comment, of those who may read it; the author names nobody else."""
    if "@" not in comment.text:
        return
    people = access.people_seeing(thread.spec, thread.role).exclude(pk=comment.author_id)
    by_name: dict[str, list[int]] = {}
    for pk, name in people.values_list("pk", "name"):
        by_name.setdefault(name, []).append(pk)
    named = [pk for name in find_named(comment.text, by_name) for pk in by_name[name]]
    Mention.objects.bulk_create(
        [Mention(comment=comment, user_id=pk) for pk in sorted(named)], ignore_conflicts=True
    )


def _see(thread: Thread, user: User) -> int:
    unseen = Mention.objects.filter(comment__thread=thread, user=user, seen_at=None)
    return unseen.update(seen_at=timezone.now())


def _record(
    thread: Thread, kind: Kind, by: User, *, text: str = "", person: User | None = None
) -> None:
    """Append what happened; of a private thread, that it is there and nothing of what it says."""
    facts: dict[str, Json] = {"thread": thread.pk, "place": thread.place}
    after = digest(text) if text else None
    if kind is Kind.THREAD_ASSIGNED:
        facts["person"] = person.name if person else str(_("nobody"))
    if thread.role:
        own = access.own_role_labels([thread.spec.organisation_id])
        labels = {**role_labels(), **own.get(thread.spec.organisation_id, {})}
        label = label_in(labels, thread.role)
        facts, after = {"thread": thread.pk, "role": thread.role, "role_label": label}, None
        is_new = kind is Kind.THREAD_OPENED
        kind = Kind.PRIVATE_THREAD_OPENED if is_new else Kind.PRIVATE_THREAD_CHANGED
    append(
        chain=thread.spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"thread {thread.pk}",
        after=after,
        facts=facts,
    )
