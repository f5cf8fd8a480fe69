"""What a check of an organisation's own says, and the cases that it is tried with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from specs.domain.checks.check import WHOLE_SPEC, Severity
from specs.domain.definition import Malformed, as_flag, as_text, build, list_of, to_plain
from trail.domain.canonical import Json, canonical, digest

PREFIX = "ORG"
EXPRESSION_LIMIT = 4_000  # characters
CASES_LIMIT = 20
ANSWERS_LIMIT = 20_000  # characters of one case
ACTIVE_LIMIT = 50  # checks of one organisation that run
TITLE_LIMIT = 120
LINE_LIMIT = 300  # of what it says, and of the way out
WHY_LIMIT = 2_000
# How an expression names an answer. What stands in a text or a comment is found as well: then
# an answer is read that nobody asks for.
NAMED = re.compile(r"answers\s*\[\s*(?:\"([^\"\n]+)\"|'([^'\n]+)')\s*\]")
ASKED = re.compile(r"\b(?:answered|asked|excused)\s*\(\s*(?:\"([^\"\n]+)\"|'([^'\n]+)')\s*\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check looks for, where it says so, and in which words."""

    title: str
    severity: Severity
    message: str
    expression: str
    key: str = WHOLE_SPEC
    fix: str = ""
    why: str = ""
    templates: tuple[str, ...] = ()  # all of them, if it names none

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys that the expression names, in their order."""
        found = (*NAMED.findall(self.expression), *ASKED.findall(self.expression))
        return tuple(dict.fromkeys(one or other for one, other in found))

    @property
    def text(self) -> str:
        """All of it in canonical form."""
        return canonical(to_plain(self))

    @property
    def digest(self) -> str:
        return digest(self.text)


@dataclass(frozen=True, slots=True)
class Case:
    """Answers as YAML, and whether the check has to fire for them."""

    name: str
    answers: str
    fires: bool


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """One version of a check that is in use."""

    code: str
    version: int
    rule: Rule


def read_rule(data: Json) -> Rule:
    """A rule from plain data, strictly."""
    return build(Rule, data, "check", _RULE)


def read_cases(text: str) -> tuple[Case, ...]:
    """The cases of a check from JSON."""
    return _cases(json.loads(text), "cases") if text else ()


def cases_text(cases: tuple[Case, ...]) -> str:
    """The cases of a check as JSON."""
    return canonical(to_plain(cases))


@lru_cache(maxsize=128)
def read_checks(text: str) -> tuple[OwnCheck, ...]:
    """The checks in use, from a JSON list of code, version and rule; none from an empty text."""
    held = json.loads(text) if text else []
    return tuple(
        OwnCheck(str(code), int(version), read_rule(json.loads(rule)))
        for code, version, rule in held
    )


def checks_text(checks: tuple[OwnCheck, ...]) -> str:
    """The checks in use as the JSON that ``read_checks`` reads."""
    return json.dumps([[check.code, check.version, check.rule.text] for check in checks])


def versions_of(checks: tuple[OwnCheck, ...]) -> list[dict[str, Json]]:
    """Which checks there were, and which version of each."""
    return [{"code": check.code, "version": check.version} for check in checks]


def is_own(code: str) -> bool:
    """A finding with this code comes from a check of the organisation's own."""
    return code.startswith(PREFIX)


def code_of(number: int) -> str:
    return f"{PREFIX}{number:03d}"


def _severity(data: Json, where: str) -> Severity:
    try:
        return Severity(as_text(data, where))
    except ValueError:
        raise Malformed(f"{where}: there is no severity {data!r}.") from None


def _case(data: Json, where: str) -> Case:
    return build(Case, data, where, _CASE)


_CASE: Mapping[str, Callable[..., Any]] = {"name": as_text, "answers": as_text, "fires": as_flag}
_cases = list_of(_case)
_RULE: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("title", "message", "expression", "key", "fix", "why"), as_text),
    "severity": _severity,
    "templates": list_of(as_text),
}
