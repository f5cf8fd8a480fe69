"""Break-glass: two administrators let a review pass without a role, and everything says so."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mail, User
from reviews import actions
from reviews.actions import Proof, Refusal, Shown, Why
from reviews.dossiers import load_dossier
from reviews.exports.bundle import build_bundle
from reviews.exports.pages import build_pages
from reviews.models import BreakGlass, Decision, Outcome, Review, SignOff
from specs.models import Spec, SpecTemplate, State
from tests.cast import PASSWORD, Cast
from tests.make import change, make_full_spec, make_review, make_sign_off
from tests.reviews.standing_in import name_stand_in
from trail.models import Event

pytestmark = pytest.mark.django_db
SRE = "sre_on_call"
WHY = "Piotr is in hospital and nobody else is on call."


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    return make_review(people, make_full_spec(people, template))


@pytest.fixture
def spec(review: Review) -> Spec:
    return review.revision.spec


def shown(review: Review, by: User, role: str = SRE, password: str = PASSWORD) -> Shown:
    nonce = actions.give_nonce(review=review, role=role, to=by)
    return Shown(review.revision.content_hash, nonce.pk, Proof(password=password))


def ask(review: Review, by: User, role: str = SRE, **more: str) -> BreakGlass | Refusal:
    return actions.ask_to_break_glass(
        spec=review.revision.spec,
        role=role,
        reason=WHY,
        shown=shown(review, by, role, **more),
        by=by,
    )


def confirm(review: Review, by: User, role: str = SRE) -> BreakGlass | Refusal:
    return actions.confirm_break_glass(
        spec=review.revision.spec, role=role, shown=shown(review, by, role), by=by
    )


def sign_all_but(people: Cast, review: Review, left: str = SRE) -> None:
    for role, person in people.signers.items():
        if role != left:
            make_sign_off(review, role, person)


def test_two_administrators_let_a_review_pass_without_a_role(
    people: Cast, review: Review, spec: Spec
) -> None:
    sign_all_but(people, review)

    asked = ask(review, people.jonas)
    assert isinstance(asked, BreakGlass)
    spec.refresh_from_db()
    assert spec.state == State.IN_REVIEW
    confirmed = confirm(review, people.ruth)

    assert isinstance(confirmed, BreakGlass)
    spec.refresh_from_db()
    review.refresh_from_db()
    assert (spec.state, review.outcome) == (State.APPROVED, Outcome.APPROVED)
    assert not SignOff.objects.filter(role=SRE).exists()
    words = [event.words for event in Event.objects.filter(chain=spec.chain).order_by("seq")]
    assert (
        "Jonas Weber asked that revision 1 passes without SRE / on-call, by break-glass."
        f" Reason: {WHY}" in words
    )
    assert (
        "Ruth Lindqvist confirmed what Jonas Weber asked: revision 1 passes without"
        f" SRE / on-call, by break-glass. Reason: {WHY}" in words
    )
    assert (
        "Revision 1 is approved without SRE / on-call, by break-glass; every other role that must"
        " sign has signed." in words
    )
    mail = Mail.objects.get(kind="review_ended", to=people.dana)
    assert "It passed without SRE / on-call, by break-glass" in mail.body


def test_one_administrator_alone_opens_nothing(people: Cast, review: Review) -> None:
    ask(review, people.jonas)

    with pytest.raises(PermissionDenied):
        confirm(review, people.jonas)
    again = ask(review, people.ruth)

    assert isinstance(again, Refusal)
    assert again.why is Why.TAKEN
    review.refresh_from_db()
    assert review.opened_roles == []


@pytest.mark.parametrize("name", ["felix", "piotr", "dana", "greta", "noor", "carla", "eva"])
def test_nobody_but_administrators_asks(people: Cast, review: Review, name: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(review, getattr(people, name))


def test_neither_the_author_nor_who_signs_the_role_breaks_the_glass(
    people: Cast, review: Review, spec: Spec
) -> None:
    Spec.objects.filter(pk=spec.pk).update(owner=people.ruth)
    name_stand_in(people, people.piotr, people.jonas)

    for name in ("ruth", "jonas"):
        with pytest.raises(PermissionDenied):
            ask(review, getattr(people, name))


def test_a_day_later_nobody_confirms_it(people: Cast, review: Review) -> None:
    ask(review, people.jonas)
    long_ago = timezone.now() - timedelta(hours=24, seconds=1)
    BreakGlass.objects.update(asked_at=long_ago)

    late = confirm(review, people.ruth)

    assert isinstance(late, Refusal)
    assert late.why is Why.GONE
    assert isinstance(ask(review, people.ruth), BreakGlass)


def test_both_prove_who_they_are(people: Cast, review: Review) -> None:
    refused = ask(review, people.jonas, password="guess")

    assert isinstance(refused, Refusal)
    assert refused.why is Why.PASSWORD
    assert not BreakGlass.objects.exists()
    assert Event.objects.filter(kind="signoff.identity_failed").count() == 1


def test_what_was_asked_is_taken_back(people: Cast, review: Review, spec: Spec) -> None:
    ask(review, people.jonas)

    actions.take_back_break_glass(spec=spec, role=SRE, by=people.jonas)

    assert isinstance(confirm(review, people.ruth), Refusal)
    said = Event.objects.get(kind="break_glass.taken_back").words
    assert said.startswith("Jonas Weber took the break-glass for SRE / on-call back")


def test_a_late_no_of_the_role_still_counts(people: Cast, review: Review) -> None:
    ask(review, people.jonas)
    confirm(review, people.ruth)

    make_sign_off(review, SRE, people.piotr, Decision.BLOCKED, "No runbook.")

    review.refresh_from_db()
    assert review.outcome == Outcome.BLOCKED


def test_other_roles_are_waited_for(people: Cast, review: Review, spec: Spec) -> None:
    ask(review, people.jonas)
    confirm(review, people.ruth)
    spec.refresh_from_db()
    assert spec.state == State.IN_REVIEW

    sign_all_but(people, review)

    spec.refresh_from_db()
    assert spec.state == State.APPROVED


def test_it_never_carries_over(people: Cast, review: Review, spec: Spec) -> None:
    ask(review, people.jonas)
    confirm(review, people.ruth)
    actions.withdraw_review(spec=spec, by=people.dana, why="A typo")
    change(spec, "deployment.peak_qps", "33", people.dana)

    again = make_review(people, spec)

    assert again.opened_roles == []
    assert not BreakGlass.objects.filter(review=again).exists()


def test_everybody_concerned_is_told(people: Cast, review: Review) -> None:
    ask(review, people.jonas)

    told = Mail.objects.filter(kind="break_glass")
    assert {mail.to for mail in told} == {people.ruth, people.dana, people.piotr}
    assert told.get(to=people.ruth).subject.startswith("Confirm break-glass")

    confirm(review, people.ruth)

    after = told.filter(subject__contains="passes without")
    assert {mail.to for mail in after} == {people.jonas, people.dana, people.piotr}


def test_the_pages_ask_confirm_and_show_it(
    client: Client, people: Cast, review: Review, spec: Spec
) -> None:
    address = reverse("reviews:break-glass", args=[spec.pk, SRE])
    review_page = reverse("reviews:review", args=[spec.pk])

    def send(by: User, intent: str, **more: str) -> str:
        client.force_login(by)
        page = client.get(address).content.decode()
        sent = {
            "intent": intent,
            "content_hash": review.revision.content_hash,
            "nonce": page.split('name="nonce" value="')[1].split('"')[0],
            "password": PASSWORD,
            **more,
        }
        return client.post(address, sent, follow=True).content.decode()

    client.force_login(people.jonas)
    assert address in client.get(review_page).content.decode()
    assert "Say why the role cannot sign in time." in send(people.jonas, "ask")
    page = send(people.jonas, "ask", reason=WHY)
    assert "Jonas Weber asks to pass without SRE / on-call" in page
    assert "You asked for it." in client.get(address).content.decode()
    page = send(people.ruth, "confirm")
    assert "Passed without SRE / on-call, by break-glass" in page
    assert "opened by break-glass" in page.lower()
    client.force_login(people.felix)
    assert client.get(address).status_code == 403
    assert address not in client.get(review_page).content.decode()


def test_it_is_printed_and_the_bundle_tells_of_it(
    people: Cast, review: Review, tmp_path: Path
) -> None:
    sign_all_but(people, review)
    ask(review, people.jonas)
    confirm(review, people.ruth)
    export = actions.ask_for_export(revision=review.revision, by=people.dana)
    dossier = load_dossier(export)

    html = build_pages(dossier).html
    with zipfile.ZipFile(BytesIO(build_bundle(dossier))) as archive:
        archive.extractall(tmp_path)
    told = run_verifier(tmp_path)

    assert "Passed without SRE / on-call" in html
    assert "Asked by Jonas Weber" in html
    assert "Confirmed by Ruth Lindqvist" in html
    assert WHY in html
    assert "6 of 7 roles" in html
    assert told.returncode == 0, told.stdout
    assert "passed without sre_on_call, by Jonas Weber and Ruth Lindqvist" in told.stdout

    listed = json.loads((tmp_path / "break-glass.json").read_text())
    listed[0]["asked_by"] = "Max Marsh"
    (tmp_path / "break-glass.json").write_text(json.dumps(listed))
    told = run_verifier(tmp_path)
    assert told.returncode == 1
    assert "what is listed is not what the trail tells" in told.stdout


def run_verifier(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    return subprocess.run(command, capture_output=True, text=True, check=False)
