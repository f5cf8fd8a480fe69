"""Guests of one spec: a personal link that ends, opens nothing else, and signs nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Level, Mail, Membership, User
from specs import access, actions
from specs.models import Comment, Spec, SpecGuest, SpecTemplate
from tests.cast import PASSWORD, Cast, sign_in
from tests.make import make_spec, op
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db
GUEST = {"email": "Ines@outside.example", "name": "Ines Outside", "days": "14"}


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's."""
    return make_spec(people, template)


def invite(spec: Spec, people: Cast, **changes: str) -> tuple[SpecGuest, str]:
    """Invite a guest; return it with where the mailed link leads."""
    facts = {**GUEST, **changes}
    guest = actions.invite_guest(
        spec=spec,
        email=facts["email"],
        name=facts["name"],
        days=int(facts["days"]),
        by=people.dana,
    )
    return guest, Mail.objects.filter(to=guest.user, kind="guest").latest("pk").url


def test_a_guest_opens_the_spec_by_the_mailed_link_and_comments(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.dana)
    client.post(reverse("specs:add-guest", args=[spec.pk]), GUEST)
    url = Mail.objects.get(kind="guest").url
    browser = Client()

    looked = browser.get(url)
    read_before = browser.get(reverse("specs:read", args=[spec.pk]))
    opened = browser.post(url)
    page = browser.get(reverse("specs:read", args=[spec.pk]))
    place = reverse("specs:talk", args=[spec.pk]) + "?section=s1"
    said = browser.post(place, {"text": "What about holidays?", "op_id": str(op())})

    ines = User.objects.get(email="ines@outside.example")
    assert "Open the spec" in looked.content.decode()
    assert read_before.status_code == 302  # looking at the link let nobody in
    assert opened["Location"] == reverse("specs:read", args=[spec.pk])
    assert page.status_code == 200
    assert said.status_code == 302
    assert Comment.objects.get().author == ines
    assert describe(Event.objects.get(kind="guest.invited")).startswith(
        "Dana Okafor let Ines Outside read the spec and comment until "
    )


def test_a_guest_sees_one_spec_and_no_page_of_accounts(
    people: Cast, spec: Spec, template: SpecTemplate
) -> None:
    other = make_spec(people, template, "Another one")
    _, url = invite(spec, people)
    browser = Client()
    browser.post(url)

    answers = {
        name: browser.get(reverse(name)).status_code
        for name in ("accounts:account", "account_set_password", "mfa_index", "accounts:people")
    }

    assert browser.get(reverse("specs:read", args=[other.pk])).status_code == 404
    assert "Another one" not in browser.get(reverse("specs:list")).content.decode()
    assert set(answers.values()) == {403}
    assert browser.post(reverse("account_logout")).status_code == 302


def test_a_guest_writes_and_signs_nothing(people: Cast, spec: Spec) -> None:
    guest, _ = invite(spec, people)

    assert access.can_comment(guest.user, spec)
    assert not access.can_edit(guest.user, spec)
    assert access.level_of(guest.user, spec) not in access.WRITERS


def test_the_link_is_kept_as_its_hash_only(people: Cast, spec: Spec) -> None:
    guest, url = invite(spec, people)
    token = url.rstrip("/").rsplit("/", 1)[-1]

    assert token not in str(vars(guest))
    assert all(token not in event.body for event in Event.objects.all())


def test_access_ends_with_its_day_also_where_the_browser_is_open(people: Cast, spec: Spec) -> None:
    _, url = invite(spec, people)
    browser = Client()
    browser.post(url)
    SpecGuest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    read = browser.get(reverse("specs:read", args=[spec.pk]))
    again = Client().post(url)

    ines = User.objects.get(email="ines@outside.example")
    assert read.status_code == 404
    assert again.status_code == 410
    assert "This link is too old" in again.content.decode()
    assert not access.can_comment(ines, spec)
    assert not access.specs_visible_to(ines).exists()


def test_who_is_removed_is_out_at_once(client: Client, people: Cast, spec: Spec) -> None:
    guest, url = invite(spec, people)
    browser = Client()
    browser.post(url)
    client.force_login(people.dana)

    client.post(reverse("specs:remove-guest", args=[spec.pk, guest.pk]))

    assert browser.get(reverse("specs:read", args=[spec.pk])).status_code == 302
    assert Client().post(url).status_code == 404


def test_a_new_link_ends_the_earlier_one_and_its_sessions(
    client: Client, people: Cast, spec: Spec
) -> None:
    guest, old = invite(spec, people)
    browser = Client()
    browser.post(old)
    client.force_login(people.dana)

    client.post(reverse("specs:renew-guest", args=[spec.pk, guest.pk]))

    new = Mail.objects.filter(kind="guest").latest("pk").url
    assert browser.get(reverse("specs:read", args=[spec.pk])).status_code == 302
    assert Client().post(old).status_code == 404
    assert Client().post(new).status_code == 302


def test_the_link_alone_opens_no_account_that_works(people: Cast, spec: Spec) -> None:
    _, url = invite(spec, people, email=people.carla.email)
    browser = Client()

    shown = browser.post(url)
    sign_in(browser, people.carla)
    page = browser.get(url, follow=True)

    assert "has an account here, so the link alone opens nothing" in shown.content.decode()
    assert page.redirect_chain[-1][0] == reverse("specs:read", args=[spec.pk])
    assert page.status_code == 200


def test_the_link_to_one_spec_never_opens_another(
    people: Cast, spec: Spec, template: SpecTemplate
) -> None:
    _, first = invite(spec, people)
    browser = Client()
    browser.post(first)
    other = make_spec(people, template, "Another one")
    _, second = invite(other, people)

    assert browser.get(reverse("specs:read", args=[other.pk])).status_code == 302
    for url in (first, second):
        assert "Set a password first" in Client().post(url).content.decode()


def test_a_guest_who_becomes_a_member_does_not_bring_the_session_of_the_link(
    people: Cast, spec: Spec
) -> None:
    guest, url = invite(spec, people)
    browser = Client()
    browser.post(url)
    membership = Membership.objects.get(user=guest.user)

    account_actions.change_level(membership=membership, level=Level.MEMBER, by=people.ruth)

    assert browser.get(reverse("specs:list")).status_code == 302
    assert Client().post(url).status_code == 200  # sign in instead


def test_somebody_elses_link_is_refused_by_name(client: Client, people: Cast, spec: Spec) -> None:
    _, url = invite(spec, people)
    client.force_login(people.dana)

    response = client.post(url)

    assert response.status_code == 409
    assert "you are signed in as dana@meridian.example" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": ""}, "Type the address that this person reads."),
        ({"email": "ines@"}, "Not a mail address."),
        ({"name": ""}, "Type the name that stands at their comments."),
        ({"days": "9999"}, "Select a valid choice."),
        ({"email": "marc@meridian.example"}, "Marc Duval is a member and sees this spec already."),
        ({"email": "eva@meridian.example"}, "An administrator deactivated Eva Novak."),
    ],
)
def test_what_is_wrong_with_a_guest_is_said(
    client: Client, people: Cast, spec: Spec, typed: dict[str, str], words: str
) -> None:
    client.force_login(people.dana)

    response = client.post(reverse("specs:add-guest", args=[spec.pk]), {**GUEST, **typed})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SpecGuest.objects.exists()


def test_only_who_manages_the_spec_invites(people: Cast, spec: Spec) -> None:
    with pytest.raises(PermissionDenied):
        actions.invite_guest(spec=spec, email="x@y.example", name="X", days=7, by=people.yusuf)


def test_a_guest_joins_by_invitation_with_an_account_of_their_own(people: Cast, spec: Spec) -> None:
    guest, url = invite(spec, people)
    browser = Client()
    browser.post(url)
    [_] = account_actions.invite(
        organisation=people.northwind,
        emails=[guest.user.email],
        level=Level.MEMBER,
        roles=[],
        by=people.carla,
    )
    link = Mail.objects.filter(to=guest.user, kind="invitation").get().url

    by_link = browser.post(link)
    joined = browser.post(
        link, {"name": "Ines", "title": "", "time_zone": "UTC", "password": PASSWORD}
    )

    assert by_link.status_code == 422  # asks for a password: the link of a guest proves too little
    assert joined.status_code == 302
    assert browser.get(reverse("accounts:account")).status_code == 200
