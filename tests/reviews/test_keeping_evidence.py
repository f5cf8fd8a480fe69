"""Evidence of an amendment: whoever proposes it can no longer change what it rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from reviews import actions, triggers
from reviews.models import Amendment, Evidence
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.reviews.amendment_scene import approve_spec, prepare

pytestmark = pytest.mark.django_db
HASH = "0" * 64


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return approve_spec(people, template)


@pytest.fixture
def prepared(people: Cast, spec: Spec) -> Amendment:
    """Return an amendment that only Dana sees, with a piece of evidence."""
    amendment = prepare(people, spec)
    actions.add_evidence(amendment=amendment, title="Run 14", text="F1 0.61.", by=people.dana)
    return amendment


CHANGES: list[Callable[[], object]] = [
    lambda: Evidence.objects.update(content_hash=HASH),
    lambda: Evidence.objects.update(title="Run 15"),
    lambda: Evidence.objects.all().delete(),
]


@pytest.mark.parametrize("change", CHANGES, ids=("hash", "title", "removal"))
def test_the_database_refuses_what_changes_evidence_once_proposed(
    people: Cast, prepared: Amendment, change: Callable[[], object]
) -> None:
    actions.propose_amendment(amendment=prepared, by=people.dana)

    with pytest.raises(IntegrityError, match="evidence of a proposed"), transaction.atomic():
        change()

    assert Evidence.objects.get().text == "F1 0.61."


def test_evidence_does_not_come_out_of_or_into_a_proposed_amendment(
    people: Cast, spec: Spec, prepared: Amendment
) -> None:
    actions.propose_amendment(amendment=prepared, by=people.dana)
    other = prepare(people, spec)
    extra = actions.add_evidence(amendment=other, title="Later", text="0.63", by=people.dana)

    for held, goal in ((extra, prepared), (prepared.evidence.get(), other)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=held.pk).update(amendment=goal)

    assert prepared.evidence.get().title == "Run 14"


def test_what_nobody_else_saw_is_taken_out_and_thrown_away(
    people: Cast, prepared: Amendment
) -> None:
    held = prepared.evidence.get()
    actions.remove_evidence(amendment=prepared, evidence_id=held.pk, by=people.dana)
    actions.add_evidence(amendment=prepared, title="Run 15", text="F1 0.62.", by=people.dana)

    actions.discard_amendment(amendment=prepared, by=people.dana)

    assert not Evidence.objects.exists()


def test_nobody_empties_the_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cs.test_mode = 'off'")  # which lets tests be tidied up
        with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
            cursor.execute("TRUNCATE reviews_evidence")


@pytest.mark.parametrize(
    "hole",
    [
        "ALTER TABLE reviews_evidence DISABLE TRIGGER reviews_evidence_keep",
        "CREATE OR REPLACE FUNCTION reviews_refuse_evidence() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "CREATE OR REPLACE TRIGGER reviews_evidence_keep_all BEFORE TRUNCATE ON reviews_evidence"
        " FOR EACH STATEMENT EXECUTE FUNCTION reviews_refuse_evidence();"
        " ALTER TABLE reviews_evidence ENABLE ALWAYS TRIGGER reviews_evidence_keep_all",
    ],
)
def test_a_hole_in_the_guard_is_told(hole: str) -> None:
    assert triggers.faults() == []

    with connection.cursor() as cursor:
        cursor.execute(hole)

    assert len(triggers.faults()) == 1
