"""Signing under collisions: no text that was not shown, one for a slot, approved once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event as Signal

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from reviews import actions
from reviews.actions import Choice, Proof, Refusal, Why
from reviews.models import Outcome, Review, SignOff
from specs import actions as spec_actions
from specs.models import Answer, Revision, Spec, SpecTemplate, State
from tests.cast import PASSWORD, Cast
from tests.make import make_full_spec, make_review, make_sign_off
from tests.racing import collide, stampede
from trail.models import Event

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]

# Between the steps of withdrawing, editing and submitting again: where a signature may fall.
POINTS = 4


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings, people: Cast) -> None:
    """Check passwords fast: what is raced for is the lock, not the hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.update(password=make_password(PASSWORD, hasher="md5"))


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


def shown(review: Review, role: str, by: User) -> Choice:
    """Return what the sign page of this review would post."""
    nonce = actions.give_nonce(review=review, role=role, to=by)
    return Choice(
        content_hash=review.revision.content_hash,
        nonce=nonce.pk,
        decision="approved",
        block_answer="No runbook.",
    )


def sign(spec: Spec, role: str, choice: Choice, by: User) -> str:
    """Sign, and say in a word what came of it."""
    outcome = actions.sign(
        spec=spec, role=role, choice=choice, proof=Proof(password=PASSWORD), by=by
    )
    return outcome.why.value if isinstance(outcome, Refusal) else "signed"


def change_peak(spec: Spec, value: int, by: User) -> None:
    """Edit an answer that SRE, ML engineer, finance and product manager sign."""
    answer = Answer.objects.get(spec=spec, key="deployment.peak_qps")
    spec_actions.save_answer(
        spec=spec,
        attribute=spec.template.template.attributes["deployment.peak_qps"],
        value=str(value),
        base_version=answer.version,
        op_id=uuid.uuid4(),
        by=by,
    )


def no_text_was_signed_unseen(shown_hashes: set[str]) -> bool:
    """Every signature names a hash that its signer was shown, on that very revision."""
    return all(
        sign_off.content_hash == sign_off.review.revision.content_hash
        and sign_off.content_hash in shown_hashes
        for sign_off in SignOff.objects.filter(carried_from=None).select_related("review__revision")
    )


def moments(spec: Spec, kind: str) -> dict[int, int]:
    """Return where in the trail each revision met with something."""
    events = Event.objects.filter(chain=spec.chain, kind=kind)
    return {int(str(event.facts["revision"])): event.seq for event in events}


def test_200_edits_against_signatures(people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)
    hashes, outcomes = set(), []

    for number in range(200):
        choice = shown(review, "sre_on_call", people.piotr)
        hashes.add(choice.content_hash)
        point, reached = number % POINTS, Signal()

        def sign_there(choice: Choice = choice, reached: Signal = reached) -> str:
            try:
                assert reached.wait(10)
                return sign(spec, "sre_on_call", choice, people.piotr)
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=1) as pool:
            later = pool.submit(sign_there)
            steps: tuple[Callable[[], object], ...] = (
                lambda: actions.withdraw_review(spec=spec, by=people.dana, why="Mend"),
                # never a text again that was signed before: its sign-off would carry over
                partial(change_peak, spec, 30 + number, people.dana),
                lambda: make_review(people, spec),
            )
            for place, step in enumerate(steps):
                if place == point:
                    reached.set()
                step()
            reached.set()
            outcomes.append(later.result(20))
        review = Review.objects.select_related("revision__spec").latest("revision__number")

    assert no_text_was_signed_unseen(hashes)
    assert set(outcomes) <= {"signed", Why.CLOSED.value, Why.STALE_REVISION.value}
    assert len(set(outcomes)) > 1, "the race always ended the same way"
    assert Revision.objects.count() == 201
    withdrawn = moments(spec, "spec.withdrawn")
    for revision, signed in moments(spec, "signoff.given").items():
        assert signed < withdrawn.get(revision, signed + 1), "it was signed after it was withdrawn"


def test_200_pairs_of_signers_for_one_slot(people: Cast, spec: Spec) -> None:
    pair = (people.piotr, people.felix)
    actions.assign_signers(spec=spec, role="sre_on_call", users=pair, by=people.dana)
    review = make_review(people, spec)

    for _number in range(200):
        choices = [shown(review, "sre_on_call", person) for person in pair]

        outcomes = stampede(
            2,
            lambda n, choices=choices: sign(spec, "sre_on_call", choices[n], pair[n]),  # type: ignore[misc]
        )

        assert sorted(outcomes) == ["signed", "taken"]
        [standing] = SignOff.objects.standing().filter(review=review, role="sre_on_call")
        actions.withdraw_sign_off(
            spec=spec, role="sre_on_call", reason="Next round", by=standing.signer
        )

    assert SignOff.objects.filter(decision="approved").count() == 200


def test_200_times_a_signer_and_their_stand_in(people: Cast, spec: Spec) -> None:
    pair = (people.piotr, people.felix)
    day = timezone.now().date()
    actions.name_stand_in(
        organisation=people.meridian,
        person=people.piotr,
        stand_in=people.felix,
        from_on=day,
        until_on=day + timedelta(days=1),
        by=people.piotr,
    )
    review = make_review(people, spec)
    signers = set()

    for _number in range(200):
        choices = [shown(review, "sre_on_call", person) for person in pair]

        outcomes = stampede(
            2,
            lambda n, choices=choices: sign(spec, "sre_on_call", choices[n], pair[n]),  # type: ignore[misc]
        )

        assert sorted(outcomes) == ["signed", "taken"]
        [standing] = SignOff.objects.standing().filter(review=review, role="sre_on_call")
        assert standing.named_id == people.piotr.pk
        signers.add(standing.signer_id)
        actions.withdraw_sign_off(
            spec=spec, role="sre_on_call", reason="Next round", by=standing.signer
        )

    assert signers == {person.pk for person in pair}, "the race always ended the same way"
    assert SignOff.objects.filter(decision="approved").count() == 200


def test_who_ends_a_stand_in_waits_for_their_signature(people: Cast, spec: Spec) -> None:
    day = timezone.now().date()
    place = actions.name_stand_in(
        organisation=people.meridian,
        person=people.piotr,
        stand_in=people.felix,
        from_on=day,
        until_on=day,
        by=people.piotr,
    )
    review = make_review(people, spec)
    choice = shown(review, "sre_on_call", people.felix)

    outcome, ended = collide(
        lambda: sign(spec, "sre_on_call", choice, people.felix),
        lambda: str(actions.end_stand_in(stand_in=place, by=people.piotr).ended_at),
    )

    assert outcome == "signed"
    assert SignOff.objects.get().signed_at.isoformat() < ended.replace(" ", "T")
    again = shown(review, "sre_on_call", people.felix)
    with pytest.raises(PermissionDenied):
        sign(spec, "sre_on_call", again, people.felix)


def test_two_last_signatures_approve_once(people: Cast, spec: Spec) -> None:
    last_two = (("sre_on_call", people.piotr), ("ml_engineer", people.tomas))
    rounds = 25

    for number in range(rounds):
        change_peak(spec, 30 + number, people.dana)
        review = make_review(people, spec)
        done = set(review.sign_offs.values_list("role", flat=True))
        for role, person in people.signers.items():
            if role not in {*done, *(role for role, _ in last_two)}:
                make_sign_off(review, role, person)
        choices = [shown(review, role, person) for role, person in last_two]

        outcomes = stampede(
            2,
            lambda n, choices=choices: sign(spec, last_two[n][0], choices[n], last_two[n][1]),  # type: ignore[misc]
        )

        assert outcomes == ["signed", "signed"]
        assert Event.objects.filter(kind="review.approved").count() == number + 1
        assert Spec.objects.get().state == State.APPROVED
        spec_actions.start_next_draft(spec=spec, by=people.dana, why="Next round")

    assert Review.objects.filter(outcome=Outcome.APPROVED).count() == rounds


def test_a_signer_waits_for_who_holds_the_spec(people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)
    choice = shown(review, "sre_on_call", people.piotr)

    _review, outcome = collide(
        lambda: actions.withdraw_review(spec=spec, by=people.dana, why="Mend").pk,
        lambda: sign(spec, "sre_on_call", choice, people.piotr),
    )

    assert outcome == Why.CLOSED.value
    assert not SignOff.objects.exists()


def test_many_wrong_passwords_at_once_are_counted_one_by_one(people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)
    choices = [shown(review, "sre_on_call", people.piotr) for _ in range(8)]

    def guess(number: int) -> str:
        outcome = actions.sign(
            spec=spec,
            role="sre_on_call",
            choice=choices[number],
            proof=Proof(password="guess"),
            by=people.piotr,
        )
        assert isinstance(outcome, Refusal)
        return outcome.why.value

    outcomes = stampede(8, guess)

    assert sorted(outcomes) == ["password"] * 4 + ["paused"] * 4
    assert Event.objects.filter(kind="signoff.identity_failed").count() == 5
