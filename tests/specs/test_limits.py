"""Limits of the checks that an organisation sets for itself."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from specs import actions, catalogue
from specs.actions.checking import ask_for_checks
from specs.documents import load_document, read_spec
from specs.domain.limits import order_problem
from specs.domain.parameters import DEFAULTS
from specs.models import CheckRun, OrganisationLimit, Spec, SpecTemplate
from specs.snapshots import take_snapshots
from specs.tasks import run_checks
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from trail.domain.event import Kind, describe
from trail.models import Event

URL = "/organisation/limits/"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec that could be submitted."""
    return make_full_spec(people, template)


@pytest.fixture
def jonas(client: Client, people: Cast) -> Client:
    """Sign an administrator in."""
    client.force_login(people.jonas)
    return client


def set_one(people: Cast, name: str, value: str) -> None:
    limits = {name: Decimal(value)}
    actions.set_limits(organisation=people.meridian, limits=limits, by=people.jonas)


def codes(spec: Spec, people: Cast) -> set[str]:
    reading = read_spec(spec.pk, people.dana)
    assert reading is not None
    return {finding.code for finding in reading.evaluated.findings}


def test_the_page_shows_every_limit_of_the_catalogue(jonas: Client) -> None:
    text = jonas.get(URL).content.decode()

    assert len(catalogue.limits()) == 24
    assert all(f'id="limit-{name}"' in text for name in catalogue.limits())
    assert "All 24 are as they come." in text


def test_the_catalogue_keeps_its_own_bounds() -> None:
    for limit in catalogue.limits().values():
        assert not limit.problem(f"{limit.default:f}"), limit.name
        assert getattr(DEFAULTS, limit.name.lower()) == limit.default
    assert not order_problem(catalogue.limits(), {})


def test_a_limit_is_set_and_reset(jonas: Client, people: Cast) -> None:
    jonas.post(URL, {"SHORT_ANSWER_WORDS": "12"})
    text = jonas.get(URL).content.decode()
    assert "1 of 24 is your own." in text
    assert "Reset to 5" in text

    jonas.post(URL, {"reset": "SHORT_ANSWER_WORDS", "PEAK_MIN": "4"})

    assert not OrganisationLimit.objects.exists()
    said = [describe(e) for e in Event.objects.filter(kind=Kind.LIMIT_CHANGED).order_by("seq")]
    assert said == [
        f"{people.jonas.name} set the limit “Thin answer” from 5 to 12.",
        f"{people.jonas.name} set the limit “Thin answer” from 12 to 5.",
    ]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("IMBALANCE_SHARE", "20", "Must be at least 50."),
        ("IMBALANCE_SHARE", "a lot", "Not a number."),
        ("SHORT_ANSWER_WORDS", "2.5", "Must be a whole number"),
        ("VOLUME_BIG", "99999999999999", "Must be at most 10,000,000,000,000."),
        ("IAA_ADVICE", "0.123456", "At most 4 decimal places."),
        ("PEAK_MIN", "40", "would be above “Usual peak, upper end” (10)"),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_words(
    jonas: Client, name: str, typed: str, words: str
) -> None:
    response = jonas.post(URL, {name: typed, "CLASSES_MANY": "500"})

    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert f'value="{typed}"' in text
    assert not OrganisationLimit.objects.exists()


def test_two_limits_may_change_together(people: Cast) -> None:
    limits = {"PEAK_MIN": Decimal(40), "PEAK_MAX": Decimal(45)}

    changed = actions.set_limits(organisation=people.meridian, limits=limits, by=people.jonas)

    assert changed == ["PEAK_MIN", "PEAK_MAX"]


def test_the_checks_of_every_page_use_it_at_once(people: Cast, spec: Spec) -> None:
    assert "DEP017" not in codes(spec, people)

    set_one(people, "ROLLBACK_MAX_S", "1")

    assert "DEP017" in codes(spec, people)
    assert load_document(spec).parameters.rollback_max_s == 1
    assert "DEP017" in {f.code for f in take_snapshots([spec.pk])[spec.pk].evaluate().findings}


def test_another_organisation_keeps_its_own(people: Cast, spec: Spec) -> None:
    limits = {"SHORT_ANSWER_WORDS": Decimal(100)}
    actions.set_limits(organisation=people.northwind, limits=limits, by=people.carla)

    assert load_document(spec).parameters == DEFAULTS


def test_a_change_checks_open_specs_again(people: Cast, spec: Spec) -> None:
    Spec.objects.filter(pk=spec.pk).update(updated_at=timezone.now() - timedelta(minutes=1))
    ask_for_checks()
    run_checks(CheckRun.objects.get().pk)
    spec.refresh_from_db()
    assert spec.open_warnings + spec.open_blockers == 0

    set_one(people, "ROLLBACK_MAX_S", "1")

    assert ask_for_checks() == 1
    run_checks(CheckRun.objects.get().pk)
    spec.refresh_from_db()
    assert spec.open_warnings == 1
    assert ask_for_checks() == 0


def test_a_revision_is_checked_with_the_limits_it_was_frozen_with(people: Cast, spec: Spec) -> None:
    set_one(people, "REVIEW_TOLERANCE", "0.5")
    make_review(people, spec)
    set_one(people, "SHORT_ANSWER_WORDS", "100")

    run_checks(CheckRun.objects.get(revision__isnull=False).pk)

    event = Event.objects.filter(chain=spec.chain, kind=Kind.CHECKS_FINISHED).latest("seq")
    assert '"is_as_frozen":true' in event.body


def test_only_who_manages_may_set_one(people: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_limits(
            organisation=people.meridian, limits={"PEAK_MIN": Decimal(4)}, by=people.dana
        )


def test_what_is_submitted_is_held_against_it(people: Cast, spec: Spec) -> None:
    set_one(people, "ROLLBACK_MAX_S", "1")

    with pytest.raises(actions.NotReady) as refused:
        make_review(people, spec)

    assert [finding.code for finding in refused.value.unwaived] == ["DEP017"]


def test_a_contradiction_changes_nothing(people: Cast) -> None:
    with pytest.raises(ValidationError):
        set_one(people, "KICKOFF_WORDS", "5000")

    assert not OrganisationLimit.objects.exists()
