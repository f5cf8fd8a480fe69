"""A frozen revision as reviews read it: answers, findings, waivers and policy, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reviews.domain.amended import AmendedBy, read_amended
from reviews.domain.policy import Policy, Slot
from specs.domain.values import display, is_blank

if TYPE_CHECKING:
    from specs.domain.attribute import Attribute, Json, Section, Template


@dataclass(frozen=True, slots=True)
class FrozenFinding:
    """What a check said when the revision was frozen."""

    code: str
    severity: str
    key: str
    title: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class FrozenWaiver:
    """Who accepted a warning, and why."""

    code: str
    key: str
    message: str
    reason: str
    by: str
    at: str
    until: str = ""


@dataclass(frozen=True)
class Frozen:
    """One revision, read from its canonical text."""

    template: Template
    number: int
    title: str
    content_hash: str
    frozen_at: str
    frozen_by: str
    answers: Mapping[str, Json] = field(hash=False)
    section_hashes: Mapping[str, str] = field(hash=False)
    findings: tuple[FrozenFinding, ...]
    waivers: tuple[FrozenWaiver, ...]
    policy: Policy
    amendments: tuple[AmendedBy, ...] = ()

    def attribute(self, key: str) -> Attribute | None:
        return self.template.attributes.get(key)

    def reason_not_applicable(self, key: str) -> str | None:
        """Why the attribute does not apply, or None when it does."""
        value = self.answers.get(key)
        if isinstance(value, dict) and "not_applicable" in value:
            return str(value["not_applicable"])
        return None

    def is_answered(self, key: str) -> bool:
        attribute = self.attribute(key)
        if attribute is None or self.reason_not_applicable(key) is not None:
            return False
        return not is_blank(attribute, self.answers.get(key))

    def shown(self, key: str) -> str:
        """The answer in words, or nothing when there is none."""
        attribute = self.attribute(key)
        return display(attribute, self.answers[key]) if attribute and self.is_answered(key) else ""

    def text(self, key: str) -> str:
        """The stored text of an answer of one part, or nothing."""
        value = self.answers.get(key)
        return value if isinstance(value, str) and self.is_answered(key) else ""

    def rows(self, key: str) -> tuple[Mapping[str, Json], ...]:
        """The cells of the rows of a table, in order."""
        value = self.answers.get(key)
        cells = (
            [row.get("cells") for row in value or () if isinstance(row, dict)]
            if (isinstance(value, list))
            else []
        )
        return tuple(row for row in cells if isinstance(row, dict) and any(row.values()))

    def sections_of(self, slot: Slot) -> tuple[Section, ...]:
        return tuple(section for section in self.template.sections if section.key in slot.sections)

    def hashes_of(self, slot: Slot) -> dict[str, str]:
        """The hashes of the sections that a role signs."""
        return {key: self.section_hashes[key] for key in slot.sections}

    def findings_of(self, slot: Slot) -> tuple[FrozenFinding, ...]:
        """What was found in the sections of a role; a finding about no place concerns all."""
        return tuple(
            finding
            for finding in self.findings
            if self.template.section_of.get(finding.key, slot.sections[0] if slot.sections else "")
            in slot.sections
        )

    def waiver_of(self, finding: FrozenFinding) -> FrozenWaiver | None:
        found = (finding.code, finding.key, finding.message)
        return next((w for w in self.waivers if (w.code, w.key, w.message) == found), None)


def read_frozen(template: Template, text: str, content_hash: str) -> Frozen:
    """Read the canonical text of a revision."""
    content: Mapping[str, Any] = json.loads(text)
    sections = content["sections"]
    return Frozen(
        template=template,
        number=content["revision"],
        title=content["spec"]["title"],
        content_hash=content_hash,
        frozen_at=content["frozen_at"],
        frozen_by=content["frozen_by"]["name"],
        answers={key: value for s in sections for key, value in s["answers"].items()},
        section_hashes={section["key"]: section["hash"] for section in sections},
        findings=tuple(_finding(entry) for entry in content["checks"]["findings"]),
        waivers=tuple(_waiver(entry) for entry in content["waivers"]),
        policy=Policy.from_json(content["policy"]),
        amendments=read_amended(content),
    )


def _finding(entry: Mapping[str, Any]) -> FrozenFinding:
    return FrozenFinding(
        code=entry["code"],
        severity=entry["severity"],
        key=entry["key"],
        title=entry["title"],
        message=entry["message"],
        fix=entry["fix"],
    )


def _waiver(entry: Mapping[str, Any]) -> FrozenWaiver:
    by = entry["by"]
    return FrozenWaiver(
        code=entry["code"],
        key=entry["key"],
        message=entry["message"],
        reason=entry["reason"],
        by=by["name"] if isinstance(by, dict) else str(by),
        at=entry["at"],
        until=entry.get("until", ""),
    )
