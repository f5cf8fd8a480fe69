"""What a template says is material: chosen on the page, shown with the rule, kept with the rest."""

from __future__ import annotations

import pytest
from django.test import Client

from specs.domain.attribute import Kind, Template
from specs.domain.editorial import is_editorial, is_material
from specs.models import TemplateDraft
from tests.cast import Cast
from tests.specs.drafting.scene import fresh, page, post, publish
from trail.models import Event

PROSE, NAME, FIGURE = "problem.decision", "problem.business_kpi", "problem.kpi_target"


def reword(
    client: Client, draft: TemplateDraft, key: str, status: int = 302, **typed: str
) -> bool | None:
    """Save the page of an attribute as it stands, with what is typed otherwise."""
    held = fresh(draft).template.attributes[key]
    wording = {"title": held.title, "help": held.help, "required": "always", **typed}
    post(client, draft, f"attributes/{key}/", status, **wording)
    return fresh(draft).template.items[key].material


def test_by_default_the_rule_decides_and_is_told(jonas: Client, draft: TemplateDraft) -> None:
    where = f"/organisation/templates/{draft.pk}/attributes"
    kinds = {key: draft.template.attributes[key].kind for key in (PROSE, NAME)}
    assert kinds == {PROSE: Kind.LONG_TEXT, NAME: Kind.SHORT_TEXT}

    assert "By the rule: no, it is free prose" in page(jonas, f"{where}/{PROSE}/")
    assert "By the rule: yes, a short text says what" in page(jonas, f"{where}/{NAME}/")
    fixed = page(jonas, f"{where}/{FIGURE}/")
    assert "Yes: figures, choices, tables, dates and people always are." in fixed
    assert 'name="material"' not in fixed


def test_a_text_is_marked_and_the_mark_is_taken_back(jonas: Client, draft: TemplateDraft) -> None:
    assert reword(jonas, draft, PROSE, material="material") is True
    assert "Yes: each change" in page(
        jonas, f"/organisation/templates/{draft.pk}/attributes/{PROSE}/"
    )
    assert reword(jonas, draft, NAME, material="wording") is False

    assert reword(jonas, draft, PROSE, material="") is None
    changes = Event.objects.filter(kind="template.changed")
    assert len(changes) == 3


def test_a_figure_cannot_be_marked(jonas: Client, draft: TemplateDraft) -> None:
    assert reword(jonas, draft, FIGURE, material="wording") is None
    assert is_material(fresh(draft).template.items[FIGURE])


def test_an_attribute_of_ones_own_is_marked_from_the_start(
    jonas: Client, draft: TemplateDraft
) -> None:
    post(
        jonas,
        draft,
        "sections/decision/own/",
        kind="long_text",
        title="Model risk",
        help="H.",
        material="material",
    )

    assert fresh(draft).template.items["own.model_risk"].material is True


def test_lists_tell_what_is_not_material(jonas: Client, draft: TemplateDraft) -> None:
    outline = f"/organisation/templates/{draft.pk}/sections/decision/"
    assert "Not material" in page(jonas, outline)

    reword(jonas, draft, PROSE, material="material")

    assert "Not material" not in page(jonas, outline)


def test_a_published_version_keeps_it_and_judges_by_it(
    jonas: Client, draft: TemplateDraft, people: Cast
) -> None:
    before = publish(draft, people).template
    reword(jonas, draft, PROSE, material="material")
    after = publish(draft, people).template

    assert edits(before) == {PROSE: True, NAME: False, FIGURE: False}
    assert edits(after)[PROSE] is False
    assert before.digest != after.digest


def edits(template: Template) -> dict[str, bool]:
    return {
        key: is_editorial(template.items[key], "Which limit applies.", "What the limit is.")
        for key in (PROSE, NAME, FIGURE)
    }


@pytest.mark.parametrize(
    "now", ["Which limit of 3 applies.", "Which limit must apply.", "Which limit never applies."]
)
def test_a_text_marked_as_wording_is_still_read_for_figures(
    jonas: Client, draft: TemplateDraft, now: str
) -> None:
    reword(jonas, draft, NAME, material="wording")
    item = fresh(draft).template.items[NAME]

    assert is_editorial(item, "Which limit applies.", "What limit applies.")
    assert not is_editorial(item, "Which limit applies.", now)
