"""People, roles and policy of an organisation: who changes what, and what is recorded."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts import access, actions
from accounts.models import Level, Mail, Membership, RoleHolder, StakeholderRole, User
from tests.cast import PASSWORD, Cast, make_people, sign_in
from trail.domain.event import describe
from trail.models import Event

pytestmark = pytest.mark.django_db


def member(people: Cast, user: User) -> Membership:
    """Return somebody's membership of Meridian Payments."""
    return Membership.objects.get(organisation=people.meridian, user=user)


def sentences(people: Cast) -> list[str]:
    """Return what happened in Meridian Payments, oldest first."""
    return [describe(e) for e in Event.objects.filter(chain=people.meridian.chain).order_by("seq")]


def test_somebody_with_an_account_elsewhere_keeps_name_and_password(people: Cast) -> None:
    membership = actions.add_member(
        organisation=people.meridian,
        email="CARLA@northwind.example",
        name="Somebody Else",
        level=Level.AUDITOR,
        by=people.jonas,
    )

    assert membership.user == people.carla
    assert membership.user.name == "Carla Mendes"
    assert Mail.objects.get(to=people.carla).kind == "welcome"


def test_an_administrator_makes_no_owner(people: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_level(
            membership=member(people, people.dana), level=Level.OWNER, by=people.jonas
        )


def test_an_administrator_does_not_touch_an_owner(people: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.deactivate_member(membership=member(people, people.ruth), by=people.jonas)


def test_nobody_changes_their_own_level(people: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_level(
            membership=member(people, people.ruth), level=Level.MEMBER, by=people.ruth
        )


def test_a_level_is_changed_and_recorded(client: Client, people: Cast) -> None:
    client.force_login(people.ruth)
    url = reverse("accounts:change-level", args=[member(people, people.felix).pk])

    response = client.post(url, {"level": "admin"})

    assert response.status_code == 302
    assert access.level_in(people.meridian, people.felix) == Level.ADMIN
    assert sentences(people)[-1] == "Ruth Lindqvist made Felix Braun administrator."


def test_who_becomes_an_auditor_signs_for_no_role_any_more(people: Cast) -> None:
    actions.change_level(
        membership=member(people, people.marc), level=Level.AUDITOR, by=people.jonas
    )

    assert not RoleHolder.objects.filter(user=people.marc).exists()


def test_deactivating_ends_all_sessions(client: Client, people: Cast) -> None:
    here, there = sign_in(Client(), people.felix), Client()
    there.force_login(people.felix)
    client.force_login(people.jonas)

    client.post(reverse("reviews:hand-on", args=[member(people, people.felix).pk]))

    people.felix.refresh_from_db()
    for browser in (here, there):
        assert browser.get(reverse("accounts:account")).status_code == 302
    assert not people.felix.is_active
    assert sentences(people)[-1] == "Jonas Weber deactivated Felix Braun."


def test_who_comes_back_does_not_come_back_with_old_sessions(people: Cast) -> None:
    old = Client()
    old.force_login(people.felix)
    actions.deactivate_member(membership=member(people, people.felix), by=people.jonas)

    actions.add_member(
        organisation=people.meridian,
        email=people.felix.email,
        name="",
        level=Level.MEMBER,
        by=people.jonas,
    )

    assert old.get(reverse("accounts:account")).status_code == 302
    assert access.level_in(people.meridian, User.objects.get(pk=people.felix.pk)) == Level.MEMBER


def test_leaving_one_organisation_leaves_the_account_of_another_alone(people: Cast) -> None:
    Membership.objects.create(organisation=people.northwind, user=people.felix, level=Level.MEMBER)
    browser = sign_in(Client(), people.felix)

    actions.deactivate_member(membership=member(people, people.felix), by=people.jonas)

    assert browser.get(reverse("accounts:account")).status_code == 200
    assert access.level_in(people.meridian, people.felix) is None


def test_the_other_organisation_is_not_seen(client: Client, people: Cast) -> None:
    client.force_login(people.carla)
    felix = member(people, people.felix)

    page = client.get(reverse("accounts:people")).content.decode()
    change = client.post(reverse("accounts:change-level", args=[felix.pk]), {"level": "guest"})
    choose = client.post(reverse("accounts:choose-organisation", args=[people.meridian.pk]))

    assert "Carla Mendes" in page
    assert "Dana Okafor" not in page
    assert (change.status_code, choose.status_code) == (404, 404)


def test_few_people_need_no_search(client: Client, people: Cast) -> None:
    client.force_login(people.jonas)

    assert "Find somebody" not in client.get(reverse("accounts:people")).content.decode()


def test_somebody_is_found_among_hundreds_by_name_title_or_address(
    client: Client, people: Cast
) -> None:
    crowd = User.objects.bulk_create(
        User(email=f"n{n:03}@crowd.example", name=f"Crowd {n:03}", title="Clerk")
        for n in range(120)
    )
    Membership.objects.bulk_create(
        Membership(organisation=people.meridian, user=one, level=Level.MEMBER) for one in crowd
    )
    client.force_login(people.jonas)

    def page(**query: str) -> str:
        return client.get(reverse("accounts:people"), query).content.decode()

    assert "1 to 50 of" in page()
    assert "Crowd 119" not in page()
    assert page(page="99").count('data-label="Level"') < 50
    for words in ("crowd 077", "n077@", "clerk 077", "  CROWD   077\0"):
        assert "1 to 1 of 1 with" in page(q=words)
    assert "Nobody here has “zeppelin”" in page(q="zeppelin")
    assert "q=clerk&amp;page=2" in page(q="clerk")


def test_a_member_of_two_organisations_turns_from_one_to_the_other(
    client: Client, people: Cast
) -> None:
    Membership.objects.create(organisation=people.northwind, user=people.dana, level=Level.MEMBER)
    client.force_login(people.dana)

    before = client.get(reverse("accounts:people")).content.decode()
    client.post(reverse("accounts:choose-organisation", args=[people.northwind.pk]))
    after = client.get(reverse("accounts:people")).content.decode()

    assert "Sam Ortiz" in before
    assert "Carla Mendes" in after
    assert "Sam Ortiz" not in after


@pytest.mark.parametrize("page", ["reviews:stand-ins", "accounts:sign-on-settings"])
def test_every_page_of_the_organisation_says_so_in_the_bar(
    client: Client, people: Cast, page: str
) -> None:
    client.force_login(people.jonas)

    html = client.get(reverse(page)).content.decode()

    assert 'href="/organisation/people/" aria-current="page">Organisation<' in html


def test_ten_roles_are_there_as_data(client: Client, people: Cast) -> None:
    client.force_login(people.dana)

    page = client.get(reverse("accounts:roles")).content.decode()

    roles = StakeholderRole.objects.of(people.meridian)
    assert (roles.filter(is_core=True).count(), roles.filter(is_core=False).count()) == (7, 3)
    for role in roles:
        assert role.label in page
    assert "Piotr Zielak" in page


def test_an_organisation_adds_a_role_of_its_own(client: Client, people: Cast) -> None:
    client.force_login(people.jonas)
    typed = {
        "label": "Brand & press",
        "cares_about": "headlines\n\n tone of the answers ",
        "block_prompt": "Which headline would make you stop this launch?",
    }

    response = client.post(reverse("accounts:add-role"), typed)

    role = StakeholderRole.objects.get(organisation=people.meridian)
    assert response.status_code == 302
    assert (role.key, role.label) == ("brand_press", "Brand & press")
    assert role.cares_about == ["headlines", "tone of the answers"]
    assert not StakeholderRole.objects.of(people.northwind).filter(pk=role.pk).exists()
    assert sentences(people)[-1] == "Jonas Weber added the role Brand & press."


def test_two_roles_of_one_name_are_refused(client: Client, people: Cast) -> None:
    client.force_login(people.jonas)

    response = client.post(
        reverse("accounts:add-role"), {"label": "finance", "block_prompt": "What would you block?"}
    )

    assert response.status_code == 422
    assert "There is a role of that name already." in response.content.decode()


def test_default_signers_are_changed_and_recorded(client: Client, people: Cast) -> None:
    client.force_login(people.ruth)
    chosen = {"users": [people.marc.pk, people.felix.pk]}

    client.post(reverse("accounts:role-holders", args=["finance"]), chosen)

    held = RoleHolder.objects.filter(organisation=people.meridian, role="finance")
    assert {holder.user for holder in held} == {people.marc, people.felix}
    assert sentences(people)[-1] == (
        "Ruth Lindqvist changed who signs as Finance: Felix Braun, Marc Duval."
    )


@pytest.mark.parametrize("name", ["greta", "noor", "eva", "carla"])
def test_neither_auditor_nor_guest_nor_stranger_holds_a_role(
    client: Client, people: Cast, name: str
) -> None:
    client.force_login(people.ruth)
    somebody: User = getattr(people, name)

    response = client.post(
        reverse("accounts:role-holders", args=["finance"]), {"users": [somebody.pk]}
    )

    assert response.status_code == 422
    assert not RoleHolder.objects.filter(user=somebody).exists()


def test_nobody_holds_a_role_by_saying_so_only(client: Client, people: Cast) -> None:
    client.force_login(people.ruth)
    url = reverse("accounts:role-holders", args=["finance"])

    left_out = client.post(url)
    held_then = RoleHolder.objects.filter(role="finance", user=people.marc).exists()
    said = client.post(url, {"nobody": "1", "users": [people.marc.pk]})

    assert (left_out.status_code, said.status_code) == (422, 302)
    assert "Tick at least one person" in left_out.content.decode()
    assert held_then
    assert not RoleHolder.objects.filter(organisation=people.meridian, role="finance").exists()


@pytest.mark.parametrize("chosen", [{}, {"demand_all_sign_again": "perhaps"}])
def test_a_policy_that_was_not_chosen_is_refused(
    client: Client, people: Cast, chosen: dict[str, str]
) -> None:
    people.meridian.demand_all_sign_again = True
    people.meridian.save()
    client.force_login(people.ruth)

    response = client.post(reverse("accounts:policy"), chosen)

    assert response.status_code == 422
    assert "Choose " in response.content.decode()
    people.meridian.refresh_from_db()
    assert people.meridian.demand_all_sign_again


def test_the_policy_is_changed_and_recorded_once(client: Client, people: Cast) -> None:
    client.force_login(people.ruth)

    for _ in range(2):
        client.post(reverse("accounts:policy"), {"demand_all_sign_again": "yes"})

    people.meridian.refresh_from_db()
    words = "Ruth Lindqvist changed the organisation's policy: every role signs each revision."
    assert people.meridian.demand_all_sign_again
    assert sentences(people).count(words) == 1


def test_a_profile_is_changed_by_its_owner_alone(client: Client, people: Cast) -> None:
    client.force_login(people.dana)
    typed = {"name": "Dana A. Okafor", "title": "Principal", "time_zone": "Europe/Amsterdam"}

    client.post(reverse("accounts:account"), typed)

    people.dana.refresh_from_db()
    assert (people.dana.name, people.dana.time_zone) == ("Dana A. Okafor", "Europe/Amsterdam")
    with pytest.raises(PermissionDenied):
        actions.update_profile(user=people.dana, by=people.ruth, **typed)


def test_an_unknown_time_zone_is_refused(client: Client, people: Cast) -> None:
    client.force_login(people.dana)

    response = client.post(
        reverse("accounts:account"), {"name": "Dana", "time_zone": "../../etc/passwd"}
    )

    assert response.status_code == 422


def test_an_action_asks_the_permission_itself(people: Cast) -> None:
    ours, dana = people.meridian, people.dana
    finance = StakeholderRole.objects.get(key="finance")

    with pytest.raises(PermissionDenied):
        actions.add_member(
            organisation=ours, email="x@y.example", name="X", level=Level.GUEST, by=dana
        )
    with pytest.raises(PermissionDenied):
        actions.add_role(organisation=ours, label="X", cares_about=[], block_prompt="?", by=dana)
    with pytest.raises(PermissionDenied):
        actions.set_role_holders(organisation=ours, role=finance, users=[dana], by=dana)
    with pytest.raises(PermissionDenied):
        actions.change_policy(organisation=ours, demand_all_sign_again=True, by=dana)


def test_a_refused_member_leaves_nothing_behind(people: Cast) -> None:
    with pytest.raises(ValidationError):
        actions.add_member(
            organisation=people.meridian,
            email=people.dana.email,
            name="Twice",
            level=Level.GUEST,
            by=people.ruth,
        )

    assert member(people, people.dana).level == Level.MEMBER


def test_the_pages_cost_the_same_for_many_people(
    client: Client, people: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    more = make_people({f"p{n}": (f"Person {n}", "") for n in range(40)}, "meridian.example")
    Membership.objects.bulk_create(
        Membership(organisation=people.meridian, user=user) for user in more.values()
    )
    client.force_login(people.ruth)

    with django_assert_max_num_queries(10):
        client.get(reverse("accounts:people"))
    with django_assert_max_num_queries(12):
        client.get(reverse("accounts:roles"))


def test_the_password_of_the_cast_is_only_for_tests(people: Cast) -> None:
    assert people.dana.check_password(PASSWORD)
