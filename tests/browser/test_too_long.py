"""Text that is too long to save: it stays, it is said, and goes out again once it was changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from specs.models import Answer, SpecTemplate
from tests.browser.writing import Writer
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import make_spec

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "problem.statement"
# Half a million letters that take six bytes each on the way.
TYPE = """(one) => {
  one.value = ("é".repeat(80) + "\\n").repeat(6000);
  one.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_too_long_a_text_is_told_once_and_saved_when_shortened(
    cast: Cast, ml_template: SpecTemplate, browsers: Browsers
) -> None:
    spec = make_spec(cast, ml_template)
    browsers.allow("413")
    writer = Writer(browsers.of(cast.dana), str(spec.pk))
    writer.open("s1")
    sent: list[str] = []
    writer.page.on("request", lambda one: sent.append(one.url) if KEY in one.url else None)

    writer.control(KEY).evaluate(TYPE)

    told = writer.page.locator("#saved-state")
    expect(told).to_have_text("Too long to save: shorten it")
    writer.page.wait_for_timeout(5000)
    assert len(sent) == 1
    assert writer.control(KEY).evaluate("(one) => one.value.length") == 486_000

    writer.control(KEY).fill("Stolen cards are used.")
    writer.await_saved()
    assert Answer.objects.get(spec=spec, key=KEY).value == "Stolen cards are used."
