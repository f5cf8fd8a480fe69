"""How complete a spec is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from specs import catalogue
from specs.domain.attribute import Json, Template
from specs.domain.completeness import completeness
from specs.domain.conditions import is_shown
from specs.domain.values import is_blank, to_plain

SPEC = catalogue.template("ml_model_spec")
EXAMPLE = {key: attribute.example for key, attribute in SPEC.attributes.items()}


@dataclass
class Answered:
    """Answers to a template, as a document gives them."""

    values: Mapping[str, Json]
    template: Template = SPEC

    def value(self, key: str) -> Json:
        attribute, stored = self.template.attributes.get(key), self.values.get(key)
        if attribute is None or is_blank(attribute, stored):
            return None
        return to_plain(attribute, stored)

    def is_shown(self, key: str) -> bool:
        return is_shown(key, self.template.attributes, self.value)


@dataclass
class Found:
    severity: str = field(default="blocker")


def test_the_example_is_complete() -> None:
    counted = completeness(Answered(EXAMPLE), [Found("warning"), Found("advice")])

    assert counted.is_complete
    assert (counted.answered, counted.total) == (50, 50)
    assert counted.sections["s1"] == (7, 7)


def test_nothing_is_answered_at_the_start() -> None:
    counted = completeness(Answered({}), [])

    assert (counted.answered, counted.percent) == (0, 0)
    # What a classification alone needs is not asked yet.
    assert counted.total == 46


def test_one_missing_answer_of_fifty_never_shows_as_all() -> None:
    counted = completeness(Answered({**EXAMPLE, "risk.register": []}), [])

    assert (counted.answered, counted.total, counted.percent) == (49, 50, 98)
    assert counted.sections["s5"] == (1, 2)


def test_a_blocker_keeps_it_below_one_hundred() -> None:
    counted = completeness(Answered(EXAMPLE), [Found()])

    assert (counted.percent, counted.blockers) == (99, 1)
    assert counted.answered == counted.total


def test_a_reason_why_it_does_not_apply_is_an_answer() -> None:
    reason: Json = {"not_applicable": "The vendor runs it."}

    counted = completeness(Answered({**EXAMPLE, "deployment.memory": reason}), [])

    assert (counted.answered, counted.total, counted.percent) == (50, 50, 100)


def test_what_other_answers_make_optional_is_not_counted() -> None:
    batch = {**EXAMPLE, "deployment.serving_mode": "batch"}
    keys = ("deployment.p50", "deployment.p99", "deployment.peak_qps", "deployment.burst_handling")

    counted = completeness(Answered({**batch, **dict.fromkeys(keys)}), [])

    assert (counted.answered, counted.total) == (46, 46)


@pytest.mark.parametrize(
    ("answered", "total", "percent"), [(24, 24, 100), (23, 24, 95), (0, 24, 0), (12, 24, 50)]
)
def test_the_percentage_is_rounded_down(answered: int, total: int, percent: int) -> None:
    template = catalogue.template("one_page_kickoff")
    values = {key: template.attributes[key].example for key in template.required_keys[:answered]}

    counted = completeness(Answered(values, template), [])

    assert (counted.answered, counted.total, counted.percent) == (answered, total, percent)
