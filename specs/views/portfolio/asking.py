"""What somebody may ask of the list, read from the address and written into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from specs import catalogue
from specs.columns import COLUMNS, as_text, read_columns
from specs.domain.roles import LABELS
from specs.list_setting import named, opening_view, usual_columns, views_of
from specs.models import State
from specs.portfolio import (
    AGAIN,
    CHECKS,
    EVERY,
    MATCH,
    ME,
    NAMES,
    OPEN,
    SORTS,
    STATES,
    YES,
    Wanted,
    usual_sort,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import QueryDict

    from specs.columns import Column
    from specs.keyset import Cursor, Page
    from specs.list_setting import Tenant
    from specs.models import Spec

LONGEST_TEXT = 200
NO_VIEW = "all"  # the list as it is without any view
STATE_WORDS = {
    "": gettext_lazy("Not archived"),
    OPEN: gettext_lazy("Draft or in review"),
    State.DRAFT.value: gettext_lazy("Draft"),
    State.IN_REVIEW.value: gettext_lazy("In review"),
    State.APPROVED.value: gettext_lazy("Approved"),
    State.SUPERSEDED.value: gettext_lazy("Superseded"),
    State.ARCHIVED.value: gettext_lazy("Archived"),
    EVERY: gettext_lazy("Any state"),
}
CHECK_WORDS = {
    "blockers": gettext_lazy("With blockers"),
    "clear": gettext_lazy("Nothing found"),
    "complete": gettext_lazy("Complete"),
    "incomplete": gettext_lazy("Not complete"),
}


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the list without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Head:
    """The head of one column: where a click leads, and whether the list is in its order."""

    column: Column
    link: str
    order: str


@dataclass(frozen=True)
class Offered:
    """What there is to choose from, by the values that stand in an address."""

    templates: Mapping[str, str]
    roles: Mapping[str, str]

    @classmethod
    def to(cls, tenants: Mapping[UUID, Tenant]) -> Offered:
        """Return what somebody in these organisations may choose."""
        built_in = {key: template.title for key, template in catalogue.templates().items()}
        return cls(
            templates={**built_in, **named(tenants, "templates")},
            roles={**LABELS, **named(tenants, "roles")},
        )


def read_wanted(query: QueryDict, tenants: Mapping[UUID, Tenant]) -> Wanted:
    """Return what the address asks for; words that it does not know are left out."""
    offered, usual = Offered.to(tenants), usual_columns(tenants)
    bare = NO_VIEW if opening_view(tenants) else ""  # an empty address would open that view

    def asked(name: str) -> str:
        return query.get(name, "").replace("\0", "").strip()[:LONGEST_TEXT]

    def known(name: str, values: object) -> str:
        return asked(name) if asked(name) in values else ""  # type: ignore[operator]

    owner = asked("owner")
    return Wanted(
        text=asked("q"),
        state=known("state", STATES),
        owner=ME if owner.casefold() in (ME, _("Mine").casefold()) else owner,
        template=known("template", offered.templates),
        role=known("role", offered.roles),
        risk=known("risk", (YES,)),
        late=known("late", (YES, AGAIN)),
        checks=known("checks", CHECKS),
        sort=read_sort(asked("sort"), asked("q")),
        columns=read_columns(asked("cols"), usual),
        origin=known("from", (NO_VIEW, *views_of(tenants))) or bare,
        usual=usual,
    )


def read_sort(asked: str, text: str) -> str:
    """Return the order that is asked for; matches are there only where something is looked for."""
    known = asked in SORTS and (text or asked != MATCH)
    return asked if known else usual_sort(text)


def address(parts: Mapping[str, str]) -> str:
    """Return parts as the end of an address, without those that ask for nothing."""
    return "?" + urlencode({name: value for name, value in parts.items() if value})


def build_chips(wanted: Wanted, offered: Offered) -> list[Chip]:
    """Return the filters that are on, each in words, with the way to take it off."""
    words = {
        "text": f"“{wanted.text}”",
        "state": str(STATE_WORDS[wanted.state]),
        "owner": _("Mine") if wanted.owner == ME else _("Owner: %s") % wanted.owner,
        "template": offered.templates.get(wanted.template, ""),
        "role": _("Waits for %s") % offered.roles.get(wanted.role, ""),
        "risk": _("High risks"),
        "late": _("Re-review due") if wanted.late == AGAIN else _("Overdue"),
        "checks": str(CHECK_WORDS.get(wanted.checks, "")),
    }
    parts = wanted.query()
    return [
        Chip(words[part], address(parts | {name: ""} | _other_order(part, wanted)))
        for part, name in NAMES.items()
        if getattr(wanted, part)
    ]


def _other_order(part: str, wanted: Wanted) -> dict[str, str]:
    """Return the order that a list falls back to once no word is looked for."""
    return {"sort": ""} if part == "text" and wanted.sort in (MATCH, "changed") else {}


def build_heads(wanted: Wanted) -> list[Head]:
    """Return the heads of the columns that are shown."""
    parts, heads = wanted.query(), []
    for key in wanted.columns:
        column = COLUMNS[key]
        sort = "" if column.sort == usual_sort(wanted.text) else column.sort
        link = address(parts | {"sort": sort}) if column.sort else ""
        falling = all(one.is_falling for one in SORTS.get(column.sort, ())[:1])
        order = ("descending" if falling else "ascending") if column.sort == wanted.sort else ""
        heads.append(Head(column, link, order if column.sort else ""))
    return heads


def as_saved(wanted: Wanted) -> str:
    """Return what a view keeps of what is asked: its columns too, whoever looks at it."""
    parts = wanted.query() | {"cols": as_text(wanted.columns), "from": ""}
    return address(parts).removeprefix("?")


def find_address(query: QueryDict, tenants: Mapping[UUID, Tenant]) -> str | None:
    """Return the address of the view that is asked for, or that the list opens with; else None."""
    view = None if query else opening_view(tenants)
    if "view" in query:
        view = views_of(tenants).get(query.get("view", ""))
        if view is None:
            return "?from=" + NO_VIEW
    return f"?{view.query}&from={view.key}" if view else None


def build_links(wanted: Wanted, page: Page[Spec]) -> dict[str, str]:
    """Return the addresses that the list leads to: other orders, the pages before and behind."""
    parts = wanted.query()

    def at(cursor: Cursor | None) -> str:
        return address(parts | {"at": str(cursor)}) if cursor else ""

    return {
        "here": address(parts),
        "by_title": address(parts | {"sort": "title"}),
        "by_match": address(parts | {"sort": ""}),
        "clear": address({"cols": parts["cols"], "from": NO_VIEW}),
        "earlier": at(page.earlier),
        "later": at(page.later),
    }
