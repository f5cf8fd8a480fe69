"""The demo: a spec in every state, made once, by the deeds that people do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import Mail, User
from reviews.management.demo.people import PASSWORD, PEOPLE
from reviews.models import Export, Outcome, Review, SignOff
from specs import catalogue
from specs.documents import load_document
from specs.domain.checks import run
from specs.models import (
    Conflict,
    Item,
    Revision,
    RiskAcceptance,
    Spec,
    State,
    TemplateDraft,
    Waiver,
)
from tests.worlds import world
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """Seed, and return the folder in which it is written down who is who."""
    folder = tmp_path_factory.mktemp("demo")
    with world(django_db_blocker), override_settings(VAR=folder):
        call_command("load_catalogue", verbosity=0)
        call_command("seed_demo", verbosity=0)
        yield folder


def test_there_is_a_spec_in_every_state_and_of_every_kind(demo: Path) -> None:
    states = dict(Spec.objects.values_list("title", "state"))
    second = {"number": 2, "spec__title": "Chargeback outcome forecast"}
    in_second = {f"review__revision__{name}": value for name, value in second.items()}
    carried = SignOff.objects.standing().filter(**in_second)

    assert set(states.values()) == set(State)
    assert states["Card payment fraud detection"] == State.APPROVED
    assert Export.objects.get().revision.spec.title == "Card payment fraud detection"
    assert Conflict.objects.open().get().spec.title == "Merchant churn early warning"
    assert {sign_off.role for sign_off in carried.exclude(carried_from=None)} == {
        "data_scientist",
        "data_engineer",
        "legal_compliance",
    }
    assert carried.filter(carried_from=None).get().role == "product_manager"
    assert set(Review.objects.values_list("outcome", flat=True)) == {
        Outcome.OPEN,
        Outcome.APPROVED,
        Outcome.BLOCKED,
    }


def test_seeding_again_changes_nothing(demo: Path) -> None:
    before = [model.objects.count() for model in (Spec, User, Mail, Revision, SignOff, Event)]

    call_command("seed_demo", verbosity=0)

    assert before == [m.objects.count() for m in (Spec, User, Mail, Revision, SignOff, Event)]


def test_everybody_gets_in_with_what_the_file_says(demo: Path) -> None:
    written = (demo / "demo.txt").read_text()

    assert f"Everybody's password is: {PASSWORD}\n" in written
    for person in PEOPLE:
        assert person.email in written
        assert User.objects.get(email=person.email).check_password(PASSWORD)


def test_the_texts_of_the_demo_leave_no_finding_in_what_was_submitted(demo: Path) -> None:
    for revision in Revision.objects.all():
        assert '"findings":[]' in revision.content


def test_what_is_to_be_done_about_risks_is_due_soon_or_overdue(demo: Path) -> None:
    today = timezone.now().date()
    due = Item.objects.filter(key="risk.register").exclude(cells__due=None)
    days = {(date.fromisoformat(str(item.cells["due"])) - today).days for item in due}

    assert -30 < min(days) < 0 < max(days) < 90


def test_two_specs_of_different_kinds_hold_all_that_can_be_asked(demo: Path) -> None:
    full = Spec.objects.filter(template__key="full_spec")
    states = dict(full.values_list("title", "state"))

    assert states == {
        "Card contracts at risk": State.IN_REVIEW,
        "Card payment fraud detection": State.APPROVED,
    }
    signed = SignOff.objects.standing().filter(review__revision__spec__title=min(states))
    roles = catalogue.template("full_spec").sign_off
    assert set(roles) - set(signed.values_list("role", flat=True)) == {"executive_sponsor"}


def test_a_template_a_waiver_and_an_accepted_risk_are_there_to_look_at(demo: Path) -> None:
    assert TemplateDraft.objects.get().title == "Our One-page kickoff"
    assert Waiver.objects.get().expires_on is not None
    accepted = RiskAcceptance.objects.get()
    assert (accepted.by.name, accepted.item.cells["status"]) == ("Ruth Lindqvist", "accepted")


def test_no_answer_of_the_demo_is_of_a_wrong_kind(demo: Path) -> None:
    wrong = [
        (spec.title, finding.message)
        for spec in Spec.objects.all()
        for finding in run(load_document(spec))
        if finding.code == "REQ003"
    ]

    assert wrong == []
