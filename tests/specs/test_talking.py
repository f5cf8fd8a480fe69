"""Threads: what they quote, who answers, resolves and edits, and who may read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from specs import actions
from specs.documents import read_spec
from specs.domain.talk import Place
from specs.models import Comment, Item, Mention, Spec, SpecTemplate, State, Thread
from specs.passages import find_passage
from specs.talks import Shown, show_threads
from tests.cast import Cast
from tests.make import change, make_full_spec, make_review, make_thread, op
from trail.domain.event import describe
from trail.models import Event

KEY = "problem.statement"
pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it."""
    return make_full_spec(people, template)


def shown(thread: Thread, people: Cast) -> Shown:
    reading = read_spec(thread.spec_id, people.dana)
    assert reading is not None
    return show_threads(reading, Thread.objects.filter(pk=thread.pk))[0]


def words_of(spec: Spec) -> list[str]:
    """Return what the trail of a spec says, the newest first."""
    return [describe(event) for event in Event.objects.filter(chain=spec.chain).order_by("-seq")]


def test_a_thread_quotes_what_stood_there(people: Cast, spec: Spec) -> None:
    change(spec, KEY, "Fraud is found too late.", people.dana)

    thread = make_thread(spec, people.felix, "How late?")

    assert thread.quote == "Fraud is found too late."
    assert not shown(thread, people).is_changed


def test_a_thread_tells_when_its_place_says_something_else(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix)

    change(spec, KEY, "Fraud is found after 30 days.", people.dana)

    assert shown(thread, people).is_changed
    assert shown(thread, people).now == "Fraud is found after 30 days."


def test_a_row_has_threads_of_its_own(people: Cast, spec: Spec) -> None:
    risk = Item.objects.filter(spec=spec, key="risk.register").order_by("position")[0]

    thread = make_thread(spec, people.felix, place=Place(key="risk.register", item=str(risk.pk)))

    assert thread.item == risk
    assert risk.cells["failure_mode"] in thread.quote
    assert "row 1" in thread.place


def test_a_thread_on_a_row_outlives_the_row(people: Cast, spec: Spec) -> None:
    risk = Item.objects.filter(spec=spec, key="risk.register").order_by("position")[0]
    thread = make_thread(spec, people.felix, place=Place(key="risk.register", item=str(risk.pk)))

    actions.delete_item(
        spec=spec,
        item_id=risk.pk,
        base_version=risk.version,
        op_id=op(),
        by=people.dana,
    )

    assert shown(thread, people).is_gone
    assert risk.cells["failure_mode"] in thread.quote


def test_a_finding_is_talked_about_in_its_words(people: Cast, spec: Spec) -> None:
    change(spec, "evaluation.ship_threshold", "0.10", people.dana)

    thread = make_thread(
        spec, people.felix, place=Place(code="MET004", key="evaluation.ship_threshold")
    )

    assert thread.quote
    change(spec, "evaluation.ship_threshold", "0.90", people.dana)
    assert shown(thread, people).is_gone


@pytest.mark.parametrize("place", [Place(), Place(section="s4")])
def test_a_section_and_the_whole_spec_take_comments(people: Cast, spec: Spec, place: Place) -> None:
    assert make_thread(spec, people.felix, place=place).quote == ""


@pytest.mark.parametrize(
    "place",
    [Place(section="s99"), Place(key="no.such"), Place(key=KEY, item="1"), Place(code="XXX001")],
)
def test_there_is_no_thread_on_nothing(people: Cast, spec: Spec, place: Place) -> None:
    reading = read_spec(spec.pk, people.felix)

    assert reading is not None
    assert find_passage(reading, place) is None


def test_people_talk_in_review_and_about_what_is_approved(people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)
    in_review = make_thread(spec, people.piotr)
    Spec.objects.filter(pk=spec.pk).update(state=State.APPROVED)
    after = make_thread(spec, people.piotr)

    assert in_review.in_review == review.revision.number == 1
    assert after.in_review == 0


def test_nobody_talks_in_the_archive(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix)
    Spec.objects.filter(pk=spec.pk).update(state=State.ARCHIVED)

    with pytest.raises(PermissionDenied):
        actions.reply(thread=thread, text="Late", op_id=op(), by=people.felix)


@pytest.mark.parametrize("name", ["greta", "gil", "carla", "eva"])
def test_who_only_reads_does_not_comment(people: Cast, spec: Spec, name: str) -> None:
    thread = make_thread(spec, people.felix)

    with pytest.raises(PermissionDenied):
        actions.reply(thread=thread, text="I", op_id=op(), by=getattr(people, name))


def test_posting_twice_makes_one_comment(people: Cast, spec: Spec) -> None:
    thread, once = make_thread(spec, people.felix), op()

    for _ in range(2):
        actions.reply(thread=thread, text="Once", op_id=once, by=people.dana)

    assert thread.comments.count() == 2


def test_an_edit_keeps_what_was_said_before(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix, "First words")

    comment = actions.edit_comment(
        comment=thread.comments.get(), text="Second words", by=people.felix
    )

    assert comment.text == "Second words"
    assert [version.text for version in comment.versions.all()] == ["First words"]
    assert "Felix Braun edited a comment on 1 Business problem." in words_of(spec)[0]


def test_nobody_edits_what_somebody_else_said(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix)

    with pytest.raises(PermissionDenied):
        actions.edit_comment(comment=thread.comments.get(), text="No", by=people.dana)


def test_who_began_it_or_writes_the_spec_resolves(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix)
    with pytest.raises(PermissionDenied):
        actions.resolve_thread(thread=thread, by=people.piotr)

    actions.resolve_thread(thread=thread, by=people.dana)
    assert not Thread.objects.open().filter(pk=thread.pk).exists()
    actions.reopen_thread(thread=thread, by=people.piotr)

    assert Thread.objects.open().filter(pk=thread.pk).exists()


def test_who_is_asked_may_resolve(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix)
    tomorrow = timezone.localdate() + timedelta(days=1)

    actions.assign_thread(thread=thread, assignee=people.piotr, due_on=tomorrow, by=people.felix)
    resolved = actions.resolve_thread(thread=thread, by=people.piotr)

    assert (resolved.due_on, resolved.resolved_by) == (tomorrow, people.piotr)
    assert any("asked Piotr Zielak to answer" in words for words in words_of(spec))


@pytest.mark.parametrize("name", ["gil", "carla", "eva"])
def test_nobody_is_asked_who_does_not_see_the_spec(people: Cast, spec: Spec, name: str) -> None:
    thread = make_thread(spec, people.felix)

    with pytest.raises(ValidationError):
        actions.assign_thread(thread=thread, assignee=getattr(people, name), by=people.felix)


def test_who_is_named_learns_of_it_until_they_answer(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix, "@Piotr Zielak, and @carla mendes, look here")

    assert [mention.user for mention in Mention.objects.all()] == [people.piotr]
    actions.reply(thread=thread, text="Seen", op_id=op(), by=people.piotr)

    assert Mention.objects.get().seen_at is not None


def test_naming_somebody_later_calls_them_too(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix, "Who knows?")

    actions.edit_comment(comment=thread.comments.get(), text="@Aisha Rahman knows", by=people.felix)

    assert Mention.objects.get().user == people.aisha


def test_the_trail_names_the_place_and_not_the_words(people: Cast, spec: Spec) -> None:
    make_thread(spec, people.felix, "Nobody outside may read this")

    event = Event.objects.filter(chain=spec.chain).latest("seq")

    assert "Nobody outside" not in event.body
    assert describe(event) == "Felix Braun opened a thread on 1 Business problem."


def test_an_empty_comment_is_refused(people: Cast, spec: Spec) -> None:
    with pytest.raises(ValidationError):
        make_thread(spec, people.felix, "  ")

    assert not Comment.objects.exists()


def test_a_private_thread_is_seen_by_those_of_its_role(people: Cast, spec: Spec) -> None:
    make_thread(spec, people.imani, "Between us: @Piotr Zielak", role="legal_compliance")

    for person, count in ((people.imani, 1), (people.dana, 0), (people.ruth, 0)):
        reading = read_spec(spec.pk, person)
        assert reading is not None
        assert reading.talk.open == count
    assert not Mention.objects.exists()


def test_the_trail_tells_that_there_is_a_private_thread(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.imani, "Between us", role="legal_compliance")
    actions.reply(thread=thread, text="Still between us", op_id=op(), by=people.imani)

    events = Event.objects.filter(chain=spec.chain).order_by("-seq")[:2]

    assert describe(events[1]) == "Imani Castell opened a private thread of Legal / compliance."
    for event in events:
        assert "between us" not in event.body.lower()
        assert "statement" not in event.body.lower()
        assert '"after":null' in event.body


def test_nobody_begins_or_answers_a_private_thread_of_another_role(
    people: Cast, spec: Spec
) -> None:
    thread = make_thread(spec, people.imani, role="legal_compliance")

    with pytest.raises(PermissionDenied):
        make_thread(spec, people.dana, role="legal_compliance")
    with pytest.raises(PermissionDenied):
        actions.reply(thread=thread, text="Me too", op_id=op(), by=people.dana)
    with pytest.raises(ValidationError):
        actions.assign_thread(thread=thread, assignee=people.dana, by=people.imani)
