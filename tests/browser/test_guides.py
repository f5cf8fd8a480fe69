"""Guides in a real browser: an interview that ends a spec, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from specs import catalogue
from specs.domain.guides import GUIDES
from specs.models import Answer, Item, Spec, SpecTemplate, State
from tests.browser.screens import SIZES, THEMES, dress
from tests.browsing import EVERY_RULE, Browsers, axe
from tests.cast import Cast
from tests.make import change, make_spec

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def spec(cast: Cast, ml_template: SpecTemplate) -> Spec:
    """Return a draft of the largest template, with a KPI that has a number and a timeframe."""
    spec = make_spec(cast, SpecTemplate.objects.get(organisation=None, key="full_spec"))
    for key in ("problem.business_kpi", "problem.kpi_timeframe"):
        change(spec, key, catalogue.example(key), cast.dana)
    return spec


def answer_for_rules(page: Page) -> None:
    """Answer the checklists so that nothing is left for ML to do."""
    for control in page.locator("select[name$='.answer']").all():
        name = str(control.get_attribute("name")).split(".")[0]
        is_yes = name in (
            *("complex_patterns", "repeats_at_scale", "data_exists"),
            *("errors_tolerable", "world_changes", "rules_good_enough"),
        )
        control.select_option("yes" if is_yes else "no")
    page.locator("[name='rules_good_enough.note']").fill("140 rules reach 71%")


def test_an_interview_ends_the_spec_with_no_use_rules(
    spec: Spec, browsers: Browsers, cast: Cast
) -> None:
    page = browsers.of(cast.dana)
    section = spec.template.template.section_of["mlfit.decision"]
    page.goto(f"/specs/{spec.pk}/write/{section}/")
    page.get_by_role("link", name="Should this be ML at all?").click()
    answer_for_rules(page)

    expect(page.locator("#guide-found")).to_contain_text("Use rules, no ML. Rules or simple")
    page.get_by_role("button", name="Write this and end the spec: “Use rules, no ML”").click()

    expect(page.locator("#messages")).to_contain_text("ended and archived")
    page.get_by_role("navigation", name="This spec").get_by_role("link", name="History").click()
    expect(page.locator("main")).to_contain_text("Use rules, no ML. Rules or simple statistics")
    spec.refresh_from_db()
    assert spec.state == State.ARCHIVED
    assert Answer.objects.get(spec=spec, key="mlfit.decision").value == "use_rules"


def test_a_guide_works_without_script(spec: Spec, browsers: Browsers, cast: Cast) -> None:
    page = browsers.of(cast.dana, script=False)
    page.goto(f"/specs/{spec.pk}/guides/should-it-be-ml/")
    answer_for_rules(page)
    page.get_by_role("button", name="See where this leads").click()

    expect(page.locator("[name='rules_good_enough.note']")).to_have_value("140 rules reach 71%")
    page.get_by_role("button", name="Write the decision “Use rules, no ML”").click()

    expect(page.locator("#messages")).to_contain_text("Written to the spec.")
    row = Item.objects.get(spec=spec, key="mlfit.avoid_when", row="rules_good_enough")
    assert row.cells == {"answer": "yes", "note": "140 rules reach 71%"}


def test_red_killers_are_added_to_the_register_as_one_types(
    spec: Spec, browsers: Browsers, cast: Cast
) -> None:
    page = browsers.of(cast.dana)
    page.goto(f"/specs/{spec.pk}/guides/production-killers/")
    page.locator("[name='compliance.applies']").select_option("yes")
    page.locator("[name='compliance.evidence']").fill("GDPR article 22")
    page.get_by_role("button", name="Add “Compliance constraints” to “Risk register”").click()

    expect(page.locator("#messages")).to_contain_text("Written to the spec.")
    rows = Item.objects.filter(spec=spec, key="risk.register").values_list("cells", flat=True)
    assert "Compliance constraints: GDPR article 22" in [row.get("failure_mode") for row in rows]


def test_every_guide_is_legible_wide_in_the_dark_and_narrow_in_the_light(
    spec: Spec, browsers: Browsers, cast: Cast
) -> None:
    page, faults = browsers.of(cast.dana), []
    for guide in GUIDES:
        page.goto(f"/specs/{spec.pk}/guides/{guide.name}/")
        for size, theme in zip(SIZES, THEMES, strict=True):
            dress(page, size, theme)
            faults += [f"{guide.name}, {size}, {theme}: {one}" for one in axe(page, EVERY_RULE)]
        page.set_viewport_size({"width": 320, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{guide.name} scrolls sideways")

    assert faults == []
