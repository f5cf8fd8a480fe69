"""A change of wording in a real browser: the days are set, a role objects, another does not."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reviews import actions
from specs.models import Spec, SpecTemplate
from tests.browsing import Browsers, axe
from tests.cast import Cast
from tests.make import change, make_full_spec, make_review, make_sign_off

pytestmark = pytest.mark.timeout(600)
KEY = "deployment.burst_handling"
BEFORE = "Up to 60 QPS by autoscaling; above that payments under $20 fall back."
WORDED = "Autoscaling takes up to 60 QPS; above that payments under $20 fall back."
ROLES = {"sre_on_call": "SRE / on-call", "ml_engineer": "ML engineer"}


def test_signatures_stay_over_a_change_of_wording_unless_a_role_objects(
    cast: Cast, browsers: Browsers
) -> None:
    jonas = browsers.of(cast.jonas)
    jonas.goto("/organisation/roles/")
    jonas.get_by_label("Days to object to a change of wording").fill("7")
    jonas.get_by_role("button", name="Save policy").click()
    expect(jonas.get_by_label("Days to object to a change of wording")).to_have_value("7")
    spec = change_the_wording(cast)

    piotr = browsers.of(cast.piotr)
    piotr.goto(f"/specs/{spec.pk}/review/#editorial")
    kept = piotr.locator("#editorial")
    expect(kept).to_contain_text("SRE / on-call, Piotr Zielak: may object until")
    expect(kept.locator("del, ins").first).to_be_visible()
    assert axe(piotr) == []
    kept.get_by_text("Object", exact=True).click()
    kept.get_by_label("What does the change mean to you?").fill("Autoscaling is not ours.")
    kept.get_by_role("button", name="Object, and let").click()

    expect(piotr.get_by_text("The sign-off lapsed.")).to_be_visible()
    expect(kept).to_contain_text("Piotr Zielak objected")
    expect(kept).to_contain_text("“Autoscaling is not ours.”")
    tomas = browsers.of(cast.tomas)
    tomas.goto(f"/specs/{spec.pk}/review/#editorial")
    tomas.get_by_role("button", name="No objection").click()
    expect(tomas.locator("#editorial")).to_contain_text("no objection")
    assert axe(tomas) == []


def change_the_wording(cast: Cast) -> Spec:
    """Submit a spec that two roles signed once more, with one sentence turned round."""
    template = SpecTemplate.objects.get(organisation=None, key="ml_model_spec")
    spec = make_full_spec(cast, template)
    change(spec, KEY, BEFORE, cast.dana)
    review = make_review(cast, spec)
    for role in ROLES:
        make_sign_off(review, role, cast.signers[role])
    actions.withdraw_review(spec=spec, by=cast.dana, why="A better wording.")
    spec.refresh_from_db()
    change(spec, KEY, WORDED, cast.dana)
    make_review(cast, spec)
    return spec
