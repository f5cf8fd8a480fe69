"""The document: what reads as blank, how rows and figures are read, in either form of storage."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.domain.acceptance import accepts
from specs.domain.attribute import Attribute, Json, Kind, Template
from specs.domain.document import Document
from specs.domain.outline import outline_of
from specs.domain.reading import Row
from specs.domain.values import find_problems, is_blank, to_plain
from tests.specs.churn import the_churn_spec
from tests.specs.example import DAY, the_example
from tests.specs.strategies import FULL_SPEC, ML_MODEL_SPEC, answers, values_of


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("problem.statement", " \n "),
        ("evaluation.primary_metric", ""),
        ("problem.output_consumers", []),
        ("deployment.p99", {"value": None, "unit": "ms"}),
        ("deployment.p99", {"value": " ", "unit": "ms"}),
        ("data.date_range_required", {"start": "2025-01-01", "end": ""}),
        ("project.owner", {"name": "", "role": "product_manager"}),
        ("risk.register", [{"id": "1", "cells": {"failure_mode": " "}}]),
        ("risk.register", []),
        ("project.stage", {"not_applicable": "A study."}),
        ("problem.users", "22 analysts in two shifts"),  # not in the template
        ("io.inputs", None),
    ],
)
def test_what_says_nothing_reads_as_blank(key: str, value: Json) -> None:
    document = the_example({key: value})

    assert document.is_blank(key)
    assert document.value(key) is None
    assert document.text(key) == ""
    assert document.number(key) is None
    assert document.rows(key) == ()


@pytest.mark.parametrize("value", [False, "0", {"value": "0", "unit": "ms"}])
def test_no_and_zero_are_answers(value: Json) -> None:
    key = "deployment.rollback_possible"

    assert the_example({key: value}).value(key) == value


def test_an_answer_reads_as_blank_while_it_is_hidden() -> None:
    shown = the_example()
    hidden = the_example({"framing.output_type": "ranking"})

    assert shown.number("data.max_class_share_current") == 94
    assert hidden.number("data.max_class_share_current") is None
    assert not hidden.is_required("data.max_class_share_current")


def test_what_depends_on_a_hidden_answer_is_hidden_in_turn() -> None:
    outline = outline_of(FULL_SPEC)

    assert "fairness.max_gap" in outline.hiding["fairness.concerns_people"]
    assert "labels.iaa_minimum" in outline.hiding["labels.annotators"]


def test_attributes_that_hide_each_other_end_no_reading() -> None:
    first, second = (
        Attribute(
            key=f"ours.{here}",
            title=here,
            kind=Kind.YES_NO,
            section="ours",
            help="",
            roles=(),
            source="",
            show_when=f"ours.{there}",
        )
        for here, there in (("a", "b"), ("b", "a"))
    )
    head, *rest = ML_MODEL_SPEC.sections
    items = tuple(replace(head.items[0], attribute=own) for own in (first, second))
    template = replace(ML_MODEL_SPEC, sections=(replace(head, items=items), *rest))
    document = Document(template, {"ours.a": True, "ours.b": True}, on=DAY)

    assert document.value("ours.a") is None
    assert not document.is_required("ours.b")


def test_required_is_what_the_template_and_the_answers_ask_for() -> None:
    batch = the_example({"deployment.serving_mode": "batch"})

    assert the_example().is_required("deployment.p99")
    assert not batch.is_required("deployment.p99")
    assert not batch.is_required("project.stage")
    assert not the_example({"io.inputs": {"not_applicable": "None."}}).is_required("io.inputs")


def test_figures_are_read_as_typed() -> None:
    document = the_example({"evaluation.ship_threshold": "0.700"})

    assert str(document.number("evaluation.ship_threshold")) == "0.700"
    assert document.number("deployment.p99") == 60
    assert document.unit("deployment.p99") == "ms"
    assert document.seconds("deployment.p99") == Decimal("0.06")
    assert document.seconds("data.freshness_max_age") == 60 * 86_400
    assert document.seconds("deployment.memory") is None


@pytest.mark.parametrize("text", ["0,7", "NaN", "1e3", "٣", "9" * 60, "0.7%"])
def test_what_is_no_figure_is_none(text: str) -> None:
    document = the_example({"evaluation.ship_threshold": text})

    assert document.number("evaluation.ship_threshold") is None
    assert not document.is_blank("evaluation.ship_threshold")


def test_days_and_periods_are_dates() -> None:
    document = the_example()

    assert document.day("data.last_trained") == date(2026, 1, 20)
    assert document.period("data.date_range_required") == (date(2025, 1, 1), date(2025, 12, 31))
    assert document.day("project.title") is None
    assert document.period("project.title") is None


def test_options_and_yes_are_asked_by_name() -> None:
    document = the_example()

    assert document.has("problem.output_consumers", "automated_decision")
    assert not document.has("problem.output_consumers", "end_users")
    assert not document.has("project.title", "Card")
    assert document.says_yes("deployment.shadow_mode")
    assert not the_churn_spec({"deployment.shadow_mode": False}).says_yes("deployment.shadow_mode")


def test_rows_keep_their_place_when_others_are_empty() -> None:
    document = the_churn_spec({"evaluation.subgroups>0": {"id": "1", "cells": {}}})

    row, *_ = document.rows("evaluation.subgroups")

    assert (row.place, row.text("subgroup"), row.number("threshold")) == (
        1,
        "Business",
        Decimal("0.25"),
    )
    assert row.text("positives") == ""
    assert row.number("positives") is None


def test_a_given_row_carries_its_key() -> None:
    stored: Json = [{"id": "7", "row": "latency", "cells": {"level": "low", "reason": "By night"}}]

    document = the_example({"problem.implied_requirements": stored})

    assert document.value("problem.implied_requirements") == [
        {"row": "latency", "level": "low", "reason": "By night"}
    ]


def test_a_given_row_is_found_by_its_key() -> None:
    document = the_example(template="full_spec")

    line = document.line("constraints.negative", "no_pii_in_logs")

    assert (line.place, line.text("reason")) == (1, "GDPR")
    assert document.line("constraints.negative", "no_weekend_work").text("applies") == ""
    assert document.line("nothing.asked", "no_pii_in_logs").text("applies") == ""


def test_a_row_is_asked_only_once_in_whichever_document_it_stands() -> None:
    asked = []

    def is_above(row: Row, least: Decimal) -> bool:
        asked.append(row.text("subgroup"))
        return (row.number("threshold") or Decimal(0)) > least

    stored: Json = [{"id": "7", "cells": {"subgroup": "Asked only once", "threshold": "0.7"}}]
    one, other = (the_example({"evaluation.subgroups": deepcopy(stored)}) for _ in range(2))

    for document in (one, other):
        [row] = document.rows_where("evaluation.subgroups", is_above, Decimal("0.5"))
        assert row.text("subgroup") == "Asked only once"
    assert asked == ["Asked only once"]
    assert other.rows_where("evaluation.subgroups", is_above, Decimal("0.9")) == ()
    assert other.told_by_rows("evaluation.subgroups", len) == 1
    assert other.told_by_rows("nothing.asked", len) == 0


def test_a_row_knows_its_days() -> None:
    document = the_example({"constraints.dependencies>1>needed_by": "soon"}, template="full_spec")

    [first, second] = document.rows("constraints.dependencies")

    assert first.day("needed_by") == date(2026, 4, 30)
    assert second.day("needed_by") is None
    assert second.day("status") is None


def test_labels_are_the_titles_of_the_template() -> None:
    assert the_example().label("evaluation.baseline") == "Baseline value"
    assert the_example().label("ours.unknown") == "ours.unknown"


def test_the_focus_narrows_what_is_looked_at_for_its_form_alone() -> None:
    document = the_example({"io.fallback": "TBD", "risk.shift_handling": "TBD"})
    narrowed = replace(document, focus=frozenset({"io.fallback"}))

    assert [remarked.key for remarked in document.remarked] == [
        "io.fallback",
        "risk.shift_handling",
    ]
    assert [remarked.key for remarked in narrowed.remarked] == ["io.fallback"]
    assert narrowed.text("risk.shift_handling") == "TBD"


def test_notes_of_checklists_and_lights_are_texts_too() -> None:
    second = FULL_SPEC.attributes["mlfit.use_when"].items[1]
    changes: dict[str, Json] = {
        "feasibility.data": {"status": "green", "note": "TBD"},
        f"mlfit.use_when>{second.key}": {"answer": "yes", "note": "TBD"},
    }

    remarked = the_example(changes, template="full_spec").remarked

    noted = {found.key: found.cells for found in remarked if found.said.placeholders}
    assert noted == {"feasibility.data": (), "mlfit.use_when": ((1, "note"),)}


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_reading_agrees_with_what_is_stored(data: st.DataObject) -> None:
    attribute = data.draw(st.sampled_from(list(FULL_SPEC.attributes.values())))
    value = data.draw(values_of(attribute))
    plain = to_plain(attribute, value)

    seen = Document(_always_shown(attribute), {attribute.key: value}, on=DAY).value(attribute.key)

    assert seen == (None if is_blank(attribute, value) else plain)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_accepted_at_a_glance_has_no_problem(data: st.DataObject) -> None:
    values = data.draw(answers(FULL_SPEC, typed=False))
    document = Document(FULL_SPEC, values, on=DAY)

    doubtful = set(document.doubtful_keys())
    for key, attribute in FULL_SPEC.attributes.items():
        if not document.is_blank(key) and key not in doubtful:
            assert list(find_problems(attribute, document.value(key))) == []


def test_nearly_all_of_a_good_spec_is_accepted_at_a_glance() -> None:
    document = the_example()

    assert list(document.doubtful_keys()) == []
    assert not accepts(document.template.attributes["evaluation.baseline"])("0,5")


def _always_shown(attribute: Attribute) -> Template:
    shown = replace(attribute, show_when="", required_when="")
    head, *_ = ML_MODEL_SPEC.sections
    section = replace(head, items=(replace(head.items[0], attribute=shown),))
    return replace(ML_MODEL_SPEC, sections=(section,))
