"""Comments of a review: what becomes of each is said before the approval, and is printed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from reviews import actions
from reviews.dossiers import load_dossier
from reviews.models import Outcome, Review
from specs import actions as spec_actions
from specs.models import Disposition, Spec, SpecTemplate, State, Thread
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off, make_thread
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it."""
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    """Return the round in which it is read."""
    return make_review(people, spec)


def sign_all(review: Review, people: Cast) -> Review:
    for role, signer in people.signers.items():
        make_sign_off(review, role, signer)
    review.refresh_from_db()
    return review


def dispose(thread: Thread, by: object, what: str = "accepted", reason: str = "") -> Thread:
    return actions.dispose_comment(
        thread=thread,
        disposition=Disposition(what),
        reason=reason,
        by=by,  # type: ignore[arg-type]
    )


def test_an_approval_waits_until_each_comment_is_disposed_of(
    people: Cast, spec: Spec, review: Review
) -> None:
    first, second = make_thread(spec, people.piotr), make_thread(spec, people.felix)
    sign_all(review, people)
    assert review.outcome == Outcome.OPEN

    dispose(first, people.dana)
    review.refresh_from_db()
    assert review.outcome == Outcome.OPEN
    dispose(second, people.dana, "rejected", "It is out of scope.")

    review.refresh_from_db()
    spec.refresh_from_db()
    assert (review.outcome, spec.state) == (Outcome.APPROVED, State.APPROVED)


def test_what_was_disposed_of_before_holds_nothing(
    people: Cast, spec: Spec, review: Review
) -> None:
    dispose(make_thread(spec, people.piotr), people.dana)

    assert sign_all(review, people).outcome == Outcome.APPROVED


def test_resolving_alone_is_no_disposition(people: Cast, spec: Spec, review: Review) -> None:
    spec_actions.resolve_thread(thread=make_thread(spec, people.piotr), by=people.piotr)

    assert sign_all(review, people).outcome == Outcome.OPEN


def test_what_was_asked_before_the_review_holds_nothing(people: Cast, spec: Spec) -> None:
    make_thread(spec, people.piotr)
    make_review(people, spec)
    private = make_thread(spec, people.imani, role="legal_compliance")
    review = Review.objects.get(revision__spec=spec)

    assert sign_all(review, people).outcome == Outcome.APPROVED
    assert private.in_review == 1


def test_comments_of_an_earlier_review_hold_the_next_one(
    people: Cast, spec: Spec, review: Review
) -> None:
    thread = make_thread(spec, people.piotr)
    actions.withdraw_review(spec=spec, by=people.dana, why="A mistake.")
    spec.refresh_from_db()
    second = sign_all(make_review(people, spec), people)
    assert second.outcome == Outcome.OPEN

    dispose(thread, people.dana)

    second.refresh_from_db()
    assert second.outcome == Outcome.APPROVED


def test_reopening_asks_for_a_disposition_again(people: Cast, spec: Spec, review: Review) -> None:
    thread = dispose(make_thread(spec, people.piotr), people.dana)
    spec_actions.reopen_thread(thread=thread, by=people.piotr)

    assert sign_all(review, people).outcome == Outcome.OPEN


def test_after_the_approval_reopening_takes_nothing_back(
    people: Cast, spec: Spec, review: Review
) -> None:
    thread = dispose(make_thread(spec, people.piotr), people.dana)
    sign_all(review, people)
    spec.refresh_from_db()
    reopened = spec_actions.reopen_thread(thread=thread, by=people.piotr)

    assert reopened.disposition == Disposition.ACCEPTED
    with pytest.raises(PermissionDenied):
        dispose(thread, people.dana, "rejected", "Too late.")


@pytest.mark.parametrize("what", ["partly", "rejected", "duplicate"])
def test_all_but_accepted_needs_a_reason(
    people: Cast, spec: Spec, review: Review, what: str
) -> None:
    thread = make_thread(spec, people.piotr)
    with pytest.raises(ValidationError):
        dispose(thread, people.dana, what, "  ")

    disposed = dispose(thread, people.dana, what, "Asked already.")
    assert disposed.resolved_at is not None
    [event] = Event.objects.filter(chain=spec.chain, kind="comment.disposed")
    assert "Dana Okafor said what becomes of the comment" in describe(event)
    assert describe(event).endswith("Reason: Asked already.")


def test_only_who_made_a_comment_withdraws_it(people: Cast, spec: Spec, review: Review) -> None:
    thread = make_thread(spec, people.piotr)
    for person in (people.dana, people.felix):
        with pytest.raises(PermissionDenied):
            dispose(thread, person, "withdrawn", "Mine was a misreading.")
    with pytest.raises(PermissionDenied):
        dispose(thread, people.piotr, "accepted")

    assert dispose(thread, people.piotr, "withdrawn", "I misread it.").disposition == "withdrawn"


def test_the_review_page_says_what_holds_the_approval(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    thread = make_thread(spec, people.piotr)
    client.force_login(people.dana)
    page = reverse("reviews:review", args=[spec.pk])
    assert "1 comment waits for what becomes of it" in " ".join(
        client.get(page).content.decode().split()
    )

    dispose(thread, people.dana)

    assert "waits for what becomes" not in client.get(page).content.decode()


def test_the_page_disposes_and_begins_anew_once_approved(
    client: Client, people: Cast, spec: Spec, review: Review
) -> None:
    thread = make_thread(spec, people.piotr)
    sign_all(review, people)
    client.force_login(people.dana)
    url = reverse("reviews:dispose", args=[spec.pk, thread.pk])
    hx = {"HX-Request": "true"}

    wrong = client.post(url, {"disposition": "rejected"}, headers=hx)
    right = client.post(url, {"disposition": "rejected", "reason": "No."}, headers=hx)

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert "Say why. The reason is printed" in wrong.content.decode()
    assert "<strong>Rejected</strong>" in right.content.decode()
    assert right["HX-Refresh"] == "true"


def test_the_dossier_holds_what_was_asked_and_not_what_was_private(
    people: Cast, spec: Spec, review: Review
) -> None:
    dispose(make_thread(spec, people.piotr, "Rehearsed?"), people.dana, "partly", "In part.")
    make_thread(spec, people.imani, "Between us", role="legal_compliance")
    export = actions.ask_for_export(revision=review.revision, by=people.dana)

    [comment] = load_dossier(export).comments

    assert [message.text for message in comment.messages] == ["Rehearsed?"]
    assert (comment.disposition, comment.reason) == ("Partly accepted", "In part.")
