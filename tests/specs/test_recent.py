"""What was evaluated once is taken up again for the same contents, and for no others."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import catalogue
from specs.documents import Reading, evaluate, evaluate_again, read_spec
from specs.domain.document import Document
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import change, make_full_spec
from tests.specs.strategies import documents, values_of

KEY = "problem.statement"
ML_MODEL_SPEC = catalogue.template("ml_model_spec")


def read(spec: Spec, people: Cast) -> Reading:
    reading = read_spec(spec.pk, people.dana)
    assert reading is not None
    return reading


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft with everything in it."""
    return make_full_spec(people, template)


def test_the_same_contents_are_evaluated_once(people: Cast, spec: Spec) -> None:
    assert read(spec, people).evaluated is read(spec, people).evaluated


def test_a_save_is_seen_by_the_next_reading(people: Cast, spec: Spec) -> None:
    before = read(spec, people).evaluated
    change(spec, KEY, "TBD", people.dana)

    after = read(spec, people).evaluated

    assert after.document.text(KEY) == "TBD"
    assert after.findings != before.findings
    stored = read(spec, people).contents.stored()
    assert after.findings == evaluate(spec.template.template, stored, revision=1).findings


def test_a_save_that_is_rolled_back_leaves_nothing_behind(people: Cast, spec: Spec) -> None:
    before = read(spec, people).evaluated
    with transaction.atomic():
        change(spec, KEY, "TBD", people.dana)
        assert read(spec, people).evaluated.document.text(KEY) == "TBD"
        transaction.set_rollback(True)

    assert read(spec, people).evaluated.document.text(KEY) == before.document.text(KEY)
    change(spec, KEY, "Something else entirely stands here now.", people.dana)
    assert read(spec, people).evaluated.document.text(KEY).startswith("Something else")


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_evaluating_again_finds_what_evaluating_all_finds(data: st.DataObject) -> None:
    document: Document = data.draw(documents(ML_MODEL_SPEC, typed=False))
    key = data.draw(st.sampled_from(list(ML_MODEL_SPEC.items)))
    values = {**document.values, key: data.draw(values_of(ML_MODEL_SPEC.attributes[key]))}
    before = evaluate(ML_MODEL_SPEC, document.values, revision=1)
    before.document.read_everything()

    again = evaluate_again(before, values, key)
    whole = evaluate(ML_MODEL_SPEC, values, revision=1)

    assert again.findings == whole.findings
    assert again.completeness == whole.completeness
    assert all(again.document.value(k) == whole.document.value(k) for k in ML_MODEL_SPEC.items)
