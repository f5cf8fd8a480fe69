"""The catalogue: what it holds, and how strictly it is read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from specs import catalogue
from specs.catalogue.reading import parse_yaml, read_yaml
from specs.domain.attribute import Json, Kind, Malformed, Template
from specs.domain.conditions import parse_condition
from specs.domain.values import is_blank, validate

SIZES = {
    "one_page_kickoff": (13, 35, 24),
    "design_doc": (9, 69, 37),
    "ml_model_spec": (8, 70, 50),
    "ai_project_spec": (15, 111, 69),
    "full_spec": (25, 266, 187),
}
ATTRIBUTE = """
attributes:
  - key: a.b
    title: T
    kind: number
    section: a
    help: H
    roles: []
    source: 000 §1
    example: 0.90
"""
TEMPLATE = """
templates:
  - key: t
    title: T
    source: S
    purpose: P
    length: L
    sign_off: [product_manager]
    optional_sign_off: []
    promotes_to: []
    sections:
      - key: one
        title: 1. First
        intro: I
        signed_by: [product_manager]
        items:
          - {key: a.b, required: true}
"""


def test_all_attributes_and_kinds_are_there() -> None:
    attributes = catalogue.attributes()

    assert len(attributes) == 266
    assert {attribute.kind for attribute in attributes.values()} == set(Kind)
    assert {attribute.section for attribute in attributes.values()} == set(
        catalogue.section_titles()
    )


@pytest.mark.parametrize(("key", "sizes"), SIZES.items())
def test_every_template_is_as_long_as_it_says(key: str, sizes: tuple[int, int, int]) -> None:
    template = catalogue.template(key)

    assert (len(template.sections), len(template.items), len(template.required_keys)) == sizes


@pytest.mark.parametrize("key", SIZES)
def test_a_definition_gives_the_same_template_back(key: str) -> None:
    template = catalogue.template(key)

    again = Template.from_definition(json.loads(json.dumps(template.definition())))

    assert again == template
    assert again.digest == template.digest


def test_a_changed_definition_has_another_digest() -> None:
    definition = catalogue.template("ml_model_spec").definition()

    changed = Template.from_definition({**definition, "length": "3 pages"})

    assert changed.digest != catalogue.template("ml_model_spec").digest


def test_the_number_of_a_section_stands_apart_from_its_title() -> None:
    head, problem, *_ = catalogue.template("ml_model_spec").sections

    assert (head.number, head.title, head.heading) == ("", "Header", "Header")
    assert (problem.number, problem.title) == ("1", "Problem statement")
    assert problem.heading == "1 Problem statement"


def test_figures_and_dates_stay_as_they_were_written() -> None:
    assert catalogue.example("evaluation.metric_frozen_on") == "2026-02-10"
    assert catalogue.example("data.positive_rate") == "0.2"
    assert catalogue.example("fairness.concerns_people") is True
    assert catalogue.parameters()["PROXY_PASS"] == "3.0"


@pytest.mark.parametrize("key", catalogue.attributes())
def test_every_example_is_a_valid_answer(key: str) -> None:
    attribute = catalogue.attributes()[key]

    assert validate(attribute, attribute.example) == []


def test_what_the_model_specification_requires_has_an_example() -> None:
    template = catalogue.template("ml_model_spec")

    blank = [
        key
        for key in template.required_keys
        if is_blank(template.attributes[key], template.attributes[key].example)
    ]

    assert blank == []


def test_conditions_ask_for_attributes_and_options_that_exist() -> None:
    attributes = catalogue.attributes()
    for attribute in attributes.values():
        for text in filter(None, (attribute.show_when, attribute.required_when)):
            condition = parse_condition(text)
            assert set(condition.options) <= set(attributes[condition.key].option_labels)


def test_printed_tables_show_keys_of_their_own_section() -> None:
    for template in catalogue.templates().values():
        for section in template.sections:
            keys = {item.key for item in section.items}
            for table in section.tables:
                assert {cell for row in table.rows for cell in row.cells} <= keys
                for row in table.rows:
                    assert len(row.cells) + bool(row.label) == len(table.columns)


def test_default_rows_are_rows_of_their_table() -> None:
    for attribute in catalogue.attributes().values():
        if attribute.kind is Kind.TABLE:
            rows: list[Json] = [dict(row) for row in attribute.default_rows]
            assert validate(attribute, rows) == []
    assert len(catalogue.attributes()["risk.register"].default_rows) == 4
    assert not catalogue.attributes()["business.goal_translation"].default_rows
    assert catalogue.attributes()["business.goal_translation"].offered_rows


def test_every_role_that_signs_is_known() -> None:
    for template in catalogue.templates().values():
        signing = {role for section in template.sections for role in section.signed_by}
        known = {*template.sign_off, *template.optional_sign_off}
        assert known <= set(catalogue.roles())
        assert signing <= set(catalogue.roles())
        assert all(template.sections_of_role(role) for role in template.sign_off)


def test_roles_have_labels() -> None:
    assert catalogue.role_labels()["sre_on_call"] == "SRE / on-call"


def test_promotion_loses_no_attribute() -> None:
    for template in catalogue.templates().values():
        for larger in template.promotes_to:
            assert larger in catalogue.templates()
    assert set(catalogue.template("full_spec").items) == set(catalogue.attributes())


def test_the_files_refer_to_nothing_outside_of_the_product() -> None:
    for path in catalogue.HERE.glob("*.yaml"):
        assert not re.search(r"\.\./|\.md\b", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ATTRIBUTE + "    colour: red\n", "a.b: unknown field colour"),
        (ATTRIBUTE.replace("number", "numeric"), "a.b: kind: there is no kind 'numeric'"),
        (ATTRIBUTE + "    integer: maybe\n", "a.b: integer: expected true or false"),
        (ATTRIBUTE + "    min: low\n", "a.b: min: expected a figure"),
        (ATTRIBUTE.replace("    help: H\n", ""), "a.b: help is missing"),
        (ATTRIBUTE + ATTRIBUTE.replace("attributes:", ""), "a.b is there twice"),
        (ATTRIBUTE + "    options: [{value: x, label: X}, {value: x, label: Y}]\n", "x is there"),
        (ATTRIBUTE + "    default_rows: nowhere\n", "expected a list of columns"),
        ("attributes: [text]", "an entry of attributes is not a mapping"),
    ],
)
def test_an_attribute_that_is_not_described_well_is_refused(text: str, message: str) -> None:
    with pytest.raises(Malformed, match=re.escape(message)):
        catalogue.read_attributes(parse_yaml(text))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("key: a.b", "key: a.c", "one: there is no attribute a.c"),
        ("required: true", "required: perhaps", "expected true or false"),
        ("intro: I", "intros: I", "unknown field intros"),
        ("          - {key: a.b, required: true}\n", None, "a.b is asked twice"),
    ],
)
def test_a_template_that_is_not_described_well_is_refused(
    old: str, new: str | None, message: str
) -> None:
    known = catalogue.read_attributes(parse_yaml(ATTRIBUTE))
    text = TEMPLATE.replace(old, new) if new else TEMPLATE + _second_section()

    with pytest.raises(Malformed, match=message):
        catalogue.read_templates(parse_yaml(text), known)


def _second_section() -> str:
    return TEMPLATE[TEMPLATE.index("      - key: one") :].replace("key: one", "key: two")


def test_a_key_that_comes_twice_is_refused_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n", encoding="utf-8")

    with pytest.raises(Malformed, match=r"twice\.yaml: line 3: the key 'a' is there twice"):
        read_yaml(path)


def test_yes_no_and_numbers_of_yaml_are_text() -> None:
    data = parse_yaml("a: yes\nb: 0.90\nc: 2026-02-16\nd: 1e3\ne: null\nf: false\ng: <=\nh: =\n")

    assert list(data.values()) == ["yes", "0.90", "2026-02-16", "1e3", None, False, "<=", "="]


def test_the_bad_examples_are_those_that_the_checks_are_tested_with() -> None:
    tested = read_yaml(Path(__file__).parent.parent / "checks.yaml")["checks"]
    assert isinstance(tested, list)

    told = {entry["code"]: entry["fires_when_example_changed"] for entry in tested}

    assert catalogue.bad_examples() == told
