"""What the table of access is asked about: three specs, and everybody signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie

from django.core.management import call_command
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from accounts.actions import add_role, make_token, queue_mail
from accounts.models import Membership, RoleHolder, User
from jobs.models import JobStatus
from reviews import actions as review_actions
from reviews.domain.amending import Place
from reviews.exports.store import store
from reviews.models import Condition, Decision, Evidence, Export
from specs import actions
from specs.actions.guests import token_hash
from specs.domain.register import text_hash
from specs.models import (
    BulkChange,
    Deed,
    Item,
    LoosePiece,
    RiskAcceptance,
    SavedView,
    Spec,
    SpecGuest,
    SpecTemplate,
    Waiver,
)
from tests.access_table import FRAGMENTS, NOORS_LINK, PEOPLE, Line
from tests.cast import Cast, make_cast
from tests.make import (
    change,
    make_conflict,
    make_full_spec,
    make_guest,
    make_invitation,
    make_review,
    make_sign_off,
    make_thread,
)
from tests.specs.own_checks.scene import ANY, HARMLESS, publish

ROLE = "sre_on_call"


@dataclass(frozen=True)
class World:
    """Everybody with a browser of their own, and what they meet."""

    people: Cast
    browsers: dict[str, Client]
    specs: dict[str, Spec]
    arguments: dict[str, object]

    def ask(self, line: Line, url: str, person: str) -> HttpResponseBase:
        """Send one request as one person; the cookies stay as they are."""
        browser = self.browsers[person]
        kept = SimpleCookie(browser.cookies)
        send = browser.post if line.method == "POST" else browser.get
        numbers = {name: getattr(self.people, name).pk for name in PEOPLE.values() if name}
        body = {key: text.format(**numbers) for key, text in line.body.items()}
        headers = {"HX-Request": "true"} if line.name in FRAGMENTS else {}
        response = send(url, body, headers=headers)
        if response.streaming:
            response.getvalue()  # which closes the file
        browser.cookies = kept
        return response


def make_specs(people: Cast) -> dict[str, Spec]:
    """Make a draft, one to be reviewed, and one to be approved that has stages with gates."""
    template = SpecTemplate.objects.get(key="ml_model_spec")
    specs = {name: make_full_spec(people, template) for name in ("draft", "review")}
    specs["approved"] = make_full_spec(people, SpecTemplate.objects.get(key="full_spec"))
    for spec in specs.values():
        actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
        make_guest(spec, people.noor)
    return specs


def make_world() -> World:
    """Make the three specs: a draft, one in its second review, an approved one."""
    call_command("load_catalogue", verbosity=0)
    people = make_cast()
    specs = make_specs(people)
    conflict = make_conflict(specs["draft"], "problem.statement", people.dana, people.yusuf)
    condition = review_twice(people, specs["review"])
    export = approve(people, specs["approved"])
    evidence = amend(people, specs["approved"])
    mail = queue_mail(to=people.dana, kind="x", subject="For Dana alone", lines=(), key="x")
    draft = specs["draft"]
    piece = LoosePiece.objects.create(spec=draft, position=1, heading="Weather", text="Rain.")
    Spec.objects.filter(pk=draft.pk).update(pieces_to_place=1)
    thread = make_thread(draft, people.dana)
    guest = SpecGuest.objects.get(spec=draft)
    SpecGuest.objects.filter(pk=guest.pk).update(token_hash=token_hash(NOORS_LINK))
    arguments: dict[str, object] = {
        **furnish(people, draft.template),
        "guest_id": guest.pk,
        "key": "problem.statement",
        "section_key": "s1",
        "template_id": SpecTemplate.objects.get(key="full_spec").pk,
        "item_id": Item.objects.filter(spec=draft, key="io.inputs")[0].pk,
        "conflict_id": conflict.pk,
        "piece_id": piece.pk,
        "thread_id": thread.pk,
        "change_id": BulkChange.objects.create(deed=Deed.ARCHIVE, asked_by=people.dana).pk,
        "view_id": SavedView.objects.create(
            owner=people.ruth, organisation=people.meridian, name="Late", query="late=1"
        ).pk,
        "comment_id": thread.comments.get().pk,
        "acceptance_id": accept_first_risk(people, draft).pk,
        "waiver_id": Waiver.objects.filter(spec=draft)[0].pk,
        "role": ROLE,
        "condition_id": condition.pk,
        "export_id": export.pk,
        "amendment_id": evidence.amendment_id,
        "evidence_id": evidence.pk,
        "code": "MET005",
        "mail_id": mail.pk,
        "session_id": 1,
        "link_id": 1,
        "token_id": make_token(organisation=people.meridian, name="CI", days=30, by=people.dana)[
            0
        ].pk,
        "pk": 1,
        "uidb36": "1",
    }
    return World(people, sign_everybody_in(people), specs, arguments)


def furnish(people: Cast, template: SpecTemplate) -> dict[str, object]:
    """Give the organisation a template and a check of its own, and an invitation."""
    own = actions.copy_template(organisation=people.meridian, source=template, by=people.ruth)
    actions.publish_draft(draft=own, version=own.version, by=people.ruth)
    check = publish(people, HARMLESS, cases=ANY)
    add_role(
        organisation=people.meridian,
        label="Quality lead",
        cares_about=["escaped defects"],
        block_prompt="Which defect would you not ship?",
        by=people.ruth,
    )
    invitation, token = make_invitation(people.meridian, "nina@meridian.example", people.jonas)
    today = timezone.now().date()
    stand_in = review_actions.name_stand_in(
        organisation=people.meridian,
        person=people.piotr,
        stand_in=people.li_na,
        from_on=today,
        until_on=today,
        by=people.piotr,
    )
    return {
        "stand_in_id": stand_in.pk,
        "organisation_id": people.meridian.pk,
        "membership_id": Membership.objects.get(user=people.felix).pk,
        "invitation_id": invitation.pk,
        "token": token,
        "draft_id": own.pk,
        "check_id": check.pk,
        "own_code": check.code,
    }


def amend(people: Cast, spec: Spec) -> Evidence:
    """Let the author propose a longer latency, with a file that speaks for it."""
    spec.refresh_from_db()
    place = Place("deployment.p99")
    amendment = review_actions.begin_amendment(spec=spec, places=[place], by=people.dana)
    row, grounds = amendment.changes.get(), review_actions.Grounds(why="60 ms is out of reach.")
    value = review_actions.Value(None, "", "", {"value": "70", "unit": "ms"})
    review_actions.write_grounds(amendment=amendment, grounds=grounds, by=people.dana)
    review_actions.write_values(amendment=amendment, values={row.pk: value}, by=people.dana, seen=1)
    upload = review_actions.Upload("load.csv", "text/csv", b"p99\n68\n")
    evidence = review_actions.add_evidence(
        amendment=amendment, title="Load test", upload=upload, by=people.dana
    )
    review_actions.propose_amendment(amendment=amendment, by=people.dana)
    return evidence


def accept_first_risk(people: Cast, spec: Spec) -> RiskAcceptance:
    """Let the author accept the first risk of the register."""
    risk = Item.objects.filter(spec=spec, key="risk.register").order_by("position")[0]
    return actions.accept_risk(
        spec=spec,
        item_id=risk.pk,
        seen=text_hash(risk.cells),
        reason="For the pilot.",
        expires_on=timezone.now().date(),
        by=people.dana,
    )


def review_twice(people: Cast, spec: Spec) -> Condition:
    """Let Tomas sign the first revision only, and set a condition in the second."""
    first = make_review(people, spec)
    make_sign_off(first, "ml_engineer", people.tomas)
    review_actions.withdraw_review(spec=spec, by=people.dana, why="Tomas moves to another team.")
    review_actions.assign_signers(
        spec=spec, role="ml_engineer", users=[people.li_na], by=people.dana
    )
    change(spec, "deployment.instance", "2 vCPU / 8 GB, 2 instances in 2 zones", people.dana)
    second = make_review(people, spec)
    wish = review_actions.Wish(
        text="Add it to the record of processing activities.",
        owner=people.dana,
        due_on=timezone.now().date() + timedelta(days=9),
    )
    signed = make_sign_off(
        second, "legal_compliance", people.imani, Decision.CONDITIONS, conditions=(wish,)
    )
    return signed.conditions.get()


def approve(people: Cast, spec: Spec) -> Export:
    """Sign every role, and have the file of it ready."""
    RoleHolder.objects.create(
        organisation=people.meridian, role="executive_sponsor", user=people.ruth
    )
    review = make_review(people, spec)
    for role, signer in {**people.signers, "executive_sponsor": people.ruth}.items():
        make_sign_off(review, role, signer)
    export = review_actions.ask_for_export(revision=review.revision, by=people.dana)
    kept = store(b"%PDF-1.7 not really")
    Export.objects.filter(pk=export.pk).update(status=JobStatus.DONE, file_hash=kept)
    return export


def sign_everybody_in(people: Cast) -> dict[str, Client]:
    """Return a browser for each column of the table."""
    browsers = {}
    for person, name in PEOPLE.items():
        browsers[person] = Client(raise_request_exception=False)
        if name:
            user: User = getattr(people, name)
            User.objects.filter(pk=user.pk).update(is_active=True)
            browsers[person].force_login(user)
    User.objects.filter(pk=people.eva.pk).update(is_active=False)
    return browsers
