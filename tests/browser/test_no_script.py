"""Everything that matters works in a browser without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reviews.models import SignOff
from specs.models import Answer, Item, SpecTemplate
from tests.browser.signing import ANSWER, approve, fill_sign_page, sign
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_spec

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_field_is_written_and_a_row_added(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers
) -> None:
    spec = make_spec(cast, ml_template)
    page = browsers.of(cast.dana, script=False)
    page.goto(f"/specs/{spec.pk}/write/s1/")
    field = page.locator("#field-problem-statement")
    field.get_by_role("textbox").first.fill("Stolen cards are used.")
    field.get_by_role("button", name="Save").click()

    expect(page.locator("#input-problem-statement")).to_have_value("Stolen cards are used.")
    assert Answer.objects.get(spec=spec, key="problem.statement").value == "Stolen cards are used."

    page.goto(f"/specs/{spec.pk}/write/s2/")
    table = page.locator("#field-io-inputs")
    table.get_by_role("button", name="Add a row").click()
    row = page.locator("#field-io-inputs tr[data-item]")
    expect(row).to_have_count(1)
    row.locator("[name=input]").fill("amount_eur")
    row.get_by_role("button", name="Save").click()

    expect(page.locator("#field-io-inputs [name=input]")).to_have_value("amount_eur")
    assert Item.objects.get(spec=spec, key="io.inputs").cells == {"input": "amount_eur"}


def test_what_is_wrong_is_said_beside_what_was_typed(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers
) -> None:
    spec = make_spec(cast, ml_template)
    page = browsers.of(cast.dana, script=False)
    page.goto(f"/specs/{spec.pk}/write/s4/")
    field = page.locator("#field-evaluation-ship_threshold")
    field.get_by_role("textbox").first.fill("seventy")
    field.get_by_role("button", name="Save").click()

    expect(page.locator("#input-evaluation-ship_threshold")).to_have_value("seventy")
    expect(page.locator("#findings-evaluation-ship_threshold")).to_contain_text("number")


def test_a_spec_is_submitted_and_signed(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers
) -> None:
    spec = make_full_spec(cast, ml_template)
    page = browsers.of(cast.dana, script=False)
    page.goto(f"/specs/{spec.pk}/submit/")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review of revision 1")

    sam = browsers.of(cast.sam, script=False)
    approve(sam, spec.pk, "product_manager")
    assert SignOff.objects.get(review__revision__spec=spec).signer_id == cast.sam.pk


def test_a_refused_signature_keeps_what_was_typed(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers
) -> None:
    spec = make_full_spec(cast, ml_template)
    make_review(cast, spec)
    page = browsers.of(cast.sam, script=False)
    fill_sign_page(page, spec.pk, "product_manager")
    sign(page, "not my password")

    expect(page.get_by_role("alert").first).to_contain_text("Not signed")
    expect(page.locator("#block-answer")).to_have_value(ANSWER)
    assert not SignOff.objects.filter(review__revision__spec=spec).exists()
