"""From rows to a document: everything that a page of one spec needs, in one query."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from specs import access
from specs.carried import find_carried
from specs.catalogue import role_labels
from specs.domain.checks import run, run_again
from specs.domain.completeness import Completeness, completeness, completeness_again
from specs.domain.document import Document
from specs.domain.limits import parameters_of
from specs.domain.signing import NOT_KNOWN
from specs.limits import find_limits
from specs.models import Spec, SpecTemplate, State
from specs.own_checks import read_findings
from specs.recent import Recent
from specs.statements import CONTENTS, READ, SPEC_NAMES
from specs.talk_counts import TalkCounts
from trail.domain.event import Tip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from accounts.models import User
    from specs.domain.attribute import Attribute, Json, Template
    from specs.domain.checks.check import Finding
    from specs.domain.signing import Signing


class StoredAnswer(NamedTuple):
    """The current value of one answer, and the save that made it."""

    value: Json
    version: int = 0
    changed_in: int = 0
    updated_by: int | None = None


class StoredItem(NamedTuple):
    """One row of a table, checklist item or candidate."""

    id: str
    row: str
    cells: dict[str, Json]
    version: int
    changed_in: int
    updated_by: int

    def stored(self) -> dict[str, Json]:
        """Return the item in the shape in which a revision keeps it."""
        shape: dict[str, Json] = {"id": self.id, "cells": self.cells}
        return shape | {"row": self.row} if self.row else shape


class StandingWaiver(NamedTuple):
    """A warning that somebody accepted."""

    id: int
    code: str
    key: str
    message: str
    reason: str
    by: str
    expires_on: str = ""  # the last day on which it counts, or for good


@dataclass(slots=True)
class Contents:
    """All answers and items of one spec, with their versions."""

    answers: dict[str, StoredAnswer] = field(default_factory=dict)
    items: dict[str, list[StoredItem]] = field(default_factory=dict)

    def stored(self) -> dict[str, Json]:
        """Return what each key holds now, in the stored shape."""
        values: dict[str, Json] = {
            key: answer.value for key, answer in self.answers.items() if answer.value is not None
        }
        for key, items in self.items.items():
            values.setdefault(key, [item.stored() for item in items])
        return values

    def copy(self) -> Contents:
        """Return the same for somebody who will change it."""
        return Contents(dict(self.answers), {key: list(rows) for key, rows in self.items.items()})

    def changed_since(self, content_version: int) -> set[str]:
        """Return the keys whose answer or any of whose rows was saved after that version."""
        keys = {k for k, answer in self.answers.items() if answer.changed_in > content_version}
        for key, items in self.items.items():
            if any(item.changed_in > content_version for item in items):
                keys.add(key)
        return keys


@dataclass
class Reading:
    """A spec as one person finds it: its rows, what they may do, and what the checks say."""

    spec: Spec
    user: User
    level: str | None
    is_editor: bool
    is_guest_of_spec: bool
    contents: Contents
    waivers: list[StandingWaiver]
    open_conflicts: list[tuple[str, str | None]]
    tip: Tip
    organisation_name: str
    limits: str = ""  # that the organisation set for its checks
    own_roles: str = ""  # the organisation's, as JSON: what each key is called
    talk: TalkCounts = field(default_factory=TalkCounts)  # of the threads that are open
    own_findings: str = ""  # of the organisation's own checks when they last ran, as JSON
    asked_rows: Mapping[str, int] = field(default_factory=dict)  # first row shown, by table

    def note_change(self, key: str, tip: Tip) -> None:
        """Look again where the change of one answer can show, after it was made and recorded."""
        self.tip = tip
        CONTENTS_OF.keep(self.spec.pk, Known(tip.hash, self.contents.copy()))
        before = self.__dict__.pop("evaluated", None)
        if before is not None:
            after = evaluate_again(before, self.contents.stored(), key)
            share(self.stamp(), after)
            self.__dict__["evaluated"] = after

    def take_over(self, fresh: Reading) -> None:
        """Become what another, younger reading found."""
        asked = self.asked_rows
        self.__dict__.clear()
        self.__dict__.update(fresh.__dict__, asked_rows=asked)

    @property
    def is_visible(self) -> bool:
        return access.is_visible(self.level, is_guest_of_spec=self.is_guest_of_spec)

    @property
    def can_write(self) -> bool:
        is_owner = self.spec.owner_id == self.user.pk
        return access.is_writer(self.level, is_owner=is_owner, is_editor=self.is_editor)

    @property
    def can_edit(self) -> bool:
        return self.spec.state == State.DRAFT and self.can_write

    @property
    def can_comment(self) -> bool:
        return access.may_comment(self.level, self.spec.state)

    @property
    def can_manage(self) -> bool:
        return access.is_manager(self.level, is_owner=self.spec.owner_id == self.user.pk)

    @cached_property
    def role_labels(self) -> Mapping[str, str]:
        """What each role is called here: the built-in ones and the organisation's own."""
        if not self.own_roles:
            return role_labels()
        own: dict[str, str] = json.loads(self.own_roles)
        return {**role_labels(), **own}

    @cached_property
    def template(self) -> Template:
        return find_template(self.spec.template_id)

    @cached_property
    def carried(self) -> tuple[Attribute, ...]:
        """What stands in the spec and is not asked by its template."""
        return find_carried(self.spec.pk, self.template, self.contents.stored())

    @cached_property
    def evaluated(self) -> Evaluated:
        stamp = self.stamp()
        found = EVALUATED.find(stamp)
        if found is None:
            found = evaluate(
                self.template,
                self.contents.stored(),
                revision=stamp.revision,
                limits=self.limits,
                own_findings=self.own_findings,
            )
            share(stamp, found)
        return found

    def stamp(self) -> Stamp:
        """Return what the contents cannot differ under."""
        spec, on = self.spec, timezone.now().date()
        return Stamp(
            spec.pk,
            spec.content_version,
            spec.revision_number + 1,
            spec.template_id,
            on,
            self.tip.hash,
            self.limits,
            self.own_findings,
        )


@dataclass(frozen=True)
class Evaluated:
    """A document, and all that can be computed from it alone."""

    document: Document
    findings: tuple[Finding, ...]
    completeness: Completeness
    own: tuple[Finding, ...] = ()  # the last of them: what the organisation's own checks found

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Finding, ...]]:
        found: dict[str, tuple[Finding, ...]] = {}
        for finding in self.findings:
            found[finding.key] = (*found.get(finding.key, ()), finding)
        return found


class Stamp(NamedTuple):
    """What two readings of the same contents have in common, and no others.

    The end of the spec's chain alone would do: every change of an answer adds an event that
    names what was written.
    """

    spec: UUID
    content_version: int
    revision: int
    template: int
    on: date
    head: str
    limits: str
    own_findings: str


class Known(NamedTuple):
    """The contents of a spec, and the end of its chain that came with them."""

    head: str
    contents: Contents


# Every change of an answer or a row adds an event in the same transaction, so as long as the
# chain ends the same the contents are the same. One statement reads both.
CONTENTS_OF: Recent[UUID, Known] = Recent(most=64)
EVALUATED: Recent[Stamp, Evaluated] = Recent(most=64)


def share(stamp: Stamp, evaluated: Evaluated) -> None:
    """Let the next reading of the same contents take this up."""
    evaluated.document.read_everything()  # what threads share no longer changes
    EVALUATED.keep(stamp, evaluated)


def read_spec(spec_id: UUID, user: User) -> Reading | None:
    """Return a spec with everything in it, or None when this person may not know of it."""
    known = CONTENTS_OF.find(spec_id)
    head = known.head if known else ""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"user": user.pk, "spec": spec_id, "known": head})
        row = cursor.fetchone()
    if row is None:
        return None
    spec = Spec.from_db("default", SPEC_NAMES, row[: len(SPEC_NAMES)])
    organisation, level, is_editor, is_guest, answers, items, *others = row[len(SPEC_NAMES) : -3]
    waivers, conflicts, limits, roles, threads, own_findings = others
    tip = Tip(*row[-3:])
    if known is None or known.head != tip.hash:
        known = Known(tip.hash, build_contents(_loads(answers), _loads(items)))
        CONTENTS_OF.keep(spec_id, known)
    reading = Reading(
        spec,
        user,
        level,
        is_editor,
        is_guest,
        known.contents.copy(),
        [StandingWaiver(*waiver) for waiver in _loads(waivers)],
        [(key, item_id) for key, item_id in _loads(conflicts)],
        tip,
        organisation,
        limits,
        roles or "",
        TalkCounts.read(_loads(threads)),
        own_findings,
    )
    return reading if reading.is_visible else None


def _loads(text: str | None) -> list[Any]:
    return json.loads(text) if text else []


def build_contents(answers: list[list[Any]], items: list[list[Any]]) -> Contents:
    """Sort the rows that ``READ`` brings into answers and items."""
    contents = Contents()
    for key, *columns in answers:
        contents.answers[key] = StoredAnswer(*columns)
    for key, *columns in items:
        contents.items.setdefault(key, []).append(StoredItem(*columns))
    return contents


def load_contents(spec_id: UUID) -> Contents:
    """Read every answer and item of a spec in one query."""
    with connection.cursor() as cursor:
        cursor.execute(CONTENTS, {"spec": spec_id})
        answers, items = cursor.fetchone()
    return build_contents(_loads(answers), _loads(items))


@lru_cache(maxsize=64)
def find_template(template_id: int) -> Template:
    """Return a stored template; one that is in use never changes, so it is read once."""
    return SpecTemplate.objects.get(pk=template_id).template


def build_document(
    template: Template,
    values: Mapping[str, Json],
    *,
    revision: int,
    on: date | None = None,
    signing: Signing = NOT_KNOWN,
    limits: str = "",
) -> Document:
    """Return the immutable read model that checks and pages work on.

    ``on`` is the day of evaluation; today (UTC) unless a frozen revision says another.
    ``limits`` are those that the organisation set for its checks, as JSON.
    """
    return Document(
        template,
        values,
        on=on or timezone.now().date(),
        revision=revision,
        signers=signing.signers,
        previous=signing.previous,
        last_signed=signing.last_signed,
        parameters=parameters_of(limits),
    )


def evaluate(
    template: Template,
    values: Mapping[str, Json],
    *,
    revision: int,
    limits: str = "",
    own_findings: str = "",
) -> Evaluated:
    """Return the document with its findings and its completeness.

    What the organisation's own checks found is taken as it was when they last ran: they take
    their time, and nobody waits for them here.
    """
    document = build_document(template, values, revision=revision, limits=limits)
    own = read_findings(own_findings)
    findings = (*run(document), *own)
    return Evaluated(document, findings, completeness(document, findings), own)


def evaluate_again(before: Evaluated, values: Mapping[str, Json], key: str) -> Evaluated:
    """Return what ``evaluate`` would on the day of before, looking only where a change shows."""
    document = before.document.with_answer(key, values)
    own = before.own
    built_in = before.findings[: len(before.findings) - len(own)]
    findings = (*run_again(document, key, built_in), *own)
    changed = (key, *document.outline.hiding.get(key, ()))
    counted = completeness_again(before.completeness, before.document, document, findings, changed)
    return Evaluated(document, findings, counted, own)


def load_document(spec: Spec, signing: Signing = NOT_KNOWN) -> Document:
    """Return the spec as it stands now."""
    values = load_contents(spec.pk).stored()
    return build_document(
        find_template(spec.template_id),
        values,
        revision=spec.revision_number + 1,
        signing=signing,
        limits=find_limits(spec.organisation_id),
    )
