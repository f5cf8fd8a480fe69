"""Long tables on the write page: a hundred rows at a time, with a way to each other row."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from specs import actions
from specs.actions.items import GAP, MOST_ROWS
from specs.models import Conflict, Item, ItemVersion, Spec, SpecTemplate
from tests.cast import Cast, sign_in
from tests.make import make_spec, op

KEY = "io.inputs"
NAMES = "io.other_edge_cases"
MOST_BYTES = 700_000  # of a page with a hundred rows; all thousand took six millions


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's whose table of inputs holds as many rows as it may."""
    spec = make_spec(people, template)
    fill(spec, people, KEY, MOST_ROWS, "input")
    return spec


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return Dana's browser."""
    return sign_in(client, people.dana)


def fill(spec: Spec, people: Cast, key: str, number: int, column: str) -> None:
    """Put rows into a table."""
    items = [
        Item(
            pk=uuid.uuid4(),
            spec=spec,
            key=key,
            position=n * GAP,
            version=1,
            cells={column: f"row_{n}"},
            updated_by=people.dana,
        )
        for n in range(1, number + 1)
    ]
    Item.objects.bulk_create(items)
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item,
            spec=spec,
            version=1,
            cells=item.cells,
            position=item.position,
            is_deleted=False,
            base_version=0,
            op_id=op(),
            author=people.dana,
            saved_at=spec.updated_at,
        )
        for item in items
    )


def page_of(client: Client, spec: Spec, first: int | str = "", key: str = KEY) -> str:
    """Return the page of the section that shows a table from a row on."""
    section = spec.template.template.section_of[key]
    query = {f"rows-{key}": first} if first else {}
    response = client.get(reverse("specs:write-section", args=[spec.pk, section]), query)
    assert response.status_code == 200
    return response.content.decode()


def names(page: str) -> list[str]:
    """Return the first cells of the rows shown."""
    return re.findall(r">(row_\d+)</textarea>", page)


def expected(first: int, last: int) -> list[str]:
    return [f"row_{n}" for n in range(first, last + 1)]


def item(spec: Spec, name: str, column: str = "input") -> Item:
    return Item.objects.get(spec=spec, cells__contains={column: name})


def send(client: Client, url: str, data: dict[str, Any], **headers: str) -> Any:
    """Post as a browser without script does."""
    return client.post(url, {"op_id": str(op()), **data}, headers=headers)


def post(client: Client, spec: Spec, url: str, data: dict[str, Any], first: int) -> Any:
    """Post as the page does that shows a table from a row on."""
    section = spec.template.template.section_of[KEY]
    here = reverse("specs:write-section", args=[spec.pk, section])
    referer = f"http://testserver{here}?rows-{KEY}={first}"
    return send(client, url, data, **{"HX-Request": "true", "Referer": referer})


@pytest.mark.django_db(transaction=True)
def test_a_page_with_a_thousand_rows_stays_small_and_asks_no_more(dana: Client, spec: Spec) -> None:
    page_of(dana, spec)

    with CaptureQueriesContext(connection) as asked:
        page = page_of(dana, spec)

    assert len(asked) == 2, asked.captured_queries
    assert len(page.encode()) < MOST_BYTES
    assert names(page) == expected(1, 100)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (101, (101, 200)),
        (150, (101, 200)),
        (901, (901, 1000)),
        (99999, (901, 1000)),
        (0, (1, 100)),
        ("-5", (1, 100)),
        ("many", (1, 100)),
    ],
)
def test_the_address_says_which_rows_are_shown(
    dana: Client, spec: Spec, asked: int | str, shown: tuple[int, int]
) -> None:
    assert names(page_of(dana, spec, asked)) == expected(*shown)


def test_links_lead_to_the_rows_before_and_after(dana: Client, spec: Spec) -> None:
    first, middle, last = (page_of(dana, spec, n) for n in (1, 401, 901))

    assert "Rows 401 to 500 of 1000" in middle
    assert 'rel="prev" href="/specs/' in middle
    assert f"?rows-{KEY}=301#field-io-inputs" in middle
    assert f"?rows-{KEY}=501#field-io-inputs" in middle
    assert "Previous rows" not in first
    assert "Next rows" not in last
    assert "data-blank-row" in last  # rows are added at the end
    assert f'{reverse("specs:add-item", args=[spec.pk, KEY])}"' in first  # and from anywhere
    assert first.count("data-blank-row") == last.count("data-blank-row") - 1


def test_links_keep_what_is_shown_of_other_tables(dana: Client, spec: Spec, people: Cast) -> None:
    section = spec.template.template.section_of[KEY]
    assert spec.template.template.section_of[NAMES] == section
    fill(spec, people, NAMES, 150, "case")
    url = reverse("specs:write-section", args=[spec.pk, section])

    page = dana.get(url, {f"rows-{KEY}": 201, f"rows-{NAMES}": 101}).content.decode()

    assert f"?rows-{NAMES}=101&amp;rows-{KEY}=301#field-io-inputs" in page
    assert f"?rows-{KEY}=201&amp;rows-{NAMES}=1#field-" in page


def test_a_short_table_has_no_pages(dana: Client, people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)
    fill(spec, people, KEY, 100, "input")

    page = page_of(dana, spec)

    assert names(page) == expected(1, 100)
    assert "grid-pages" not in page
    assert "data-first" not in page


def test_saving_a_row_returns_no_other_row(dana: Client, spec: Spec) -> None:
    row = item(spec, "row_150")
    url = reverse("specs:save-item", args=[spec.pk, KEY, row.pk])

    response = post(dana, spec, url, {"base_version": 1, "input": "amount"}, 101)

    assert response.status_code == 200
    assert f'id="rowstate-{row.pk}" data-version="2"' in response.content.decode()
    assert b"<textarea" not in response.content


def test_a_row_goes_over_the_edge_of_its_page(dana: Client, spec: Spec) -> None:
    page = page_of(dana, spec, 101)
    row = item(spec, "row_101")
    found = re.search(
        rf'{row.pk}/move/">.*?name="before" value="([^"]+)".*?data-over="up"', page, re.DOTALL
    )
    assert found
    url = reverse("specs:move-item", args=[spec.pk, KEY, row.pk])

    response = post(dana, spec, url, {"before": found[1]}, 101)

    assert names(response.content.decode()) == [*expected(1, 99), "row_101"]
    assert names(page_of(dana, spec, 101))[:2] == ["row_100", "row_102"]


def test_a_row_goes_down_over_the_edge_without_script(dana: Client, spec: Spec) -> None:
    page = page_of(dana, spec)
    row = item(spec, "row_100")
    found = re.search(r'name="before" value="([^"]+)"><button class="row-button" data-over', page)
    assert found
    url = reverse("specs:move-item", args=[spec.pk, KEY, row.pk])

    response = send(dana, url, {"before": found[1]})

    assert response.status_code == 302
    assert response["Location"].endswith(f"?rows-{KEY}=101#row-{row.pk}")
    assert names(page_of(dana, spec, 101))[:2] == ["row_100", "row_102"]


def test_the_last_row_of_a_page_knows_what_follows_it(dana: Client, spec: Spec) -> None:
    after = item(spec, "row_201")

    assert f'data-after="{after.pk}"' in page_of(dana, spec, 101)


def test_deleting_and_undoing_stay_on_the_page(dana: Client, spec: Spec) -> None:
    row = item(spec, "row_350")
    gone = reverse("specs:delete-item", args=[spec.pk, KEY, row.pk])
    back = reverse("specs:restore-item", args=[spec.pk, KEY, row.pk])

    deleted = post(dana, spec, gone, {"base_version": 1}, 301).content.decode()
    restored = post(dana, spec, back, {}, 1).content.decode()

    assert names(deleted) == [*expected(301, 349), *expected(351, 401)]
    assert "Undo" in deleted
    assert names(restored) == expected(301, 400)


def test_a_row_added_without_script_is_shown(dana: Client, people: Cast, spec: Spec) -> None:
    gone = item(spec, "row_1000")
    actions.delete_item(spec=spec, item_id=gone.pk, base_version=1, op_id=op(), by=people.dana)

    response = send(dana, reverse("specs:add-item", args=[spec.pk, KEY]), {})

    added = Item.objects.get(spec=spec, cells={})
    assert response["Location"].endswith(f"?rows-{KEY}=901#row-{added.pk}")


def test_what_others_save_comes_on_the_page_that_is_open(
    dana: Client, people: Cast, spec: Spec
) -> None:
    row = item(spec, "row_250")
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    url = reverse("specs:save-item", args=[spec.pk, KEY, row.pk])
    send(sign_in(Client(), people.yusuf), url, {"base_version": 1, "input": "amount"})
    section = spec.template.template.section_of[KEY]
    here = reverse("specs:write-section", args=[spec.pk, section])

    response = dana.get(
        reverse("specs:pulse", args=[spec.pk, section]),
        {"since": 0},
        headers={"HX-Request": "true", "Referer": f"http://testserver{here}?rows-{KEY}=201"},
    )

    shown = response.content.decode()
    assert ">amount</textarea>" in shown
    assert names(shown) == [*expected(201, 249), *expected(251, 300)]


def test_a_finding_on_another_page_leads_there(dana: Client, spec: Spec) -> None:
    row = item(spec, "row_777")
    Item.objects.filter(pk=row.pk).update(cells={"input": "row_777", "type": "nonsense"})

    page = page_of(dana, spec)
    there = page_of(dana, spec, 701)
    listed = dana.get(reverse("specs:findings", args=[spec.pk])).content.decode()

    link = f"?rows-{KEY}=701#row-{row.pk}"
    assert f'{link}">row 777</a>' in page
    assert f'{link}">row 777</a>' not in there
    assert f"{link}" in listed


def test_a_thousand_rows_are_pasted_in_one_go(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    text = "\n".join(f"row_{n}\tinteger" for n in range(1, MOST_ROWS + 1))
    url = reverse("specs:paste-rows", args=[spec.pk, KEY])

    response = post(dana, spec, url, {"text": text, "start_column": 0}, 1)

    assert response.status_code == 200
    assert names(response.content.decode()) == expected(1, 100)
    assert Item.objects.present().filter(spec=spec, key=KEY).count() == MOST_ROWS


def test_pasting_over_the_edge_keeps_what_others_wrote_there(
    dana: Client, people: Cast, spec: Spec
) -> None:
    theirs = item(spec, "row_101")
    post(
        dana,
        spec,
        reverse("specs:save-item", args=[spec.pk, KEY, theirs.pk]),
        {"base_version": 1, "input": "by_somebody_else"},
        101,
    )
    last = item(spec, "row_100")
    data = {"start_column": 0, "start_item": last.pk, "since": 0, "seen": f"{last.pk}:1"}

    response = post(
        dana,
        spec,
        reverse("specs:paste-rows", args=[spec.pk, KEY]),
        {**data, "text": "pasted_100\npasted_101\npasted_102"},
        1,
    )

    assert response.status_code == 200
    conflict = Conflict.objects.open().get(spec=spec)
    assert conflict.item_id == theirs.pk
    assert isinstance(conflict.mine, dict)
    assert conflict.mine["input"] == "pasted_101"
    assert item(spec, "by_somebody_else").pk == theirs.pk
    assert item(spec, "pasted_102").version == 2
