"""Every page of the demo, with who looks at it: what is examined, photographed and measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from accounts.access import own_roles_of
from accounts.actions import add_role, create_account, create_organisation, invite, token_hash
from accounts.models import Invitation, Level, Mail, Membership, User
from reviews.management.demo.people import PEOPLE
from reviews.models import Amendment, AmendmentState
from specs import tasks as spec_tasks
from specs.models import (
    BulkChange,
    CheckRun,
    Conflict,
    OrganisationCheck,
    SavedView,
    Spec,
    SpecTemplate,
    Suggestion,
    SuggestionState,
    TemplateDraft,
)

NOBODY = ""
BOARDS = ("waiting", "cycle", "checks", "risks", "conditions")
NEW = "carla"  # owns an organisation in which nothing was written yet


@dataclass(frozen=True)
class Place:
    """A page, who looks at it, and what they do before one looks."""

    name: str
    path: str
    person: str = "dana"
    status: int = 200
    act: Callable[[Page], None] | None = None


def email_of(key: str) -> str:
    """Return the address of somebody of the demo."""
    if key == NEW:
        return "carla@northwind.example"
    return next(person.email for person in PEOPLE if person.key == key)


def spec(title: str) -> str:
    """Return the path of a spec of the demo."""
    return f"/specs/{Spec.objects.get(title=title).pk}"


def every_place() -> list[Place]:
    """Return all pages, with the specs of the demo in them."""
    return [
        *starting(),
        *writing_places(),
        *risk_places(),
        *review_places(),
        *organisation_places(),
        *own_rules_places(),
        *reference_places(),
    ]


def starting() -> list[Place]:
    """Signing in, the lists, and beginning a spec."""
    return [
        Place("sign-in", "/accounts/login/", NOBODY),
        Place("sign-on", "/sign-in/", NOBODY),
        Place("my-work", "/"),
        Place("my-work-signer", "/", "piotr"),
        Place("my-work-stand-in", "/", "sam"),
        Place("my-work-nothing", "/", NEW),
        Place("specs", "/specs/"),
        Place("specs-none-found", "/specs/?q=zeppelin"),
        Place("specs-filtered", "/specs/?state=open&role=finance&sort=due"),
        Place("specs-again", "/specs/?late=again"),
        Place("specs-archived", "/specs/?state=archived"),
        Place("specs-view", f"/specs/?view={SavedView.objects.latest('pk').pk}"),
        Place("specs-columns", "/specs/?cols=owner,state,blockers,risk,comments&panel=columns"),
        Place("specs-save-view", "/specs/views/save/?state=open&late=1"),
        Place("specs-views", "/specs/views/"),
        Place("specs-many", "/specs/many/?deed=archive&all=1"),
        Place("specs-many-done", f"/specs/many/{BulkChange.objects.get().pk}/", "jonas"),
        Place("specs-empty", "/specs/", NEW),
        Place("dashboard", "/dashboard/"),
        Place("dashboard-empty", "/dashboard/", NEW),
        *(Place(f"dashboard-{board}", f"/dashboard/{board}/", "greta") for board in BOARDS),
        Place("new", "/specs/new/"),
        Place("import", "/specs/new/import/"),
        Place("new-suggested", "/specs/new/?idea=new&signers=team&poc=none"),
    ]


def writing_places() -> list[Place]:
    """Writing a spec, and what is found in it."""
    draft = spec("Merchant churn early warning")
    full = spec("Dispute letter triage")
    returned = spec("Merchant onboarding risk")
    second = spec("Chargeback outcome forecast")
    done = spec("Card payment fraud detection")
    larger = SpecTemplate.objects.filter(key="full_spec").latest("version").pk
    conflict = Conflict.objects.open().get()
    section = conflict.spec.template.template.section_of[conflict.key]
    return [
        Place("template", f"{full}/template/"),
        Place("promote", f"{full}/template/{larger}/"),
        Place("copy", f"{full}/copy/{larger}/"),
        Place("write", f"{full}/write/s1/"),
        Place("write-tables", f"{full}/write/s2/"),
        Place("write-metrics", f"{full}/write/s4/"),
        Place("write-risks", f"{full}/write/s5/"),
        Place("write-blank", f"{draft}/write/s6/"),
        Place("write-returned", f"{returned}/write/s6/"),
        Place("conflict", f"{draft}/write/{section}/"),
        Place("findings", f"{draft}/findings/"),
        Place("read", f"{done}/read/"),
        Place("read-second-revision", f"{second}/read/", "tomas"),
    ]


def risk_places() -> list[Place]:
    """Risks, calculators and guides."""
    full = spec("Dispute letter triage")
    done = spec("Card payment fraud detection")
    return [
        Place("all-risks", "/risks/"),
        Place("all-risks-none", "/risks/?late=1"),
        Place("risks", f"{done}/risks/"),
        Place("risks-writing", f"{full}/risks/"),
        Place("risk-library", f"{full}/risks/library/"),
        Place("calculators", f"{full}/calculators/"),
        Place("calculator", f"{full}/calculators/CALC-05/"),
        Place("calculator-curve", f"{full}/calculators/CALC-02/?fp_cost=4&fn_cost=100"),
        Place("guides", f"{full}/guides/"),
        Place("guide-framing-stack", f"{full}/guides/framing-stack/"),
        Place("guide-goal-to-metric", f"{full}/guides/goal-to-metric/"),
        Place("guide-task-type", f"{full}/guides/task-type/"),
        Place("guide-production-killers", f"{full}/guides/production-killers/"),
        Place("guide-negative-requirements", f"{full}/guides/negative-requirements/"),
        Place("guide-stakeholders", f"{full}/guides/stakeholders/"),
        Place("guide-should-it-be-ml", f"{full}/guides/should-it-be-ml/"),
    ]


def review_places() -> list[Place]:
    """Reading, reviewing, signing and proving."""
    draft = spec("Merchant churn early warning")
    full = spec("Dispute letter triage")
    review = spec("Refund abuse score")
    second = spec("Chargeback outcome forecast")
    done = spec("Card payment fraud detection")
    cards = spec("Card contracts at risk")
    staged = spec("Account takeover alerts")
    return [
        *settled_places(),
        Place("look-again-approved", f"{done}/look-again/"),
        Place("comments-suggestion", f"{full}/comments/{suggestion_thread()}/"),
        Place("sign-stand-in", f"{staged}/sign/finance/", "sam"),
        Place("people-of-a-spec-guest", f"{done}/people/"),
        Place("history-sign-offs", f"{done}/history/?kind=sign-offs"),
        Place("history-none", f"{draft}/history/?kind=amendments"),
        Place("life-draft", f"{draft}/history/life/"),
        Place("exports-none", f"{review}/exports/"),
        Place("look-again", f"{full}/look-again/"),
        Place("look-again-none", f"{review}/look-again/"),
        Place("comments", f"{full}/comments/"),
        Place("comments-none", f"{draft}/comments/"),
        Place("comments-of-a-field", f"{full}/comments/at/?key=evaluation.ship_threshold"),
        Place("comments-private", f"{review}/comments/", "imani"),
        Place("people-of-a-spec", f"{draft}/people/"),
        Place("review", f"{review}/review/"),
        Place("review-second", f"{second}/review/"),
        Place("review-in-stages", f"{staged}/review/"),
        Place("submit", f"{full}/submit/"),
        Place("submit-refused", f"{draft}/submit/"),
        Place("sign", f"{review}/sign/sre_on_call/", "piotr"),
        Place("sign-one-of-two", f"{staged}/sign/sre_on_call/", "yusuf"),
        Place("sign-again", f"{second}/sign/ml_engineer/", "tomas"),
        Place("sign-sponsor", f"{cards}/sign/executive_sponsor/", "ruth"),
        Place("review-full", f"{cards}/review/", "ruth"),
        Place("gates", f"{done}/gates/"),
        Place("gates-signer", f"{done}/gates/", "piotr"),
        Place("gates-none", f"{draft}/gates/"),
        Place("compare", f"{second}/compare/", "tomas"),
        Place("compare-all", f"{second}/compare/?view=inline&all=yes", "tomas"),
        Place("compare-nothing", f"{draft}/compare/"),
        *amendment_places(done),
        Place("history", f"{done}/history/"),
        Place("life", f"{done}/history/life/"),
        Place("exports", f"{done}/exports/"),
        Place("verify", "/verify/", NOBODY),
    ]


def settled_places() -> list[Place]:
    """A spec with all that a review can hold behind it, and its day of re-review passed."""
    retry = spec("Payment retry timing")
    return [
        Place("review-settled", f"{retry}/review/"),
        Place("comments-settled", f"{retry}/comments/?show=all"),
        Place("compare-wording", f"{retry}/compare/"),
        Place("read-settled", f"{retry}/read/", "lina"),
        Place("life-settled", f"{retry}/history/life/"),
    ]


def suggestion_thread() -> int:
    """Return the thread of a suggestion that waits for an answer."""
    return Suggestion.objects.get(state=SuggestionState.OPEN).thread_id


def amendment_places(done: str) -> list[Place]:
    """What was approved and is talked about anew."""
    older = spec("Card fraud rules, second generation")
    number = Amendment.objects.get(state=AmendmentState.OPEN).pk
    taken = Amendment.objects.filter(state=AmendmentState.ACCEPTED).latest("pk").pk
    return [
        Place("amendments", f"{done}/amendments/"),
        Place("amendments-none", f"{spec('Card contracts at risk')}/amendments/"),
        Place("amendment", f"{done}/amendments/{number}/"),
        Place("amendment-closed", f"{done}/amendments/{taken}/"),
        Place("amendment-position", f"{done}/amendments/{number}/", "sam"),
        Place("amendment-values", f"{done}/amendments/{number}/values/"),
        Place("amendment-evidence", f"{done}/amendments/{number}/grounds/"),
        Place("amendment-pick", f"{done}/amendments/new/", "sam"),
        Place("amendment-accepted", f"{older}/amendments/"),
        Place("review-amended", f"{older}/review/"),
    ]


def organisation_places() -> list[Place]:
    """The organisation, one's own account, and mail."""
    mail = Mail.objects.filter(to=User.objects.get(email=email_of("piotr"))).latest("pk")
    refunds = spec("Refund abuse score")
    return [
        Place("people", "/organisation/people/", "jonas"),
        Place("organisation-trail", "/organisation/trail/", "jonas"),
        Place("organisation-trail-policies", "/organisation/trail/?kind=policies", "jonas"),
        Place("deactivate", f"/organisation/people/{membership('dana').pk}/hand-on/", "jonas"),
        Place("leave", f"/organisation/people/{membership('dana').pk}/hand-on/"),
        Place("invitation", f"/invitation/{open_invitation()}/", NOBODY),
        Place("invitation-of-another", f"/invitation/{open_invitation()}/", status=409),
        Place("invitation-unknown", "/invitation/none/", NOBODY, 404),
        Place("guest-link-unknown", "/visit/none/", NOBODY, 404),
        Place("organisations", "/organisations/"),
        Place("second-factor-asked", "/second-factor/"),
        Place("sign-on-settings", "/organisation/sign-on/", "jonas"),
        Place("roles", "/organisation/roles/", "jonas"),
        Place("role", f"/organisation/roles/{own_role()}/", "jonas"),
        Place("role-remove", f"/organisation/roles/{own_role()}/remove/", "jonas"),
        Place("stand-ins", "/organisation/stand-ins/", "jonas"),
        Place("break-glass", f"{refunds}/review/break-glass/sre_on_call/", "jonas"),
        Place("stand-ins-of-a-signer", "/organisation/stand-ins/", "piotr"),
        Place("routes", "/organisation/routes/", "jonas"),
        Place("route", "/organisation/routes/ml_model_spec/", "jonas"),
        Place("route-of-all", "/organisation/routes/all-templates/", "dana"),
        Place("limits", "/organisation/limits/", "jonas"),
        Place("account", "/account/"),
        Place("account-mails", "/account/mails/"),
        Place("account-tokens", "/account/tokens/"),
        Place("second-factor", "/accounts/2fa/"),
        Place("password", "/accounts/password/change/"),
        Place("sessions", "/accounts/sessions/"),
        Place("mails", "/mail/", "piotr"),
        Place("mail", f"/mail/{mail.pk}/", "piotr"),
    ]


def own_rules_places() -> list[Place]:
    """Templates and checks of an organisation's own."""
    check = f"/organisation/checks/{OrganisationCheck.objects.get().pk}/"
    own = f"/organisation/templates/{TemplateDraft.objects.get().pk}/"
    return [
        Place("own-templates", "/organisation/templates/", "jonas"),
        Place("own-template", own, "jonas"),
        Place("own-template-section", f"{own}sections/model_risk/", "jonas"),
        Place("own-template-attribute", f"{own}attributes/project.title/", "jonas"),
        Place("own-template-author", f"{own}preview/?section=model_risk", "jonas"),
        Place("own-template-signer", f"{own}preview/?as=signer", "jonas"),
        Place("own-template-add", f"{own}sections/model_risk/add/?q=latency", "jonas"),
        Place("own-checks", "/organisation/checks/", "jonas"),
        Place("own-checks-none", "/organisation/checks/", NEW),
        Place("own-check", check, "jonas"),
        Place("own-check-of-a-member", check, "dana"),
        Place("own-check-edit", f"{check}edit/", "jonas"),
        Place("own-check-new", "/organisation/checks/new/", "jonas"),
        Place("own-check-language", "/organisation/checks/language/?q=rollback", "jonas"),
        Place("import-template", "/organisation/templates/import/", "jonas"),
    ]


def membership(key: str) -> Membership:
    """Return where somebody of the demo belongs."""
    return Membership.objects.get(user__email=email_of(key))


def open_invitation() -> str:
    """Return the token of an invitation that nobody took yet."""
    token, email = "shown-in-pictures", "nina.person@example.com"
    if not Invitation.objects.filter(email=email).exists():
        invite(
            organisation=membership("jonas").organisation,
            emails=[email],
            level=Level.MEMBER,
            roles=["finance"],
            by=User.objects.get(email=email_of("jonas")),
        )
    Invitation.objects.filter(email=email).update(token_hash=token_hash(token))
    return token


def own_role() -> str:
    """Return the key of a role of the organisation's own that nothing uses."""
    organisation = membership("jonas").organisation
    if found := own_roles_of(organisation).filter(label="Quality lead").first():
        return found.key
    return add_role(
        organisation=organisation,
        label="Quality lead",
        cares_about=["escaped defects", "rework"],
        block_prompt="Which defect would you not ship?",
        by=User.objects.get(email=email_of("jonas")),
    ).key


def reference_places() -> list[Place]:
    """The reference, and pages of every place."""
    return [
        Place("reference", "/reference/"),
        Place("handbook", "/reference/handbook/"),
        Place("reference-found", "/reference/?q=threshold"),
        Place("reference-attribute", "/reference/attributes/risk.register/"),
        Place("reference-calculator", "/reference/calculators/CALC-04/"),
        Place("reference-template", "/reference/templates/ml_model_spec/"),
        Place("reference-role", "/reference/roles/sre_on_call/"),
        Place("reference-check", "/reference/checks/MET004/"),
        Place("forbidden", "/specs/new/", "greta", 403),
        Place("not-found", "/specs/no-such-page/", status=404),
        Place("keys", "/specs/", act=lambda page: page.keyboard.press("?")),
        Place("menu", "/specs/", act=lambda page: page.locator(".person-button").click()),
    ]


def add_newcomer() -> None:
    """Add an organisation without specs, whose owner has the password of the demo."""
    carla = create_account(email=email_of(NEW), name="Carla Mendes", title="Head of data")
    create_organisation(name="Northwind Health", owner=carla)
    somebody = User.objects.get(email=email_of("ruth"))
    User.objects.filter(pk=carla.pk).update(password=somebody.password)


def settle() -> None:
    """Run the checks that wait and take up words, as workers do."""
    spec_tasks.check_settled()
    for run in CheckRun.objects.claimable():
        spec_tasks.run_checks(run.pk)
    spec_tasks.index_settled()


def viewers(places: list[Place]) -> list[str]:
    """Return who looks at any of them."""
    return sorted({place.person for place in places} - {NOBODY})
