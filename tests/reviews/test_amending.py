"""An amendment from its asking to the next revision, as people send it from its pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import Mail
from reviews import actions
from reviews.amendments import Dossier
from reviews.documents import frozen
from reviews.models import Amendment, AmendmentState, Evidence, Position, Review, SignOff, Stance
from specs import actions as spec_actions
from specs.domain.thresholds import Move
from specs.models import Answer, Spec, SpecTemplate, State
from tests.cast import Cast, sign_in
from tests.make import change, make_review, make_sign_off
from tests.reviews.amendment_scene import (
    RULING,
    SHIP,
    WHY,
    agree,
    approve_spec,
    prepare,
    propose,
)
from trail.models import Event

pytestmark = pytest.mark.django_db
TOUCHED = ("product_manager", "data_scientist", "legal_compliance")


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return approve_spec(people, template)


def words_of(spec: Spec) -> list[str]:
    return [event.words for event in Event.objects.of_chain(spec.chain).order_by("seq")]


def post(client: Client, address: str, **body: object) -> HttpResponse:
    response = client.post(address, body)
    assert isinstance(response, HttpResponse)
    return response


def test_the_whole_way_over_its_pages(client: Client, people: Cast, spec: Spec) -> None:
    home = f"/specs/{spec.pk}/amendments"
    sign_in(client, people.dana)
    assert b"Minimum value to ship" in client.get(f"{home}/new/").content

    picked = post(client, f"{home}/new/", place=[SHIP])
    amendment = Amendment.objects.get()
    assert picked["Location"] == f"{home}/{amendment.pk}/grounds/"
    reasons = {"why": WHY, "known": "PoC run 14", "known_from": "MLflow", "known_on": "2026-02-04"}
    report = SimpleUploadedFile("poc.csv", b"label,score\n1,0.9\n")
    post(client, picked["Location"], **reasons, title="PoC report", file=report, intent="add")
    row = amendment.changes.get(key=SHIP)
    typed = {f"r{row.pk}": "0.61", f"p{row.pk}-value": "0.62", "seen": "1"}
    values = f"{home}/{amendment.pk}/values/"
    looked = client.post(values, {**typed, "intent": "look"}, headers={"HX-Request": "true"})
    assert b"loosened after a result was known" in looked.content
    assert b"<h1>" not in looked.content
    proposed = post(client, values, **typed, intent="propose")
    assert proposed["Location"] == f"{home}/{amendment.pk}/"

    for role in TOUCHED:
        browser = sign_in(Client(), people.signers[role])
        said = {"role": role, "seen": "1", "stance": "agree", "reason": ""}
        assert post(browser, f"{home}/{amendment.pk}/position/", **said).status_code == 302
    ruling = {"how": "accepted", "why": "0.62 still pays.", "seen": "1"}
    decided = post(client, f"{home}/{amendment.pk}/decide/", **ruling)

    assert decided["Location"] == f"/specs/{spec.pk}/review/"
    spec.refresh_from_db()
    assert (spec.state, spec.revision_number) == (State.IN_REVIEW, 2)
    assert Answer.objects.get(spec=spec, key=SHIP).value == "0.62"
    review = Review.objects.get(revision__spec=spec, revision__number=2)
    kept = set(SignOff.objects.filter(review=review).values_list("role", flat=True))
    assert kept == set(people.signers) - set(TOUCHED)
    asked = Mail.objects.filter(kind="to_sign", subject__contains="revision 2")
    assert {mail.to for mail in asked} == {people.signers[role] for role in TOUCHED}


def test_each_step_is_told_in_the_trail(people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)
    agree(people, amendment, *TOUCHED)
    actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.dana)

    told = " ".join(words_of(spec))
    change = (
        "Minimum value to ship (target) from 0.7 to 0.62, reached 0.61 (0.58 to 0.64), loosened"
    )
    assert f"Dana Okafor proposed amendment 1 of revision 1: {change}." in told
    assert "took a position on amendment 1 as Data scientist: agrees." in told
    assert f"accepted amendment 1, which makes revision 2: {change}." in told
    assert "(MLflow run 14)" in told


def test_the_roles_that_it_touches_are_asked_by_mail_and_no_others(
    people: Cast, spec: Spec
) -> None:
    propose(people, spec)

    asked = Mail.objects.filter(kind="amendment").values_list("to__email", flat=True)
    assert set(asked) == {people.signers[role].email for role in TOUCHED}


def test_nobody_else_sees_what_is_being_prepared(client: Client, people: Cast, spec: Spec) -> None:
    amendment = prepare(people, spec)
    sign_in(client, people.sam)

    assert client.get(f"/specs/{spec.pk}/amendments/{amendment.pk}/").status_code == 404
    assert WHY.encode() not in client.get(f"/specs/{spec.pk}/amendments/").content


def test_accepting_waits_for_positions_unless_one_goes_on_without(people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)
    agree(people, amendment, "product_manager")

    with pytest.raises(ValidationError, match="Data scientist, Legal / compliance"):
        actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.dana)
    spec.refresh_from_db()
    assert spec.state == State.APPROVED

    ruling = actions.Ruling(why="They sign anyway.", seen=1, without_waiting=True)
    actions.accept_amendment(amendment=amendment, ruling=ruling, by=people.dana)
    amendment.refresh_from_db()
    assert amendment.decided_without == ["Data scientist", "Legal / compliance"]


def test_a_blocker_refuses_the_acceptance_in_words(
    client: Client, people: Cast, spec: Spec
) -> None:
    amendment = propose(people, spec, **{SHIP: "0.50"})  # below the baseline of 0.55
    agree(people, amendment, *TOUCHED)
    sign_in(client, people.dana)

    ruling = {"how": "accepted", "why": "It must go out.", "seen": "1"}
    refused = post(client, f"/specs/{spec.pk}/amendments/{amendment.pk}/decide/", **ruling)

    assert refused.status_code == 409
    assert b"Nothing was accepted." in refused.content
    assert b"It must go out." in refused.content
    spec.refresh_from_db()
    assert (spec.state, Answer.objects.get(spec=spec, key=SHIP).value) == (State.APPROVED, "0.7")
    amendment.refresh_from_db()
    assert amendment.is_open


def test_another_value_is_another_version_and_asks_again(people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)
    agree(people, amendment, *TOUCHED)
    row = amendment.changes.get(key=SHIP)
    value = actions.Value("0.61", "", "", "0.64")

    actions.write_values(amendment=amendment, values={row.pk: value}, by=people.dana, seen=1)

    amendment = Amendment.objects.get(pk=amendment.pk)
    assert amendment.version == 2
    assert [slot.role for slot in Dossier(amendment).missing] == list(TOUCHED)
    with pytest.raises(actions.Overtaken):
        actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.dana)
    with pytest.raises(actions.Overtaken, match="Read it again"):
        actions.give_position(
            amendment=amendment,
            role=TOUCHED[0],
            stance=Stance.AGREE,
            reason="",
            seen=1,
            by=people.sam,
        )


def test_a_role_that_is_not_touched_has_no_position(people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)

    for role, person in (("sre_on_call", people.piotr), ("data_scientist", people.piotr)):
        with pytest.raises(PermissionDenied):
            actions.give_position(
                amendment=amendment, role=role, stance=Stance.AGREE, reason="", seen=1, by=person
            )
    assert not Position.objects.exists()


def test_being_against_needs_a_reason(client: Client, people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)
    sign_in(client, people.li_na)
    address = f"/specs/{spec.pk}/amendments/{amendment.pk}/position/"
    said = {"role": "data_scientist", "seen": "1", "stance": "against"}

    refused = post(client, address, **said, reason=" ")
    assert (refused.status_code, Position.objects.count()) == (422, 0)
    assert post(client, address, **said, reason="More labels come in May.").status_code == 302
    assert Position.objects.get().reason == "More labels come in May."


def test_a_spec_that_was_reopened_meanwhile_refuses_and_keeps_everything(
    people: Cast, spec: Spec
) -> None:
    amendment = propose(people, spec)
    agree(people, amendment, *TOUCHED)
    spec_actions.start_next_draft(spec=spec, by=people.dana, why="Another sentence.")

    with pytest.raises(actions.Overtaken, match="no longer approved as revision 1"):
        actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.dana)
    amendment.refresh_from_db()
    assert amendment.is_open
    ended = actions.end_amendment(
        amendment=amendment, how=AmendmentState.STOPPED, ruling=RULING, by=people.dana
    )
    assert ended.state == AmendmentState.STOPPED


def test_other_ends_leave_what_was_approved(people: Cast, spec: Spec) -> None:
    for how in (AmendmentState.MORE_DATA, AmendmentState.STOPPED):
        amendment = propose(people, spec)
        actions.end_amendment(amendment=amendment, how=how, ruling=RULING, by=people.ruth)
        spec.refresh_from_db()
        assert (spec.state, spec.revision_number) == (State.APPROVED, 1)
    assert "ended amendment 2: stopped." in " ".join(words_of(spec))


def test_a_new_scope_may_open_the_draft_with_a_note(people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)

    actions.end_amendment(
        amendment=amendment,
        how=AmendmentState.NEW_SCOPE,
        ruling=RULING,
        by=people.dana,
        reopen=True,
    )

    spec.refresh_from_db()
    assert spec.state == State.DRAFT
    assert f"Amendment 1, new scope: {RULING.why}" in " ".join(words_of(spec))


def test_who_only_signs_does_not_decide(people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)
    agree(people, amendment, *TOUCHED)

    with pytest.raises(PermissionDenied):
        actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.sam)


def test_evidence_is_kept_by_its_hash_and_handed_out_as_a_file(
    client: Client, people: Cast, spec: Spec
) -> None:
    amendment = propose(people, spec)
    upload = actions.Upload("poc.csv", "text/csv", b"label,score\n")
    held = actions.add_evidence(amendment=amendment, title="PoC", upload=upload, by=people.dana)
    sign_in(client, people.greta)
    address = f"/specs/{spec.pk}/amendments/{amendment.pk}/evidence/{held.pk}/"

    got = client.get(address)

    assert b"".join(got.streaming_content) == b"label,score\n"  # type: ignore[attr-defined]
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "“PoC”, a file" in " ".join(words_of(spec))
    assert sign_in(Client(), people.carla).get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("page.html", b"<script>", "Files of this kind are not taken"),
        ("report.pdf", b"MZ not a PDF", "not what its name says"),
        ("big.csv", b"x" * (5 << 20) + b"x", "larger than 5 MB"),
        ("empty.csv", b"", "empty"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_and_the_words_stay(
    client: Client, people: Cast, spec: Spec, name: str, data: bytes, words: str
) -> None:
    amendment = prepare(people, spec)
    sign_in(client, people.dana)
    address = f"/specs/{spec.pk}/amendments/{amendment.pk}/grounds/"

    refused = post(
        client, address, why="Typed just now.", file=SimpleUploadedFile(name, data), intent="add"
    )

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "Typed just now." in refused.content.decode()
    assert not Evidence.objects.exists()


def test_a_wrong_figure_stays_as_typed(client: Client, people: Cast, spec: Spec) -> None:
    amendment = prepare(people, spec)
    row = amendment.changes.get(key=SHIP)
    sign_in(client, people.dana)
    address = f"/specs/{spec.pk}/amendments/{amendment.pk}/values/"
    typed = {f"r{row.pk}": "0.61", f"p{row.pk}-value": "o.62", "seen": "1", "intent": "propose"}

    refused = post(client, address, **typed)

    assert refused.status_code == 422
    assert "Not a number" in refused.content.decode()
    assert 'value="o.62"' in refused.content.decode()


def test_a_threshold_that_is_loosened_is_shown_as_such(people: Cast, spec: Spec) -> None:
    dossier = Dossier(propose(people, spec))

    [entry] = dossier.loosened
    assert (entry.move, entry.old, entry.new) == (Move.LOOSENED, "0.7", "0.62")
    assert dossier.loosened_title == "1 threshold is loosened after a result was known"


def test_one_amendment_is_talked_about_at_a_time(people: Cast, spec: Spec) -> None:
    propose(people, spec)
    second = prepare(people, spec)

    with pytest.raises(actions.Overtaken, match="Another amendment"):
        actions.propose_amendment(amendment=second, by=people.dana)


def test_whoever_signs_again_reads_and_confirms_what_was_loosened(
    client: Client, people: Cast, spec: Spec
) -> None:
    amendment = propose(people, spec)
    agree(people, amendment, *TOUCHED)
    review = actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.dana)
    sign_in(client, people.li_na)

    page = client.get(f"/specs/{spec.pk}/sign/data_scientist/").content.decode()
    assert "1 threshold is loosened after a result was known" in page
    signed = make_sign_off(review, "data_scientist", people.li_na)
    assert "of at least 0.62 (0.7 before amendment 1, loosened, 0.61" in signed.statement
    assert signed.statement.count("0.62") == 1
    assert "Dana Okafor asked for amendment 1 after a result was known" in signed.statement
    assert "loosened" in client.get(f"/specs/{spec.pk}/review/").content.decode()
    compared = client.get(f"/specs/{spec.pk}/compare/?from=1&to=2").content.decode()
    assert "1 threshold is loosened after a result was known" in compared
    kept = SignOff.objects.get(review=review, role="sre_on_call")
    assert "amendment" not in kept.statement


def test_a_revision_that_mends_an_amended_one_rests_on_it_too(people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)
    agree(people, amendment, *TOUCHED)
    actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.dana)
    actions.withdraw_review(spec=spec, by=people.dana, why="One more sentence.")
    change(spec, SHIP, "0.64", people.dana)

    third = make_review(people, spec)

    [kept] = frozen(third.revision).amendments
    assert [(one.old, one.new, one.is_loosened) for one in kept.changes] == [("0.7", "0.64", True)]


def test_my_work_shows_what_waits_for_a_position(client: Client, people: Cast, spec: Spec) -> None:
    amendment = propose(people, spec)
    sign_in(client, people.li_na)
    assert "Take a position" in client.get("/to-sign/").content.decode()

    agree(people, amendment, *TOUCHED)

    assert "Take a position" not in client.get("/to-sign/").content.decode()
    panel = sign_in(Client(), people.dana).get("/to-sign/").content.decode()
    assert "Decide" in panel


def test_the_database_keeps_what_a_role_said(people: Cast, spec: Spec) -> None:
    agree(people, propose(people, spec), "product_manager")

    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.update(stance=Stance.AGAINST, reason="Never.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.all()._raw_delete(using="default")
