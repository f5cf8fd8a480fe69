"""Threads as a page shows them, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, Q

from accounts.models import RoleHolder
from specs import access
from specs.domain.roles import label_in
from specs.domain.talk import Place
from specs.models import Comment, Disposition, Mention, State
from specs.passages import address_of, find_passage
from specs.proposals import find_proposal
from specs.prose import render_comment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.safestring import SafeString

    from accounts.models import User
    from specs.documents import Reading
    from specs.models import CommentVersion, Thread
    from specs.models.thread import ThreadQuerySet
    from specs.proposals import Proposal

PAGE_THREADS = 30
OPEN, RESOLVED, EVERY, HELD = "open", "resolved", "all", "held"


@dataclass(frozen=True)
class Said:
    """One comment: what it says, who said it, and what it said before."""

    comment: Comment
    html: SafeString
    role: str
    versions: Sequence[CommentVersion]
    is_mine: bool

    @property
    def form(self) -> str:
        """The name of the form that edits it, among all on a page."""
        return f"comment-{self.comment.pk}"


@dataclass(frozen=True)
class Shown:
    """A thread with its comments, what stands at its place now, and what one may do about it."""

    thread: Thread
    said: Sequence[Said]
    url: str
    now: str
    role_label: str
    is_gone: bool
    may_comment: bool
    may_settle: bool
    may_dispose: bool
    dispositions: Sequence[tuple[str, str]]
    proposal: Proposal | None
    names_me: bool

    @property
    def is_changed(self) -> bool:
        """Something else stands there than what was quoted."""
        return not self.is_gone and self.now != self.thread.quote

    @property
    def first(self) -> Said:
        return self.said[0]

    @property
    def replies(self) -> Sequence[Said]:
        return self.said[1:]


def place_of(thread: Thread) -> Place:
    """Return what a thread hangs on."""
    item = str(thread.item_id) if thread.item_id else ""
    return Place(section=thread.section, key=thread.key, item=item, code=thread.code)


def threads_at(reading: Reading, place: Place) -> ThreadQuerySet:
    """Return the threads of one place; a table has those of its rows, a section its own only."""
    found = access.threads_visible_to(reading.user, reading.spec)
    if place.item:
        return found.filter(item=UUID(place.item))
    if place.code:
        return found.filter(code=place.code, key=place.key)
    if place.key:
        return found.filter(key=place.key)
    return found.filter(key="", code="", section=place.section)


def threads_in_section(reading: Reading, section_key: str) -> ThreadQuerySet:
    """Return the threads on a section and on what it asks for."""
    found = access.threads_visible_to(reading.user, reading.spec)
    keys = [key for key, section in reading.template.section_of.items() if section == section_key]
    return found.filter(Q(key__in=keys) | Q(key="", section=section_key))


def show_threads(reading: Reading, threads: ThreadQuerySet) -> list[Shown]:
    """Return threads as they are shown, in five queries."""
    people = ("opened_by", "assignee", "resolved_by", "disposed_by", "suggestion__decided_by")
    mentions = Mention.objects.select_related("user")
    comments = Comment.objects.select_related("author").prefetch_related(
        "versions", Prefetch("mentions", mentions)
    )
    rows = list(threads.select_related(*people).prefetch_related(Prefetch("comments", comments)))
    roles = roles_of(reading, (c.author_id for row in rows for c in row.comments.all()))
    return [show_thread(reading, row, roles) for row in rows]


def show_thread(reading: Reading, thread: Thread, roles: Mapping[int, str]) -> Shown:
    """Return one thread whose comments were read."""
    user = reading.user
    passage = find_passage(reading, place_of(thread))
    comments = list(thread.comments.all())
    may_comment = reading.can_comment
    named = {m.user_id for c in comments for m in c.mentions.all() if m.seen_at is None}
    settles = access.may_settle(thread, user, is_writer=reading.can_write)
    return Shown(
        thread=thread,
        said=[say(comment, user, roles, may_comment=may_comment) for comment in comments],
        url=address_of(reading, place_of(thread)),
        now=passage.quote if passage else "",
        role_label=label_in(reading.role_labels, thread.role) if thread.role else "",
        is_gone=passage is None,
        may_comment=may_comment,
        may_settle=may_comment and settles,
        may_dispose=may_comment and reading.can_write,
        dispositions=dispositions_of(reading, thread) if may_comment else (),
        proposal=find_proposal(reading, thread),
        names_me=user.pk in named,
    )


def dispositions_of(reading: Reading, thread: Thread) -> list[tuple[str, str]]:
    """Return what this person may say becomes of a thread: nothing after the approval."""
    is_asked = thread.in_review and not thread.role
    if not is_asked or reading.spec.state not in (State.DRAFT, State.IN_REVIEW):
        return []
    offered: list[Disposition] = [
        d for d in Disposition if reading.can_write and d is not Disposition.WITHDRAWN
    ]
    if thread.opened_by_id == reading.user.pk:
        offered.append(Disposition.WITHDRAWN)
    return [(one.value, str(one.label)) for one in offered]


def say(comment: Comment, user: User, roles: Mapping[int, str], *, may_comment: bool) -> Said:
    """Return one comment as it is read."""
    names = [mention.user.name for mention in comment.mentions.all()]
    return Said(
        comment,
        render_comment(comment.text, names),
        roles.get(comment.author_id, ""),
        list(comment.versions.all()),
        is_mine=may_comment and comment.author_id == user.pk,
    )


def roles_of(reading: Reading, people: Iterable[int]) -> dict[int, str]:
    """Return the label of the first role that each of these people holds here."""
    holders = RoleHolder.objects.filter(
        organisation=reading.spec.organisation_id, user__in=set(people)
    )
    labels = reading.role_labels
    found: dict[int, str] = {}
    for user, role in holders.order_by("pk").values_list("user", "role"):
        found.setdefault(user, label_in(labels, role))
    return found


@dataclass(frozen=True)
class Wanted:
    """Which threads of a spec the address asks for."""

    show: str = OPEN
    mine: bool = False
    section: str = ""
    role: str = ""

    def narrow(self, reading: Reading) -> ThreadQuerySet:
        """Return the threads that this person may read and asks for, the newest first."""
        found = access.threads_visible_to(reading.user, reading.spec)
        if self.section:
            found = threads_in_section(reading, self.section)
        if self.role:
            signed = [s.key for s in reading.template.sections if self.role in s.signed_by]
            asked = reading.template.section_of
            keys = [key for key, section in asked.items() if section in signed]
            found = found.filter(Q(key__in=keys) | Q(key="", section__in=signed))
        if self.show == HELD:
            found = found.filter(role="", in_review__gt=0, disposition="")
        elif self.show != EVERY:
            found = found.filter(resolved_at__isnull=self.show == OPEN)
        return found.filter(mine(reading.user)).distinct() if self.mine else found


def mine(user: User) -> Q:
    """Return what makes a thread somebody's: they wrote in it, were named, or have to answer."""
    return (
        Q(opened_by=user)
        | Q(assignee=user)
        | Q(comments__author=user)
        | Q(comments__mentions__user=user)
    )
