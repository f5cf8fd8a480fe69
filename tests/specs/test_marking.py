"""Sections marked as read: by whom, of which text, and what a change does to it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from specs import actions
from specs.documents import read_spec
from specs.models import ReadMark, Spec, SpecReader, SpecTemplate
from specs.readers import find_reader, hashes_now
from tests.cast import Cast, sign_in
from tests.make import change, make_full_spec, make_guest, make_review, make_sign_off
from trail.models import Event

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SLOW, SLOWER = {"value": "70", "unit": "ms"}, {"value": "80", "unit": "ms"}


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it."""
    return make_full_spec(people, template)


@pytest.fixture
def felix(client: Client, people: Cast) -> Client:
    """Return the browser of a colleague who reads."""
    return sign_in(client, people.felix)


def hashes(spec: Spec, people: Cast) -> dict[str, str]:
    reading = read_spec(spec.pk, people.felix)
    assert reading is not None
    return dict(hashes_now(reading))


def states(spec: Spec, people: Cast) -> dict[str, str]:
    reading = read_spec(spec.pk, people.felix)
    assert reading is not None
    return {key: state.value for key, state in find_reader(reading).progress.states.items()}


def page(client: Client, spec: Spec, query: str = "") -> str:
    return client.get(f"/specs/{spec.pk}/read/{query}").content.decode()


def mark(client: Client, spec: Spec, *seen: str, undo: bool = False, htmx: bool = False) -> str:
    data: dict[str, object] = {"seen": list(seen), "as": "sre_on_call"}
    response = client.post(
        reverse("specs:mark-read", args=[spec.pk]),
        data | ({"undo": "yes"} if undo else {}),
        headers=HTMX if htmx else {},
    )
    return response.content.decode() if htmx else response["Location"]


def test_a_section_is_marked_and_the_page_says_how_far_one_is(
    felix: Client, people: Cast, spec: Spec
) -> None:
    before = page(felix, spec)
    where = mark(felix, spec, f"s6:{hashes(spec, people)['s6']}")

    assert "0 of 8 sections read" in before
    assert where.endswith("/read/#section-s6")
    assert "1 of 8 sections read" in page(felix, spec)
    assert states(spec, people)["s6"] == "read"
    assert not Event.objects.filter(chain=spec.chain, actor_id=str(people.felix.pk)).exists()


def test_htmx_gets_the_mark_the_contents_and_the_count(
    felix: Client, people: Cast, spec: Spec
) -> None:
    reply = mark(felix, spec, f"s6:{hashes(spec, people)['s6']}", htmx=True)

    assert "You have read this section" in reply
    assert 'id="seen-s6" hx-swap-oob="true"' in reply
    assert "1 of 8 sections read" in reply
    assert "1 of the 3 that SRE / on-call signs" in reply


def test_a_mark_is_taken_back(felix: Client, people: Cast, spec: Spec) -> None:
    seen = f"s6:{hashes(spec, people)['s6']}"
    mark(felix, spec, seen)

    reply = mark(felix, spec, seen, undo=True, htmx=True)

    assert "Mark as read" in reply
    assert states(spec, people)["s6"] == "unread"


def test_a_change_makes_a_section_unread_and_shows_what_changed(
    felix: Client, people: Cast, spec: Spec
) -> None:
    change(spec, "deployment.p99", SLOW, people.dana)
    mark(felix, spec, *(f"{key}:{held}" for key, held in hashes(spec, people).items()))
    change(spec, "deployment.p99", SLOWER, people.dana)

    text = page(felix, spec)

    assert states(spec, people)["s6"] == "changed"
    assert "7 of 8 sections read" in text
    assert "<del>70 ms</del> <ins>80 ms</ins>" in text
    assert "Changed since you read it" in text
    assert "<ins>" not in page(felix, spec, "?since=0")


def test_a_change_taken_back_leaves_the_section_read(
    felix: Client, people: Cast, spec: Spec
) -> None:
    change(spec, "deployment.p99", SLOW, people.dana)
    mark(felix, spec, f"s6:{hashes(spec, people)['s6']}")
    change(spec, "deployment.p99", SLOWER, people.dana)
    change(spec, "deployment.p99", SLOW, people.dana)

    assert states(spec, people)["s6"] == "read"


def test_what_was_never_read_is_not_marked_as_changed(
    felix: Client, people: Cast, spec: Spec
) -> None:
    mark(felix, spec, f"s1:{hashes(spec, people)['s1']}")
    change(spec, "deployment.p99", SLOWER, people.dana)

    assert "<ins>" not in page(felix, spec)


def test_a_text_that_changed_under_the_reader_is_not_marked(
    felix: Client, people: Cast, spec: Spec
) -> None:
    seen = f"s6:{hashes(spec, people)['s6']}"
    change(spec, "deployment.p99", SLOWER, people.dana)

    reply = mark(felix, spec, seen, htmx=True)
    mark(felix, spec, seen)

    assert "This section changed after you opened the page" in reply
    assert "1 section changed after you opened the page" in page(felix, spec)
    assert not ReadMark.objects.exists()


@pytest.mark.parametrize("seen", ["nowhere:0", ":", "", "s6"])
def test_nonsense_marks_nothing(felix: Client, spec: Spec, seen: str) -> None:
    response = felix.post(reverse("specs:mark-read", args=[spec.pk]), {"seen": seen})

    assert response.status_code == 302
    assert not ReadMark.objects.exists()


def test_marks_belong_to_one_person(felix: Client, people: Cast, spec: Spec) -> None:
    mark(felix, spec, f"s6:{hashes(spec, people)['s6']}")

    assert "0 of 8 sections read" in page(sign_in(Client(), people.greta), spec)


def test_a_guest_has_a_bookmark_too(client: Client, people: Cast, spec: Spec) -> None:
    make_guest(spec, people.noor)

    mark(sign_in(client, people.noor), spec, f"s6:{hashes(spec, people)['s6']}")

    assert "1 of 8 sections read" in page(client, spec)


def test_an_earlier_revision_is_no_place_for_marks(felix: Client, people: Cast, spec: Spec) -> None:
    make_review(people, spec)
    actions.return_to_draft(spec=spec, by=people.dana, why="Too slow.")

    assert "sections read" in page(felix, spec)
    assert "sections read" not in page(felix, spec, "?revision=1")


def test_who_signs_has_read_it_in_that_role(client: Client, people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)
    make_sign_off(review, "sre_on_call", people.piotr)
    actions.return_to_draft(spec=spec, by=people.dana, why="Too slow.")
    change(spec, "deployment.p99", SLOWER, people.dana)

    text = page(sign_in(client, people.piotr), spec)

    assert SpecReader.objects.get(spec=spec, person=people.piotr).role == "sre_on_call"
    assert "First for SRE / on-call" in text
    assert "<del>60 ms</del> <ins>80 ms</ins>" in text
    assert "2 of the 3 that SRE / on-call signs" in text


def test_many_marks_cost_no_more_queries(
    felix: Client, people: Cast, spec: Spec, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    everything = [f"{key}:{held}" for key, held in hashes(spec, people).items()]
    mark(felix, spec, everything[0])
    page(felix, spec)

    with django_assert_num_queries(5):  # session, spec, revisions, marks, roles held
        page(felix, spec)
    mark(felix, spec, *everything)
    page(felix, spec)
    with django_assert_num_queries(5):
        page(felix, spec)
