"""The specs that a person may know of, as lists show them: filtered, sorted, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts.models import User
from specs import keyset
from specs.columns import USUAL, as_text
from specs.domain.reviewing_again import NEAR
from specs.keyset import BY_ID, Key, time_key
from specs.models import Spec, SpecTemplate, State, TemplateDraft, Thread
from specs.review_days import due_again
from specs.searching import best_first, holding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from specs.keyset import Page

PAGE = 20
OPEN = "open"
EVERY = "all"
ME = "me"
MATCH = "match"
YES = "1"
AGAIN = "again"  # approved, and soon to be looked at again
STATES: Mapping[str, tuple[State, ...]] = {
    "": (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SUPERSEDED),
    OPEN: (State.DRAFT, State.IN_REVIEW),
    **{state.value: (state,) for state in State},
    EVERY: tuple(State),
}
CHECKED = Q(checked_version=F("content_version"))
# What the checks said, as long as it is about the text as it stands.
CHECKS: Mapping[str, Q] = {
    "blockers": CHECKED & Q(open_blockers__gt=0),
    "clear": CHECKED & Q(open_blockers=0, open_warnings=0),
    "complete": CHECKED & Q(completeness=100),
    "incomplete": CHECKED & Q(completeness__lt=100),
}
SORTS: Mapping[str, tuple[Key, ...]] = {
    "changed": (time_key("updated_at", is_falling=True), BY_ID),
    "title": (Key("name", str), BY_ID),
    "due": (Key("due", date.fromisoformat), BY_ID),
    "created": (time_key("started", is_falling=True), BY_ID),
    MATCH: (Key("rank", int, is_falling=True), time_key("updated_at", is_falling=True), BY_ID),
}
# What an address calls each part.
NAMES: Mapping[str, str] = {
    "text": "q",
    "state": "state",
    "owner": "owner",
    "template": "template",
    "role": "role",
    "risk": "risk",
    "late": "late",
    "checks": "checks",
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the list."""

    text: str = ""
    state: str = ""
    owner: str = ""
    template: str = ""
    role: str = ""
    risk: str = ""
    late: str = ""
    checks: str = ""
    sort: str = "changed"
    columns: tuple[str, ...] = USUAL
    origin: str = field(default="", compare=False)  # the view that it was before it was changed
    usual: tuple[str, ...] = field(default=USUAL, compare=False)

    @property
    def is_narrowed(self) -> bool:
        """Something is left out that a list without filters would show."""
        rest = any(getattr(self, part) for part in NAMES if part != "state")
        return rest or self.state not in ("", EVERY)

    def filters(self) -> dict[str, str]:
        """Return the parts of the address that narrow the list; blank where nothing is asked."""
        return {name: getattr(self, part) for part, name in NAMES.items()}

    def query(self) -> dict[str, str]:
        """Return all parts of the address that asks for this."""
        sort = "" if self.sort == usual_sort(self.text) else self.sort
        columns = "" if self.columns == self.usual else as_text(self.columns)
        return {**self.filters(), "sort": sort, "cols": columns, "from": self.origin}

    def among(self, specs: QuerySet[Spec], user: User) -> QuerySet[Spec]:
        """Return those of the specs that are wanted."""
        found = specs.filter(self._plain())
        if self.text:
            found = found.filter(holding(self.text, specs, user))
        if self.owner:
            found = found.filter(self._owner(user))
        if self.template:
            found = found.filter(template__in=self._versions())
        return found

    def _plain(self) -> Q:
        """Return what columns alone decide."""
        wanted = CHECKS.get(self.checks, Q())
        states = STATES[self.state]
        if len(states) < len(State):
            wanted &= Q(state__in=states)
        if self.role:
            wanted &= Q(listing__waiting__contains=[self.role])
        if self.risk:
            wanted &= Q(listing__high_risks__gt=0)
        if self.late == YES:
            wanted &= Q(listing__due_on__lt=timezone.localdate())
        if self.late == AGAIN:
            wanted &= due_again(timezone.localdate() + NEAR)
        return wanted

    def _owner(self, user: User) -> Q:
        if self.owner == ME:
            return Q(owner=user)
        return Q(owner__in=User.objects.filter(name__icontains=self.owner))

    def _versions(self) -> QuerySet[SpecTemplate]:
        """Return all versions of the template: a built-in one by its key, an own one by its id."""
        try:
            draft = TemplateDraft.objects.filter(pk=UUID(self.template))
        except ValueError:
            return SpecTemplate.objects.filter(organisation=None, key=self.template)
        own = draft.filter(organisation=OuterRef("organisation"), key=OuterRef("key"))
        return SpecTemplate.objects.filter(Exists(own))


def usual_sort(text: str) -> str:
    """Return the order of a list for which none was asked."""
    return MATCH if text else "changed"


def load_page(specs: QuerySet[Spec], wanted: Wanted, user: User, place: str = "") -> Page[Spec]:
    """Return one page in one query, however far down it is."""
    found = wanted.among(specs, user)
    if wanted.sort == MATCH:
        found = best_first(found, wanted.text)
    rows = with_columns(found, wanted.columns)
    return keyset.load_page(rows, SORTS[wanted.sort], size=PAGE, place=place, counted=found)


def with_columns(specs: QuerySet[Spec], columns: tuple[str, ...]) -> QuerySet[Spec]:
    """Return specs with all that their rows show and are sorted by."""
    # There is one for each; said so that the join is an inner one, and its indexes give the order.
    found = specs.filter(listing__isnull=False).annotate(
        name=Lower("title"), due=F("listing__due_on"), started=F("listing__created_at")
    )
    if "comments" in columns:
        found = found.annotate(open_comments=open_comments())
    return found.select_related("owner", "template", "listing").defer("template__definition")


def open_comments() -> Coalesce:
    """Count the open threads of a spec, but not those that a role keeps to itself."""
    threads = Thread.objects.filter(spec=OuterRef("pk"), resolved_at=None, role="").order_by()
    counted = threads.values("spec").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
