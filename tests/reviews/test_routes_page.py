"""The pages on which an organisation says in which order its revisions are signed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from reviews.documents import load_route
from reviews.domain.route import Place, Stage
from reviews.models import ReviewRoute
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_route
from tests.reviews.asking import get, post
from trail.models import Event

KEY = "ml_model_spec"


@pytest.fixture(autouse=True)
def _templates(template: SpecTemplate) -> None:
    """Load the templates."""


def typed(client: Client, people: Cast, **changes: object) -> dict[str, object]:
    """Return what the page of a template without a route would post, with changes."""
    html = get(client, people.ruth, "route", KEY).content.decode()
    roles = re.findall(r'name="place-([a-z_]+)"', html)
    fields: dict[str, object] = {
        "stage_name": ["Legal", "Delivery"],
        "stage_days": ["5", ""],
        "stage_remind": ["3, 1", ""],
        "stage_escalate": ["managers", ""],
        **{f"place-{role}": "2" for role in roles},
        **{f"quorum-{role}": "any" for role in roles},
        "place-legal_compliance": "1",
        "quorum-legal_compliance": "all",
        "quorum-sre_on_call": "2",
    }
    return {**fields, **changes}


def save(client: Client, people: Cast, **changes: object) -> Any:
    return post(client, people.ruth, "route", KEY, **typed(client, people, **changes))


def test_a_route_is_saved_and_told_in_the_trail(client: Client, people: Cast) -> None:
    page = save(client, people)

    assert page.status_code == 302
    route = load_route(people.meridian.pk, KEY)
    assert route is not None
    assert route.stages[0] == Stage(1, "Legal", 5, (3, 1), (), escalate_to_managers=True)
    assert route.places["legal_compliance"] == Place(1, "all")
    assert route.places["sre_on_call"] == Place(2, 2)
    words = Event.objects.get(kind="route.changed").words
    assert words.startswith("Ruth Lindqvist changed how ML model product specification is signed:")
    assert "stage 1: Legal (Legal / compliance, all of them), then stage 2" in words


def test_the_page_shows_what_is_kept(client: Client, people: Cast) -> None:
    save(client, people, stage_escalate=[str(people.sam.pk), ""])

    html = get(client, people.jonas, "route", KEY).content.decode()

    assert 'name="stage_name" value="Legal"' in html
    assert 'value="3, 1"' in html
    assert f'<option value="{people.sam.pk}" selected>the owner, and Sam Ortiz' in html
    assert '<option value="1" selected>1 Legal' in html
    assert "Stage 1: Legal" in get(client, people.felix, "routes").content.decode()


def test_saving_what_stands_there_makes_no_version(client: Client, people: Cast) -> None:
    save(client, people)

    save(client, people)

    assert ReviewRoute.objects.count() == 1


def test_each_change_is_a_version_and_the_last_one_counts(client: Client, people: Cast) -> None:
    save(client, people)
    save(client, people, stage_days=["7", ""])

    route = load_route(people.meridian.pk, KEY)

    assert route is not None
    assert route.stages[0].days == 7
    assert [row.version for row in ReviewRoute.objects.order_by("version")] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place-finance": ""}, "Choose a stage."),
        ({"place-finance": "7"}, "Choose a stage."),
        ({"place-legal_compliance": "2"}, "No role signs in this stage."),
        ({"stage_days": ["0", ""]}, "Write a whole number of days"),
        ({"stage_days": ["soon", ""]}, "Write a whole number of days"),
        ({"stage_remind": ["x", ""]}, "Write days before the deadline"),
        ({"stage_remind": ["5", ""]}, "A reminder comes between"),
        ({"stage_remind": ["3", "1"]}, "A reminder comes between"),
        ({"stage_escalate": ["0", ""]}, "Choose somebody of this organisation."),
        ({"stage_name": ["L\x00", "Delivery"]}, "Give it a name"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    client: Client, people: Cast, changes: dict[str, object], words: str
) -> None:
    page = save(client, people, **changes)

    assert page.status_code == 422
    html = page.content.decode()
    assert words in html
    assert 'value="Delivery"' in html
    assert not ReviewRoute.objects.exists()


def test_stages_are_added_moved_and_removed_without_a_script(client: Client, people: Cast) -> None:
    added = save(client, people, do="add").content.decode()
    moved = save(client, people, do="up:2").content.decode()
    removed = save(client, people, do="remove:1").content.decode()

    assert added.count('name="stage_name"') == 3
    assert re.findall(r'name="stage_name" value="(\w+)"', moved) == ["Delivery", "Legal"]
    assert '<option value="2" selected>2 Legal' in moved
    assert re.findall(r'name="stage_name" value="(\w+)"', removed) == ["Delivery"]
    assert "Choose a stage" in removed
    assert not ReviewRoute.objects.exists()


def test_a_route_is_taken_away_again(client: Client, people: Cast) -> None:
    make_route(people, "Legal", "Rest", places={"legal_compliance": Place(1)})

    post(client, people.ruth, "route", KEY, do="drop")

    assert load_route(people.meridian.pk, KEY) is None
    assert ReviewRoute.objects.count() == 2


def test_too_few_holders_are_told_and_do_not_stop_it(client: Client, people: Cast) -> None:
    save(client, people)

    html = get(client, people.ruth, "route", KEY).content.decode()

    assert "2 must approve, and 1 sign for this role by default." in html


def test_who_manages_nothing_looks_at_it_only(client: Client, people: Cast) -> None:
    page = get(client, people.felix, "route", KEY)

    assert "Save the route" not in page.content.decode()
    assert post(client, people.felix, "route", KEY, do="drop").status_code == 403
    assert get(client, people.felix, "route", "no-such").status_code == 404
