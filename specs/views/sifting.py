"""Narrows a list of findings: by how bad they are, by section, and by who signs there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.http import QueryDict

    from specs.domain.attribute import Section, Template

NO_SECTION = "spec"  # findings about the whole spec, or about who signs it


class Placed(Protocol):
    """What is asked of a finding here."""

    @property
    def group(self) -> str: ...

    @property
    def section(self) -> Section | None: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True)
class Choice:
    """One way to narrow the list, and how many it would leave."""

    value: str
    words: str
    count: int


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; empty where it leaves that open."""

    severity: str = ""
    section: str = ""
    role: str = ""

    @classmethod
    def read(cls, query: QueryDict, template: Template, groups: Collection[str]) -> Wanted:
        """Read the address; what is not offered counts as not asked."""
        sections = {section.key for section in template.sections} | {NO_SECTION}
        roles = {role for section in template.sections for role in section.signed_by}
        return cls(
            _one_of(query.get("severity", ""), groups),
            _one_of(query.get("section", ""), sections),
            _one_of(query.get("role", ""), roles),
        )

    @property
    def query(self) -> str:
        """The same as an address says it, beginning with a question mark."""
        asked = {name: held for name, held in vars(self).items() if held}
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()

    def with_severity(self, severity: str) -> str:
        """The address that asks for another severity and leaves the rest."""
        return replace(self, severity=severity).query or "?"

    def takes(self, entry: Placed) -> bool:
        return (
            self.severity in ("", entry.group)
            and self.section in ("", section_key(entry))
            and (not self.role or self.role in roles_at(entry))
        )


def sift(entries: Iterable[P], wanted: Wanted) -> list[P]:
    return [entry for entry in entries if wanted.takes(entry)]


def count_severities(entries: Iterable[Placed], wanted: Wanted) -> Mapping[str, int]:
    """How many of each severity the other two filters leave."""
    return Counter(entry.group for entry in sift(entries, replace(wanted, severity="")))


def section_choices(
    entries: Iterable[Placed], wanted: Wanted, template: Template, whole: str
) -> list[Choice]:
    """The sections in which the other two filters leave something, and the one chosen."""
    counts = Counter(section_key(e) for e in sift(entries, replace(wanted, section="")))
    named = [(section.key, section.heading) for section in template.sections]
    return _offered([*named, (NO_SECTION, whole)], counts, wanted.section)


def role_choices(
    entries: Iterable[Placed], wanted: Wanted, labels: Mapping[str, str]
) -> list[Choice]:
    """The roles in whose sections the other two filters leave something, and the one chosen."""
    left = sift(entries, replace(wanted, role=""))
    counts = Counter(role for entry in left for role in roles_at(entry))
    return _offered(
        ((role, labels.get(role, role)) for role in (*labels, *(counts.keys() - labels.keys()))),
        counts,
        wanted.role,
    )


def section_key(entry: Placed) -> str:
    return entry.section.key if entry.section else NO_SECTION


def roles_at(entry: Placed) -> Sequence[str]:
    return entry.section.signed_by if entry.section else ()


def _offered(
    named: Iterable[tuple[str, str]], counts: Mapping[str, int], chosen: str
) -> list[Choice]:
    return [
        Choice(value, words, counts.get(value, 0))
        for value, words in named
        if counts.get(value) or value == chosen
    ]


def _one_of(asked: str, offered: Collection[str]) -> str:
    return asked if asked in offered else ""
