"""Waivers with a last day: they count until then, and then no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from specs import actions, catalogue
from specs.actions.checking import ask_for_checks
from specs.models import CheckRun, Spec, SpecTemplate, State, Waiver
from specs.snapshots import take_snapshots
from specs.tasks import expire_waivers, run_checks
from tests.cast import Cast
from tests.make import make_full_spec, make_review
from trail.domain.event import Kind, describe
from trail.models import Event


def in_days(days: int) -> date:
    return timezone.now().date() + timedelta(days=days)


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec that could be submitted: every warning is accepted."""
    return make_full_spec(people, template)


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def withdraw_one(spec: Spec, people: Cast) -> dict[str, str]:
    waiver = Waiver.objects.filter(spec=spec)[0]
    actions.withdraw_waiver(waiver=waiver, by=people.dana)
    return {"code": waiver.code, "key": waiver.key, "reason": "Looked at again in May."}


def waive_until(spec: Spec, people: Cast, warning: dict[str, str], day: date) -> None:
    code, key, reason = warning["code"], warning["key"], warning["reason"]
    actions.waive(spec=spec, code=code, key=key, reason=reason, expires_on=day, by=people.dana)


def let_one_expire(spec: Spec) -> Waiver:
    """Let the last day of a waiver be yesterday, before any task has seen it."""
    waiver = Waiver.objects.filter(spec=spec)[0]
    Waiver.objects.filter(pk=waiver.pk).update(expires_on=in_days(-1))
    return waiver


def test_a_waiver_says_until_when_it_counts(dana: Client, people: Cast, spec: Spec) -> None:
    warning = withdraw_one(spec, people)
    last = in_days(30)

    dana.post(f"/specs/{spec.pk}/waivers/", {**warning, "expires_on": last.isoformat()})

    text = dana.get(f"/specs/{spec.pk}/findings/").content.decode()
    assert f"Looked at again in May. · until {last.isoformat()}" in text
    event = Event.objects.filter(chain=spec.chain, kind=Kind.WAIVER_GIVEN).latest("seq")
    assert f'"expires_on":"{last.isoformat()}"' in event.body


@pytest.mark.parametrize(
    ("day", "words"),
    [(-1, "This day has passed"), (400, "within a year"), (None, "Not a date")],
)
def test_a_day_that_cannot_be_is_refused_beside_the_warning(
    dana: Client, people: Cast, spec: Spec, day: int | None, words: str
) -> None:
    warning = withdraw_one(spec, people)
    typed = "soon" if day is None else in_days(day).isoformat()

    response = dana.post(f"/specs/{spec.pk}/waivers/", {**warning, "expires_on": typed})

    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert f'value="{typed}"' in text
    assert not Waiver.objects.kept().filter(spec=spec, code=warning["code"]).exists()


def test_it_counts_on_its_last_day(dana: Client, people: Cast, spec: Spec) -> None:
    warning = withdraw_one(spec, people)

    waive_until(spec, people, warning, in_days(0))

    assert "Nothing is missing" in dana.get(f"/specs/{spec.pk}/findings/").content.decode()


def test_an_expired_waiver_does_not_count_before_the_task_ran(dana: Client, spec: Spec) -> None:
    waiver = let_one_expire(spec)

    page = dana.get(f"/specs/{spec.pk}/findings/")

    [(name, _, [entry])] = page.context["groups"]
    assert (name, entry.finding.code) == ("warning", waiver.code)
    assert waiver.code not in {w.code for w in take_snapshots([spec.pk])[spec.pk].waivers}


def test_what_expired_stops_the_spec_from_being_submitted(people: Cast, spec: Spec) -> None:
    waiver = let_one_expire(spec)

    with pytest.raises(actions.NotReady) as refused:
        make_review(people, spec)

    assert [finding.code for finding in refused.value.unwaived] == [waiver.code]


def test_the_scheduled_task_reopens_the_finding_and_records_it(people: Cast, spec: Spec) -> None:
    waiver = let_one_expire(spec)
    Spec.objects.filter(pk=spec.pk).update(updated_at=timezone.now() - timedelta(minutes=1))
    before = Spec.objects.get(pk=spec.pk)

    expire_waivers()
    expire_waivers()

    waiver.refresh_from_db()
    spec.refresh_from_db()
    [event] = Event.objects.filter(chain=spec.chain, kind=Kind.WAIVER_EXPIRED)
    assert waiver.withdrawn_at is not None
    assert "expired: it counts again" in describe(event)
    assert spec.updated_by == before.updated_by
    assert spec.content_version == before.content_version + 1
    ask_for_checks()
    run_checks(CheckRun.objects.latest("pk").pk)
    spec.refresh_from_db()
    assert spec.open_warnings == 1


def test_an_expired_waiver_can_be_given_again(people: Cast, spec: Spec) -> None:
    waiver = let_one_expire(spec)

    again = actions.waive(
        spec=spec, code=waiver.code, key=waiver.key, reason="Still so.", by=people.dana
    )

    waiver.refresh_from_db()
    assert again.pk != waiver.pk
    assert waiver.withdrawn_at is not None


def test_what_was_signed_keeps_its_waivers(dana: Client, people: Cast, spec: Spec) -> None:
    review = make_review(people, spec)
    waiver = let_one_expire(spec)

    expire_waivers()

    waiver.refresh_from_db()
    assert review.revision.spec.state == State.IN_REVIEW
    assert waiver.withdrawn_at is None
    assert waiver.reason in dana.get(f"/specs/{spec.pk}/read/").content.decode()


def test_the_revision_says_until_when(people: Cast, spec: Spec) -> None:
    warning = withdraw_one(spec, people)
    waive_until(spec, people, warning, in_days(9))

    review = make_review(people, spec)

    assert f'"until":"{in_days(9).isoformat()}"' in review.revision.content


def test_the_page_of_submission_takes_a_last_day(dana: Client, people: Cast, spec: Spec) -> None:
    warning = withdraw_one(spec, people)
    asked = {"intent": "waive", **warning}
    url = f"/specs/{spec.pk}/submit/"

    refused = dana.post(url, {**asked, "expires_on": in_days(-3).isoformat()})
    given = dana.post(url, {**asked, "expires_on": in_days(3).isoformat()})

    assert refused.status_code == 422
    assert "This day has passed" in refused.content.decode()
    assert given.status_code == 302
    assert Waiver.objects.kept().filter(spec=spec, expires_on=in_days(3)).exists()


def test_a_field_and_the_register_say_who_waived_what(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    rows = catalogue.example("risk.register")
    assert isinstance(rows, list)
    calm = [row for row in rows if isinstance(row, dict) and row["category"] != "adversarial"]
    spec = make_full_spec(people, template, {"risk.register": calm})
    section = spec.template.template.section_of["risk.register"]
    said = "Waived by Dana Okafor: Accepted for the pilot; looked at again in May."

    write = f"/specs/{spec.pk}/write/{section}/"
    for page in (write, f"/specs/{spec.pk}/risks/"):
        html = dana.get(page).content.decode()
        assert 'finding-waived" data-code="RSK006"' in html
        assert said in " ".join(html.split())
        assert 'finding-warning" data-code="RSK006"' not in html

    waiver = Waiver.objects.get(spec=spec, code="RSK006")
    actions.withdraw_waiver(waiver=waiver, by=people.dana)

    assert 'finding-warning" data-code="RSK006"' in dana.get(write).content.decode()
