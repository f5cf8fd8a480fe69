"""The page that saves one field: what it says, what it keeps, and what it refuses in words."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from specs import actions
from specs.models import Answer, Conflict, Item, Spec, SpecTemplate, State
from tests.cast import Cast
from tests.make import make_spec

KEY = "problem.statement"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's in which Yusuf writes, too."""
    spec = make_spec(people, template)
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    return spec


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return Dana's browser."""
    client.force_login(people.dana)
    return client


def post(
    client: Client, spec: Spec, typed: dict[str, Any], key: str = KEY, base: int = 0, **more: Any
) -> Any:
    """Save as the page does."""
    data = {"op_id": str(uuid.uuid4()), "base_version": base, **typed}
    return client.post(reverse("specs:save-answer", args=[spec.pk, key]), data, **more)


def said(response: Any) -> str:
    """Return the reply as text."""
    text: str = response.content.decode()
    return text


def value(spec: Spec, key: str = KEY) -> Any:
    """Return what is stored, or None."""
    return Answer.objects.filter(spec=spec, key=key).values_list("value", flat=True).first()


def test_a_save_says_so_beside_the_field(dana: Client, spec: Spec) -> None:
    response = post(dana, spec, {"value": "Cards are stolen."}, headers=HTMX)

    assert response.status_code == 200
    assert 'id="state-problem-statement" data-version="1"' in said(response)
    assert "Saved " in said(response)
    assert value(spec) == "Cards are stolen."


def test_without_script_the_browser_comes_back_to_the_field(dana: Client, spec: Spec) -> None:
    response = post(dana, spec, {"value": "Cards are stolen."})

    assert response.status_code == 302
    assert response["Location"].endswith("/write/s1/#field-problem-statement")


def test_findings_come_with_the_save(dana: Client, spec: Spec) -> None:
    first = post(dana, spec, {"value": "0.70"}, "evaluation.baseline", headers=HTMX)
    second = post(dana, spec, {"value": "0.60"}, "evaluation.ship_threshold", headers=HTMX)

    assert "MET004" not in said(first)
    assert "MET004" in said(second)
    assert 'id="steps"' in said(second)


def test_a_field_appears_when_another_answer_calls_for_it(dana: Client, spec: Spec) -> None:
    response = post(dana, spec, {"value": "return_default"}, "io.on_missing_input", headers=HTMX)

    assert 'id="field-io-missing_input_default" data-field' in said(response)
    again = post(dana, spec, {"value": "reject"}, "io.on_missing_input", base=1, headers=HTMX)
    field = said(again).split('id="field-io-missing_input_default"')[1].split(">")[0]
    assert " hidden" in field


def test_a_hidden_answer_is_kept(dana: Client, spec: Spec) -> None:
    post(dana, spec, {"value": "return_default"}, "io.on_missing_input", headers=HTMX)
    post(dana, spec, {"value": "Rule engine"}, "io.missing_input_default", headers=HTMX)
    post(dana, spec, {"value": "reject"}, "io.on_missing_input", base=1, headers=HTMX)

    assert value(spec, "io.missing_input_default") == "Rule engine"


def test_a_merged_text_comes_with_its_whole_field(dana: Client, spec: Spec, people: Cast) -> None:
    post(dana, spec, {"value": "One.\n\nTwo."}, headers=HTMX)
    post(dana, spec, {"value": "One, by Dana.\n\nTwo."}, base=1, headers=HTMX)
    yusuf = Client()
    yusuf.force_login(people.yusuf)

    response = post(yusuf, spec, {"value": "One.\n\nTwo, by Yusuf."}, base=1, headers=HTMX)

    assert response.status_code == 200
    assert response["HX-Retarget"] == "#field-problem-statement"
    assert "One, by Dana.\n\nTwo, by Yusuf." in said(response)


def test_a_conflict_shows_both_texts_and_what_was_before(
    dana: Client, spec: Spec, people: Cast
) -> None:
    post(dana, spec, {"value": "Recall"}, headers=HTMX)
    post(dana, spec, {"value": "Recall at 0.70"}, base=1, headers=HTMX)
    yusuf = Client()
    yusuf.force_login(people.yusuf)

    response = post(yusuf, spec, {"value": "Recall at 0.90"}, base=1, headers=HTMX)

    assert response.status_code == 409
    for text in (
        "Recall<ins> at 0.70</ins>",
        "Recall<ins> at 0.90</ins>",
        "Dana Okafor changed the same text",
        "Recall<",
    ):
        assert text in said(response)
    conflict = Conflict.objects.get()
    settle = reverse("specs:settle-conflict", args=[spec.pk, conflict.pk])
    third = {"op_id": str(uuid.uuid4()), "outcome": "third", "value": "Recall at 0.80"}
    settled = yusuf.post(settle, third, headers=HTMX)
    assert settled.status_code == 200
    assert value(spec) == "Recall at 0.80"


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "a word for a number": ("evaluation.ship_threshold", {"value": "seventy"}, "0.70"),
    "a comma for a point": ("evaluation.ship_threshold", {"value": "0,7"}, "dot"),
    "not a number at all": ("deployment.peak_qps", {"value": "NaN"}, "number"),
    "a percentage above 100": ("io.output_variance_limit", {"value": "101"}, "100"),
    "half an example": ("data.min_examples_total", {"value": "1.5"}, "whole"),
    "a day that never was": ("project.development_start", {"value": "2026-02-30"}, "day"),
    "an end before its start": (
        "data.date_range_required",
        {"start": "2026-02-02", "end": "2026-02-01"},
        "before",
    ),
    "a unit that is none": ("deployment.p99", {"value": "60", "unit": "moons"}, "unit"),
    "an option that is none": ("problem.decision_mode", {"value": "maybe"}, "option"),
    "two answers for one": ("problem.decision_mode", {"value": ["enables", "automates"]}, "one"),
    "a megabyte in a short field": ("project.title", {"value": "x" * 1_000_000}, "300"),
    "more than any field takes": (KEY, {"value": "x" * 2_000_001}, "million"),
    "a NUL character": (KEY, {"value": "a\x00b"}, "character"),
    "a control character": (KEY, {"value": "a\x07b"}, "character"),
    "no reason why not": (KEY, {"not_applicable": "  "}, "why"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_in_words_and_kept(dana: Client, spec: Spec, what: str) -> None:
    key, typed, word = BAD[what]
    base = 1 if key == "project.title" else 0

    response = post(dana, spec, typed, key, base, headers=HTMX)

    assert response.status_code == 422
    assert word in said(response), said(response)
    assert "Not saved" in said(response)
    assert value(spec, key) in (None, spec.title)


def test_a_lone_surrogate_is_refused_in_words(dana: Client, spec: Spec) -> None:
    body = f"value=a%ED%A0%80b&base_version=0&op_id={uuid.uuid4()}"

    response = dana.post(
        reverse("specs:save-answer", args=[spec.pk, KEY]),
        body,
        content_type="application/x-www-form-urlencoded",
        headers=HTMX,
    )

    assert response.status_code == 422
    assert "could not be read" in said(response)
    assert value(spec) is None


def test_a_refused_text_stands_in_the_page_without_script(dana: Client, spec: Spec) -> None:
    response = post(dana, spec, {"value": "seventy"}, "evaluation.ship_threshold")

    assert response.status_code == 422
    assert 'value="seventy"' in said(response)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"op_id": "x", "base_version": "0"},
        {"op_id": str(uuid.uuid4())},
        {"op_id": str(uuid.uuid4()), "base_version": "-1"},
        {"op_id": str(uuid.uuid4()), "base_version": "9" * 30},
        {"op_id": str(uuid.uuid4()), "base_version": "7"},
    ],
)
def test_a_half_sent_form_is_refused_in_words(
    dana: Client, spec: Spec, form: dict[str, str]
) -> None:
    url = reverse("specs:save-answer", args=[spec.pk, KEY])

    response = dana.post(url, {"value": "Cards", **form}, headers=HTMX)

    assert response.status_code == 422
    assert "still here" in said(response)
    assert value(spec) is None


def test_an_op_id_serves_one_field_only(dana: Client, spec: Spec) -> None:
    op_id = str(uuid.uuid4())
    post(dana, spec, {"value": "One", "op_id": op_id}, headers=HTMX)

    response = post(dana, spec, {"value": "Two", "op_id": op_id}, "problem.decision", headers=HTMX)

    assert response.status_code == 422
    assert value(spec, "problem.decision") is None


def test_an_unknown_key_is_not_found(dana: Client, spec: Spec) -> None:
    assert post(dana, spec, {"value": "x"}, "no.such_key", headers=HTMX).status_code == 404


def test_a_table_is_not_saved_as_one_value(dana: Client, spec: Spec) -> None:
    response = post(dana, spec, {"value": "x"}, "io.inputs", headers=HTMX)

    assert response.status_code == 422
    assert "row by row" in said(response)


def test_a_session_that_is_over_is_told_apart_from_a_refusal(
    dana: Client, spec: Spec, people: Cast
) -> None:
    dana.logout()

    response = post(dana, spec, {"value": "Cards"}, headers=HTMX)

    assert response.status_code == 401
    assert value(spec) is None


def test_a_text_is_never_saved_in_another_name(dana: Client, spec: Spec, people: Cast) -> None:
    page_of = {"HX-Request": "true", "X-Countersign-User": str(people.yusuf.pk)}

    response = post(dana, spec, {"value": "Typed by Yusuf"}, headers=page_of)

    assert response.status_code == 401
    assert value(spec) is None


def test_a_submitted_spec_refuses_saves(dana: Client, spec: Spec) -> None:
    Spec.objects.filter(pk=spec.pk).update(state=State.IN_REVIEW)

    assert post(dana, spec, {"value": "Cards"}, headers=HTMX).status_code == 403


def test_markup_in_an_answer_is_shown_as_typed(dana: Client, spec: Spec) -> None:
    evil = '<script>alert(1)</script>"onmouseover="x'
    post(dana, spec, {"value": evil}, headers=HTMX)

    page = said(dana.get(reverse("specs:write-section", args=[spec.pk, "s1"])))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;onmouseover" in page


def test_not_applicable_is_an_answer_that_can_be_taken_back(dana: Client, spec: Spec) -> None:
    url = reverse("specs:not-applicable", args=[spec.pk, "io.inputs"])
    form = {"op_id": str(uuid.uuid4()), "base_version": 0}

    given = dana.post(url, {**form, "not_applicable": "No model inputs yet."}, headers=HTMX)

    assert given.status_code == 200
    assert value(spec, "io.inputs") == {"not_applicable": "No model inputs yet."}
    assert "Answer it after all" in said(given)
    back = {"op_id": str(uuid.uuid4()), "base_version": 1, "answer_after_all": "1"}
    assert dana.post(url, back, headers=HTMX).status_code == 200
    assert value(spec, "io.inputs") is None


@pytest.mark.parametrize("key", ["problem.statement", "io.inputs", "problem.implied_requirements"])
def test_the_example_can_be_inserted(dana: Client, spec: Spec, key: str) -> None:
    url = reverse("specs:insert-example", args=[spec.pk, key])

    response = dana.post(url, {"op_id": str(uuid.uuid4()), "base_version": 0}, headers=HTMX)

    assert response.status_code == 200
    assert value(spec, key) or Item.objects.filter(spec=spec, key=key).exists()


def test_the_usual_rows_are_offered_not_forced(dana: Client, spec: Spec) -> None:
    page = said(dana.get(reverse("specs:write-section", args=[spec.pk, "s5"])))
    assert "Start from the" in page
    assert not Item.objects.filter(spec=spec, key="risk.register").exists()

    url = reverse("specs:offer-rows", args=[spec.pk, "risk.register"])
    response = dana.post(url, {"op_id": str(uuid.uuid4())}, headers=HTMX)

    assert response.status_code == 200
    assert Item.objects.filter(spec=spec, key="risk.register").count() >= 4


def test_a_bad_cell_is_named_in_words(dana: Client, spec: Spec) -> None:
    item_id = uuid.uuid4()
    url = reverse("specs:save-item", args=[spec.pk, "evaluation.subgroups", item_id])
    row = {"op_id": str(uuid.uuid4()), "base_version": 0, "subgroup": "All", "threshold": "high"}

    response = dana.post(url, row, headers=HTMX)

    assert response.status_code == 422
    assert 'data-part="threshold"' in said(response)
    assert not Item.objects.filter(pk=item_id).exists()


def test_a_row_of_another_spec_cannot_be_reached(
    dana: Client, spec: Spec, people: Cast, template: SpecTemplate
) -> None:
    other = make_spec(people, template, "Another")
    item_id = uuid.uuid4()
    row = {"op_id": str(uuid.uuid4()), "base_version": 0, "subgroup": "Mine"}
    dana.post(
        reverse("specs:save-item", args=[other.pk, "evaluation.subgroups", item_id]),
        row,
        headers=HTMX,
    )

    stolen = {"op_id": str(uuid.uuid4()), "base_version": 1, "subgroup": "Stolen"}
    response = dana.post(
        reverse("specs:save-item", args=[spec.pk, "evaluation.subgroups", item_id]),
        stolen,
        headers=HTMX,
    )

    assert response.status_code == 403
    assert Item.objects.get(pk=item_id).cells == {"subgroup": "Mine"}


def test_a_pasted_block_with_a_wrong_cell_changes_nothing(dana: Client, spec: Spec) -> None:
    url = reverse("specs:paste-rows", args=[spec.pk, "evaluation.subgroups"])
    block = "Young\tAge\t0.7\t10\nOld\tAge\tmany\t10"

    response = dana.post(url, {"op_id": str(uuid.uuid4()), "text": block}, headers=HTMX)

    assert response.status_code == 422
    assert "Row 2, Threshold" in said(response)
    assert not Item.objects.filter(spec=spec).exists()
