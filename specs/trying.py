"""Tries a check of an organisation's own with its cases, or over a spec, before it is in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from django.utils import timezone

from specs import catalogue
from specs.catalogue.reading import parse_yaml
from specs.cel.running import evaluate, find_problems, refuse
from specs.domain.attribute import Kind, Malformed
from specs.domain.checks.check import WHOLE_SPEC
from specs.domain.document import Document
from specs.domain.own_checks.definition import ANSWERS_LIMIT, OwnCheck
from specs.domain.own_checks.inputs import inputs_of
from specs.domain.own_checks.outcomes import Outcome, Problem, runs_on
from specs.domain.values.figures import read_day
from specs.models import SpecTemplate
from specs.own_checks import attributes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from specs.domain.attribute import Attribute, Json, Template
    from specs.domain.own_checks.definition import Case, Rule

# What a case may say beside its answers.
TODAY, TEMPLATE = "today", "template"
YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
NOT_MEANT = "the check does not look at this template, or the place where it reports is hidden."


class Unreadable(ValueError):
    """The answers of a case are not what they have to be, in words with the line."""


@dataclass(frozen=True)
class Tried:
    """What a case gave."""

    case: Case
    outcome: Outcome

    @property
    def is_passed(self) -> bool:
        return not self.outcome.failure and self.outcome.fires == self.case.fires


@dataclass(frozen=True)
class Trial:
    """What is wrong with an expression, and what each case gave."""

    problems: tuple[Problem, ...]
    tried: tuple[Tried, ...]

    @property
    def is_passed(self) -> bool:
        return not self.problems and all(one.is_passed for one in self.tried)


@dataclass(frozen=True)
class World:
    """What an organisation's checks can be about: its templates, and what they ask for."""

    templates: Mapping[str, Template]
    attributes: Mapping[str, Attribute]


def load_world(organisation_id: UUID) -> World:
    """Read which templates an organisation can write by, and every attribute of theirs."""
    own = SpecTemplate.objects.filter(organisation=organisation_id).order_by("version")
    templates = {row.key: row.template for row in own}
    built_in = catalogue.templates()
    return World({**built_in, **templates}, attributes_of(organisation_id))


def try_cases(rule: Rule, cases: Sequence[Case], world: World) -> Trial:
    """Evaluate a rule over the answers of each case."""
    documents: dict[int, Document] = {}
    outcomes: dict[int, Outcome] = {}
    for place, case in enumerate(cases):
        try:
            documents[place] = build_case(case, rule, world)
        except Unreadable as error:
            outcomes[place] = Outcome(failure=f"its answers cannot be read: {error}")
    problems, found = try_documents(rule, documents.values(), world.attributes)
    outcomes |= dict(zip(documents, found, strict=True))
    unknown = tuple(unknown_keys(rule, world))
    tried = tuple(Tried(case, outcomes[place]) for place, case in enumerate(cases))
    return Trial((*problems, *unknown), tried)


def try_documents(
    rule: Rule, documents: Iterable[Document], attributes: Mapping[str, Attribute]
) -> tuple[tuple[Problem, ...], list[Outcome]]:
    """Evaluate a rule over documents; returns what is wrong with it, and what each gave."""
    listed = list(documents)
    if refused := refuse(rule.expression) or _missing(rule):
        return (refused,), [Outcome(failure=str(refused)) for _ in listed]
    if not listed:
        return find_problems(rule.expression), []
    seen = [inputs_of(document, rule.reads, attributes) for document in listed]
    found = evaluate([rule.expression], seen, [(0, place) for place in range(len(listed))])
    check = OwnCheck("", 0, rule)
    outcomes = [
        outcome if runs_on(check, document) else Outcome(failure=NOT_MEANT)
        for document, outcome in zip(listed, found.outcomes, strict=True)
    ]
    return found.problems[0], outcomes


def _missing(rule: Rule) -> Problem | None:
    return None if rule.expression.strip() else Problem(1, 1, "Write when the check fires.")


def unknown_keys(rule: Rule, world: World) -> Iterable[Problem]:
    """Say of each key that an expression names, and that no template asks for, where it stands."""
    for key in rule.reads:
        if key not in world.attributes:
            before = rule.expression[: rule.expression.find(key)]
            line = before.count("\n") + 1
            column = len(before) - before.rfind("\n")
            yield Problem(line, column, f"No template asks for “{key[:80]}”.")


def build_case(case: Case, rule: Rule, world: World) -> Document:
    """Return the document that the answers of a case make. Raises Unreadable."""
    held = _parse(case.answers)
    named, day = held.pop(TEMPLATE, None), held.pop(TODAY, None)
    for key in held:
        if key not in world.attributes:
            raise Unreadable(f"{_line_of(case.answers, key)}there is no attribute {key}.")
    return Document(
        template=_template(named, (*held, *rule.reads), rule, world, case),
        values={key: _typed(world.attributes[key], value) for key, value in held.items()},
        on=_day(day, case),
    )


def _parse(text: str) -> dict[str, Json]:
    if len(text) > ANSWERS_LIMIT:
        raise Unreadable(f"at most {ANSWERS_LIMIT:,} characters.")
    if not text.strip():
        return {}
    try:
        return parse_yaml(text)
    except yaml.reader.ReaderError:
        raise Unreadable("a character stands there that no text has.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise Unreadable(f"{where}{error.problem or error.context}.") from None
    except (yaml.YAMLError, Malformed) as error:
        raise Unreadable(str(error)) from None
    except RecursionError:
        raise Unreadable("they are nested too deeply.") from None


def _template(named: Json, keys: Iterable[str], rule: Rule, world: World, case: Case) -> Template:
    """Return the template that a case names, or the one that asks for most of what it is about."""
    if named is not None:
        if not isinstance(named, str) or named not in world.templates:
            raise Unreadable(f"{_line_of(case.answers, TEMPLATE)}there is no template {named}.")
        return world.templates[named]
    meant = [world.templates[key] for key in rule.templates if key in world.templates]
    wanted = {*keys, rule.key} - {WHOLE_SPEC}
    return max(
        meant or list(world.templates.values()),
        key=lambda template: (len(wanted & template.items.keys()), len(template.items)),
    )


def _typed(attribute: Attribute, value: Json) -> Json:
    if attribute.kind is Kind.YES_NO and isinstance(value, str):
        return YES_NO.get(value, value)
    return value


def _day(held: Json, case: Case) -> date:
    if held is None:
        return timezone.now().date()
    day = read_day(held)
    if day is None:
        raise Unreadable(f"{_line_of(case.answers, TODAY)}{held} is not a day like 2026-03-02.")
    return day


def _line_of(text: str, key: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip("\"' ").startswith(key):
            return f"line {number}: "
    return ""
