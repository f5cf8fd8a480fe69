"""What checks say of signatures, where a spec is submitted."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from reviews import actions
from reviews.documents import load_policy, load_signing
from reviews.models import SignerAssignment
from specs import actions as spec_actions
from specs.actions.checking import check_revision
from specs.domain.signing import SEVERAL, Signing
from specs.models import CheckRun, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec

ROLES = ("data_scientist", "ml_engineer", "data_engineer")


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


def name(spec: Spec, people: Cast, *roles: str) -> None:
    for role in roles:
        SignerAssignment.objects.create(spec=spec, role=role, user=people.felix)


def test_one_person_for_three_roles_needs_a_waiver(
    client: Client, spec: Spec, people: Cast
) -> None:
    name(spec, people, *ROLES)
    client.force_login(people.dana)

    page = client.get(f"/specs/{spec.pk}/submit/").content.decode()

    assert "GOV017" in page
    with pytest.raises(spec_actions.NotReady) as refused:
        actions.open_review(spec=spec, by=people.dana)
    assert [finding.code for finding in refused.value.unwaived] == ["GOV017"]


def test_a_waiver_lets_one_person_sign_for_three_roles(
    client: Client, spec: Spec, people: Cast
) -> None:
    name(spec, people, *ROLES)
    client.force_login(people.dana)
    typed = {"intent": "waive", "code": "GOV017", "key": "(sign-off)", "reason": "Four of us."}

    client.post(f"/specs/{spec.pk}/submit/", typed)
    review = actions.open_review(spec=spec, by=people.dana)

    frozen = json.loads(review.revision.content)
    assert [(f["code"], f["key"]) for f in frozen["checks"]["findings"]].count(
        ("GOV017", "(sign-off)")
    ) == 1
    run_row = CheckRun.objects.get(revision=review.revision)
    CheckRun.objects.claim(run_row.pk)
    run_row.refresh_from_db()
    assert check_revision(run_row, review.revision)
    run_row.refresh_from_db()
    assert run_row.findings == frozen["checks"]["findings"]


def test_several_people_for_a_role_are_nobody_alone(spec: Spec, people: Cast) -> None:
    name(spec, people, *ROLES)
    for role in ROLES:
        SignerAssignment.objects.create(spec=spec, role=role, user=people.ruth)

    signing = load_signing(spec, load_policy(spec))

    assert signing.signers is not None
    assert {signing.signers[role] for role in ROLES} == {SEVERAL}
    assert Signing.from_json(signing.as_json()) == signing
