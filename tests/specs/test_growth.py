"""Pages ask PostgreSQL as often for 200 of a thing as for 5 of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from specs import actions
from specs.actions import Pasted
from specs.models import Spec, SpecTemplate, TemplateDraft, Waiver
from tests.cast import Cast, sign_in
from tests.make import make_full_spec, make_review, op
from tests.specs.test_round_trips import queries_of
from trail.actions import append
from trail.domain.event import Kind

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 5, 200


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return the browser of the author."""
    return sign_in(client, people.dana)


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft with everything in it."""
    return make_full_spec(people, template)


def asked(client: Client, path: str) -> int:
    """Return how often a page asks."""
    return len(queries_of(lambda: client.get(path)))


def add_risks(spec: Spec, people: Cast, count: int) -> None:
    """Write risks that checks have something to say about."""
    attribute = spec.template.template.attributes["risk.register"]
    cells = {"probability": "high", "impact": "high", "due": "2026-01-01"}
    rows: list[Any] = [
        Pasted(None, "", {"failure_mode": f"Failure {n}", **cells}) for n in range(count)
    ]
    actions.paste_rows(spec=spec, attribute=attribute, rows=rows, op_id=op(), by=people.dana)


@pytest.mark.parametrize(
    "page",
    [
        "risks/",
        "findings/",
        "calculators/",
        "read/",
        "write/s5/",
        "submit/",
        "guides/",
        "export/yaml/",
        "export/json/",
        "export/md/",
        "export/xlsx/",
    ],
)
def test_for_risks_and_what_is_found_in_them(
    dana: Client, people: Cast, spec: Spec, page: str
) -> None:
    path = f"/specs/{spec.pk}/{page}"
    add_risks(spec, people, FEW)
    few = asked(dana, path)

    add_risks(spec, people, MANY)

    assert asked(dana, path) == few


def test_for_the_risks_of_all_specs(dana: Client, people: Cast, spec: Spec) -> None:
    add_risks(spec, people, FEW)
    few = asked(dana, "/risks/")

    add_risks(spec, people, MANY)

    assert asked(dana, "/risks/") == few


def test_for_rows_that_are_carried_over(dana: Client, people: Cast, spec: Spec) -> None:
    kickoff = SpecTemplate.objects.get(key="one_page_kickoff")
    counts = []
    for count in (FEW, MANY):
        add_risks(spec, people, count)
        copy = actions.copy_spec(spec=spec, template=kickoff, title=str(count), by=people.dana)
        counts.append(asked(dana, f"/specs/{copy.pk}/write/carried-over/"))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["findings/", "read/", "write/s4/", "submit/", "export/yaml/"])
def test_for_waivers(dana: Client, people: Cast, spec: Spec, page: str) -> None:
    path = f"/specs/{spec.pk}/{page}"
    few = asked(dana, path)
    Waiver.objects.bulk_create(
        Waiver(
            spec=spec,
            code=f"TXT{n:03}",
            key="problem.statement",
            message=f"Message {n}",
            reason="It is a trial.",
            by=people.dana,
            expires_on=timezone.now().date(),
        )
        for n in range(MANY)
    )

    assert asked(dana, path) == few


def add_events(spec: Spec, people: Cast) -> None:
    """Let much happen in a spec."""
    with transaction.atomic():
        for number in range(MANY):
            append(
                chain=spec.chain,
                kind=Kind.ANSWER_SAVED,
                by=people.dana.as_actor(),
                object=str(spec.pk),
                facts={"title": "Problem", "key": "problem.statement", "version": number},
            )


@pytest.mark.parametrize("query", ["", "?kind=answer.saved", "?who=dana"])
def test_for_what_happened(dana: Client, people: Cast, spec: Spec, query: str) -> None:
    path = f"/specs/{spec.pk}/history/{query}"
    few = asked(dana, path)

    add_events(spec, people)

    assert asked(dana, path) <= few


def test_for_what_happened_before_it_is_signed(dana: Client, people: Cast, spec: Spec) -> None:
    make_review(people, spec)
    pages = [f"/specs/{spec.pk}/{page}" for page in ("review/", "exports/", "history/")]
    few = [asked(dana, page) for page in pages]

    add_events(spec, people)

    many = [asked(dana, page) for page in pages]
    assert [now for now, before in zip(many, few, strict=True) if now > before] == []


def test_for_own_templates(client: Client, people: Cast, template: SpecTemplate) -> None:
    jonas = sign_in(client, people.jonas)
    pages = ("/organisation/templates/", "/specs/new/", "/specs/")

    def add(count: int) -> None:
        for _ in range(count):
            draft = actions.copy_template(
                organisation=people.meridian, source=kickoff, by=people.jonas
            )
            actions.publish_draft(draft=draft, version=draft.version, by=people.jonas)

    kickoff = SpecTemplate.objects.get(organisation=None, key="one_page_kickoff")
    add(FEW)
    few = [asked(jonas, page) for page in pages]

    add(40)

    assert [asked(jonas, page) for page in pages] == few
    assert TemplateDraft.objects.count() == FEW + 40


def test_for_versions_of_an_own_template(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    jonas = sign_in(client, people.jonas)
    source = SpecTemplate.objects.get(organisation=None, key="one_page_kickoff")
    draft = actions.copy_template(organisation=people.meridian, source=source, by=people.jonas)
    paths = [
        f"/organisation/templates/{draft.pk}/{rest}"
        for rest in ("", "preview/", "sections/head/", "sections/head/own/?kind=date")
    ]
    few = [asked(jonas, path) for path in paths]
    SpecTemplate.objects.bulk_create(
        SpecTemplate(
            organisation=people.meridian,
            key=draft.key,
            version=number,
            title=draft.title,
            definition=draft.definition,
            digest=f"{number:064}",
        )
        for number in range(1, MANY)
    )

    assert [asked(jonas, path) for path in paths] == few
