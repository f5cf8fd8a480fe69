"""Views of the list: saved, shared, renamed, changed, deleted, brought back, and opened with."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from specs.models import SavedView, SpecTemplate
from tests.cast import Cast
from tests.make import make_spec
from trail.domain.event import describe
from trail.models import Event


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def save(client: Client, name: str, query: str = "state=draft", organisation: str = "") -> int:
    """Save a view by its form and return its number."""
    typed = {"name": name, "query": query, "organisation": organisation}
    response = client.post("/specs/views/save/", typed)
    assert response.status_code == 302, response.content.decode()
    return int(response["Location"].rpartition("=")[2])


def sign_in(user: User) -> Client:
    """Return a browser of somebody."""
    client = Client()
    client.force_login(user)
    return client


def names(client: Client) -> list[str]:
    """Return the views in the menu of the list."""
    return [view.name for view in client.get("/specs/?state=all").context["views"]]


def test_a_view_keeps_filters_order_and_columns(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template, "A draft")
    number = save(dana, "My drafts", "owner=me&state=draft&sort=title&cols=due,owner&q=dra&bad=1")

    response = dana.get(f"/specs/?view={number}", follow=True)

    wanted = response.context["wanted"]
    assert (wanted.owner, wanted.state, wanted.sort) == ("me", "draft", "title")
    assert wanted.columns == ("due", "owner")
    assert "bad" not in SavedView.objects.get().query
    assert "My drafts" in response.content.decode()
    assert not response.context["is_changed"]
    assert not Event.objects.filter(kind__startswith="view.").exists()


def test_a_name_is_taken_once(dana: Client, people: Cast) -> None:
    save(dana, "Drafts")

    again = dana.post("/specs/views/save/", {"name": "drafts", "query": "late=1"})

    assert again.status_code == 422
    assert "already" in again.content.decode()
    assert 'value="late=1' in again.content.decode()
    save(sign_in(people.sam), "Drafts")
    assert dana.post("/specs/views/save/", {"name": " ", "query": ""}).status_code == 422


def test_a_changed_list_can_be_saved_over_its_view(dana: Client, people: Cast) -> None:
    number = save(dana, "Drafts")

    changed = dana.get(f"/specs/?state=approved&from={number}")
    assert changed.context["is_changed"]
    dana.post(f"/specs/views/{number}/change/", {"query": changed.context["as_saved"]})

    assert dana.get(f"/specs/?view={number}", follow=True).context["wanted"].state == "approved"


def test_renaming_refuses_a_name_that_is_taken(dana: Client, people: Cast) -> None:
    number, _other = save(dana, "Drafts"), save(dana, "Late")

    refused = dana.post(f"/specs/views/{number}/rename/", {"name": "Late"})
    dana.post(f"/specs/views/{number}/rename/", {"name": "Drafts of mine"})

    assert refused.status_code == 422
    assert names(dana) == ["Drafts of mine", "Late"]


def test_a_deleted_view_can_be_brought_back(dana: Client, people: Cast) -> None:
    number = save(dana, "Drafts")

    page = dana.post(f"/specs/views/{number}/remove/", follow=True).content.decode()
    assert "Undo" in page
    assert names(dana) == []
    assert dana.get(f"/specs/?view={number}")["Location"] == "/specs/?from=all"
    dana.post(f"/specs/views/{number}/restore/")

    assert names(dana) == ["Drafts"]


def test_a_name_that_was_taken_meanwhile_keeps_a_view_away(dana: Client, people: Cast) -> None:
    number = save(dana, "Drafts")
    dana.post(f"/specs/views/{number}/remove/")
    save(dana, "Drafts")

    assert dana.post(f"/specs/views/{number}/restore/").status_code == 409


def test_managers_share_a_view_and_the_trail_says_so(client: Client, people: Cast) -> None:
    ruth = sign_in(people.ruth)
    number = save(ruth, "Late reviews", "late=1", str(people.meridian.pk))

    assert names(sign_in(people.dana)) == ["Late reviews"]
    assert names(sign_in(people.noor)) == []
    assert names(sign_in(people.carla)) == []
    ruth.post(f"/specs/views/{number}/rename/", {"name": "Too late"})
    ruth.post(f"/specs/views/{number}/remove/")
    events = Event.objects.filter(chain=people.meridian.chain, kind__startswith="view.")
    told = [describe(event) for event in events.order_by("seq")]
    assert told[0].startswith("Ruth Lindqvist shared the list view “Late reviews”")
    assert "late=1" in told[0]
    assert told[1].endswith("renamed the shared list view “Late reviews” to “Too late”.")
    assert "deleted" in told[2]


def test_nobody_else_changes_a_view(dana: Client, people: Cast) -> None:
    own = save(dana, "Drafts")
    shared = save(sign_in(people.ruth), "Late", "late=1", str(people.meridian.pk))

    refused = dana.post("/specs/views/save/", {"name": "x", "organisation": people.meridian.pk})
    assert refused.status_code == 403
    assert dana.post(f"/specs/views/{shared}/rename/", {"name": "x"}).status_code == 403
    assert sign_in(people.sam).post(f"/specs/views/{own}/remove/").status_code == 404
    assert sign_in(people.carla).post(f"/specs/views/{shared}/remove/").status_code == 404


def test_the_list_opens_with_the_chosen_view(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template)
    number = save(dana, "Late", "late=1")
    dana.post("/specs/views/open-with/", {"view": number})

    opened = dana.get("/specs/", follow=True)
    assert opened.context["wanted"].late
    assert opened.context["chips"][0].without.endswith(f"from={number}")
    everything = dana.get("/specs/" + opened.context["links"]["clear"])
    assert everything.context["page"].total == 1
    dana.post("/specs/views/open-with/", {"view": ""})

    assert not dana.get("/specs/").context["wanted"].late


def test_usual_columns_stay(dana: Client, people: Cast, template: SpecTemplate) -> None:
    make_spec(people, template)

    back = dana.post("/specs/columns/usual/", {"cols": "due,owner", "query": "state=draft&cols=x"})

    assert back["Location"] == "/specs/?state=draft"
    assert dana.get("/specs/").context["wanted"].columns == ("due", "owner")
    assert dana.get("/specs/?cols=state").context["wanted"].columns == ("state",)


def test_views_cost_the_list_no_query(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_spec(people, template)
    for number in range(3):
        save(dana, f"View {number}")

    with django_assert_num_queries(3):
        dana.get("/specs/?state=draft")
