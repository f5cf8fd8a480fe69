"""Roles of an organisation's own: changed in words, removed when nothing uses them."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import actions as people_actions
from accounts.access import roles_of
from accounts.models import RoleHolder, StakeholderRole, User
from reviews import actions
from reviews.documents import frozen, load_roles
from reviews.domain.route import ALL, Place, Route, Stage
from reviews.role_use import find_uses
from specs import actions as spec_actions
from specs.models import Spec, SpecTemplate, TemplateDraft
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_spec, make_thread, save_route
from tests.reviews.standing_in import name_stand_in
from trail.models import Event

pytestmark = pytest.mark.django_db

KEY = "quality_lead"
TYPED = {
    "label": "Head of quality",
    "cares_about": "escaped defects\nrework",
    "block_prompt": "Which defect stops it?",
}


@pytest.fixture
def role(people: Cast) -> StakeholderRole:
    role = people_actions.add_role(
        organisation=people.meridian,
        label="Quality lead",
        cares_about=["escaped defects"],
        block_prompt="Which defect would you not ship?",
        by=people.ruth,
    )
    people_actions.set_role_holders(
        organisation=people.meridian, role=role, users=[people.felix], by=people.ruth
    )
    return role


def template_with_role(people: Cast, template: SpecTemplate) -> TemplateDraft:
    """Publish a template of Meridian's own in which the role signs the first section."""
    draft = spec_actions.copy_template(
        organisation=people.meridian, source=template, by=people.ruth
    )
    definition = json.loads(draft.definition)
    definition["sign_off"].append(KEY)
    definition["sections"][0]["signed_by"].append(KEY)
    draft.definition = json.dumps(definition)
    draft.save()
    draft = TemplateDraft.objects.get(pk=draft.pk)
    spec_actions.publish_draft(draft=draft, version=draft.version, by=people.ruth)
    return TemplateDraft.objects.get(pk=draft.pk)


def uses(people: Cast, role: StakeholderRole) -> dict[str, list[str]]:
    found = find_uses(people.meridian, role)
    return {part.title: [words for words, _url in part.entries] for part in found}


def test_the_words_of_a_role_are_changed_on_its_page(
    client: Client, people: Cast, role: StakeholderRole
) -> None:
    client.force_login(people.jonas)
    address = reverse("accounts:role", args=[KEY])
    before = client.get(address).content.decode()

    after = client.post(address, TYPED, follow=True).content.decode()

    assert 'value="Quality lead"' in before
    assert "Head of quality" in after
    role.refresh_from_db()
    assert (role.key, role.cares_about) == (KEY, ["escaped defects", "rework"])
    said = Event.objects.get(kind="role.changed").words
    assert said == (
        "Jonas Weber changed the role Quality lead: it is called Head of quality; it cares about"
        " escaped defects, rework; it is asked “Which defect stops it?”."
    )


def test_what_changed_nothing_is_not_recorded(
    client: Client, people: Cast, role: StakeholderRole
) -> None:
    people_actions.change_role(
        organisation=people.meridian,
        role=role,
        label=role.label,
        cares_about=role.cares_about,
        block_prompt=role.block_prompt,
        by=people.ruth,
    )

    assert not Event.objects.filter(kind="role.changed").exists()


def test_two_roles_do_not_bear_one_name(
    client: Client, people: Cast, role: StakeholderRole
) -> None:
    client.force_login(people.ruth)

    response = client.post(reverse("accounts:role", args=[KEY]), TYPED | {"label": "Finance"})

    assert response.status_code == 422
    assert "There is a role of that name already." in response.content.decode()


@pytest.mark.parametrize("name", ["dana", "greta", "carla"])
def test_who_may_not_change_or_remove_a_role(
    people: Cast, role: StakeholderRole, name: str
) -> None:
    user: User = getattr(people, name)
    with pytest.raises(PermissionDenied):
        people_actions.change_role(
            organisation=people.meridian,
            role=role,
            label="X",
            cares_about=[],
            block_prompt="?",
            by=user,
        )
    with pytest.raises(PermissionDenied):
        actions.remove_role(organisation=people.meridian, role=role, by=user)


def test_a_built_in_role_is_neither_changed_nor_removed(client: Client, people: Cast) -> None:
    finance = StakeholderRole.objects.get(organisation=None, key="finance")
    client.force_login(people.ruth)

    with pytest.raises(PermissionDenied):
        actions.remove_role(organisation=people.meridian, role=finance, by=people.ruth)
    for name in ("accounts:role", "reviews:remove-role"):
        assert client.get(reverse(name, args=["finance"])).status_code == 404


def test_a_role_that_nothing_uses_is_removed(
    client: Client, people: Cast, role: StakeholderRole
) -> None:
    client.force_login(people.ruth)
    address = reverse("reviews:remove-role", args=[KEY])
    asked = client.get(address).content.decode()

    after = client.post(address, follow=True).content.decode()

    assert "Nothing uses this role" in asked
    assert "Felix Braun will not hold it any more." in asked
    assert "The role Quality lead is removed." in after
    assert KEY not in roles_of(people.meridian).values_list("key", flat=True)
    assert not RoleHolder.objects.filter(role=KEY).exists()
    assert Event.objects.get(kind="role.removed").words == "Ruth Lindqvist removed the role" + (
        " Quality lead."
    )
    assert client.get(address).status_code == 404


def test_a_role_that_was_removed_comes_back_by_its_name(
    people: Cast, role: StakeholderRole
) -> None:
    actions.remove_role(organisation=people.meridian, role=role, by=people.ruth)

    again = people_actions.add_role(
        organisation=people.meridian,
        label="Quality lead",
        cares_about=[],
        block_prompt="What would you stop?",
        by=people.ruth,
    )

    assert again.pk == role.pk
    assert again in roles_of(people.meridian)
    assert again.block_prompt == "What would you stop?"
    with pytest.raises(ValidationError):
        people_actions.add_role(
            organisation=people.meridian,
            label="Quality lead",
            cares_about=[],
            block_prompt="?",
            by=people.ruth,
        )


def test_a_role_in_use_is_not_removed_and_the_page_says_where(
    client: Client, people: Cast, role: StakeholderRole, template: SpecTemplate
) -> None:
    draft = template_with_role(people, template)
    own = SpecTemplate.objects.get(organisation=people.meridian)
    spec = make_spec(people, own, "Fraud score")
    client.force_login(people.ruth)
    address = reverse("reviews:remove-role", args=[KEY])

    response = client.post(address)

    page = response.content.decode()
    assert response.status_code == 409
    assert reverse("specs:edit-template", args=[draft.pk]) in page
    assert reverse("specs:read", args=[spec.pk]) in page
    assert '<button class="button button-outlined button-danger" type="submit">' not in page
    assert uses(people, role) == {
        "Templates that it signs": [draft.title],
        "Specs that it signs": ["Fraud score"],
    }
    assert client.get(address).status_code == 200
    role.refresh_from_db()
    assert role.archived_at is None


def test_a_retired_template_and_an_archived_spec_use_nothing(
    people: Cast, role: StakeholderRole, template: SpecTemplate
) -> None:
    draft = template_with_role(people, template)
    spec = make_spec(people, SpecTemplate.objects.get(organisation=people.meridian), "Fraud score")

    spec_actions.retire_template(draft=draft, by=people.ruth)
    assert uses(people, role) == {"Specs that it signs": ["Fraud score"]}
    spec_actions.archive(spec=spec, why="Over.", by=people.dana)

    assert uses(people, role) == {}


def test_a_place_in_a_route_is_a_use_unless_it_is_that_of_everybody(
    people: Cast, role: StakeholderRole
) -> None:
    stages = (Stage(1, "First"), Stage(2, "Then"))
    save_route(people, Route(stages, {KEY: Place(2)}))
    assert uses(people, role) == {}

    save_route(people, Route(stages, {KEY: Place(1)}))
    assert list(uses(people, role)) == ["Routes that give it a place"]

    save_route(people, Route(stages, {KEY: Place(2, ALL)}), "")
    assert uses(people, role)["Routes that give it a place"][0] == "All templates"


def test_what_is_named_for_a_role_alone_is_a_use(
    people: Cast, role: StakeholderRole, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    actions.assign_signers(spec=spec, role=KEY, users=[people.tomas], by=people.dana)
    make_thread(spec, people.felix, "Between us", role=KEY)
    name_stand_in(people, people.piotr, people.felix, role=KEY)

    assert uses(people, role) == {
        "Specs in which somebody is named for it": ["Card fraud score: Tomas Verhoeven"],
        "Specs with private threads of it": ["Card fraud score"],
        "Stand-ins named for it alone": ["Felix Braun for Piotr Zielak"],
    }


def test_what_is_frozen_keeps_the_name_of_its_day(
    people: Cast, role: StakeholderRole, template: SpecTemplate
) -> None:
    template_with_role(people, template)
    own = SpecTemplate.objects.get(organisation=people.meridian)
    spec: Spec = make_full_spec(people, own)
    review = make_review(people, spec)

    people_actions.change_role(
        organisation=people.meridian,
        role=role,
        label="Head of quality",
        cares_about=[],
        block_prompt="?",
        by=people.ruth,
    )

    slot = frozen(review.revision).policy.slot(KEY)
    assert slot is not None
    assert slot.label == "Quality lead"
    assert load_roles(spec)[KEY].label == "Head of quality"
