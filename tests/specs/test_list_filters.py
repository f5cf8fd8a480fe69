"""What narrows the list of specs: alone, together, in words, and in an address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from reviews.actions import withdraw_review, withdraw_sign_off
from specs.actions.indexing import index_settled
from specs.columns import COLUMNS
from specs.models import NEVER, Spec, SpecListing, SpecTemplate
from tests.cast import Cast
from tests.make import change, make_full_spec, make_review, make_sign_off, make_spec

YESTERDAY = timezone.localdate() - timedelta(days=1)
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def titles(client: Client, query: str) -> list[str]:
    """Return the titles that are listed, in order."""
    return [spec.title for spec in client.get(f"/specs/?{query}").context["page"].rows]


def listing(spec: Spec) -> SpecListing:
    """Return what lists say of a spec now."""
    return SpecListing.objects.get(spec=spec)


def test_a_role_waits_until_it_has_signed(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template, title="Card fraud")
    make_spec(people, template, "A draft")
    assert titles(dana, "role=finance") == []
    review = make_review(people, spec)
    assert titles(dana, "role=finance") == ["Card fraud"]

    make_sign_off(review, "finance", people.marc)

    assert titles(dana, "role=finance") == []
    assert titles(dana, "role=sre_on_call") == ["Card fraud"]
    assert listing(spec).signed == 1

    withdraw_sign_off(spec=spec, role="finance", by=people.marc, reason="Too soon.")

    assert titles(dana, "role=finance") == ["Card fraud"]


def test_a_round_that_ended_waits_for_nobody(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    make_review(people, spec, due_on=YESTERDAY)

    withdraw_review(spec=spec, by=people.dana, why="A mistake.")

    assert titles(dana, "role=finance") == []
    assert titles(dana, "late=1") == []
    assert listing(spec).asked == 0


def test_a_round_is_overdue_from_the_day_after(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    late = make_full_spec(people, template, title="Late")
    today = make_full_spec(people, template, title="Today")
    make_review(people, late, due_on=YESTERDAY)
    make_review(people, today, due_on=timezone.localdate())

    assert titles(dana, "late=1") == ["Late"]
    assert "overdue since" in dana.get("/specs/").content.decode()


def test_the_next_deadline_comes_first_and_none_comes_last(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    for title, due_on in (("Second", TOMORROW), ("First", YESTERDAY), ("Open end", None)):
        make_review(people, make_full_spec(people, template, title=title), due_on=due_on)

    assert titles(dana, "sort=due") == ["First", "Second", "Open end"]
    assert SpecListing.objects.filter(due_on=NEVER).count() == 1


def test_high_risks_count_until_they_are_closed(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template, title="Risky")
    make_spec(people, template, "Without a risk")
    take_up()
    assert listing(spec).high_risks > 0
    assert titles(dana, "risk=1") == ["Risky"]

    for risk in spec.items.filter(key="risk.register"):
        risk.cells["status"] = "closed"
        risk.save()
    change(spec, "problem.statement", "Otherwise.", people.dana)
    take_up()

    assert titles(dana, "risk=1") == []


def test_filters_combine(dana: Client, people: Cast, template: SpecTemplate) -> None:
    spec = make_full_spec(people, template, title="Card fraud")
    make_review(people, spec, due_on=YESTERDAY)
    take_up()

    everything = "q=card&state=in_review&owner=Dana&template=full_spec&role=finance&risk=1&late=1"
    template_key = spec.template.key
    assert titles(dana, everything.replace("full_spec", template_key)) == ["Card fraud"]
    for other in ("q=wallet", "state=draft", "owner=Sam", "role=nobody&owner=x"):
        assert titles(dana, f"{everything.replace('full_spec', template_key)}&{other}") == []


def test_what_is_on_is_told_and_can_be_taken_off(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template)

    chips = dana.get("/specs/?owner=me&late=1&cols=due").context["chips"]

    assert [chip.words for chip in chips] == ["Mine", "Overdue"]
    assert [chip.without for chip in chips] == ["?late=1&cols=due", "?owner=me&cols=due"]


def test_nothing_found_offers_the_way_out(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template)

    page = dana.get("/specs/?role=finance&late=1").content.decode()

    assert "Nothing passes all of these filters" in page
    assert "Take one off above" in page
    assert page.count("Take this filter off") == 2


def test_words_that_no_filter_knows_are_left_out(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template, "Seen")

    assert titles(dana, "role=nonsense&risk=9&late=x&checks=no&state=q&sort=w") == ["Seen"]


def test_the_roles_of_other_organisations_are_not_offered(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    people.meridian.roles.create(key="ethics", label="Ethics board", block_prompt="?")
    make_spec(people, template)
    client.force_login(people.dana)
    assert "Ethics board" in client.get("/specs/").content.decode()

    client.force_login(people.carla)

    assert "Ethics board" not in client.get("/specs/?state=draft").content.decode()


def test_columns_are_chosen_and_put_in_order(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template)

    chosen = dana.get("/specs/columns/?col=due&col=owner&col=nonsense&q=fraud")
    moved = dana.get("/specs/columns/?col=due&col=owner&move=up:owner")

    assert chosen["Location"] == "/specs/?q=fraud&cols=due%2Cowner"
    assert moved["Location"] == "/specs/?cols=owner%2Cdue&panel=columns"
    page = dana.get(moved["Location"])
    assert [head.column.key for head in page.context["heads"]] == ["owner", "due"]


def test_every_column_can_be_shown_for_the_same_queries(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_review(people, make_full_spec(people, template))
    make_spec(people, template)

    with django_assert_num_queries(3):
        page = dana.get(f"/specs/?cols={','.join(COLUMNS)}").content.decode()

    assert "Open comments" in page
    assert "0 of 7" in page or "0 of 6" in page


def test_only_the_title_is_a_choice_too(dana: Client, people: Cast, template: SpecTemplate) -> None:
    make_spec(people, template)

    assert dana.get("/specs/columns/")["Location"] == "/specs/?cols=none"
    assert dana.get("/specs/?cols=none").context["heads"] == []


def take_up() -> None:
    """Let the worker take up what was written, as if it had settled."""
    Spec.objects.update(updated_at=timezone.now() - timedelta(minutes=1))
    index_settled()
