"""All that an audit PDF is made from, as plain data that does not change under it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from reviews.domain.editorial import Edit
from reviews.exports.renegotiated import PrintedAmendment
from reviews.exports.stages import StageRecord
from specs.domain.attribute import Json, Template
from specs.domain.carried import frozen_answers
from trail.domain.canonical import digest


class DoesNotMatch(ValueError):
    """A text whose SHA-256 is not the one recorded for it: nothing may be printed from it."""


@dataclass(frozen=True)
class RevisionText:
    """A frozen revision, word for word."""

    number: int
    content_hash: str
    text: str
    frozen_at: str
    frozen_by: str

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """What the text says."""
        read: Mapping[str, Any] = json.loads(self.text)
        return read

    @cached_property
    def answers(self) -> Mapping[str, Json]:
        """The stored values of all sections by key, and those carried over."""
        return frozen_answers(self.content)


@dataclass(frozen=True)
class SignedDecision:
    """One sign-off as it was given; ``record`` is the canonical text that was hashed."""

    role: str
    role_label: str
    name: str
    title: str
    email: str
    decision: str
    statement: str
    signed_at: str
    zone: str
    methods: tuple[str, ...]
    content_hash: str
    record: str
    record_hash: str
    seat: int = 0
    carried_from: int | None = None
    block_prompt: str = ""
    block_answer: str = ""
    reason: str = ""
    instead_of: str = ""
    acknowledged: tuple[str, ...] = ()
    kept_over: tuple[Edit, ...] = ()  # changes of wording, since it was given
    kept_until: str = ""
    kept_answer: str = ""


@dataclass(frozen=True)
class OpenCondition:
    """A condition of a sign-off, and what became of it."""

    role_label: str
    text: str
    owner: str
    due_on: str
    revision: int
    met_at: str = ""
    met_note: str = ""
    accepted_at: str = ""
    accepted_by: str = ""
    holds: str = ""


@dataclass(frozen=True)
class PassedOver:
    """A role without which two administrators let the revision pass: no signature."""

    role: str
    role_label: str
    reason: str
    asked_by: str
    asked_at: str
    confirmed_by: str
    confirmed_at: str


@dataclass(frozen=True)
class Message:
    """One message of a thread."""

    by: str
    at: str
    text: str


@dataclass(frozen=True)
class ReviewComment:
    """A comment that was made in a review, what was answered, and what became of it."""

    place: str
    quote: str
    revision: int
    messages: tuple[Message, ...]
    disposition: str = ""
    reason: str = ""
    disposed_by: str = ""
    disposed_at: str = ""


@dataclass(frozen=True)
class TrailEntry:
    """An event in words, with the exact text that was hashed."""

    seq: int
    at: str
    actor: str
    words: str
    hash: str
    body: str


@dataclass(frozen=True)
class SignedCheckpoint:
    """A signed root over all chains whose text lists the head of this one."""

    at: str
    seq: int
    text: str
    signature: str
    public_key: str


@dataclass(frozen=True)
class Dossier:
    """Everything that is printed; the same dossier gives the same bytes before sealing."""

    title: str
    organisation: str
    owner: str
    status: str
    status_at: str
    revision: RevisionText
    template: Mapping[str, Json]
    template_version: int
    sign_offs: tuple[SignedDecision, ...]
    trail: tuple[TrailEntry, ...]
    chain: str
    export_number: str
    verify_url: str
    application: str
    review_again_on: str = ""
    earlier: tuple[RevisionText, ...] = ()
    conditions: tuple[OpenCondition, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    comments: tuple[ReviewComment, ...] = ()
    amendments: tuple[PrintedAmendment, ...] = ()
    stages: tuple[StageRecord, ...] = ()
    checkpoints: tuple[SignedCheckpoint, ...] = ()
    key_fingerprint: str = ""
    root_certificate: str = ""
    language: str = "en"

    @cached_property
    def form(self) -> Template:
        """The template by which the spec was written."""
        return Template.from_definition(dict(self.template))

    @cached_property
    def previous(self) -> RevisionText | None:
        """The revision before this one."""
        before = [old for old in self.earlier if old.number < self.revision.number]
        return max(before, key=lambda old: old.number, default=None)

    @cached_property
    def made_at(self) -> datetime:
        """The time of the last thing in the record: the clock of the machine is not printed."""
        times = [self.revision.frozen_at, self.status_at, *(s.signed_at for s in self.sign_offs)]
        times += [event.at for event in self.trail] + [point.at for point in self.checkpoints]
        return max(datetime.fromisoformat(time) for time in times if time)

    def check(self) -> None:
        """Refuse a dossier whose texts are not what their hashes say."""
        for revision in (self.revision, *self.earlier):
            if digest(revision.text) != revision.content_hash:
                message = f"Revision {revision.number} is not the text that its hash names."
                raise DoesNotMatch(message)
        for sign_off in self.sign_offs:
            if digest(sign_off.record) != sign_off.record_hash:
                message = f"The sign-off of {sign_off.role_label} is not what its hash names."
                raise DoesNotMatch(message)
        for event in self.trail:
            if sha256(b"\0" + event.body.encode()).hexdigest() != event.hash:
                message = f"Event {event.seq} of the trail is not what its hash names."
                raise DoesNotMatch(message)
