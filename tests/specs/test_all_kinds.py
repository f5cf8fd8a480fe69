"""All sixteen kinds of attribute: written on the page, stored, shown again and read."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from specs import actions
from specs.catalogue import attributes
from specs.catalogue import template as built_in
from specs.domain.attribute import Attribute, Kind, Section, TemplateItem
from specs.domain.values import display
from specs.models import Answer, Item, Spec, SpecTemplate
from tests.cast import Cast
from trail.domain.canonical import canonical

HTMX = {"HX-Request": "true"}


def one_of_each() -> dict[Kind, Attribute]:
    """Return one attribute of each kind that shows without conditions."""
    found: dict[Kind, Attribute] = {}
    for attribute in attributes().values():
        if not attribute.show_when and attribute.example is not None:
            found.setdefault(attribute.kind, attribute)
    return found


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec of a template that asks for one attribute of each kind."""
    items = tuple(TemplateItem(attribute, required=True) for attribute in one_of_each().values())
    section = Section("all", "", "All kinds", "One of each.", ("product_manager",), items)
    made = replace(built_in("ml_model_spec"), key="all_kinds", sections=(section,))
    row = SpecTemplate.objects.create(
        key="all_kinds",
        version=1,
        title="All kinds",
        definition=canonical(made.definition()),
        digest=made.digest,
    )
    return actions.start_spec(
        organisation=people.meridian, template=row, title="All kinds", by=people.dana
    )


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return Dana's browser."""
    client.force_login(people.dana)
    return client


TYPED: dict[Kind, dict[str, Any]] = {
    Kind.SHORT_TEXT: {"value": "A short text"},
    Kind.LONG_TEXT: {"value": "First line.\n\nSecond *paragraph*."},
    Kind.NUMBER: {"value": "0.90"},
    Kind.NUMBER_UNIT: {"value": "12.50", "unit": "USD"},
    Kind.PERCENT: {"value": "0.20"},
    Kind.DURATION: {"value": "60", "unit": "ms"},
    Kind.DATE: {"value": "2026-03-02"},
    Kind.DATE_RANGE: {"start": "2025-01-01", "end": "2025-12-31"},
    Kind.YES_NO: {"value": "no"},
    Kind.RAG: {"status": "amber", "note": "Waits for data"},
    Kind.PERSON: {"name": "Dana Okafor", "role": "product_manager"},
}
STORED: dict[Kind, Any] = {
    kind: typed["value"] if set(typed) == {"value"} else typed for kind, typed in TYPED.items()
}
STORED[Kind.YES_NO] = False


def typed_for(attribute: Attribute) -> dict[str, Any]:
    """Return what one would type into this attribute."""
    if attribute.kind is Kind.CHOICE:
        return {"value": attribute.options[0].value}
    if attribute.kind is Kind.MULTI_CHOICE:
        return {"value": [option.value for option in attribute.options[:2]]}
    typed = TYPED[attribute.kind]
    if attribute.kind is Kind.NUMBER and attribute.integer:
        return {"value": "7"}
    return typed


def save(client: Client, spec: Spec, attribute: Attribute, typed: dict[str, Any]) -> None:
    """Save a field as the page does."""
    answer = Answer.objects.filter(spec=spec, key=attribute.key).first()
    form = {"op_id": str(uuid.uuid4()), "base_version": answer.version if answer else 0, **typed}
    url = reverse("specs:save-answer", args=[spec.pk, attribute.key])
    response = client.post(url, form, headers=HTMX)
    assert response.status_code == 200, response.content.decode()


def page(client: Client, spec: Spec) -> str:
    """Return the one section of the spec."""
    response = client.get(reverse("specs:write-section", args=[spec.pk, "all"]))
    assert response.status_code == 200
    return response.content.decode()


def test_there_is_an_attribute_of_every_kind() -> None:
    assert set(one_of_each()) == set(Kind)


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.has_items])
def test_a_kind_is_saved_and_shown_again_as_it_was_typed(
    dana: Client, spec: Spec, kind: Kind
) -> None:
    attribute = one_of_each()[kind]
    typed = typed_for(attribute)

    save(dana, spec, attribute, typed)

    stored = Answer.objects.get(spec=spec, key=attribute.key).value
    expected = typed["value"] if set(typed) == {"value"} else typed
    assert stored == (False if kind is Kind.YES_NO else expected)
    shown = page(dana, spec).split(f'id="field-{attribute.html_id}"')[1].split('id="field-')[0]
    texts = [
        text for value in typed.values() for text in ([value] if isinstance(value, str) else value)
    ]
    for text in texts:
        assert text.replace("'", "&#x27;") in shown
    assert display(attribute, stored)


@pytest.mark.parametrize("kind", [Kind.TABLE, Kind.CHECKLIST, Kind.RUBRIC])
def test_a_kind_with_rows_is_saved_row_by_row(dana: Client, spec: Spec, kind: Kind) -> None:
    attribute = one_of_each()[kind]
    row = (*attribute.fixed_rows, *attribute.items)[0].key if kind is Kind.CHECKLIST else ""
    cells: dict[str, str] = {"answer": "unsure", "note": "Ask legal"}
    if kind is not Kind.CHECKLIST:
        column = next(c for c in attribute.columns if c.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT))
        cells = {column.key: "Written in a row"}
    if kind is Kind.RUBRIC:
        cells |= {f"scores.{attribute.criteria[0].key}": "4"}
    item_id = uuid.uuid4()
    url = reverse("specs:save-item", args=[spec.pk, attribute.key, item_id])
    form = {"op_id": str(uuid.uuid4()), "base_version": 0, "row": row, **cells}

    response = dana.post(url, form, headers=HTMX)

    assert response.status_code == 200, response.content.decode()
    stored = Item.objects.get(pk=item_id).cells
    assert "Ask legal" in json.dumps(stored) or "Written in a row" in json.dumps(stored)
    if kind is Kind.RUBRIC:
        assert stored["scores"] == {attribute.criteria[0].key: "4"}
        assert "<option selected>4</option>" in page(dana, spec)
    assert str(item_id) in page(dana, spec)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_example_of_a_kind_can_be_inserted_and_read(
    dana: Client, spec: Spec, kind: Kind
) -> None:
    attribute = one_of_each()[kind]
    answer = Answer.objects.filter(spec=spec, key=attribute.key).first()
    form = {"op_id": str(uuid.uuid4()), "base_version": answer.version if answer else 0}

    url = reverse("specs:insert-example", args=[spec.pk, attribute.key])
    response = dana.post(url, form, headers=HTMX)

    assert response.status_code == 200, response.content.decode()
    read = dana.get(reverse("specs:read", args=[spec.pk]))
    assert read.status_code == 200
    assert attribute.title in read.content.decode()
