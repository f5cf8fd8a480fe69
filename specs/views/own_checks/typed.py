"""What somebody typed of a check: read into a rule and its cases, or said what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from specs.domain.checks.check import WHOLE_SPEC, Severity
from specs.domain.own_checks.definition import (
    ANSWERS_LIMIT,
    CASES_LIMIT,
    EXPRESSION_LIMIT,
    LINE_LIMIT,
    TITLE_LIMIT,
    WHY_LIMIT,
    Case,
    Rule,
)
from specs.domain.values.text import Invalid, clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from specs.trying import World

LINES: Mapping[str, int] = {"title": TITLE_LIMIT, "message": LINE_LIMIT, "fix": LINE_LIMIT}
TEXTS: Mapping[str, int] = {"why": WHY_LIMIT, "expression": EXPRESSION_LIMIT}
FIRES, SILENT = "fires", "silent"
NAME_LIMIT = 80
NEW = Rule(title="", severity=Severity.WARNING, message="", expression="")


@dataclass
class TypedCase:
    """One case as it stands on the page."""

    number: int
    name: str = ""
    answers: str = ""
    fires: bool = True
    problem: str = ""


@dataclass
class TypedCheck:
    """A check as it stands on the page, and what is wrong with what was typed."""

    texts: dict[str, str]
    severity: str
    key: str
    templates: tuple[str, ...]
    cases: list[TypedCase]
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_fit(self) -> bool:
        """It can be kept."""
        return not self.wrong and not any(case.problem for case in self.cases)

    def rule(self) -> Rule:
        """Return the rule that it says, as far as it could be read."""
        return Rule(
            title=self.texts["title"],
            severity=Severity(self.severity),
            message=self.texts["message"],
            expression=self.texts["expression"],
            key=self.key,
            fix=self.texts["fix"],
            why=self.texts["why"],
            templates=self.templates,
        )

    def given_cases(self) -> tuple[Case, ...]:
        """Return the cases that say anything."""
        given = [case for case in self.cases if case.name or case.answers.strip()]
        return tuple(
            Case(case.name or _("Case %(n)d") % {"n": place}, case.answers, fires=case.fires)
            for place, case in enumerate(given, 1)
        )


def stored_check(rule: Rule, cases: tuple[Case, ...]) -> TypedCheck:
    """Return a check as the page shows it first, with room for the cases that it needs."""
    shown = [TypedCase(n, one.name, one.answers, one.fires) for n, one in enumerate(cases, 1)]
    for fires in (True, False):
        if len(shown) < CASES_LIMIT and not any(case.fires == fires for case in shown):
            shown.append(TypedCase(len(shown) + 1, fires=fires))
    return TypedCheck(
        {name: getattr(rule, name) for name in (*LINES, *TEXTS)},
        rule.severity.value,
        rule.key,
        rule.templates,
        shown,
    )


def read_check(posted: QueryDict, world: World) -> TypedCheck:
    """Read what was typed; what is wrong is said beside each control."""
    wrong: dict[str, str] = {}
    texts = {name: _line(posted, name, limit, wrong) for name, limit in LINES.items()}
    texts |= {name: _text(posted, name, limit, wrong) for name, limit in TEXTS.items()}
    for name, words in _needed().items():
        if not texts[name].strip() and name not in wrong:
            wrong[name] = words
    severity = posted.get("severity", "")
    key = posted.get("key", "").strip() or WHOLE_SPEC
    if key != WHOLE_SPEC and key not in world.attributes:
        wrong["key"] = _("No template asks for “%(key)s”. Choose one of the list.") % {"key": key}
    templates = tuple(name for name in posted.getlist("templates") if name in world.templates)
    return TypedCheck(
        texts,
        severity if severity in tuple(Severity) else Severity.WARNING.value,
        key,
        templates,
        _cases(posted),
        wrong,
    )


def _needed() -> dict[str, str]:
    return {
        "title": _("Give it a title."),
        "message": _("Write what it says where it fires."),
        "expression": _("Write when it fires."),
    }


def _line(posted: QueryDict, name: str, limit: int, wrong: dict[str, str]) -> str:
    return " ".join(_text(posted, name, limit, wrong).split())


def _text(posted: QueryDict, name: str, limit: int, wrong: dict[str, str]) -> str:
    typed = posted.get(name, "")
    try:
        text = clean_text(typed)
    except Invalid as problem:
        wrong[name] = problem.message
        return ""
    if len(text) > limit:
        wrong[name] = _("At most %(n)d characters.") % {"n": limit}
    return text


def _cases(posted: QueryDict) -> list[TypedCase]:
    names, answers = posted.getlist("case_name"), posted.getlist("case_answers")
    expected = posted.getlist("case_fires")
    deed, _space, place = posted.get("deed", "").partition(" ")
    cases = [
        _case(number, *typed)
        for number, typed in enumerate(zip(names, answers, expected, strict=False), 1)
        if number <= CASES_LIMIT and not (deed == "remove" and place == str(number))
    ]
    if deed == "add" and len(cases) < CASES_LIMIT:
        cases.append(TypedCase(0))
    for number, case in enumerate(cases, 1):
        case.number = number
    return cases


def _case(number: int, name: str, answers: str, expected: str) -> TypedCase:
    try:
        case = TypedCase(number, clean_line(name), clean_text(answers), expected != SILENT)
    except Invalid as problem:
        return TypedCase(number, fires=expected != SILENT, problem=problem.message)
    if len(case.name) > NAME_LIMIT:
        case.problem = _("A name has at most %(n)d characters.") % {"n": NAME_LIMIT}
    if len(case.answers) > ANSWERS_LIMIT:
        case.problem = _("At most %(n)d characters.") % {"n": ANSWERS_LIMIT}
    return case
