"""What people wait for in threads: to be answered by one person, or to be decided by authors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from specs.models import (
    Comment,
    Mention,
    RoleHere,
    Spec,
    SpecEditor,
    State,
    SuggestionState,
    Thread,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from accounts.models import User

MOST = 20
DECIDED_IN = (State.DRAFT, State.IN_REVIEW)


@dataclass(frozen=True)
class ToDecide:
    """A spec of one's own in which comments or suggestions wait for a decision."""

    spec: Spec
    held: int  # comments without a disposition
    suggested: int


@dataclass(frozen=True)
class ToAnswer:
    """All that waits for one person in threads."""

    asked: Sequence[Thread]
    to_decide: Sequence[ToDecide]
    mentions: Sequence[Mention]

    @property
    def count(self) -> int:
        return len(self.asked) + sum(one.held + one.suggested for one in self.to_decide)


def load_to_answer(user: User, specs: QuerySet[Spec]) -> ToAnswer:
    """Return what waits for this person in the specs that they see, in three queries."""
    return ToAnswer(_asked(user, specs), _to_decide(user, specs), _mentions(user, specs))


def _readable(user: User, thread: str = "") -> Q:
    """Return the condition that a thread is nobody's secret, or that of one's role there."""
    holders = RoleHere.objects.filter(
        user=user, role=OuterRef(f"{thread}role"), spec=OuterRef(f"{thread}spec")
    )
    return Q(**{f"{thread}role": ""}) | Q(Exists(holders))


def _asked(user: User, specs: QuerySet[Spec]) -> list[Thread]:
    """The threads that somebody asked this person to answer, the most urgent first."""
    last = Comment.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    found = Thread.objects.open().filter(_readable(user), assignee=user, spec__in=specs)
    return list(
        found.select_related("spec", "opened_by")
        .annotate(last_text=Subquery(last.values("text")[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST]
    )


def _to_decide(user: User, specs: QuerySet[Spec]) -> list[ToDecide]:
    """The specs that this person writes, with what waits there for a word of the author."""
    edits = Exists(SpecEditor.objects.filter(spec=OuterRef("pk"), user=user))
    waits = Q(threads__role="", threads__in_review__gt=0, threads__disposition="")
    proposed = Q(threads__suggestion__state=SuggestionState.OPEN)
    rows = (
        specs.filter(Q(owner=user) | edits, state__in=DECIDED_IN)
        .annotate(
            held=Count("threads", filter=waits, distinct=True),
            suggested=Count("threads", filter=proposed & ~waits, distinct=True),
        )
        .filter(Q(held__gt=0) | Q(suggested__gt=0))
        .order_by("updated_at", "pk")[:MOST]
    )
    return [ToDecide(row, row.held, row.suggested) for row in rows]


def _mentions(user: User, specs: QuerySet[Spec]) -> list[Mention]:
    """The comments in which this person was named and that they have not seen, newest first."""
    found = Mention.objects.filter(
        _readable(user, "comment__thread__"),
        user=user,
        seen_at=None,
        comment__thread__spec__in=specs,
    )
    people = ("comment__author", "comment__thread__spec")
    return list(found.select_related(*people).order_by("-pk")[:MOST])
