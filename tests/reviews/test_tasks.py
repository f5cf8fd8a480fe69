"""Making exports: one file and one event, whatever becomes of the worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.models import JobStatus
from reviews import actions, tasks
from reviews.dossiers import load_dossier
from reviews.exports import store
from reviews.exports.verify import Kind
from reviews.models import Export, Review
from reviews.register import verify_file
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off
from trail.actions import append, checkpoint
from trail.domain.event import Kind as TrailKind
from trail.models import Event


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_full_spec(people, template)


@pytest.fixture
def review(people: Cast, spec: Spec) -> Review:
    review = make_review(people, spec)
    make_sign_off(review, "sre_on_call", people.piotr)
    return review


@pytest.fixture
def export(people: Cast, review: Review) -> Export:
    return actions.ask_for_export(revision=review.revision, by=people.dana)


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: object, tmp_path: object) -> None:
    settings.EXPORTS_ROOT = tmp_path  # type: ignore[attr-defined]


def files() -> list[str]:
    return [p.name for p in settings.EXPORTS_ROOT.rglob("*") if p.is_file()]


def silence(export: Export) -> None:
    """Let the lease of the worker run out, as if it had been killed."""
    Export.objects.filter(pk=export.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_file_is_made_downloaded_and_genuine(
    client: Client, people: Cast, export: Export
) -> None:
    tasks.make_export(export.pk)

    export.refresh_from_db()
    assert (export.status, export.progress) == (JobStatus.DONE, 100)
    client.force_login(people.greta)
    url = reverse("reviews:download", args=[export.revision.spec_id, export.pk])
    response = client.get(url)
    pdf = response.getvalue()
    assert pdf.startswith(b"%PDF-")
    assert response["Content-Disposition"].endswith(
        'filename="card-fraud-score-revision-1-audit.pdf"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    verdict = verify_file(pdf)
    assert (verdict.kind, verdict.known and verdict.known.revision) == (Kind.GENUINE, 1)
    assert verify_file(pdf + b" ").kind is Kind.ALTERED
    client.force_login(people.carla)
    assert client.get(url).status_code == 404


def test_a_second_message_makes_no_second_file(export: Export) -> None:
    tasks.make_export(export.pk)
    tasks.make_export(export.pk)

    assert len(files()) == 1
    assert Event.objects.filter(kind="export.finished").count() == 1


def test_a_worker_killed_after_storing_leaves_one_file_and_one_event(export: Export) -> None:
    killed = Export.objects.claim(export.pk)
    assert killed is not None
    assert tasks.make(killed)
    silence(export)

    tasks.make_export(export.pk)

    assert len(files()) == 1
    assert Event.objects.filter(kind="export.finished").count() == 1
    assert not actions.finish_export(export=killed), "the late worker's result was taken"


def test_a_late_worker_stores_nothing(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    late = Export.objects.claim(export.pk)
    assert late is not None
    silence(export)
    tasks.make_export(export.pk)

    monkeypatch.setattr(tasks, "render", lambda _dossier: b"%PDF-1.7 late")
    monkeypatch.setattr(tasks, "seal", lambda pdf, _keys, **_more: pdf)

    assert not tasks.make(late)
    assert len(files()) == 1


def test_who_lost_the_right_gets_no_file(people: Cast, export: Export) -> None:
    people.dana.memberships.update(is_active=False)

    tasks.make_export(export.pk)

    export.refresh_from_db()
    assert export.status == JobStatus.DEAD
    assert files() == []


def test_what_fails_is_tried_again_and_says_why(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_data: bytes) -> str:
        raise store.StoreFull(28, "There is no room.")

    monkeypatch.setattr(tasks, "render", lambda _dossier: b"%PDF-1.7")
    monkeypatch.setattr(tasks, "seal", lambda pdf, _keys, **_more: pdf)
    monkeypatch.setattr(store, "store", refuse)

    with pytest.raises(store.StoreFull):
        tasks.make_export(export.pk)

    export.refresh_from_db()
    assert (export.status, export.attempt) == (JobStatus.WAITING, 1)
    assert "no room" in export.error


def test_the_dossier_is_gathered_in_few_queries(
    people: Cast, review: Review, export: Export, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        dossier = load_dossier(Export.objects.select_related("revision__spec").get(pk=export.pk))

    dossier.check()
    assert dossier.status == "in_review"
    assert [s.role for s in dossier.sign_offs] == ["sre_on_call"]
    assert dossier.trail[-1].seq == export.trail_seq
    assert dossier.trail[-1].words.startswith("Piotr Zielak signed revision 1")


def test_the_same_record_asked_for_later_is_the_same_file(people: Cast, review: Review) -> None:
    first = actions.ask_for_export(revision=review.revision, by=people.dana)
    second = actions.ask_for_export(revision=review.revision, by=people.greta)
    make_sign_off(review, "ml_engineer", people.tomas)

    third = actions.ask_for_export(revision=review.revision, by=people.greta)

    assert second == first
    assert third != first


def test_a_file_names_no_chain_of_another_organisation(
    people: Cast, template: SpecTemplate, review: Review
) -> None:
    checkpoint()
    append(
        chain=people.northwind.chain,
        kind=TrailKind.MEMBER_ADDED,
        by=people.carla.as_actor(),
        facts={"name": "Somebody"},
    )
    make_sign_off(review, "ml_engineer", people.tomas)
    checkpoint()
    export = actions.ask_for_export(revision=review.revision, by=people.dana)

    dossier = load_dossier(Export.objects.select_related("revision__spec").get(pk=export.pk))

    printed = " ".join(point.text for point in dossier.checkpoints)
    assert str(people.northwind.pk) not in printed
