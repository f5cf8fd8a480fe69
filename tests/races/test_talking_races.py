"""Comments under collisions: none slips past an approval, and it is derived once."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from accounts.models import User
from reviews import actions
from reviews.models import Outcome, Review
from specs.actions import reply
from specs.models import Comment, Disposition, Spec, SpecTemplate, State, Thread
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review, make_sign_off, make_thread, op
from tests.racing import collide, stampede
from trail.models import Event

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]
LAST = "finance"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings, people: Cast) -> None:
    """Check passwords fast: what is raced for is the lock, not the hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.update(password=make_password(PASSWORD, hasher="md5"))


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    """Return a round in which one signature is missing."""
    review = make_review(people, spec)
    for role, signer in people.signers.items():
        if role != LAST:
            make_sign_off(review, role, signer)
    return review


def dispose(thread: Thread, by: User) -> str:
    """Accept a comment, and say in a word what came of it."""
    try:
        actions.dispose_comment(thread=thread, disposition=Disposition.ACCEPTED, reason="", by=by)
    except PermissionDenied:
        return "refused"
    return "disposed"


def test_a_comment_that_was_first_holds_the_last_signature(
    people: Cast, spec: Spec, review: Review
) -> None:
    collide(
        lambda: bool(make_thread(spec, people.piotr)),
        lambda: bool(make_sign_off(review, LAST, people.marc)),
    )

    review.refresh_from_db()
    assert review.outcome == Outcome.OPEN
    assert Thread.objects.without_disposition().count() == 1


def test_a_comment_that_comes_after_the_approval_is_none_of_the_review(
    people: Cast, spec: Spec, review: Review
) -> None:
    collide(
        lambda: bool(make_sign_off(review, LAST, people.marc)),
        lambda: bool(make_thread(spec, people.piotr)),
    )

    review.refresh_from_db()
    spec.refresh_from_db()
    assert (review.outcome, spec.state) == (Outcome.APPROVED, State.APPROVED)
    assert not Thread.objects.without_disposition().exists()


def test_many_last_dispositions_at_once_approve_once(
    people: Cast, spec: Spec, review: Review
) -> None:
    threads = [make_thread(spec, people.piotr) for _ in range(4)]
    make_sign_off(review, LAST, people.marc)

    said = stampede(4, lambda number: dispose(threads[number], people.dana))

    review.refresh_from_db()
    assert said == ["disposed"] * 4
    assert review.outcome == Outcome.APPROVED
    assert Event.objects.filter(chain=spec.chain, kind="review.approved").count() == 1


def test_one_comment_posted_many_times_at_once_is_one(people: Cast, spec: Spec) -> None:
    thread, once = make_thread(spec, people.felix), op()

    stampede(4, lambda _: bool(reply(thread=thread, text="Once", op_id=once, by=people.dana)))

    assert Comment.objects.filter(thread=thread).count() == 2
