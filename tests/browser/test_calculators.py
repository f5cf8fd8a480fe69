"""A calculator beside its section: filled, changed, written, and never over somebody's answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from specs.domain.attribute import Json
from specs.models import SpecTemplate
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import change, make_spec

COSTS: dict[str, Json] = {
    "framing.output_type": "classification",
    "errors.fp_cost": {"value": "4", "unit": "USD"},
    "errors.fn_cost": {"value": "100", "unit": "USD"},
    "policy.threshold": "0.3",
}


@pytest.mark.django_db(transaction=True)
def test_a_result_goes_from_the_rail_into_its_field(cast: Cast, browsers: Browsers) -> None:
    spec = make_spec(cast, SpecTemplate.objects.get(organisation=None, key="full_spec"))
    for key, value in COSTS.items():
        change(spec, key, value, cast.dana)
    page = browsers.of(cast.dana)
    page.goto(f"/specs/{spec.pk}/write/policy/")
    field = page.locator("#input-policy-threshold")

    page.get_by_text("Cost-optimal threshold").click()
    page.get_by_label("Cost of one false positive").fill("9")
    page.get_by_label("Cost of one false negative").fill("11")
    expect(page.get_by_role("img", name="A curve of the expected cost")).to_be_visible()
    expect(page.get_by_text("Write 0.45 to")).to_be_visible()

    # A change of one's own while the panel is open is what the result builds on.
    field.fill("0.2")
    field.press("Tab")
    expect(page.get_by_text("It says 0.2 now.")).to_be_visible()
    page.get_by_text("Write 0.45 to").click()

    expect(page.get_by_text("Written to")).to_be_visible()
    expect(field).to_have_value("0.45")
