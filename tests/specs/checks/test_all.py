"""What holds for every check: the catalogue's words, its worked example, and two clean specs."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from specs import catalogue
from specs.domain import roles, words
from specs.domain.attribute import Json
from specs.domain.checks import BY_CODE, CHECKS, Check, run
from specs.domain.document import Document
from specs.domain.metrics import METRICS, OUTPUT_COLUMNS, TASKS_OF_OUTPUT
from specs.domain.parameters import DEFAULTS, Parameters
from specs.domain.wording import PROMPTS
from tests.specs.churn import the_churn_spec
from tests.specs.example import Fixture, fixtures, the_example

FAMILIES = dict.fromkeys(check.family for check in CHECKS)
ALL = [fixture for family in FAMILIES for fixture in fixtures(family)]
# Family, then code: the order of the groups in the catalogue.
GROUPS = (
    *("REQ", "FRM", "MLF", "POL", "PRX", "FEA", "MET", "EXP", "PHA"),
    *("DAT", "ANN", "FAI", "IOC", "RSK", "DEP", "MON", "GOV", "TXT"),
)


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.code)
def test_the_change_of_the_catalogue_makes_it_fire(fixture: Fixture) -> None:
    document = the_example(fixture.changes, template="full_spec")

    fired = {finding.key for finding in run(document) if finding.code == fixture.code}

    assert fired
    assert fixture.key() in fired or fixture.code == "TXT007"  # a title changed, the texts did not


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.code)
def test_its_words_are_those_of_the_catalogue(fixture: Fixture) -> None:
    check, stated = BY_CODE[fixture.code], fixture.words

    assert check.title == stated["title"]
    assert check.severity.value == stated["severity"]
    assert check.message == stated["message"]
    assert check.fix == stated["fix"]
    assert check.source == stated["source"]
    assert check.presence is stated["presence"]
    assert sorted(check.needs) == sorted(_texts(stated["requires_keys"]))
    assert sorted(check.reads) == sorted(_texts(stated["optional_keys"]))


def test_every_check_has_a_worked_example() -> None:
    assert sorted(fixture.code for fixture in ALL) == sorted(BY_CODE)


@pytest.mark.parametrize("template", sorted(catalogue.templates()))
def test_nothing_is_found_in_the_example(template: str) -> None:
    document = the_example(template=template)

    assert run(replace(document, values=_asked_for(document))) == ()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_it_is_silent_in_another_good_spec(check: Check) -> None:
    document = the_churn_spec(template=check.templates[0] if check.templates else "full_spec")
    document = replace(document, values=_asked_for(document))

    assert check.runs_in(document.template)
    assert check(document) == () or check.code == "REQ001"


def test_checks_report_by_family_then_code() -> None:
    order = [(GROUPS.index(check.family), check.code) for check in CHECKS]

    assert order == sorted(order)
    assert len(set(order)) == len(order)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_its_reference_page_explains_it(check: Check) -> None:
    sentences = re.findall(r"[.?](?=\s|$)", check.explanation)

    assert 2 <= len(sentences) <= 6
    assert check.title not in check.explanation


def test_the_limits_are_those_of_the_catalogue() -> None:
    ours = {field.name.upper(): getattr(DEFAULTS, field.name) for field in fields(Parameters)}

    assert {name: str(limit) for name, limit in ours.items()} == catalogue.parameters()


def test_the_metrics_are_those_of_the_catalogue() -> None:
    ours = {
        key: (metric.name, metric.direction, _or_none(metric.min), _or_none(metric.max))
        for key, metric in METRICS.items()
    }
    theirs = {
        key: (metric["name"], metric["direction"], metric.get("min"), metric.get("max"))
        for key, metric in catalogue.metrics().items()
    }

    assert ours == theirs
    for key, metric in catalogue.metrics().items():
        assert sorted(METRICS[key].outputs) == sorted(_texts(metric["tasks"]))


def test_the_roles_are_called_as_in_the_catalogue() -> None:
    assert catalogue.role_labels() == roles.LABELS
    assert roles.role_label("head_of_claims") == "Head of claims"


def test_the_columns_of_outputs_are_those_of_the_catalogue() -> None:
    theirs = catalogue.output_column_types()

    assert {kind: set(types) for kind, types in theirs.items()} == OUTPUT_COLUMNS


def test_the_tasks_of_each_output_type_are_those_of_the_catalogue() -> None:
    types = catalogue.library("output_types")

    assert {str(t["key"]): set(_texts(t["task_types"])) for t in types} == TASKS_OF_OUTPUT


@pytest.mark.parametrize(
    "name",
    [
        "vague",
        "testable_keys",
        "placeholders",
        "placeholders_alone",
        "not_applicable",
        "algorithms",
        "algorithms_ambiguous",
        "method_words",
        "adversary_words",
        "random_split_words",
        "separate_test_words",
        "reused_test_phrases",
        "prediction_words",
        "time_words",
        "limit_words",
        "personal_words",
        "worse_when_higher",
        "better_when_higher",
        "rota_words",
        "credit_words",
        "reason_words",
    ],
)
def test_the_words_looked_for_are_those_of_the_catalogue(name: str) -> None:
    wording = catalogue.libraries()["wording"]
    assert isinstance(wording, dict)

    assert list(getattr(words, name.upper())) == wording[name]


def test_the_prompts_looked_for_are_those_of_the_catalogue() -> None:
    wording = catalogue.libraries()["wording"]
    assert isinstance(wording, dict)

    assert f"({PROMPTS.pattern})" == wording["placeholder_regex"]


def _asked_for(document: Document) -> dict[str, Json]:
    """The answers that the template asks for."""
    return {key: held for key, held in document.values.items() if document.asks(key)}


def _texts(held: Json) -> list[str]:
    assert isinstance(held, list)
    return [str(entry) for entry in held]


def _or_none(limit: object) -> str | None:
    return None if limit is None else str(limit)
