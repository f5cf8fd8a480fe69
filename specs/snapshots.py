"""Specs as they stand at one moment, several in one query: for checks and for lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from specs.documents import (
    Contents,
    StandingWaiver,
    build_contents,
    evaluate,
    find_template,
)
from specs.limits import LIMITS_OF_SPEC
from specs.own_checks import OWN_CHECKS_OF_SPEC, OWN_FINDINGS_OF_SPEC
from specs.statements import CONTENTS, STANDING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from specs.documents import Evaluated

# One statement, so that version, answers and waivers belong together whatever is saved meanwhile.
SEEN = f"""
SELECT s.id, s.content_version, s.revision_number, s.template_id,
  {LIMITS_OF_SPEC}, {OWN_CHECKS_OF_SPEC}, {OWN_FINDINGS_OF_SPEC},
  (SELECT json_agg(json_build_array(w.id, w.code, w.key, w.message, w.reason, ''))
     FROM specs_waiver w WHERE w.spec_id = s.id AND {STANDING})::text,
  contents.*
FROM specs_spec s, LATERAL ({CONTENTS.replace("%(spec)s", "s.id")}) contents
WHERE s.id = ANY (%(specs)s)
"""  # noqa: S608 - all of it is constant


class Snapshot(NamedTuple):
    """A spec at one moment: its version then, and all that stood in it."""

    spec_id: UUID
    content_version: int
    revision_number: int
    template_id: int
    limits: str
    own_checks: str
    own_findings: str
    waivers: list[StandingWaiver]
    contents: Contents

    def evaluate(self) -> Evaluated:
        """Return what the checks say of it, and what the own ones said when they last ran."""
        template = find_template(self.template_id)
        return evaluate(
            template,
            self.contents.stored(),
            revision=self.revision_number + 1,
            limits=self.limits,
            own_findings=self.own_findings,
        )


def take_snapshots(spec_ids: Iterable[UUID]) -> dict[UUID, Snapshot]:
    """Read these specs; one that is gone is left out."""
    wanted = list(spec_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"specs": wanted})
        return {row[0]: _build(*row) for row in cursor.fetchall()}


def _build(
    spec_id: UUID,
    content_version: int,
    revision_number: int,
    template_id: int,
    limits: str,
    own_checks: str,
    own_findings: str,
    waivers: str | None,
    answers: str | None,
    items: str | None,
) -> Snapshot:
    return Snapshot(
        spec_id,
        content_version,
        revision_number,
        template_id,
        limits,
        own_checks,
        own_findings,
        [StandingWaiver(*waiver) for waiver in json.loads(waivers or "[]")],
        build_contents(json.loads(answers or "[]"), json.loads(items or "[]")),
    )
