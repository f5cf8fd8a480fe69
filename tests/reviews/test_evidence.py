"""Tampering with what was frozen and signed: verify_trail names the row, the column, the guard."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from reviews import triggers
from reviews.models import Review
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_sign_off
from trail.actions import checkpoint
from trail.triggers import TABLES

REVISION, SIGN_OFF = "specs_revision", "reviews_signoff"
Tamper = Callable[..., None]


@pytest.fixture
def review(committed: None, people: Cast, template: SpecTemplate, own_var: Path) -> Review:
    """A revision with two signatures, and a checkpoint over them."""
    review = make_review(people, make_full_spec(people, template))
    make_sign_off(review, "data_engineer", people.aisha)
    make_sign_off(review, "sre_on_call", people.piotr)
    checkpoint()
    return review


@pytest.fixture
def own_var(tmp_path: Path, settings: Settings) -> Path:
    """A folder for keys and anchors that no other test uses."""
    settings.VAR = tmp_path
    settings.KEYS_ROOT = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def tamper(committed: None) -> Tamper:
    """Let the owner of the database change what they like and put the guard back."""

    def run(statement: str, *parameters: int) -> None:
        tables = (*triggers.KEPT, *TABLES)
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            cursor.execute(statement, parameters or None)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
                cursor.execute(
                    "SELECT tgname FROM pg_trigger"
                    " WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                    [table],
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    return run


def verified(*options: str) -> tuple[int, Mapping[str, Any]]:
    """Return the exit code and the answer."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_trail", "--json", *options, stdout=out)
    except SystemExit as left:
        code = int(str(left.code))
    return code, json.loads(out.getvalue())


def wrong() -> set[tuple[str, str]]:
    """Return table and column of everything that is wrong; the guard itself is whole."""
    code, answer = verified()
    assert code == (1 if answer["problems"] else 0), answer
    assert answer["faults"] == []
    return {(one["table"], one["field"]) for one in answer["problems"]}


def test_rows_that_nobody_touched_agree_with_the_trail(review: Review) -> None:
    code, answer = verified()

    assert (code, answer["problems"], answer["faults"]) == (0, [], [])
    assert answer["rows"] == {REVISION: 1, SIGN_OFF: 2}
    assert verified("--spec", str(review.revision.spec_id))[0] == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("content = replace(content, 'fraud', 'theft')", "content"),
        ("content = '{}'", "content"),
        ("content_hash = repeat('a', 64)", "content_hash"),
        ("section_hashes = '{}'", "section_hashes"),
        ("frozen_at = frozen_at - interval '1 day'", "frozen_at"),
        ("submitted_by_id = submitted_by_id + 1", "submitted_by_id"),
    ],
)
def test_an_altered_revision_is_named(
    review: Review, tamper: Tamper, change: str, field: str
) -> None:
    tamper(f"UPDATE specs_revision SET {change}")

    assert wrong() == {(REVISION, field)}


def test_a_revision_rewritten_with_its_hash_is_named(review: Review, tamper: Tamper) -> None:
    tamper(
        "UPDATE specs_revision SET content = replace(content, 'fraud', 'theft'), content_hash ="
        " encode(sha256(convert_to(replace(content, 'fraud', 'theft'), 'UTF8')), 'hex')"
    )

    assert wrong() == {(REVISION, "content"), (REVISION, "content_hash")}


def test_a_template_altered_under_a_revision_is_named(review: Review, tamper: Tamper) -> None:
    tamper(
        "UPDATE specs_spectemplate SET definition = definition || ' ' WHERE id = %s",
        review.revision.template_id,
    )

    assert wrong() == {(REVISION, "template_digest")}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("record = replace(record, 'approve', 'block')", "record"),
        ("record = 'not JSON'", "record"),
        ("record_hash = repeat('a', 64)", "record_hash"),
        ("statement = statement || '!'", "statement"),
        ("decision = 'conditions'", "decision"),
        ("reason = 'Because.'", "reason"),
        ("content_hash = repeat('a', 64)", "content_hash"),
        ("printed_name = 'Max Marsh'", "printed_name"),
        ("signer_id = signer_id + 1", "signer_id"),
        ("signed_at = signed_at + interval '1 microsecond'", "signed_at"),
        ("methods = '[]'", "methods"),
    ],
)
def test_an_altered_sign_off_is_named(
    review: Review, tamper: Tamper, change: str, field: str
) -> None:
    tamper(f"UPDATE reviews_signoff SET {change} WHERE role = 'sre_on_call'")

    assert wrong() == {(SIGN_OFF, field)}
    [problem] = verified()[1]["problems"]
    assert problem["chain"] == f"spec:{review.revision.spec_id}"
    assert problem["seq"] > 0
    assert "revision 1, sre_on_call, decision 1" in problem["message"]


def test_a_stand_in_that_was_added_later_is_named(review: Review, tamper: Tamper) -> None:
    tamper("UPDATE reviews_signoff SET instead_of_id = signer_id, printed_instead_of = 'Max Marsh'")

    assert wrong() == {(SIGN_OFF, "instead_of_id"), (SIGN_OFF, "printed_instead_of")}


def test_a_removed_sign_off_is_missed(review: Review, tamper: Tamper) -> None:
    tamper("DELETE FROM reviews_signoff WHERE role = 'sre_on_call'")

    assert wrong() == {(SIGN_OFF, "id")}
    assert "Missing" in verified()[1]["problems"][0]["message"]


def test_a_removed_revision_is_missed(review: Review, tamper: Tamper) -> None:
    tamper("DELETE FROM specs_revision")

    assert (REVISION, "id") in wrong()


def test_a_sign_off_that_nobody_gave_is_told(review: Review, tamper: Tamper) -> None:
    tamper(
        "CREATE TEMPORARY TABLE forged AS SELECT * FROM reviews_signoff WHERE role = 'sre_on_call';"
        " UPDATE forged SET id = id + 1000, role = 'finance';"
        " INSERT INTO reviews_signoff SELECT * FROM forged; DROP TABLE forged"
    )

    assert wrong() == {(SIGN_OFF, "id")}
    assert "Extra" in verified()[1]["problems"][0]["message"]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE reviews_signoff DISABLE TRIGGER reviews_signoff_keep",
        "ALTER TABLE specs_revision ENABLE TRIGGER specs_revision_keep_all",
        "DROP TRIGGER specs_revision_keep ON specs_revision",
        "CREATE OR REPLACE TRIGGER specs_revision_keep BEFORE DELETE ON specs_revision"
        " FOR EACH ROW EXECUTE FUNCTION reviews_refuse();"
        " ALTER TABLE specs_revision ENABLE ALWAYS TRIGGER specs_revision_keep",
        "CREATE OR REPLACE FUNCTION reviews_refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "ALTER TABLE trail_event DISABLE TRIGGER trail_event_keep",
    ],
)
def test_a_guard_with_a_hole_is_no_clean_result(review: Review, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    try:
        code, answer = verified()
    finally:
        with connection.schema_editor() as editor:
            triggers.install(apps, editor)

    assert (code, answer["verdict"], answer["problems"]) == (4, "unguarded", [])
    assert len(answer["faults"]) == 1
