"""The save that happens a thousand times a day, in one statement instead of ten.

It covers the plain case only: nobody else saved since the page was read, the text builds on the
current version, and it is not the title. The statement itself asks state, permission and version
again while it holds the spec's row, and writes answer, version and event, or nothing at all. Every
other case is left to ``save_answer``, which says the same at length.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction

from specs.access import WRITERS
from specs.actions.saving import Saved, facts_of, save_answer
from specs.documents import StoredAnswer, read_spec
from specs.models import Conflict, State
from trail.actions import COLUMNS, as_parameters, build_event
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind, Tip

if TYPE_CHECKING:
    from uuid import UUID

    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json

TITLE = "project.title"  # stands in the spec's own row as well, where the long way puts it
TYPES = ("text", "bigint", "text", "text", "text", "timestamptz", "text", "text", "text")
EVENT = {f"event_{name}": kind for name, kind in zip(COLUMNS, TYPES, strict=True)}
LEVELS = ", ".join(f"'{level.value}'" for level in WRITERS)
SAVE = f"""
WITH spec AS (
  UPDATE specs_spec s
     SET content_version = s.content_version + 1, updated_at = clock_timestamp(),
         updated_by_id = %(user)s
   WHERE s.id = %(spec)s AND s.state = '{State.DRAFT.value}'
     AND s.content_version = %(content_version)s
     AND EXISTS (SELECT FROM accounts_membership m
                  WHERE m.organisation_id = s.organisation_id AND m.user_id = %(user)s
                    AND m.is_active AND m.level IN ({LEVELS}))
     AND (s.owner_id = %(user)s
          OR EXISTS (SELECT FROM specs_speceditor e
                      WHERE e.spec_id = s.id AND e.user_id = %(user)s))
  RETURNING s.id, s.content_version, s.updated_at
), answer AS (
  INSERT INTO specs_answer AS a
         (spec_id, key, value, version, changed_in, updated_at, updated_by_id)
  SELECT id, %(key)s::text, %(value)s::jsonb, %(version)s::int, content_version, updated_at,
         %(user)s::bigint
    FROM spec
  ON CONFLICT (spec_id, key) DO UPDATE
     SET value = excluded.value, version = excluded.version, changed_in = excluded.changed_in,
         updated_at = excluded.updated_at, updated_by_id = excluded.updated_by_id
), version AS (
  INSERT INTO specs_answerversion
         (spec_id, key, version, value, base_version, is_merged, op_id, author_id, saved_at)
  SELECT id, %(key)s::text, %(version)s::int, %(value)s::jsonb, %(base)s::int, false,
         %(op_id)s::uuid, %(user)s::bigint, updated_at
    FROM spec
), event AS (
  INSERT INTO trail_event ({", ".join(COLUMNS)})
  SELECT {", ".join(f"%({name})s::{kind}" for name, kind in EVENT.items())} FROM spec
)
SELECT content_version, updated_at FROM spec
"""  # noqa: S608 - all of it is constant


def save_answer_in(
    reading: Reading,
    *,
    attribute: Attribute,
    value: Json,
    base_version: int,
    op_id: UUID,
    computed: str = "",
) -> Saved | Conflict:
    """Save one answer of a spec that was just read, and bring the reading up to date.

    Raises what ``save_answer`` raises.
    """
    answer = reading.contents.answers.get(attribute.key) or StoredAnswer(None)
    if base_version == answer.version and not computed and attribute.key != TITLE:
        saved = _save_at_once(reading, attribute, answer, value, op_id)
        if saved:
            return saved
    outcome = save_answer(
        spec=reading.spec,
        attribute=attribute,
        value=value,
        base_version=base_version,
        op_id=op_id,
        by=reading.user,
        computed=computed,
    )
    fresh = read_spec(reading.spec.pk, reading.user)
    if fresh is not None:
        reading.take_over(fresh)
    return outcome


def _save_at_once(
    reading: Reading, attribute: Attribute, answer: StoredAnswer, value: Json, op_id: UUID
) -> Saved | None:
    """Write it in one statement; None when somebody came between, and nothing was written."""
    spec, user, key = reading.spec, reading.user, attribute.key
    version = answer.version + 1
    entry = build_event(
        chain=spec.chain,
        tip=reading.tip,
        kind=Kind.ANSWER_SAVED,
        by=user.as_actor(),
        object=key,
        before=digest(canonical(answer.value)),
        after=digest(canonical(value)),
        facts=facts_of(attribute, version),
    )
    stored = None if value is None else json.dumps(value, ensure_ascii=False)
    asked = {
        "user": user.pk,
        "spec": spec.pk,
        "content_version": spec.content_version,
        "key": key,
        "value": stored,
        "version": version,
        "base": answer.version,
        "op_id": op_id,
        **dict(zip(EVENT, as_parameters(entry), strict=True)),
    }
    try:
        with guard(), connection.cursor() as cursor:
            cursor.execute(SAVE, asked)
            row = cursor.fetchone()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in RETRIED:
            raise
        return None
    if row is None:
        return None
    spec.content_version, spec.updated_at = row
    reading.contents.answers[key] = StoredAnswer(value, version, spec.content_version, user.pk)
    reading.note_change(key, Tip(entry.seq, entry.hash, entry.at))
    return Saved(key, value, version, spec.updated_at)


def guard() -> AbstractContextManager[object]:
    """One statement is a transaction of its own; inside another it needs a savepoint."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


# Another event came between (refused by the trail's trigger), or the op id was used before.
RETRIED = {"23001", "23505"}
