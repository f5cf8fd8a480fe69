"""Stages of a project: figures and decisions with names, in the trail, kept for good."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mail, RoleHolder
from reviews import actions
from reviews.actions import StageMovedOn
from reviews.actions.gates import wind_clock
from reviews.domain.track import Figure, Move, Ruling, Stand
from reviews.exports.pages import build_pages
from reviews.models import GateDecision, GateFigure, Review, StageClock
from reviews.stage_records import load_stages
from reviews.tracks import Track, load_track
from specs import actions as spec_actions
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off
from tests.reviews.make_dossier import make_dossier
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
POC = "phases.poc_threshold"


@pytest.fixture
def spec(people: Cast) -> Spec:
    """Return a spec of Dana's with gates, approved by everybody."""
    template = SpecTemplate.objects.get(organisation=None, key="full_spec")
    hold_sponsor(people)
    spec = make_full_spec(people, template)
    review = make_review(people, spec)
    Review.objects.filter(pk=review.pk).update(outcome="approved", closed_at=timezone.now())
    spec_actions.approve(spec=spec, by=people.dana)
    wind_clock(spec)
    spec.refresh_from_db()
    return spec


def hold_sponsor(people: Cast) -> None:
    RoleHolder.objects.create(
        organisation=people.meridian, role="executive_sponsor", user=people.ruth
    )


def track_of(spec: Spec) -> Track:
    track = load_track(spec.pk)
    assert track is not None
    return track


def measure(spec: Spec, by: Any, value: str = "0.64", key: str = POC, stage: str = "poc") -> None:
    actions.note_figures(
        spec=spec,
        stage=stage,
        revision=1,
        figures=[Figure(key, value)],
        source="Run 12 of the offline test",
        measured_on=timezone.localdate(),
        by=by,
    )


def decide(spec: Spec, by: Any, move: Move, stage: str = "poc", **more: Any) -> GateDecision:
    turn = GateDecision.objects.filter(spec=spec, stage=stage).count()
    ruling = Ruling(move, more.pop("turn", turn), more.pop("revision", 1), **more)
    return actions.decide_gate(spec=spec, stage=stage, ruling=ruling, by=by)


def sentences(spec: Spec) -> list[str]:
    found = Event.objects.of_chain(spec.chain).filter(kind__startswith="gate.")
    return [describe(event) for event in found]


def test_the_last_signature_begins_the_first_stage(people: Cast, template: SpecTemplate) -> None:
    hold_sponsor(people)
    spec = make_full_spec(people, SpecTemplate.objects.get(organisation=None, key="full_spec"))
    review = make_review(people, spec)
    for role, signer in {**people.signers, "executive_sponsor": people.ruth}.items():
        make_sign_off(review, role, signer)

    [poc, mvp, scale] = track_of(spec).standings

    assert (poc.stand, mvp.stand, scale.stand) == (Stand.RUNNING, Stand.AHEAD, Stand.AHEAD)
    assert poc.ends_on == timezone.localdate() + timedelta(weeks=6)
    assert StageClock.objects.get(spec=spec).ends_on == poc.ends_on


def test_a_stage_passes_on_its_figures_and_the_next_begins(people: Cast, spec: Spec) -> None:
    measure(spec, people.li_na)
    decision = decide(spec, people.sam, Move.PASSED)

    [poc, mvp, _scale] = track_of(spec).standings
    assert (poc.stand, mvp.stand) == (Stand.PASSED, Stand.RUNNING)
    assert (decision.printed_name, decision.printed_title) == ("Sam Ortiz", "Head of product")
    assert decision.rules[0]["measured"] == "0.64"
    assert decision.words == "Passed"
    assert StageClock.objects.get(spec=spec).stage == "mvp"
    assert sentences(spec) == [
        "Li Na Brandt noted for the PoC: Recall, 0.64. Source: Run 12 of the offline test.",
        "Sam Ortiz decided that the PoC passed.",
    ]


def test_passing_with_an_unmet_rule_needs_a_reason_and_shows_it(people: Cast, spec: Spec) -> None:
    measure(spec, people.dana, "0.59")
    with pytest.raises(ValidationError, match=r"Recall 0\.59 < 0\.6"):
        decide(spec, people.dana, Move.PASSED)

    decision = decide(spec, people.dana, Move.PASSED, reason="The labels were late.")

    assert decision.words == "Passed although Recall 0.59 < 0.6"
    assert sentences(spec)[-1] == (
        "Dana Okafor decided that the PoC passed although Recall 0.59 < 0.6."
        " Reason: The labels were late."
    )


def test_extending_keeps_the_old_day_in_words_and_in_the_trail(people: Cast, spec: Spec) -> None:
    old = track_of(spec).standings[0].ends_on
    new = timezone.localdate() + timedelta(days=90)
    assert old

    decision = decide(spec, people.dana, Move.EXTENDED, reason="Labels.", ends_on=new)

    assert (decision.ended_on, decision.ends_on) == (old, new)
    assert track_of(spec).standings[0].former_ends == (old,)
    assert f"from {old.isoformat()} to {new.isoformat()}" in sentences(spec)[0]
    assert StageClock.objects.get(spec=spec).ends_on == new


@pytest.mark.parametrize("move", [Move.MISSED, Move.STOPPED, Move.EXTENDED])
def test_whatever_is_no_pass_needs_a_reason(people: Cast, spec: Spec, move: Move) -> None:
    later = timezone.localdate() + timedelta(days=9)
    with pytest.raises(ValidationError):
        decide(spec, people.dana, move, ends_on=later, reason=" ")
    assert not GateDecision.objects.exists()


@pytest.mark.parametrize("days", [None, 0, -1])
def test_a_new_last_day_is_still_to_come(people: Cast, spec: Spec, days: int | None) -> None:
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    with pytest.raises(ValidationError):
        decide(spec, people.dana, Move.EXTENDED, reason="Labels.", ends_on=day)


def test_a_stopped_project_can_be_taken_up_again(people: Cast, spec: Spec) -> None:
    decide(spec, people.ruth, Move.STOPPED, reason="Too dear.")
    assert StageClock.objects.get(spec=spec).stage == ""
    with pytest.raises(StageMovedOn):
        decide(spec, people.ruth, Move.PASSED, reason="Now.")

    later = timezone.localdate() + timedelta(days=30)
    decide(spec, people.ruth, Move.EXTENDED, reason="New money.", ends_on=later)

    assert track_of(spec).standings[0].stand is Stand.RUNNING
    assert sentences(spec)[-1].startswith("Ruth Lindqvist took the PoC, which was stopped, up")


def test_a_pass_is_taken_back_by_naming_a_day(people: Cast, spec: Spec) -> None:
    decide(spec, people.sam, Move.PASSED, reason="Seen.")
    later = timezone.localdate() + timedelta(days=30)

    decide(spec, people.sam, Move.EXTENDED, reason="A mistake.", ends_on=later)

    assert [one.stand for one in track_of(spec).standings][:2] == [Stand.RUNNING, Stand.AHEAD]
    assert "took back that the PoC passed" in sentences(spec)[-1]


def test_a_decision_on_something_else_than_was_read_is_refused(people: Cast, spec: Spec) -> None:
    decide(spec, people.dana, Move.MISSED, reason="0.51.")

    with pytest.raises(StageMovedOn):
        decide(spec, people.sam, Move.PASSED, reason="Seen.", turn=0)
    with pytest.raises(StageMovedOn):
        decide(spec, people.sam, Move.PASSED, reason="Seen.", revision=2)
    with pytest.raises(StageMovedOn):
        decide(spec, people.sam, Move.PASSED, stage="mvp", reason="Seen.")


@pytest.mark.parametrize("name", ["felix", "greta", "noor", "carla", "li_na", "yusuf"])
def test_others_do_not_decide(people: Cast, spec: Spec, name: str) -> None:
    with pytest.raises(PermissionDenied):
        decide(spec, getattr(people, name), Move.PASSED, reason="Yes.")


@pytest.mark.parametrize("name", ["felix", "greta", "noor", "carla"])
def test_outsiders_note_no_figures(people: Cast, spec: Spec, name: str) -> None:
    with pytest.raises(PermissionDenied):
        measure(spec, getattr(people, name))
    assert not GateFigure.objects.exists()


def test_nothing_is_decided_of_what_was_put_away(people: Cast, spec: Spec) -> None:
    spec_actions.archive(spec=spec, by=people.dana, why="Over.")

    with pytest.raises(PermissionDenied):
        decide(spec, people.dana, Move.PASSED, reason="Yes.")


def test_the_database_keeps_what_was_decided(people: Cast, spec: Spec) -> None:
    measure(spec, people.li_na)
    decide(spec, people.sam, Move.PASSED)

    for rows in (GateFigure.objects.all(), GateDecision.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(printed_name="Somebody")
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(using="default")


def test_a_mail_tells_once_that_the_time_is_over(people: Cast, spec: Spec) -> None:
    StageClock.objects.filter(spec=spec).update(ends_on=date(2026, 1, 2))

    assert (actions.tell_overdue(), actions.tell_overdue()) == (1, 0)

    told = Mail.objects.filter(kind="stage_over")
    assert {mail.to for mail in told} == {people.dana, people.sam}
    assert "PoC" in told[0].subject
    assert told[0].url.endswith("/gates/#poc")


def test_specs_approved_before_there_were_clocks_get_one(people: Cast, spec: Spec) -> None:
    StageClock.objects.all().delete()

    actions.tell_overdue()

    assert StageClock.objects.get(spec=spec).stage == "poc"


@pytest.fixture
def sam(client: Client, people: Cast) -> Client:
    client.force_login(people.sam)
    return client


def page(client: Client, spec: Spec) -> str:
    return client.get(reverse("reviews:gates", args=[spec.pk])).content.decode()


def post_decision(client: Client, spec: Spec, **data: object) -> Any:
    url = reverse("reviews:decide-gate", args=[spec.pk, "poc"])
    return client.post(url, {"revision": 1, "turn": 0, **data})


def test_the_page_shows_rules_days_and_money(sam: Client, spec: Spec) -> None:
    text = page(sam, spec)

    for words in ("at least 0.6", "90,000 USD", "days left", "Recall", "Not measured"):
        assert words in text
    assert "Record the decision" in text


def test_figures_are_noted_from_the_page(sam: Client, spec: Spec) -> None:
    url = reverse("reviews:note-figures", args=[spec.pk, "poc"])
    today = timezone.localdate().isoformat()
    data = {"revision": 1, "source": "Run 12", "measured_on": today}

    assert sam.post(url, data).status_code == 422
    wrong = sam.post(url, {**data, "figure-0": "0,64"})
    assert wrong.status_code == 422
    assert "Write the decimal point as a dot: 0.64." in wrong.content.decode()
    done = sam.post(url, {**data, "figure-0": "0.64", "spent": "95,000"})

    assert done.status_code == 302
    text = page(sam, spec)
    for words in ("0.64", "Met", "Run 12", "95,000 USD", "5,000 USD over"):
        assert words in text


def test_a_rule_in_words_asks_whether_it_is_met(people: Cast, sam: Client, spec: Spec) -> None:
    for stage in ("poc", "mvp"):
        decide(spec, people.sam, Move.PASSED, stage=stage, reason="Seen.")
    url = reverse("reviews:note-figures", args=[spec.pk, "scale"])
    today = timezone.localdate().isoformat()
    data = {"revision": 1, "source": "Board", "measured_on": today, "figure-0": "Loss fell 24%."}

    unsaid = sam.post(url, data)
    done = sam.post(url, {**data, "figure-0-met": "yes"})

    assert unsaid.status_code == 422
    assert "Say whether it is met." in unsaid.content.decode()
    assert done.status_code == 302
    assert GateFigure.objects.get(stage="scale").says_met is True


def test_stopping_is_asked_once_in_plain_words(sam: Client, spec: Spec) -> None:
    asked = post_decision(sam, spec, move="stopped", reason="Too dear.")

    assert "Stop the project in the PoC?" in asked.content.decode()
    assert not GateDecision.objects.exists()

    done = post_decision(sam, spec, move="stopped", reason="Too dear.", confirmed="on")

    assert done.status_code == 302
    assert "Stopped" in page(sam, spec)


def test_what_is_missing_is_said_beside_the_field(sam: Client, spec: Spec) -> None:
    without_reason = post_decision(sam, spec, move="passed")
    without_day = post_decision(sam, spec, move="extended", reason="Labels.")

    assert without_reason.status_code == without_day.status_code == 422
    assert "Say why it passes all the same." in without_reason.content.decode()
    text = without_day.content.decode()
    assert "Say on which day it ends now." in text
    assert "Labels." in text


def test_a_decision_made_meanwhile_answers_409_and_keeps_the_text(
    people: Cast, sam: Client, spec: Spec
) -> None:
    decide(spec, people.dana, Move.MISSED, reason="0.51.")

    reply = post_decision(sam, spec, move="passed", reason="I saw it.")

    assert reply.status_code == 409
    assert "meanwhile" in reply.content.decode()
    assert "I saw it." in reply.content.decode()


def test_a_reader_sees_gates_and_no_forms(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.felix)

    text = page(client, spec)

    assert "at least 0.6" in text
    assert "Record the decision" not in text
    assert "Note what was measured" not in text


def test_a_draft_says_what_gates_are(client: Client, people: Cast, template: SpecTemplate) -> None:
    spec = make_full_spec(people, template)
    client.force_login(people.dana)

    text = page(client, spec)

    assert "No gates yet" in text
    assert f'href="{reverse("reviews:gates", args=[spec.pk])}"' not in text


def test_queries_do_not_grow_with_decisions(people: Cast, sam: Client, spec: Spec) -> None:
    page(sam, spec)
    with CaptureQueriesContext(connection) as before:
        page(sam, spec)
    for _ in range(5):
        measure(spec, people.li_na)
    decide(spec, people.sam, Move.PASSED)
    with CaptureQueriesContext(connection) as after:
        page(sam, spec)

    assert len(after) == len(before)


def test_my_work_lists_what_ends_soon(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    url = reverse("reviews:gates-panel")
    assert spec.title not in client.get(url).content.decode()

    StageClock.objects.filter(spec=spec).update(ends_on=timezone.localdate() + timedelta(days=3))

    assert spec.title in client.get(url).content.decode()


def test_the_audit_pdf_prints_stages_and_decisions(people: Cast, spec: Spec) -> None:
    measure(spec, people.li_na, "0.59")
    decide(spec, people.sam, Move.PASSED, reason="The labels were late.")
    review = Review.objects.get(revision__spec=spec)

    [poc, mvp, _scale] = load_stages(review)
    html = build_pages(make_dossier(stages=(poc, mvp))).html

    assert (poc.stand, mvp.stand) == ("passed", "running")
    for words in (
        "Stages and decisions",
        "Passed although Recall 0.59 &lt; 0.6",
        "The labels were late.",
        "Sam Ortiz, Head of product",
        "Run 12 of the offline test",
    ):
        assert words in html
