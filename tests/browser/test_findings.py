"""The list of findings: walked by keys, narrowed, mended in place, and read without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from specs.models import Answer, Spec, SpecTemplate
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import make_full_spec

pytestmark = pytest.mark.django_db(transaction=True)
DIRECTION = "evaluation.metric_direction"


@pytest.fixture
def spec(cast: Cast, ml_template: SpecTemplate) -> Spec:
    """Return a spec that says that a lower recall is better."""
    del ml_template
    template = SpecTemplate.objects.filter(key="full_spec").latest("version")
    return make_full_spec(cast, template, {DIRECTION: "lower"})


def direction(spec: Spec) -> object:
    return Answer.objects.get(spec=spec, key=DIRECTION).value


def test_keys_walk_explain_and_mend(cast: Cast, spec: Spec, browsers: Browsers) -> None:
    page = browsers.of(cast.dana)
    page.goto(f"/specs/{spec.pk}/findings/?severity=blocker")
    entry = page.locator("#findings-list [data-row]", has_text="MET024")
    for _ in range(20):
        page.keyboard.press("j")
        if entry.locator(":focus").count():
            break

    page.keyboard.press("w")
    expect(entry.locator(".why-page")).to_contain_text("would then be read the wrong way round")

    page.keyboard.press("f")
    expect(page.locator(".fix-done")).to_contain_text("Fixed MET024")
    assert direction(spec) == "higher"

    page.get_by_role("button", name="Undo").click()
    expect(entry).to_be_visible()
    assert direction(spec) == "lower"


def test_the_address_says_what_is_shown(cast: Cast, spec: Spec, browsers: Browsers) -> None:
    page = browsers.of(cast.dana)
    page.goto(f"/specs/{spec.pk}/findings/?severity=blocker")
    section = spec.template.template.section_of[DIRECTION]

    page.get_by_label("Section", exact=True).select_option(section)

    expect(page).to_have_url(re.compile(rf"\?severity=blocker&section={section}$"))
    expect(page.locator("#findings-list [data-row]", has_text="MET024")).to_be_visible()


def test_filters_and_fixes_need_no_script(cast: Cast, spec: Spec, browsers: Browsers) -> None:
    page = browsers.of(cast.dana, script=False)
    page.goto(f"/specs/{spec.pk}/findings/")
    page.get_by_label("Section", exact=True).select_option(
        spec.template.template.section_of[DIRECTION]
    )
    page.get_by_role("button", name="Show").click()
    entry = page.locator("#findings-list [data-row]", has_text="MET024")

    entry.get_by_text("Why this matters").click()
    expect(entry.get_by_role("link", name="Read what MET024 looks for")).to_be_visible()
    entry.get_by_role("button", name="Fix: set to").click()

    expect(page.locator(".fix-done")).to_contain_text("Fixed MET024")
    assert direction(spec) == "higher"
