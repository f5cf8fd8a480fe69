"""The demo: a spec in every state, made once, by the deeds that people did over five months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import Mail, User
from reviews.management.demo.lives import FRAUD, RULES
from reviews.management.demo.people import PASSWORD, PEOPLE
from reviews.management.demo.stories import BEGAN
from reviews.models import (
    Amendment,
    AmendmentState,
    Answer,
    Condition,
    EditorialKeep,
    Export,
    GateDecision,
    Outcome,
    Review,
    SignOff,
    StandIn,
)
from specs import catalogue
from specs.documents import load_document
from specs.domain.checks import run
from specs.models import (
    BulkChange,
    Conflict,
    Disposition,
    Item,
    Revision,
    RiskAcceptance,
    SavedView,
    Spec,
    SpecTemplate,
    State,
    SuspectCleared,
    TemplateDraft,
    Thread,
    Waiver,
)
from specs.suspects import load_suspects
from tests.worlds import world
from trail.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
MADE_NOW = (SpecTemplate,)  # by the catalogue, before the demo


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
    exported = Export.objects.values_list("revision__spec__title", "revision__number")
    assert set(exported) == {("Card payment fraud detection", 2), ("Support call routing", 1)}
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
    for revision in Revision.objects.filter(amendment=None):
        assert '"findings":[]' in revision.content


def test_what_is_to_be_done_about_risks_is_due_soon_or_overdue(demo: Path) -> None:
    today = timezone.now().date()
    due = Item.objects.filter(key="risk.register").exclude(cells__due=None)
    days = {(date.fromisoformat(str(item.cells["due"])) - today).days for item in due}

    assert min(days) < 0 < max(days) < 90


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
    assert Waiver.objects.exclude(expires_on=None).get().spec.title == "Dispute letter triage"
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


def test_no_row_says_that_it_was_made_when_the_demo_was(demo: Path) -> None:
    now, recent = timezone.now(), {}
    span = (now - timedelta(hours=12), now)
    for model in set(apps.get_models()) - {*MADE_NOW, Event}:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateTimeField):
                rows = model._base_manager.filter(**{f"{field.name}__range": span})
                recent[f"{model.__name__}.{field.name}"] = rows.count()

    assert {name: count for name, count in recent.items() if count} == {}


def test_the_trail_goes_forward_over_five_months_and_is_whole(demo: Path) -> None:
    told = Event.objects.exclude(chain="instance")
    chains: dict[str, list[object]] = {}
    for chain, at in told.order_by("chain", "seq").values_list("chain", "at"):
        chains.setdefault(chain, []).append(at)
    first, last = (told.order_by(order).values_list("at", flat=True)[0] for order in ("at", "-at"))

    assert all(earlier < later for at in chains.values() for earlier, later in pairwise(at))  # type: ignore[operator]
    assert (timezone.now() - first).days in (BEGAN, BEGAN - 1, BEGAN - 2)
    assert last < timezone.now()
    assert len({f"{at:%Y-%m}" for at in told.values_list("at", flat=True)}) >= 5
    call_command("verify_trail", verbosity=0)


def test_a_condition_and_a_stage_are_overdue_and_signers_were_reminded(demo: Path) -> None:
    today = timezone.localdate()
    late = Condition.objects.get(met_at=None, due_on__lt=today)
    staged = Review.objects.get(outcome=Outcome.OPEN, stage=2)
    spec = staged.revision.spec
    kinds = set(Event.objects.of_chain(spec.chain).values_list("kind", flat=True))

    assert late.sign_off.review.revision.spec.title == "Refund abuse score"
    assert staged.stage_due_on is not None
    assert staged.stage_due_on < today
    assert {"review.reminded", "review.escalated", "review.nudged"} <= kinds


def test_of_the_approved_specs_one_is_to_be_looked_at_again_soon_and_one_was(demo: Path) -> None:
    today = timezone.localdate()
    given = Spec.objects.filter(state=State.APPROVED).exclude(review_again_on=None)
    days = dict(given.values_list("title", "review_again_on"))

    left = {title: (day - today).days for title, day in days.items() if day}
    assert left["Payment retry timing"] < 0
    assert 0 < left[FRAUD] <= left["Support call routing"] <= 31


def test_f1_was_lowered_after_the_proof_of_concept_and_is_asked_about_again(demo: Path) -> None:
    first, second = Amendment.objects.filter(spec__title=FRAUD).order_by("pk")
    change = first.changes.get(key="evaluation.ship_threshold")
    spec = Spec.objects.get(title=FRAUD)
    decided = GateDecision.objects.filter(spec=spec).order_by("pk")

    assert (first.state, change.old, change.proposed) == (AmendmentState.ACCEPTED, "0.90", "0.82")
    assert second.state == AmendmentState.OPEN
    assert second.positions.count() == 2
    assert list(decided.values_list("stage", "move")) == [("poc", "passed"), ("mvp", "extended")]
    assert decided[0].decided_at < first.proposed_at < decided[1].decided_at  # type: ignore[operator]
    assert len(load_suspects(spec)) > 1
    assert SuspectCleared.objects.filter(spec=spec).count() == 1
    assert Amendment.objects.get(spec__title=RULES).state == AmendmentState.ACCEPTED


def test_comments_ended_in_every_way_and_a_change_of_wording_kept_sign_offs(demo: Path) -> None:
    ended = Thread.objects.filter(spec__title="Payment retry timing")
    kept = EditorialKeep.objects.values_list("answer", flat=True)

    assert set(ended.values_list("disposition", flat=True)) == set(Disposition.values) - {""}
    assert set(kept) == {Answer.AGREED}


def test_somebody_stands_in_and_lists_have_views_and_ideas_were_put_away(demo: Path) -> None:
    now, change = timezone.now(), BulkChange.objects.get()

    assert StandIn.objects.get(starts_at__lt=now, ends_at__gt=now).role == "finance"
    assert SavedView.objects.count() == 2
    assert (change.status, change.items.filter(is_done=True).count()) == ("done", 3)
