"""What became of evaluating an expression, and the findings that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specs.domain.attribute import Attribute
from specs.domain.checks.check import WHOLE_SPEC, Finding, Severity
from specs.domain.document import Document
from specs.domain.own_checks.definition import OwnCheck

FAILED = "could not be evaluated"
MEND = "Whoever runs the organisation has to mend this check."


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an expression, and where it stands there."""

    line: int
    column: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.words}" if self.line else self.words


@dataclass(frozen=True, slots=True)
class Outcome:
    """The expression is true of a document, or false, or it could not be told why."""

    fires: bool = False
    failure: str = ""

    @property
    def words(self) -> str:
        if self.failure:
            return f"{FAILED}: {self.failure}"
        return "fires" if self.fires else "stays silent"


def runs_on(check: OwnCheck, document: Document) -> bool:
    """It is meant for the template, and its place is asked for there and shown."""
    rule = check.rule
    if rule.templates and document.template.key not in rule.templates:
        return False
    return rule.key == WHOLE_SPEC or (document.asks(rule.key) and document.is_shown(rule.key))


def finding_of(check: OwnCheck, outcome: Outcome) -> Finding | None:
    """What a check says: its message where it fires, and why where it could not be evaluated.

    What could not be evaluated stops nobody, whatever the severity of the check: it is advice.
    """
    rule = check.rule
    if outcome.failure:
        message = f"{check.code} {FAILED}: {outcome.failure}"
        return Finding(check.code, Severity.ADVICE, rule.key, message, MEND, rule.title)
    if not outcome.fires:
        return None
    return Finding(check.code, rule.severity, rule.key, rule.message, rule.fix, rule.title)


def has_failed(finding: Finding) -> bool:
    """It says that a check could not be evaluated."""
    return finding.fix == MEND and finding.message.startswith(f"{finding.code} {FAILED}")


def findings_of(found: Iterable[tuple[OwnCheck, Outcome]]) -> tuple[Finding, ...]:
    """What all checks say, in their order."""
    said = (finding_of(check, outcome) for check, outcome in found)
    return tuple(finding for finding in said if finding is not None)


def label_of(key: str, known: Mapping[str, Attribute]) -> str:
    """What people call the place of a check."""
    if key == WHOLE_SPEC:
        return "The whole spec"
    return known[key].title if key in known else key
