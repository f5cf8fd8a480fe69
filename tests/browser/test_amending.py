"""Wanted, reached and proposed in a real browser: figures follow what is typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reviews.models import Amendment
from specs.models import SpecTemplate
from tests.browsing import Browsers, axe
from tests.cast import Cast
from tests.reviews.amendment_scene import PRECISION, RECALL, SHIP, approve_spec

pytestmark = pytest.mark.timeout(600)


def test_figures_follow_what_is_typed_and_the_proposal_goes_out(
    cast: Cast, browsers: Browsers
) -> None:
    template = SpecTemplate.objects.filter(key="full_spec").latest("version")
    spec = approve_spec(cast, template)
    page = browsers.of(cast.dana)
    page.goto(f"/specs/{spec.pk}/amendments/new/")
    page.get_by_role("searchbox").fill("minimum value to ship")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    page.get_by_label("Minimum value to ship").check()
    page.get_by_role("button", name="Next: why").click()
    page.get_by_label("Why must it change?").fill("The proof of concept ends at 0.61.")
    page.get_by_label("What is known now?").fill("Recall of 0.61 on the held-out quarter.")
    page.get_by_role("button", name="Next: the values").click()
    rows = {row.key: row.pk for row in Amendment.objects.get().changes.all()}
    figures = page.locator("#figures")

    for key, reached, proposed in (
        (SHIP, "0.61", "0.62"),
        (RECALL, "0.61", "0.64"),
        (PRECISION, "0.38", "0.38"),
    ):
        page.locator(f"[name=r{rows[key]}]").fill(reached)
        page.locator(f"[name=p{rows[key]}-value]").fill(proposed)

    expect(figures).to_contain_text("3 thresholds are loosened after a result was known")
    expect(figures).to_contain_text("80.35 USD")
    expect(figures).to_contain_text("2,477,734 less than wanted")
    expect(page.locator(f"[name=p{rows[SHIP]}-value]")).to_have_value("0.62")
    assert axe(page) == []
    page.get_by_role("button", name="Propose to the roles it touches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amendment 1 of revision 1")
    assert axe(page) == []


def test_every_step_works_without_a_script(cast: Cast, browsers: Browsers) -> None:
    template = SpecTemplate.objects.get(key="ml_model_spec")
    spec = approve_spec(cast, template)
    page = browsers.of(cast.dana, script=False)
    page.goto(f"/specs/{spec.pk}/amendments/new/")
    page.get_by_label("Minimum value to ship").check()
    page.get_by_role("button", name="Next: why").click()
    page.get_by_label("Why must it change?").fill("The proof of concept ends at 0.61.")
    page.get_by_role("button", name="Next: the values").click()
    row = Amendment.objects.get().changes.get(key=SHIP)

    page.locator(f"[name=p{row.pk}-value]").fill("0.62")
    page.get_by_role("button", name="Compute again").click()

    expect(page.locator("#figures")).to_contain_text("1 threshold is loosened")
    expect(page.locator(f"[name=p{row.pk}-value]")).to_have_value("0.62")
    page.get_by_role("button", name="Propose to the roles it touches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amendment 1 of revision 1")
