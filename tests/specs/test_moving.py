"""Promoting a spec, copying it into another template, and what is carried over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolder
from reviews import actions as review_actions
from reviews import tasks
from specs import actions, catalogue
from specs.actions.freezing import frozen_values
from specs.carried import find_carried
from specs.documents import load_contents
from specs.domain.attribute import Json
from specs.domain.carried import frozen_attributes
from specs.domain.moving import Way, way_between
from specs.models import Answer, AnswerVersion, Conflict, ItemVersion, Spec, SpecTemplate, Waiver
from tests.cast import Cast, sign_in
from tests.make import (
    accept_warnings,
    change,
    make_conflict,
    make_full_spec,
    make_review,
    make_spec,
    op,
)
from tests.reviews.reading_pdf import words
from trail.domain.event import describe
from trail.models import Event

KEYS = tuple(catalogue.templates())


def newest(key: str) -> SpecTemplate:
    """Return the youngest version of a built-in template."""
    return SpecTemplate.objects.filter(organisation=None, key=key).order_by("-version")[0]


def stored(spec: Spec) -> dict[str, Json]:
    """Return everything that stands in a spec."""
    return load_contents(spec.pk).stored()


def without_ids(values: Mapping[str, Json]) -> dict[str, Json]:
    """Return answers without the ids of their rows, and without the title of the spec."""
    return {
        key: [{k: v for k, v in row.items() if k != "id"} for row in value]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for key, value in values.items()
        if key != "project.title"
    }


def beyond(spec: Spec) -> set[str]:
    """Return the keys that are answered and not asked for."""
    values, asked = stored(spec), spec.template.template.items
    return {key for key, value in values.items() if value != "" and key not in asked}


@pytest.mark.parametrize("key", KEYS)
def test_no_answer_is_lost_between_any_two_templates_there_and_back(people: Cast, key: str) -> None:
    source = make_full_spec(people, newest(key))
    before = without_ids(stored(source))
    for other in KEYS:
        there = actions.copy_spec(
            spec=source, template=newest(other), title="There", by=people.dana
        )
        back = actions.copy_spec(spec=there, template=newest(key), title="Back", by=people.dana)

        assert without_ids(stored(there)) == before, (key, other)
        assert without_ids(stored(back)) == before, (key, other)
        assert find_carried(back.pk, back.template.template, stored(back)) == ()
        expected = beyond(there)
        shown = find_carried(there.pk, there.template.template, stored(there))
        assert {attribute.key for attribute in shown} == expected, (key, other)


PROMOTIONS = [
    (old, new) for old, template in catalogue.templates().items() for new in template.promotes_to
]


@pytest.mark.parametrize(("old", "new"), PROMOTIONS)
def test_a_promotion_keeps_everything_as_it_is(people: Cast, old: str, new: str) -> None:
    spec = make_full_spec(people, newest(old))
    versions = AnswerVersion.objects.filter(spec=spec)
    before = (
        stored(spec),
        list(versions.order_by("key", "version").values()),
        list(ItemVersion.objects.filter(spec=spec).order_by("pk").values()),
        list(Waiver.objects.filter(spec=spec).values()),
    )

    actions.change_template(spec=spec, template=newest(new), by=people.dana)

    spec = Spec.objects.get(pk=spec.pk)
    assert spec.template.key == new
    assert before == (
        stored(spec),
        list(versions.order_by("key", "version").values()),
        list(ItemVersion.objects.filter(spec=spec).order_by("pk").values()),
        list(Waiver.objects.filter(spec=spec).values()),
    )
    carried = {a.key for a in find_carried(spec.pk, spec.template.template, stored(spec))}
    assert carried == beyond(spec)


def test_the_kickoff_climbs_through_every_template_and_loses_nothing(people: Cast) -> None:
    spec = make_full_spec(people, newest("one_page_kickoff"))
    before = stored(spec)

    for key in ("design_doc", "ai_project_spec", "full_spec"):
        actions.change_template(spec=spec, template=newest(key), by=people.dana)
        spec.refresh_from_db()

    assert stored(spec) == before
    assert find_carried(spec.pk, spec.template.template, before) == ()


def test_what_was_carried_over_is_frozen_and_printed_with_its_questions(
    people: Cast, client: Client, tmp_path: Path, settings: LazySettings
) -> None:
    settings.EXPORTS_ROOT = tmp_path
    RoleHolder.objects.create(
        organisation=people.meridian, role="executive_sponsor", user=people.ruth
    )
    full = make_full_spec(people, newest("full_spec"))
    spec = actions.copy_spec(
        spec=full, template=newest("ml_model_spec"), title="One model", by=people.dana
    )
    accept_warnings(spec, people.dana)

    revision = make_review(people, spec).revision

    values = stored(spec)
    assert frozen_values(revision) == {key: value for key, value in values.items() if value != ""}
    asked = {attribute.key for attribute in frozen_attributes(json.loads(revision.content))}
    assert asked == beyond(spec)
    page = sign_in(client, people.dana).get(reverse("specs:read", args=[spec.pk]))
    export = review_actions.ask_for_export(revision=revision, by=people.dana)
    tasks.make_export(export.pk)
    pdf = max(tmp_path.rglob("*"), key=lambda path: path.is_file() and path.stat().st_size)
    printed = " ".join(words(pdf.read_bytes(), tmp_path).split())
    kill = str(catalogue.example("scope.kill_criteria"))
    for text in (page.content.decode(), printed):
        assert "Carried over" in text
        assert kill in text


def test_a_revision_without_anything_carried_over_says_nothing_of_it(
    people: Cast, template: SpecTemplate
) -> None:
    revision = make_review(people, make_full_spec(people, template)).revision

    assert "carried_over" not in json.loads(revision.content)


def test_the_trail_tells_of_a_promotion_and_of_a_copy(people: Cast) -> None:
    spec = make_spec(people, newest("one_page_kickoff"))
    actions.change_template(spec=spec, template=newest("design_doc"), by=people.dana)
    copy = actions.copy_spec(
        spec=spec, template=newest("one_page_kickoff"), title="Small", by=people.dana
    )

    told = describe(Event.objects.filter(chain=spec.chain).order_by("-seq")[0])
    assert told == (
        "Dana Okafor moved the spec from One-page kickoff to Design doc, 1 to 3 pages, version 1."
    )
    [started] = Event.objects.filter(chain=copy.chain)
    assert (
        describe(started) == "Dana Okafor started the spec “Small” as a copy of “Card fraud score”."
    )


def test_an_answer_that_comes_back_keeps_its_history(people: Cast) -> None:
    spec = make_spec(people, newest("design_doc"))
    change(spec, "scope.kill_criteria", "Recall below 0.60.", people.dana)
    kept = Answer.objects.get(spec=spec, key="scope.kill_criteria")
    actions.change_template(spec=spec, template=newest("ml_model_spec"), by=people.dana)
    spec.refresh_from_db()
    assert "scope.kill_criteria" not in spec.template.template.items

    actions.change_template(spec=spec, template=newest("full_spec"), by=people.dana)
    spec.refresh_from_db()
    change(spec, "scope.kill_criteria", "Recall below 0.65.", people.dana)

    again = Answer.objects.get(spec=spec, key="scope.kill_criteria")
    assert again.version == kept.version + 1


@pytest.mark.parametrize("name", ["felix", "greta", "carla", "noor"])
def test_who_may_not_write_may_not_promote(people: Cast, name: str) -> None:
    spec = make_spec(people, newest("one_page_kickoff"))

    with pytest.raises(PermissionDenied):
        actions.change_template(spec=spec, template=newest("full_spec"), by=getattr(people, name))


@pytest.mark.parametrize("name", ["greta", "carla", "noor", "eva"])
def test_who_may_not_start_a_spec_or_read_this_one_may_not_copy_it(people: Cast, name: str) -> None:
    spec = make_spec(people, newest("one_page_kickoff"))

    with pytest.raises(PermissionDenied):
        actions.copy_spec(
            spec=spec, template=newest("full_spec"), title="T", by=getattr(people, name)
        )


def test_only_a_draft_is_promoted(people: Cast, template: SpecTemplate) -> None:
    spec = make_full_spec(people, template)
    make_review(people, spec)

    with pytest.raises(actions.NotEditable):
        actions.change_template(spec=spec, template=newest("full_spec"), by=people.dana)


def test_a_spec_does_not_move_to_a_smaller_template(people: Cast) -> None:
    spec = make_spec(people, newest("full_spec"))

    with pytest.raises(PermissionDenied):
        actions.change_template(spec=spec, template=newest("design_doc"), by=people.dana)


def test_a_template_of_others_is_out_of_reach(people: Cast) -> None:
    spec = make_spec(people, newest("one_page_kickoff"))
    full = newest("full_spec")
    theirs = SpecTemplate.objects.create(
        organisation=people.northwind,
        key="full_spec",
        version=1,
        title="Theirs",
        definition=full.definition,
        digest=full.digest,
    )

    with pytest.raises(PermissionDenied):
        actions.change_template(spec=spec, template=theirs, by=people.dana)
    with pytest.raises(PermissionDenied):
        actions.copy_spec(spec=spec, template=theirs, title="T", by=people.dana)


def test_a_conflict_is_kept_and_can_be_settled_after_a_promotion(people: Cast) -> None:
    spec = make_full_spec(people, newest("one_page_kickoff"))
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    conflict = make_conflict(spec, "policy.statement", people.dana, people.yusuf)

    actions.change_template(spec=spec, template=newest("full_spec"), by=people.dana)

    assert Conflict.objects.open().get(spec=spec).mine == conflict.mine


def test_a_conflict_that_could_not_be_settled_afterwards_comes_first(people: Cast) -> None:
    spec = make_full_spec(people, newest("one_page_kickoff"))
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    make_conflict(spec, "policy.statement", people.dana, people.yusuf)

    with pytest.raises(actions.CannotMove) as refused:
        actions.change_template(spec=spec, template=newest("ml_model_spec"), by=people.dana)

    assert refused.value.conflicts == [catalogue.attributes()["policy.statement"].title]
    spec.refresh_from_db()
    assert spec.template.key == "one_page_kickoff"


def test_a_text_typed_while_its_question_went_away_is_refused_not_buried(people: Cast) -> None:
    spec = make_full_spec(people, newest("one_page_kickoff"))
    attribute = spec.template.template.attributes["policy.statement"]
    actions.change_template(spec=spec, template=newest("ml_model_spec"), by=people.dana)

    with pytest.raises(actions.NotAsked):
        actions.save_answer(
            spec=spec,
            attribute=attribute,
            value="Late.",
            base_version=0,
            op_id=op(),
            by=people.dana,
        )

    assert stored(spec)["policy.statement"] == catalogue.example("policy.statement")


def test_every_way_between_the_built_in_templates_is_known() -> None:
    ways = {
        (old.key, new.key): way_between(old, new)
        for old in catalogue.templates().values()
        for new in catalogue.templates().values()
        if old is not new
    }

    assert sum(way is Way.PROMOTE for way in ways.values()) == len(PROMOTIONS) == 9
    assert sum(way is Way.COPY for way in ways.values()) == 11
