"""An organisation asks for a second factor: signers and administrators set it up and come back."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Organisation
from reviews import actions
from reviews.actions import Refusal, Why
from reviews.models import Review, SignOff
from specs.models import SpecTemplate
from tests.accounts.test_second_factor import SECRET, code
from tests.cast import PASSWORD, Cast, sign_in
from tests.make import make_full_spec, make_review
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
ROLE = "finance"


@pytest.fixture
def review(people: Cast, template: SpecTemplate) -> Review:
    """Return a spec in review."""
    return make_review(people, make_full_spec(people, template))


def demand(people: Cast, *, signers: bool = False, managers: bool = False) -> None:
    """Let Meridian Payments ask for a second factor."""
    Organisation.objects.filter(pk=people.meridian.pk).update(
        signers_need_factor=signers, managers_need_factor=managers
    )


def sign(review: Review, people: Cast, given: str = "") -> SignOff | Refusal:
    """Let Marc approve as finance, with a password and, if given, a code."""
    nonce = actions.give_nonce(review=review, role=ROLE, to=people.marc)
    choice = actions.Choice(
        content_hash=review.revision.content_hash,
        nonce=nonce.pk,
        decision="approved",
        block_answer="",
    )
    return actions.sign(
        spec=review.revision.spec,
        role=ROLE,
        choice=choice,
        proof=actions.Proof(password=PASSWORD, code=given),
        by=people.marc,
    )


def test_a_password_alone_signs_where_nothing_more_is_asked(review: Review, people: Cast) -> None:
    assert isinstance(sign(review, people), SignOff)


def test_a_password_alone_no_longer_signs(review: Review, people: Cast) -> None:
    demand(people, signers=True)
    fresh = Review.objects.get(pk=review.pk)

    refused = sign(fresh, people)

    assert isinstance(refused, Refusal)
    assert refused.why is Why.FACTOR
    assert "not the password alone" in refused.words
    assert not SignOff.objects.exists()


def test_a_code_signs(review: Review, people: Cast) -> None:
    demand(people, signers=True)
    TOTP.activate(people.marc, SECRET)

    signed = sign(Review.objects.get(pk=review.pk), people, code())

    assert isinstance(signed, SignOff)
    assert [entry["method"] for entry in signed.methods] == ["password", "one-time code"]


def test_the_sign_page_leads_to_setting_it_up_and_back(review: Review, people: Cast) -> None:
    demand(people, signers=True)
    browser = sign_in(Client(), people.marc)
    page = reverse("reviews:sign", args=[review.revision.spec_id, ROLE])

    led = browser.get(page)
    shown = browser.get(led["Location"]).content.decode()
    TOTP.activate(people.marc, SECRET)
    RecoveryCodes.activate(people.marc)
    overview = browser.get(reverse("mfa_index")).content.decode()
    back = browser.get(reverse("accounts:second-factor"))

    assert led["Location"].startswith(reverse("accounts:second-factor"))
    assert "A second factor is asked for" in shown
    assert "Go on where you were" in overview
    assert back["Location"] == page
    assert browser.get(page).status_code == 200


def test_the_way_back_leads_to_no_other_site(client: Client, people: Cast) -> None:
    TOTP.activate(people.marc, SECRET)
    client.force_login(people.marc)

    response = client.get(reverse("accounts:second-factor"), {"next": "https://evil.example/"})

    assert response["Location"] == reverse("mfa_index")


def test_an_administrator_without_it_manages_nobody_until_it_is_there(people: Cast) -> None:
    demand(people, managers=True)
    browser = sign_in(Client(), people.jonas)
    invited = {"emails": "nina@x.example", "level": "member"}
    ours = Organisation.objects.get(pk=people.meridian.pk)

    looked = browser.get(reverse("accounts:people"))
    browser.get(looked["Location"])
    posted = browser.post(reverse("accounts:invite"), invited)
    with pytest.raises(PermissionDenied):
        account_actions.change_policy(
            organisation=ours, demand_all_sign_again=True, by=people.jonas
        )
    TOTP.activate(people.jonas, SECRET)
    back = browser.get(reverse("accounts:second-factor"))

    assert looked["Location"].startswith(reverse("accounts:second-factor"))
    assert posted["Location"].startswith(reverse("accounts:second-factor"))
    assert back["Location"] == reverse("accounts:people")
    assert browser.get(reverse("accounts:people")).status_code == 200
    assert browser.post(reverse("accounts:invite"), invited)["Location"] == reverse(
        "accounts:people"
    )


def test_members_read_the_pages_of_people_without_it(client: Client, people: Cast) -> None:
    demand(people, managers=True)
    client.force_login(people.dana)

    assert client.get(reverse("accounts:people")).status_code == 200


def test_the_policy_is_set_on_the_page_and_recorded_once(client: Client, people: Cast) -> None:
    TOTP.activate(people.ruth, SECRET)
    client.force_login(people.ruth)

    for _ in range(2):
        client.post(
            reverse("accounts:factor-policy"), {"sent": "1", "signers": "1", "managers": "1"}
        )
    page = client.get(reverse("accounts:roles")).content.decode()

    ours = Organisation.objects.get(pk=people.meridian.pk)
    told = [describe(e) for e in Event.objects.filter(kind="organisation.policy_changed")]
    assert (ours.signers_need_factor, ours.managers_need_factor) == (True, True)
    assert told == [
        "Ruth Lindqvist changed the organisation's policy:"
        " a second factor is asked of signers and administrators."
    ]
    assert 'name="signers" value="1" checked' in page


def test_a_policy_that_was_not_sent_whole_changes_nothing(client: Client, people: Cast) -> None:
    demand(people, signers=True)
    client.force_login(people.ruth)

    response = client.post(reverse("accounts:factor-policy"))

    assert response.status_code == 422
    assert Organisation.objects.get(pk=people.meridian.pk).signers_need_factor


def test_setting_up_an_app_on_the_pages_leads_back_to_signing(review: Review, people: Cast) -> None:
    demand(people, signers=True)
    browser = sign_in(Client(), people.marc)
    page = reverse("reviews:sign", args=[review.revision.spec_id, ROLE])
    browser.get(page, follow=True)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})

    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    done = browser.post("/accounts/2fa/totp/activate/", {"code": code(secret)}, follow=True)
    back = browser.get(reverse("accounts:second-factor"))

    assert "Recovery codes" in done.content.decode()
    assert "Go on where you were" in done.content.decode()
    assert back["Location"] == page
