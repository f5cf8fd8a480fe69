"""A colleague reads, marks what they read, and sees what changed since; two revisions compared."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from specs import actions
from specs.models import Item, Spec, SpecTemplate
from tests.browsing import Browsers, axe
from tests.cast import Cast
from tests.make import change, make_full_spec, make_review, op

pytestmark = pytest.mark.django_db(transaction=True)
RISKS = "risk.register"


@pytest.fixture
def spec(cast: Cast, ml_template: SpecTemplate) -> Spec:
    return make_full_spec(cast, ml_template)


def change_things(spec: Spec, cast: Cast) -> None:
    """Change a figure, a long text and a row, as their author."""
    change(spec, "deployment.p99", {"value": "80", "unit": "ms"}, cast.dana)
    change(spec, "deployment.burst_handling", "Queue for two minutes, then shed load.", cast.dana)
    row = Item.objects.filter(spec=spec, key=RISKS).order_by("position").first()
    assert row
    actions.save_item(
        spec=spec,
        attribute=spec.template.template.attributes[RISKS],
        item_id=row.pk,
        cells={**row.cells, "owner": "Piotr Zielak"},
        base_version=row.version,
        op_id=op(),
        by=cast.dana,
    )


def test_a_section_is_marked_in_place_and_unread_again_when_it_changes(
    cast: Cast, spec: Spec, browsers: Browsers
) -> None:
    page = browsers.of(cast.piotr)
    page.goto(f"/specs/{spec.pk}/read/")
    page.wait_for_load_state("networkidle")
    page.locator("#mark-s6").focus()
    page.keyboard.press("m")

    expect(page.locator("#mark-of-s6")).to_contain_text("You have read this section")
    expect(page.locator("#how-far")).to_contain_text("1 of 8 sections read")
    expect(page.locator("#seen-s6 [aria-label='read']")).to_be_visible()
    expect(page.locator("#mark-s6")).to_be_focused()

    change_things(spec, cast)
    page.reload()

    expect(page.locator("#how-far")).to_contain_text("0 of 8 sections read")
    expect(page.locator("#section-s6 ins").first).to_have_text("80 ms")
    expect(page.locator("#section-s6 .delta").first).to_have_text("+20 ms, +33.3%")
    expect(page.locator("#section-s5 ins")).to_have_count(0)
    assert axe(page) == []


def test_reading_needs_no_script(cast: Cast, spec: Spec, browsers: Browsers) -> None:
    page = browsers.of(cast.piotr, script=False)
    page.goto(f"/specs/{spec.pk}/read/?as=")
    page.locator("#mark-s1").click()

    expect(page).to_have_url(re.compile(r"/read/\?as=#section-s1$"))
    expect(page.locator("#how-far")).to_contain_text("1 of 8 sections read")


@pytest.mark.parametrize("width", [1440, 390])
def test_two_revisions_are_compared_and_the_address_says_how(
    cast: Cast, spec: Spec, browsers: Browsers, width: int
) -> None:
    make_review(cast, spec)
    actions.return_to_draft(spec=spec, by=cast.dana, why="Too slow.")
    change_things(spec, cast)
    page = browsers.of(cast.felix)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/specs/{spec.pk}/compare/")

    expect(page.get_by_role("status").last).to_contain_text("3 changes in 2 sections")
    expect(page.locator("#compare-deployment-p99")).to_contain_text("+20 ms, +33.3%")
    expect(page.locator(".compare-row")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []

    page.get_by_role("link", name="In one text").click()
    expect(page).to_have_url(re.compile("view=inline"))
    expect(page.locator("#compare-deployment-p99 del")).to_have_text("60 ms")
    page.get_by_label("From").select_option("0")
    expect(page).to_have_url(re.compile("from=0.*view=inline"))
    expect(page.get_by_text("Both sides are the same text")).to_be_visible()
