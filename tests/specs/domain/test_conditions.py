"""When attributes are shown and required."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from specs import catalogue
from specs.domain.attribute import Json, Malformed
from specs.domain.conditions import (
    Asked,
    Condition,
    holds,
    is_needed,
    is_shown,
    keys_of,
    parse_condition,
)

NOTHING: Mapping[str, Json] = {}


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("a.b", True, True),
        ("a.b", False, False),
        ("a.b", "yes", False),
        ("a.b", None, False),
        ("a.b filled", "text", True),
        ("a.b filled", False, True),
        ("a.b filled", None, False),
        ("a.b filled", [], False),
        ("a.b == x", "x", True),
        ("a.b == x", "y", False),
        ("a.b == x", ["x"], True),
        ("a.b == x", ["x", "y"], False),
        ("a.b == x", None, False),
        ("a.b != x", "x", False),
        ("a.b != x", "y", True),
        ("a.b != x", None, True),
        ("a.b != x", ["x"], False),
        ("a.b != x", ["x", "y"], True),
        ("a.b in x, y", "y", True),
        ("a.b in x, y", "z", False),
        ("a.b in x, y", None, False),
        ("a.b contains x", ["y", "x"], True),
        ("a.b contains x", ["y"], False),
        ("a.b contains x", "x", False),
        ("a.b contains x", None, False),
    ],
)
def test_each_form(text: str, value: Json, *, expected: bool) -> None:
    answered: dict[str, Json] = {"a.b": value}

    assert holds(text, answered.get) is expected


def test_no_condition_always_holds() -> None:
    assert holds("", NOTHING.get)
    assert keys_of("") == frozenset()


def test_a_condition_is_parsed_into_its_parts() -> None:
    assert parse_condition("a.b in x, y") == Condition("a.b", Asked.IN, ("x", "y"))
    assert keys_of("a.b contains x") == {"a.b"}


@pytest.mark.parametrize("text", [" ", "ab", "a.b =", "a.b == ", "a.b > 3", "a.b filled x", "A.b"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_condition(text)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"labels.quality_controls": ["iaa"]}, True),
        ({"labels.quality_controls": ["gold_set"]}, False),
        ({}, False),
    ],
)
def test_an_attribute_is_hidden_until_it_matters(
    values: Mapping[str, Json], *, shown: bool
) -> None:
    attributes = catalogue.attributes()

    assert is_shown("labels.iaa_minimum", attributes, values.get) is shown
    assert is_needed("labels.iaa_minimum", attributes, values.get) is shown


def test_what_depends_on_a_hidden_answer_is_hidden_too() -> None:
    attributes = dict(catalogue.attributes())
    shadow = attributes["deployment.shadow_duration"]
    hidden = attributes["deployment.shadow_mode"]
    attributes[hidden.key] = replace(hidden, show_when="project.stage == poc")
    answered: dict[str, Json] = {"deployment.shadow_mode": True, "project.stage": "mvp"}

    assert not is_shown(shadow.key, attributes, answered.get)
    assert is_shown(shadow.key, attributes, {**answered, "project.stage": "poc"}.get)


def test_a_visible_attribute_may_be_optional() -> None:
    attributes = catalogue.attributes()
    batch: dict[str, Json] = {"deployment.serving_mode": "batch"}

    assert is_shown("deployment.p99", attributes, batch.get)
    assert not is_needed("deployment.p99", attributes, batch.get)
    assert is_needed("deployment.p99", attributes, NOTHING.get)


def test_an_attribute_outside_of_the_template_is_never_shown() -> None:
    assert not is_shown("a.b", {}, NOTHING.get)
    assert not is_needed("a.b", {}, NOTHING.get)
