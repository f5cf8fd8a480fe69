"""Writing a check of one's own: only who runs the organisation, and only with proof."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from specs import access, actions
from specs.actions import own_checks
from specs.domain.own_checks.definition import Case
from specs.models import OrganisationCheckVersion
from tests.cast import Cast
from tests.specs.own_checks.scene import FAST, RULE, SLOW, change_to, make_check, publish
from trail.domain.event import describe
from trail.models import Event


def test_its_life_stands_in_the_trail(people: Cast) -> None:
    check = publish(people)
    check = change_to(check, replace(RULE, title="Too slow"), people.ruth)
    check = actions.publish_check(check=check, version=2, by=people.ruth)
    actions.retire_check(check=check, by=people.ruth)

    events = Event.objects.filter(chain=people.meridian.chain, kind__startswith="own_check.")
    assert [describe(event) for event in events.order_by("seq")] == [
        "Jonas Weber began the organisation's check ORG001: Rollback is slow.",
        "Jonas Weber published version 1 of the organisation's check ORG001: Rollback is slow.",
        "Ruth Lindqvist changed the organisation's check ORG001, a draft: Too slow.",
        "Ruth Lindqvist published version 2 of the organisation's check ORG001: Too slow.",
        "Ruth Lindqvist retired the organisation's check ORG001: Too slow.",
    ]


def test_a_published_version_stays_as_it_is(people: Cast) -> None:
    check = publish(people)

    change_to(check, replace(RULE, message="Another."), people.ruth)

    version = OrganisationCheckVersion.objects.get()
    assert version.rule == RULE.text
    assert version.digest == RULE.digest


def test_codes_are_counted_in_each_organisation_and_never_given_again(people: Cast) -> None:
    actions.retire_check(check=make_check(people), by=people.jonas)

    second = make_check(people)
    other = actions.create_check(
        organisation=people.northwind, rule=RULE, cases=(), by=people.carla
    )

    assert (second.code, other.code) == ("ORG002", "ORG001")


@pytest.mark.parametrize(
    ("cases", "reason"),
    [
        ((), "No case shows that it fires."),
        ((SLOW,), "No case shows that it stays silent."),
        ((SLOW, FAST, replace(FAST, name="wrong", fires=True)), "Not passed: wrong."),
        ((SLOW, FAST, Case("no yaml", "a: [", fires=False)), "Not passed: no yaml."),
        ((SLOW, FAST, Case("typo", "deployment.rollbak: 1", fires=False)), "Not passed: typo."),
    ],
)
def test_without_proof_nothing_is_published(
    people: Cast, cases: tuple[Case, ...], reason: str
) -> None:
    check = make_check(people, cases=cases)

    with pytest.raises(actions.NotProven) as refused:
        actions.publish_check(check=check, version=1, by=people.jonas)

    assert reason in refused.value.reasons
    assert not OrganisationCheckVersion.objects.exists()


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("answers['deployment.rollback_time'] ==", "line 1, column 39: The expression ends"),
        ("answers['deployment.rollbak_time'] == null", "No template asks for “deployment.rollbak"),
        ("", "Write when the check fires."),
    ],
)
def test_what_cannot_be_read_is_not_published(people: Cast, expression: str, words: str) -> None:
    check = make_check(people, replace(RULE, expression=expression))

    with pytest.raises(actions.NotProven) as refused:
        actions.publish_check(check=check, version=1, by=people.jonas)

    assert any(words in reason for reason in refused.value.reasons)


def test_who_was_slower_is_told(people: Cast) -> None:
    check = make_check(people)
    actions.change_check(check=check, version=1, rule=RULE, cases=(SLOW,), by=people.ruth)

    with pytest.raises(actions.OutOfDate):
        actions.change_check(check=check, version=1, rule=RULE, cases=(), by=people.jonas)
    with pytest.raises(actions.OutOfDate):
        actions.publish_check(check=check, version=1, by=people.jonas)


def test_only_who_runs_the_organisation_writes_one(people: Cast) -> None:
    check = make_check(people)

    for somebody in (people.dana, people.greta, people.gil, people.carla, people.eva):
        with pytest.raises(PermissionDenied):
            actions.create_check(organisation=people.meridian, rule=RULE, cases=(), by=somebody)
        with pytest.raises(PermissionDenied):
            actions.change_check(check=check, version=1, rule=RULE, cases=(), by=somebody)
        with pytest.raises(PermissionDenied):
            actions.publish_check(check=check, version=1, by=somebody)
        with pytest.raises(PermissionDenied):
            actions.retire_check(check=check, by=somebody)


def test_members_see_what_ran_and_nobody_else_anything(people: Cast) -> None:
    make_check(people)
    shown = publish(people)

    assert access.own_checks_visible_to(people.jonas).count() == 2
    assert list(access.own_checks_visible_to(people.dana)) == [shown]
    assert list(access.own_checks_visible_to(people.greta)) == [shown]
    for somebody in (people.gil, people.carla, people.eva):
        assert not access.own_checks_visible_to(somebody).exists()


def test_there_is_an_end_to_what_runs(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_checks, "ACTIVE_LIMIT", 1)
    publish(people)

    with pytest.raises(ValidationError, match="At most 1 checks run"):
        publish(people)
