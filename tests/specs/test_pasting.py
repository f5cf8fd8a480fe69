"""Pasting on the write page: each cell lands in the row that the writer saw."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from specs import actions
from specs.models import Conflict, Item, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_spec, op

KEY = "io.other_edge_cases"
GIVEN = "problem.implied_requirements"


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


def add(spec: Spec, people: Cast, case: str) -> Item:
    """Add one row."""
    return write(spec, people, uuid.uuid4(), case, 0)


def write(spec: Spec, people: Cast, item_id: uuid.UUID, case: str, base: int) -> Item:
    """Write one row as Yusuf."""
    item = actions.save_item(
        spec=spec,
        attribute=spec.template.template.attributes[KEY],
        item_id=item_id,
        cells={"case": case},
        base_version=base,
        op_id=op(),
        by=people.yusuf,
    )
    assert isinstance(item, Item)
    return item


def paste(client: Client, spec: Spec, text: str, key: str = KEY, **more: Any) -> Any:
    """Paste as the page does."""
    url = reverse("specs:paste-rows", args=[spec.pk, key])
    data = {"op_id": str(op()), "text": text, "start_column": 0, **more}
    return client.post(url, data, headers={"HX-Request": "true"})


def cells(spec: Spec, key: str = KEY) -> list[Any]:
    """Return the rows that are there, in order."""
    return [item.cells for item in Item.objects.present().filter(spec=spec, key=key)]


def test_a_block_finds_its_row_when_somebody_moved_it(
    dana: Client, spec: Spec, people: Cast
) -> None:
    one, two = add(spec, people, "One"), add(spec, people, "Two")
    actions.move_item(spec=spec, item_id=two.pk, before=one.pk, op_id=op(), by=people.yusuf)

    paste(dana, spec, "Ask\nWait", start_item=one.pk, start_column=1)

    assert cells(spec) == [
        {"case": "Two"},
        {"case": "One", "behaviour": "Ask"},
        {"behaviour": "Wait"},
    ]


def test_a_paste_over_what_somebody_wrote_meanwhile_keeps_both(
    dana: Client, spec: Spec, people: Cast
) -> None:
    item = add(spec, people, "One")
    write(spec, people, item.pk, "One, as Yusuf has it", 1)

    response = paste(dana, spec, "Uno\tAsk", start_item=item.pk, seen=f"{item.pk}:1")

    assert "Yusuf" in response.content.decode()
    assert cells(spec) == [{"case": "One, as Yusuf has it"}]
    assert Conflict.objects.open().get().mine == {"case": "Uno", "behaviour": "Ask"}


def test_given_rows_are_filled_where_they_stand(dana: Client, spec: Spec) -> None:
    second = spec.template.template.attributes[GIVEN].row_id(spec.pk, "interpretability")

    paste(dana, spec, "high\tFor appeals\nlow\tRules do it", GIVEN, start_item=second)

    stored = {item.row: item.cells["level"] for item in Item.objects.filter(spec=spec, key=GIVEN)}
    assert stored == {"interpretability": "high", "accuracy": "low"}


def test_given_rows_take_no_more_than_there_are(dana: Client, spec: Spec) -> None:
    response = paste(dana, spec, "high\nlow\nlow\nlow", GIVEN)

    assert response.status_code == 422
    assert "no more can be added" in response.content.decode()
    assert cells(spec, GIVEN) == []


def test_an_example_and_somebody_in_its_first_row_are_both_kept(dana: Client, spec: Spec) -> None:
    attribute = spec.template.template.attributes[GIVEN]
    example = reverse("specs:insert-example", args=[spec.pk, GIVEN])
    dana.post(example, {"op_id": str(op()), "base_version": 0})

    row = reverse("specs:save-item", args=[spec.pk, GIVEN, attribute.row_id(spec.pk, "latency")])
    typed = {"op_id": str(op()), "base_version": 0, "row": "latency", "reason": "Mine"}
    response = dana.post(row, typed, headers={"HX-Request": "true"})

    assert response.status_code == 409
    assert Item.objects.filter(spec=spec, row="latency").count() == 1


@pytest.mark.parametrize("seen", ["x", "1:2:3", f"{uuid.UUID(int=7)}:x"])
def test_broken_versions_are_refused_in_words(dana: Client, spec: Spec, seen: str) -> None:
    response = paste(dana, spec, "One\tAsk", seen=seen)

    assert response.status_code == 422
    assert "older than the spec" in response.content.decode()
