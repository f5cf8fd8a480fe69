"""Rows: each is saved, moved, deleted and restored by itself."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from specs import actions
from specs.actions import Pasted, UnknownBase
from specs.models import Conflict, Item, ItemVersion, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_spec, op
from trail.models import Event

KEY = "io.other_edge_cases"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's in which Yusuf writes, too."""
    spec = make_spec(people, template)
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    return spec


def save(
    spec: Spec,
    people: Cast,
    item_id: uuid.UUID,
    cells: dict[str, Any],
    base: int,
    who: str = "dana",
) -> Item | Conflict:
    """Save one row."""
    return actions.save_item(
        spec=spec,
        attribute=spec.template.template.attributes[KEY],
        item_id=item_id,
        cells=cells,
        base_version=base,
        op_id=op(),
        by=getattr(people, who),
    )


def add(spec: Spec, people: Cast, case: str) -> Item:
    """Add one row."""
    item = save(spec, people, uuid.uuid4(), {"case": case}, 0)
    assert isinstance(item, Item)
    return item


def cases(spec: Spec) -> list[str]:
    """Return the rows that are there, in order."""
    return [item.cells["case"] for item in Item.objects.present().filter(spec=spec, key=KEY)]


def test_a_row_is_added_changed_and_kept_in_every_version(spec: Spec, people: Cast) -> None:
    item = add(spec, people, "Sent twice")

    changed = save(spec, people, item.pk, {"case": "Sent thrice"}, 1)

    assert isinstance(changed, Item)
    assert changed.version == 2
    kept = ItemVersion.objects.filter(item=item).order_by("version")
    assert [version.cells["case"] for version in kept] == ["Sent twice", "Sent thrice"]
    kinds = [event.kind for event in Event.objects.of_chain(spec.chain)]
    assert kinds[-2:] == ["item.added", "item.saved"]


def test_two_people_in_different_cells_of_a_row_are_merged(spec: Spec, people: Cast) -> None:
    item = add(spec, people, "Sent twice")
    save(spec, people, item.pk, {"case": "Sent twice within 10 s"}, 1)

    merged = save(
        spec, people, item.pk, {"case": "Sent twice", "behaviour": "First score"}, 1, who="yusuf"
    )

    assert isinstance(merged, Item)
    assert merged.cells == {"case": "Sent twice within 10 s", "behaviour": "First score"}


def test_two_people_in_one_cell_are_both_kept(spec: Spec, people: Cast) -> None:
    item = add(spec, people, "Sent twice")
    save(spec, people, item.pk, {"case": "By Dana"}, 1)

    conflict = save(spec, people, item.pk, {"case": "By Yusuf"}, 1, who="yusuf")

    assert isinstance(conflict, Conflict)
    assert (conflict.mine, conflict.theirs) == ({"case": "By Yusuf"}, {"case": "By Dana"})
    assert cases(spec) == ["By Dana"]


def test_rows_can_be_put_in_another_order(spec: Spec, people: Cast) -> None:
    first, _second, third = (add(spec, people, name) for name in ("One", "Two", "Three"))

    actions.move_item(spec=spec, item_id=third.pk, before=first.pk, op_id=op(), by=people.dana)
    assert cases(spec) == ["Three", "One", "Two"]

    actions.move_item(spec=spec, item_id=third.pk, before=None, op_id=op(), by=people.dana)
    assert cases(spec) == ["One", "Two", "Three"]


def test_a_deleted_row_comes_back_where_it_was(spec: Spec, people: Cast) -> None:
    for name in ("One", "Two", "Three"):
        add(spec, people, name)
    two = Item.objects.get(spec=spec, cells__case="Two")

    actions.delete_item(spec=spec, item_id=two.pk, base_version=1, op_id=op(), by=people.dana)
    assert cases(spec) == ["One", "Three"]

    actions.restore_item(spec=spec, item_id=two.pk, op_id=op(), by=people.dana)
    assert cases(spec) == ["One", "Two", "Three"]


def test_a_row_that_somebody_changed_is_not_deleted_unseen(spec: Spec, people: Cast) -> None:
    item = add(spec, people, "One")
    save(spec, people, item.pk, {"case": "One, by Yusuf"}, 1, who="yusuf")

    with pytest.raises(UnknownBase):
        actions.delete_item(spec=spec, item_id=item.pk, base_version=1, op_id=op(), by=people.dana)

    assert cases(spec) == ["One, by Yusuf"]


def test_typing_into_a_row_that_somebody_deleted_brings_it_back(spec: Spec, people: Cast) -> None:
    item = add(spec, people, "One")
    actions.delete_item(spec=spec, item_id=item.pk, base_version=1, op_id=op(), by=people.yusuf)

    saved = save(spec, people, item.pk, {"case": "One, longer"}, 1)

    assert isinstance(saved, Item)
    assert cases(spec) == ["One, longer"]


def test_a_pasted_block_fills_rows_and_adds_the_rest_once(spec: Spec, people: Cast) -> None:
    item = add(spec, people, "One")
    attribute = spec.template.template.attributes[KEY]
    again = op()
    block = [Pasted(item.pk, "", {"behaviour": "Wait"}), Pasted(None, "", {"case": "Two"})]

    for _try in range(2):
        actions.paste_rows(spec=spec, attribute=attribute, rows=block, op_id=again, by=people.dana)

    assert cases(spec) == ["One", "Two"]
    item.refresh_from_db()
    assert item.cells == {"case": "One", "behaviour": "Wait"}
    assert ItemVersion.objects.filter(spec=spec).count() == 3


def test_a_table_has_an_end(spec: Spec, people: Cast) -> None:
    attribute = spec.template.template.attributes[KEY]
    block = [Pasted(None, "", {"case": str(number)}) for number in range(1001)]

    with pytest.raises(ValidationError, match="at most 1000 rows"):
        actions.paste_rows(spec=spec, attribute=attribute, rows=block, op_id=op(), by=people.dana)

    assert cases(spec) == []


def test_two_who_begin_the_same_fixed_row_write_one_row(spec: Spec, people: Cast) -> None:
    attribute = spec.template.template.attributes["problem.implied_requirements"]
    item_id = uuid.uuid5(spec.pk, f"{attribute.key}/latency")

    def begin(cells: dict[str, Any], who: str) -> Item | Conflict:
        return actions.save_item(
            spec=spec,
            attribute=attribute,
            item_id=item_id,
            row="latency",
            cells=cells,
            base_version=0,
            op_id=op(),
            by=getattr(people, who),
        )

    begin({"level": "high"}, "dana")
    second = begin({"reason": "In the payment path"}, "yusuf")

    assert isinstance(second, Item)
    assert second.cells == {"level": "high", "reason": "In the payment path"}
    assert Item.objects.filter(spec=spec, row="latency").count() == 1
