"""The specs of a list as rows of a file: every fact that a list can show, typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from specs.models import NEVER, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from specs.exports.rows import Cell

HEADS = {
    "Spec": 48,
    "State": 12,
    "Revision": 9,
    "Owner": 24,
    "Template": 32,
    "Complete (%)": 12,
    "Blockers": 9,
    "Warnings": 9,
    "High risks": 10,
    "Open comments": 14,
    "Signed": 8,
    "Asked to sign": 12,
    "Waits for": 32,
    "Due": 12,
    "Started (UTC)": 20,
    "Changed (UTC)": 20,
    "Organisation": 24,
    "Address": 48,
}


# What a row is made of, in the order in which ``Teller.row`` takes it: no spec is built for it.
FIELDS = (
    "pk",
    "title",
    "state",
    "revision_number",
    "owner__name",
    "template__title",
    "checked_version",
    "content_version",
    "completeness",
    "open_blockers",
    "open_warnings",
    "listing__high_risks",
    "open_comments",
    "listing__signed",
    "listing__asked",
    "listing__waiting",
    "listing__due_on",
    "listing__created_at",
    "updated_at",
    "organisation__name",
)


@dataclass(frozen=True)
class Teller:
    """Makes cells of facts: what states and roles are called, and where a spec is to be read."""

    states: Mapping[str, str]
    roles: Mapping[str, str]
    before: str  # an address stands before and behind the number of the spec
    behind: str

    @classmethod
    def to(cls, roles: Mapping[str, str], address: Callable[[UUID], str]) -> Teller:
        """Return one that knows these roles, and the address of every spec."""
        any_spec = UUID(int=0)
        before, _any, behind = address(any_spec).partition(str(any_spec))
        return cls({state.value: str(state.label) for state in State}, roles, before, behind)

    def row(self, facts: Sequence[Any]) -> list[Cell]:
        """Return one spec as cells; what its checks said of an older text is left blank."""
        pk, title, state, revision, owner, template, checked, content, *counted = facts
        complete, blockers, warnings, risks, comments, signed, asked, *rest = counted
        waiting, due_on, started_at, changed_at, organisation = rest
        is_current = checked == content
        return [
            title,
            self.states[state],
            revision or None,
            owner,
            template,
            complete if is_current else None,
            blockers if is_current else None,
            warnings if is_current else None,
            risks,
            comments,
            signed if asked else None,
            asked or None,
            ", ".join([self.roles.get(role, role) for role in waiting]),
            None if due_on == NEVER else due_on,
            started_at,
            changed_at,
            organisation,
            f"{self.before}{pk}{self.behind}",
        ]
