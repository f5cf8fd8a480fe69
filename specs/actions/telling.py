"""Telling people what was said: who was named, asked, answered, and whose spec it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from specs import access
from specs.models import Comment, Mention

if TYPE_CHECKING:
    from specs.models import Thread


def tell_of_comment(thread: Thread, comment: Comment, by: User, *, is_new: bool) -> None:
    """Tell everybody whom a comment concerns, each once: who is named, takes part, or owns it."""
    named = set(Mention.objects.filter(comment=comment).values_list("user", flat=True))
    part = {thread.opened_by_id, thread.assignee_id, *_authors(thread)} - named
    owners = {thread.spec.owner_id} - named - part
    people = dict.fromkeys(named, "mention") | {pk: "reply" for pk in part if not is_new}
    if not thread.role:
        people |= dict.fromkeys(owners, "comment")
    people.pop(by.pk, None)
    for user in _readers(thread, people):
        _tell(thread, user, people[user.pk], by, f"comment:{comment.pk}")


def tell_who_is_asked(thread: Thread, by: User) -> None:
    """Tell a person that an answer of theirs is waited for: somebody is held up."""
    for user in _readers(thread, {thread.assignee_id: "asked"}):
        if user != by:
            due = thread.due_on.isoformat() if thread.due_on else ""
            _tell(thread, user, "asked", by, f"asked:{thread.pk}:{due}")


def tell_of_decision(thread: Thread, by: User) -> None:
    """Tell who began a thread that its author decided what becomes of it."""
    moment = thread.resolved_at.isoformat() if thread.resolved_at else ""
    for user in _readers(thread, {thread.opened_by_id: "decided"}):
        if user != by:
            _tell(thread, user, "decided", by, f"decided:{thread.pk}:{moment}")


def _authors(thread: Thread) -> set[int]:
    return set(Comment.objects.filter(thread=thread).values_list("author", flat=True))


def _readers(thread: Thread, people: dict[int, str] | dict[int | None, str]) -> list[User]:
    """Return those who may still read the thread."""
    ids = [pk for pk in people if pk is not None]
    if not ids:
        return []
    return list(access.people_seeing(thread.spec, thread.role).filter(pk__in=ids))


def _tell(thread: Thread, user: User, kind: str, by: User, key: str) -> None:
    """Say it in one line; of a private thread, not where it is nor what it is about."""
    place = _("a private thread") if thread.role else thread.place
    said = {"by": by.name, "place": place, "title": thread.spec.title}
    words = {
        "mention": _("%(by)s named you on %(place)s in “%(title)s”"),
        "asked": _("%(by)s asks you to answer on %(place)s in “%(title)s”"),
        "reply": _("%(by)s replied on %(place)s in “%(title)s”"),
        "decided": _("%(by)s decided about your comment on %(place)s in “%(title)s”"),
        "comment": _("%(by)s commented on %(place)s in “%(title)s”"),
    }[kind]
    lines = [words % said + "."]
    if kind == "asked" and thread.due_on:
        day = f"{thread.due_on.day} {thread.due_on:%B %Y}"
        lines.append(_("The answer is wanted by %(day)s.") % {"day": day})
    notify(
        to=user,
        kind="reply" if kind == "decided" else kind,
        subject=words % said,
        lines=lines,
        url=reverse("specs:thread", args=[thread.spec_id, thread.pk]),
        key=f"{key}:{user.pk}",
        chain=thread.spec.chain,
        organisation=thread.spec.organisation_id,
    )
