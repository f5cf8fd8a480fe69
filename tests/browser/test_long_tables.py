"""A long table in a browser: page by page, with rows that go over the edge of a page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from specs import actions
from specs.actions import Pasted
from specs.models import Item, SpecTemplate
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import make_spec, op

KEY = "io.inputs"


@pytest.mark.django_db(transaction=True)
def test_a_row_goes_over_the_edge_and_what_is_typed_there_is_saved(
    cast: Cast, browsers: Browsers, ml_template: SpecTemplate
) -> None:
    spec = make_spec(cast, ml_template)
    attribute = ml_template.template.attributes[KEY]
    rows = [Pasted(None, "", {"input": f"row_{n}"}) for n in range(1, 251)]
    actions.paste_rows(spec=spec, attribute=attribute, rows=rows, op_id=op(), by=cast.dana)
    section = ml_template.template.section_of[KEY]
    page = browsers.of(cast.dana)
    page.goto(f"/specs/{spec.pk}/write/{section}/")
    field = page.locator("#field-io-inputs")
    first = field.locator("tr[data-item] textarea.cell").first

    field.get_by_role("link", name="Next rows").click()
    expect(first).to_have_value("row_101")
    first.press("Alt+ArrowUp")
    expect(field.locator(".grid-pages")).to_contain_text("Rows 1 to 100 of 250")
    expect(page).to_have_url(re.compile(rf"rows-{re.escape(KEY)}=1(#|$)"))
    moved = field.locator("tr[data-item] textarea[name=input]").last
    expect(moved).to_have_value("row_101")
    moved.fill("renamed")
    moved.press("Tab")

    expect(page.locator("#saved-state .saved-state")).to_contain_text("Saved")
    order = [i.cells["input"] for i in Item.objects.present().filter(spec=spec, key=KEY)]
    assert order[98:102] == ["row_99", "renamed", "row_100", "row_102"]
