"""How much of a spec is answered; 100 % means that it can be submitted (CALC-18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from specs.domain.attribute import Json, Template, TemplateItem
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
    sections: dict[str, tuple[int, int]] = {}
    for section in document.template.sections:
        needed = [item for item in section.items if is_needed(document, item)]
        answered = [item for item in needed if is_answered(document, item)]
        sections[section.key] = (len(answered), len(needed))
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
