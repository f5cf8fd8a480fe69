"""How much of a spec is answered; 100 % means that it can be submitted (CALC-18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from specs.domain.attribute import Json, Section, Template, TemplateItem
from specs.domain.conditions import holds
from specs.domain.stages import STAGE, is_reached
from specs.domain.values.shape import not_applicable


class Answers(Protocol):
    """What is asked of a document here."""

    @property
    def template(self) -> Template: ...

    @property
    def values(self) -> Mapping[str, Json]: ...

    def value(self, key: str) -> Json: ...

    def is_shown(self, key: str) -> bool: ...


class Found(Protocol):
    """What is asked of a finding here."""

    @property
    def severity(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Completeness:
    """Answered and needed attributes, in all and by the key of the section."""

    answered: int
    total: int
    percent: int
    sections: Mapping[str, tuple[int, int]]
    blockers: int = 0

    @property
    def is_complete(self) -> bool:
        return self.percent == 100


def completeness(document: Answers, findings: Iterable[Found]) -> Completeness:
    """Count what is needed and answered; an open blocker keeps it below 100 %.

    A reason why something does not apply is an answer. Needed is what the template requires
    while it is shown and nothing makes it optional.
    """
    sections = {section.key: _count(document, section) for section in document.template.sections}
    return _in_all(sections, findings)


def completeness_again(
    before: Completeness,
    was: Answers,
    now: Answers,
    findings: Iterable[Found],
    changed: Iterable[str],
) -> Completeness:
    """Return what ``completeness`` would, looking at nothing but the changed attributes."""
    sections = dict(before.sections)
    for section, item in _found_in(now.template, changed):
        (less, fewer), (more, further) = _weight(was, item), _weight(now, item)
        answered, needed = sections[section]
        sections[section] = (answered - less + more, needed - fewer + further)
    return _in_all(sections, findings)


def _found_in(template: Template, keys: Iterable[str]) -> Iterator[tuple[str, TemplateItem]]:
    for key in keys:
        if key in template.items:
            yield template.section_of[key], template.items[key]


def _weight(document: Answers, item: TemplateItem) -> tuple[int, int]:
    """Return what one attribute adds to the answered and the needed of its section."""
    is_asked = is_needed(document, item)
    return int(is_asked and is_answered(document, item)), int(is_asked)


def _count(document: Answers, section: Section) -> tuple[int, int]:
    needed = [item for item in section.items if is_needed(document, item)]
    return sum(is_answered(document, item) for item in needed), len(needed)


def _in_all(sections: Mapping[str, tuple[int, int]], findings: Iterable[Found]) -> Completeness:
    done = sum(answered for answered, _ in sections.values())
    total = sum(needed for _, needed in sections.values())
    blockers = sum(finding.severity == "blocker" for finding in findings)
    percent = done * 100 // total if total else 100
    return Completeness(
        answered=done,
        total=total,
        percent=min(percent, 99) if blockers else percent,
        sections=sections,
        blockers=blockers,
    )


def is_needed(document: Answers, item: TemplateItem) -> bool:
    """The template requires it at this stage, and so do the other answers (rule 8)."""
    return (
        item.required
        and is_reached(item.required_from, document.value(STAGE))
        and document.is_shown(item.key)
        and holds(item.attribute.required_when, document.value)
    )


def is_answered(document: Answers, item: TemplateItem) -> bool:
    """It has a value, as many rows as it needs, or a reason why it does not apply."""
    if not_applicable(document.values.get(item.key)) is not None:
        return True
    value = document.value(item.key)
    if isinstance(value, list) and len(value) < item.attribute.min_rows:
        return False
    return value is not None
