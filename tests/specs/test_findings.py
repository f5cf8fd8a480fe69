"""All that is missing, and waivers."""

from __future__ import annotations

import pytest
from django.test import Client

from specs import actions
from specs.domain.attribute import Section
from specs.models import Spec, SpecTemplate, Waiver
from tests.cast import Cast
from tests.make import make_full_spec, make_spec

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec whose warnings are all accepted but one, with one blocker."""
    spec = make_full_spec(people, template, {"evaluation.ship_threshold": "0.10"})
    actions.withdraw_waiver(waiver=Waiver.objects.filter(spec=spec)[0], by=people.dana)
    return spec


def page(client: Client, spec: Spec, query: str = "") -> str:
    return client.get(f"/specs/{spec.pk}/findings/{query}").content.decode()


def section_of(spec: Spec, key: str) -> Section:
    return next(s for s in spec.template.template.sections if key in {a.key for a in s.attributes})


def open_warning(client: Client, spec: Spec) -> dict[str, str]:
    groups = client.get(f"/specs/{spec.pk}/findings/").context["groups"]
    [entries] = [entries for name, _, entries in groups if name == "warning"]
    return {"code": entries[0].finding.code, "key": entries[0].finding.key}


def test_every_finding_leads_to_its_field(dana: Client, spec: Spec) -> None:
    text = page(dana, spec)

    assert f"/specs/{spec.pk}/write/s4/#field-evaluation-ship_threshold" in text
    assert "/reference/checks/MET004/" in text


def test_one_severity_can_be_looked_at_alone(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "?severity=warning")

    assert "Waive with a reason" in text
    assert "MET004" not in text


def test_filters_combine_and_count_what_the_others_leave(dana: Client, spec: Spec) -> None:
    section = section_of(spec, "evaluation.ship_threshold")

    text = page(dana, spec, "?severity=blocker&section=s4")

    assert "MET004" in text
    assert "Waive with a reason" not in text
    assert f'<option value="s4" selected>{section.heading} (1)</option>' in text
    assert 'href="?section=s4"' in text


def test_a_role_sees_what_was_found_in_its_sections(dana: Client, spec: Spec) -> None:
    template = spec.template.template
    signers = set(section_of(spec, "evaluation.ship_threshold").signed_by)
    others = {role for section in template.sections for role in section.signed_by} - signers

    assert all("MET004" in page(dana, spec, f"?role={role}") for role in signers)
    assert not any("MET004" in page(dana, spec, f"?role={role}") for role in others)


def test_a_filter_that_is_not_offered_asks_for_nothing(dana: Client, spec: Spec) -> None:
    assert "MET004" in page(dana, spec, "?severity=x&section=../&role=nobody")


def test_a_waiver_leads_back_to_the_filtered_list(dana: Client, spec: Spec) -> None:
    warning = {**open_warning(dana, spec), "reason": "Checked in May."}

    response = dana.post(f"/specs/{spec.pk}/waivers/?severity=warning", warning)

    assert response["Location"] == f"/specs/{spec.pk}/findings/?severity=warning"


def test_why_it_matters_is_read_in_place_or_on_its_page(dana: Client, spec: Spec) -> None:
    text = page(dana, spec)
    url = "/reference/checks/MET004/"

    part = dana.get(url, headers=HTMX).content.decode()

    assert f'hx-get="{url}"' in text
    assert f'<a href="{url}">Read what MET004 looks for</a>' in text
    assert "<h1>" not in part
    assert 'class="prose"' in part


def test_missing_answers_are_called_by_their_field(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    text = page(dana, make_spec(people, template), "?severity=missing")

    assert "Not answered yet" in text
    assert "<strong>Business problem</strong>" in text


def test_a_warning_is_accepted_with_a_reason(dana: Client, spec: Spec) -> None:
    warning = open_warning(dana, spec)

    response = dana.post(
        f"/specs/{spec.pk}/waivers/", {**warning, "reason": "Checked in May."}, headers=HTMX
    )

    text = response.content.decode()
    assert "Dana Okafor: Checked in May." in text
    assert "Waive with a reason" not in text
    assert 'id="progress" hx-swap-oob="true"' in text


def test_a_waiver_without_reason_is_refused_beside_its_field(dana: Client, spec: Spec) -> None:
    warning = open_warning(dana, spec)

    response = dana.post(f"/specs/{spec.pk}/waivers/", {**warning, "reason": "  "}, headers=HTMX)

    assert response.status_code == 422
    assert "Say why the warning may stand" in response.content.decode()


def test_a_blocker_cannot_be_waived(dana: Client, spec: Spec) -> None:
    blocker = {"code": "MET004", "key": "evaluation.ship_threshold", "reason": "Never mind"}

    assert dana.post(f"/specs/{spec.pk}/waivers/", blocker).status_code == 422


def test_a_waiver_can_be_taken_back(dana: Client, spec: Spec) -> None:
    waiver = Waiver.objects.kept().filter(spec=spec)[0]

    response = dana.post(f"/specs/{spec.pk}/waivers/{waiver.pk}/withdraw/")

    assert response["Location"] == f"/specs/{spec.pk}/findings/"
    assert not Waiver.objects.kept().filter(pk=waiver.pk).exists()


def test_a_spec_without_findings_says_so(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    text = page(dana, make_full_spec(people, template))

    assert "Nothing is missing" in text
    assert "Count it again" in text


@pytest.mark.parametrize(("name", "status"), [("felix", 403), ("greta", 403), ("carla", 404)])
def test_who_may_waive(client: Client, people: Cast, spec: Spec, name: str, status: int) -> None:
    client.force_login(getattr(people, name))

    response = client.post(f"/specs/{spec.pk}/waivers/", {"code": "TXT007", "reason": "x"})

    assert response.status_code == status
