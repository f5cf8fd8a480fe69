"""Failure modes of the catalogue, taken over into the register."""

from __future__ import annotations

import pytest
from django.test import Client

from specs import actions
from specs.models import Item, Spec, SpecTemplate
from specs.views.risk_library import CATEGORIES, failure_modes
from tests.cast import Cast
from tests.make import make_spec, op


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft with nothing in it."""
    return make_spec(people, template)


def library(client: Client, spec: Spec, query: str = "") -> str:
    return client.get(f"/specs/{spec.pk}/risks/library/{query}").content.decode()


def take(client: Client, spec: Spec, *keys: str) -> int:
    response = client.post(f"/specs/{spec.pk}/risks/library/", {"mode": list(keys)})
    return response.status_code


def register(spec: Spec) -> list[Item]:
    return list(Item.objects.present().filter(spec=spec, key="risk.register"))


def test_every_entry_has_a_category_of_the_register(spec: Spec) -> None:
    column = spec.template.template.attributes["risk.register"].column("category")
    assert column is not None
    known = {option.value for option in column.options}

    assert set(CATEGORIES.values()) <= known
    assert len(failure_modes()) >= 16
    assert {mode.cells["category"] for mode in failure_modes()} == known


def test_what_is_ticked_becomes_a_line_and_nothing_else_does(dana: Client, spec: Spec) -> None:
    assert take(dana, spec, "standard-skew", "too_late") == 302

    rows = [item.cells for item in register(spec)]
    assert [row["failure_mode"] for row in rows] == [
        "Training/serving skew",
        "The prediction came too late to act on",
    ]
    assert rows[0]["mitigation"] == "Monitor feature distributions in production"
    assert {row["status"] for row in rows} == {"open"}


def test_what_is_there_is_marked_even_when_it_was_rewritten(
    dana: Client, spec: Spec, people: Cast
) -> None:
    take(dana, spec, "standard-skew")
    [item] = register(spec)
    actions.save_item(
        spec=spec,
        attribute=spec.template.template.attributes["risk.register"],
        item_id=item.pk,
        cells={**item.cells, "failure_mode": "Amounts are rounded differently when serving"},
        base_version=item.version,
        op_id=op(),
        by=people.dana,
    )

    assert 'id="mode-standard-skew"' not in library(dana, spec)
    take(dana, spec, "standard-skew")
    assert [item.cells["failure_mode"] for item in register(spec)] == [
        "Amounts are rounded differently when serving"
    ]


def test_the_four_of_the_template_count_as_there(dana: Client, spec: Spec) -> None:
    dana.post(f"/specs/{spec.pk}/rows/risk.register/offered/", {"op_id": str(op())})

    assert library(dana, spec).count("word-approved meta") == 4


def test_a_deleted_line_can_be_taken_again(dana: Client, spec: Spec, people: Cast) -> None:
    take(dana, spec, "too_late")
    [item] = register(spec)
    actions.delete_item(
        spec=spec, item_id=item.pk, base_version=item.version, op_id=op(), by=people.dana
    )

    take(dana, spec, "too_late")

    assert [item.cells["category"] for item in register(spec)] == ["latency"]


def test_the_library_is_searched_in_all_its_words(dana: Client, spec: Spec) -> None:
    text = library(dana, spec, "?q=feedback+loop")

    assert "Users adapt (feedback loop)" in text
    assert "Training/serving skew" not in text
    assert "No failure mode holds “zeppelin”" in library(dana, spec, "?q=zeppelin")


def test_ticking_nothing_is_said(dana: Client, spec: Spec) -> None:
    assert take(dana, spec) == 422
    assert take(dana, spec, "unknown") == 422
