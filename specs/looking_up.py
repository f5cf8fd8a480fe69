"""Finding pages of the reference by words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from specs import catalogue
from specs.domain.calculators import CALCULATORS
from specs.reference import families, roles

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 200
# What is looked up, in the order in which it is shown: its name, and the name of its page.
SORTS = {
    "attribute": ("Attributes", "specs:about-attribute"),
    "check": ("Checks", "specs:check"),
    "calculator": ("Calculators", "specs:about-calculator"),
    "template": ("Templates", "specs:about-template"),
    "role": ("Roles", "specs:about-role"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the reference, and the words by which it is found."""

    sort: str
    key: str
    title: str
    about: str
    words: str

    @property
    def page(self) -> str:
        """The name of its address."""
        return SORTS[self.sort][1]


@cache
def entries() -> tuple[Entry, ...]:
    """Return every page of the reference."""
    return tuple(_entries())


def _entries() -> Iterator[Entry]:
    for attribute in catalogue.attributes().values():
        words = [attribute.help, *(o.label for o in attribute.options)]
        words += [*(c.title for c in attribute.columns), *(line.label for line in attribute.items)]
        yield _entry("attribute", attribute.key, attribute.title, attribute.help, words)
    for family in families():
        for check in family.checks:
            words = [family.title, check.message, check.fix, *check.paragraphs, *check.keys]
            yield _entry("check", check.code, check.title, check.message, words)
    for one in CALCULATORS:
        yield _entry("calculator", one.code, one.title, one.question, [one.formula, *one.serves])
    for template in catalogue.templates().values():
        words = [section.title for section in template.sections]
        yield _entry("template", template.key, template.title, template.purpose, words)
    for role in roles().values():
        about = f"Cares about {', '.join(role.cares_about)}." if role.cares_about else ""
        yield _entry("role", role.key, role.label, about, [role.question])


def _entry(sort: str, key: str, title: str, about: str, words: list[str]) -> Entry:
    return Entry(sort, key, title, about, " ".join([key, title, about, *words]).casefold())


def look_up(asked: str) -> dict[str, list[Entry]]:
    """Return the pages that hold every word asked for, by sort; those named so come first."""
    words = asked[:LONGEST].casefold().split()
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        if words and all(word in entry.words for word in words):
            found.setdefault(entry.sort, []).append(entry)
    for hits in found.values():
        hits.sort(key=lambda entry: not _is_named(entry, words))
    return {sort: found[sort] for sort in SORTS if sort in found}


def _is_named(entry: Entry, words: list[str]) -> bool:
    name = f"{entry.key} {entry.title}".casefold()
    return all(word in name for word in words)
