"""Every event there is, who may cause one, the text that is hashed, the sentence people read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from trail.domain.canonical import Json, canonical
from trail.domain.missing import ELSE, GENERAL

__all__ = ["GENESIS", "SYSTEM", "Actor", "Entry", "Json", "Kind", "Tip", "build_entry", "describe"]

VERSION = 1
GENESIS = "0" * 64  # what the first event of a chain names as the one before it


class Kind(StrEnum):
    """What can happen; a kind is never renamed or reused."""

    SPEC_CREATED = "spec.created"
    SPEC_IMPORTED = "spec.imported"
    SPEC_COPIED = "spec.copied"
    SPEC_TEMPLATE_CHANGED = "spec.template_changed"
    PIECE_PLACED = "piece.placed"
    PIECE_DISMISSED = "piece.dismissed"
    PIECE_RESTORED = "piece.restored"
    ANSWER_SAVED = "answer.saved"
    ITEM_ADDED = "item.added"
    ITEM_SAVED = "item.saved"
    ITEM_MOVED = "item.moved"
    ITEM_DELETED = "item.deleted"
    ITEM_RESTORED = "item.restored"
    CONFLICT_KEPT = "conflict.kept"
    CONFLICT_SETTLED = "conflict.settled"
    WAIVER_GIVEN = "waiver.given"
    WAIVER_WITHDRAWN = "waiver.withdrawn"
    WAIVER_EXPIRED = "waiver.expired"
    FINDING_FIXED = "finding.fixed"
    FIX_UNDONE = "finding.fix_undone"
    RISK_ACCEPTED = "risk.accepted"
    RISK_LINKED = "risk.linked"
    RISK_UNLINKED = "risk.unlinked"
    RISK_ACCEPTANCE_WITHDRAWN = "risk.acceptance_withdrawn"
    THREAD_OPENED = "thread.opened"
    THREAD_ASSIGNED = "thread.assigned"
    THREAD_RESOLVED = "thread.resolved"
    THREAD_REOPENED = "thread.reopened"
    COMMENT_ADDED = "comment.added"
    COMMENT_EDITED = "comment.edited"
    COMMENT_DISPOSED = "comment.disposed"
    SUGGESTION_MADE = "suggestion.made"
    SUGGESTION_ACCEPTED = "suggestion.accepted"
    SUGGESTION_DECLINED = "suggestion.declined"
    PRIVATE_THREAD_OPENED = "thread.private_opened"
    PRIVATE_THREAD_CHANGED = "thread.private_changed"
    SPEC_SUBMITTED = "spec.submitted"
    SPEC_WITHDRAWN = "spec.withdrawn"
    SPEC_REOPENED = "spec.reopened"
    SPEC_ARCHIVED = "spec.archived"
    SPEC_UNARCHIVED = "spec.unarchived"
    SPEC_SUPERSEDED = "spec.superseded"
    EDITOR_ADDED = "editor.added"
    EDITOR_REMOVED = "editor.removed"
    GUEST_INVITED = "guest.invited"
    GUEST_REMOVED = "guest.removed"
    SIGNER_ASSIGNED = "signer.assigned"
    SIGNOFF_GIVEN = "signoff.given"
    SIGNOFF_WITHDRAWN = "signoff.withdrawn"
    SIGNOFF_CARRIED_OVER = "signoff.carried_over"
    SIGNOFF_IDENTITY_FAILED = "signoff.identity_failed"
    SIGNOFF_PAUSED = "signoff.paused"
    CONDITION_SET = "condition.set"
    CONDITION_MET = "condition.met"
    CONDITION_ACCEPTED = "condition.accepted"
    REVIEW_APPROVED = "review.approved"
    REVIEW_RETURNED = "review.returned"
    EXPORT_ASKED = "export.asked"
    EXPORT_FINISHED = "export.finished"
    HANDBOOK_ASKED = "handbook.asked"
    HANDBOOK_FINISHED = "handbook.finished"
    CHECKS_FINISHED = "checks.finished"
    MAIL_QUEUED = "mail.queued"
    MAIL_SENT = "mail.sent"
    ORGANISATION_CREATED = "organisation.created"
    ORGANISATION_POLICY_CHANGED = "organisation.policy_changed"
    LIMIT_CHANGED = "limit.changed"
    OWN_CHECK_DRAFTED = "own_check.drafted"
    OWN_CHECK_CHANGED = "own_check.changed"
    OWN_CHECK_PUBLISHED = "own_check.published"
    OWN_CHECK_RETIRED = "own_check.retired"
    MEMBER_ADDED = "member.added"
    MEMBER_INVITED = "member.invited"
    INVITATION_SENT_AGAIN = "invitation.sent_again"
    INVITATION_REVOKED = "invitation.revoked"
    MEMBER_JOINED = "member.joined"
    MEMBER_LEVEL_CHANGED = "member.level_changed"
    MEMBER_DEACTIVATED = "member.deactivated"
    MEMBER_LEFT = "member.left"
    MEMBER_REACTIVATED = "member.reactivated"
    WORK_HANDED_ON = "work.handed_on"
    ROLE_ADDED = "role.added"
    ROLE_HOLDER_CHANGED = "role.holder_changed"
    TEMPLATE_PUBLISHED = "template.published"
    TEMPLATE_DRAFTED = "template.drafted"
    TEMPLATE_IMPORTED = "template.imported"
    TEMPLATE_CHANGED = "template.changed"
    TEMPLATE_RETIRED = "template.retired"
    TEMPLATE_RESTORED = "template.restored"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    PROFILE_CHANGED = "profile_changed"
    NOTICES_CHOSEN = "notices_chosen"
    CHECKPOINT_MADE = "checkpoint.made"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the id, the name as it was printed then, and how they had proved who they are."""

    id: str
    name: str
    authenticated_by: str = "session"


SYSTEM = Actor(id="system", name="Countersign", authenticated_by="internal")


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a chain ends, and the database's time when that was read under its lock."""

    seq: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """The columns of one event, ready to be inserted."""

    chain: str
    seq: int
    kind: str
    actor_id: str
    object: str
    at: datetime
    prev: str
    hash: str
    body: str


def written_at(at: datetime) -> str:
    """Return a time as the body states it: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of(body: str) -> str:
    """Return what the next event will name as its predecessor: SHA-256 of 0x00 and the body."""
    return sha256(b"\0" + body.encode()).hexdigest()


def build_entry(
    *,
    chain: str,
    tip: Tip,
    kind: Kind,
    by: Actor,
    facts: Mapping[str, Json],
    object: str = "",  # noqa: A002 - the body's own word
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
    request_id: str = "",
    app: str = "",
) -> Entry:
    """Return the event that follows ``tip``; an unknown kind or a bad fact fails."""
    kind = Kind(kind)
    seq = tip.seq + 1
    body = canonical(
        {
            "v": VERSION,
            "chain": chain,
            "seq": seq,
            "prev": tip.hash,
            "at": written_at(tip.at),
            "actor": {"id": by.id, "name": by.name, "authenticated_by": by.authenticated_by},
            "kind": kind.value,
            "object": object,
            "before": before,
            "after": after,
            "reason": reason,
            "facts": facts,
            "request_id": request_id,
            "app": app,
        }
    )
    return Entry(
        chain=chain,
        seq=seq,
        kind=kind.value,
        actor_id=by.id,
        object=object,
        at=tip.at,
        prev=tip.hash,
        hash=hash_of(body),
        body=body,
    )


class Recorded(Protocol):
    """Anything that holds the text of an event."""

    @property
    def body(self) -> str:
        """Return the canonical text."""


def describe(event: Recorded) -> str:
    """Return one sentence that says who did what, also years later and when a fact is missing."""
    body = json.loads(event.body)
    facts = body.get("facts")
    words = _Words(facts if isinstance(facts, dict) else {})
    actor = body.get("actor")
    words["actor"] = (actor.get("name") if isinstance(actor, dict) else "") or "Somebody"
    template = _SENTENCES.get(body.get("kind"), "{actor} did something: " + str(body.get("kind")))
    for fact, sentences in _MADE_BY.items():
        if words.get(fact):
            template = sentences.get(body.get("kind"), template)
    sentence = template.format_map(words)
    reason = str(body.get("reason") or "").strip()
    return f"{sentence} Reason: {reason}" if reason else sentence


class _Words(dict[str, object]):
    """The facts of an event; one that is missing is put in general terms."""

    def __init__(self, facts: Mapping[str, Json]) -> None:
        super().__init__({name: _spoken(value) for name, value in facts.items() if value != ""})

    def __missing__(self, name: str) -> str:
        for other in ELSE.get(name, ()):
            if other in self:
                return str(self[other])
        return GENERAL.get(name, f"(no {name.replace('_', ' ')})")


def _spoken(value: Json) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "nothing"}[value]
    if isinstance(value, list):
        return ", ".join(_spoken(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_spoken(one)}" for name, one in value.items())
    return str(value)


# What is said of an answer that a calculator or a guide made.
_MADE_BY: dict[str, dict[str, str]] = {
    "suggested": {
        Kind.ANSWER_SAVED: "{actor} saved “{label}”: suggested by {suggested}, accepted by {actor}."
    },
    "computed": {Kind.ANSWER_SAVED: "{actor} saved “{label}”, computed by {computed}."},
    "guide": {
        Kind.ANSWER_SAVED: "{actor} saved “{label}” from the guide “{guide}”.",
        Kind.ITEM_ADDED: "{actor} added {item_label} to “{label}” from the guide “{guide}”.",
        Kind.ITEM_SAVED: "{actor} changed {item_label} in “{label}” from the guide “{guide}”.",
    },
}
_SENTENCES: dict[str, str] = {
    Kind.SPEC_CREATED: "{actor} started the spec “{title}”.",
    Kind.SPEC_COPIED: "{actor} started the spec “{title}” as a copy of “{source}”.",
    Kind.SPEC_TEMPLATE_CHANGED: (
        "{actor} moved the spec from {former} to {template}, version {version}."
    ),
    Kind.SPEC_IMPORTED: "{actor} started the spec “{title}” from the file {file}.",
    Kind.PIECE_PLACED: "{actor} placed “{piece}” of the imported file in “{label}”.",
    Kind.PIECE_DISMISSED: "{actor} dismissed “{piece}” of the imported file.",
    Kind.PIECE_RESTORED: "{actor} brought “{piece}” of the imported file back.",
    Kind.ANSWER_SAVED: "{actor} saved “{label}”.",
    Kind.ITEM_ADDED: "{actor} added {item_label} to “{label}”.",
    Kind.ITEM_SAVED: "{actor} changed {item_label} in “{label}”.",
    Kind.ITEM_MOVED: "{actor} moved {item_label} in “{label}”.",
    Kind.ITEM_DELETED: "{actor} deleted {item_label} from “{label}”.",
    Kind.ITEM_RESTORED: "{actor} restored {item_label} in “{label}”.",
    Kind.CONFLICT_KEPT: "{actor} wrote “{label}” while somebody else did; both texts were kept.",
    Kind.CONFLICT_SETTLED: "{actor} settled the two texts of “{label}”: {outcome}.",
    Kind.WAIVER_GIVEN: "{actor} accepted the finding {code}.",
    Kind.WAIVER_WITHDRAWN: "{actor} no longer accepts the finding {code}.",
    Kind.FINDING_FIXED: "{actor} fixed the finding {code} in “{label}” on one click: {fix}.",
    Kind.FIX_UNDONE: "{actor} took the fix of the finding {code} in “{label}” back.",
    Kind.WAIVER_EXPIRED: "The waiver of the finding {code} expired: it counts again.",
    Kind.RISK_ACCEPTED: "{actor} accepted the risk “{item_label}” until {expires_on}.",
    Kind.RISK_LINKED: (
        "{actor} linked the risk “{item_label}” to the signal “{signal}” on one click."
    ),
    Kind.RISK_UNLINKED: "{actor} took the link of “{item_label}” to the signal “{signal}” back.",
    Kind.RISK_ACCEPTANCE_WITHDRAWN: "{actor} no longer accepts the risk “{item_label}”.",
    Kind.THREAD_OPENED: "{actor} opened a thread on {place}.",
    Kind.THREAD_ASSIGNED: "{actor} asked {person} to answer the thread on {place}.",
    Kind.THREAD_RESOLVED: "{actor} resolved the thread on {place}.",
    Kind.THREAD_REOPENED: "{actor} reopened the thread on {place}.",
    Kind.COMMENT_ADDED: "{actor} replied in the thread on {place}.",
    Kind.COMMENT_EDITED: "{actor} edited a comment on {place}.",
    Kind.COMMENT_DISPOSED: "{actor} said what becomes of the comment on {place}: {decision}.",
    Kind.SUGGESTION_MADE: "{actor} suggested another answer to “{label}”.",
    Kind.SUGGESTION_ACCEPTED: "{actor} accepted what {suggested} suggested for “{label}”.",
    Kind.SUGGESTION_DECLINED: "{actor} declined what {suggested} suggested for “{label}”.",
    Kind.PRIVATE_THREAD_OPENED: "{actor} opened a private thread of {role_label}.",
    Kind.PRIVATE_THREAD_CHANGED: "{actor} went on with a private thread of {role_label}.",
    Kind.SPEC_SUBMITTED: "{actor} submitted revision {revision} for review.",
    Kind.SPEC_WITHDRAWN: "{actor} withdrew revision {revision} from review.",
    Kind.SPEC_REOPENED: "{actor} reopened the spec for writing.",
    Kind.SPEC_ARCHIVED: "{actor} archived the spec.",
    Kind.SPEC_UNARCHIVED: "{actor} took the spec out of the archive.",
    Kind.SPEC_SUPERSEDED: "{actor} marked the spec as superseded.",
    Kind.EDITOR_ADDED: "{actor} let {person} write in the spec.",
    Kind.EDITOR_REMOVED: "{actor} took the right to write in the spec from {person}.",
    Kind.GUEST_INVITED: "{actor} let {person} read the spec and comment until {expires_on}.",
    Kind.GUEST_REMOVED: "{actor} ended the guest access of {person}.",
    Kind.SIGNER_ASSIGNED: "{actor} asked {person} to sign as {role_label}.",
    Kind.SIGNOFF_GIVEN: "{actor} signed revision {revision} as {role_label}: {decision}.",
    Kind.SIGNOFF_WITHDRAWN: "{actor} withdrew the sign-off of revision {revision} as {role_label}.",
    Kind.SIGNOFF_CARRIED_OVER: (
        "The sign-off of {person} as {role_label} was carried over to revision {revision}: "
        "the sections they signed did not change."
    ),
    Kind.SIGNOFF_IDENTITY_FAILED: "{actor} failed to confirm their identity when signing.",
    Kind.SIGNOFF_PAUSED: "Signing was paused for {actor} after repeated failures.",
    Kind.CONDITION_SET: "{actor} set a condition: {condition}.",
    Kind.CONDITION_MET: "{actor} reported a condition as met: {condition}.",
    Kind.CONDITION_ACCEPTED: "{actor} accepted that a condition is met: {condition}.",
    Kind.REVIEW_APPROVED: "Revision {revision} is approved: every role that must sign has signed.",
    Kind.REVIEW_RETURNED: "Revision {revision} went back to its authors.",
    Kind.EXPORT_ASKED: "{actor} asked for {kind} of revision {revision}.",
    Kind.EXPORT_FINISHED: "{kind} of revision {revision} was made.",
    Kind.HANDBOOK_ASKED: "{actor} asked for the handbook.",
    Kind.HANDBOOK_FINISHED: "The handbook was made.",
    Kind.CHECKS_FINISHED: "The checks found {blockers} blockers and {warnings} warnings.",
    Kind.MAIL_QUEUED: "A mail to {person} was queued: {subject}.",
    Kind.MAIL_SENT: "A mail to {person} was sent: {subject}.",
    Kind.ORGANISATION_CREATED: "{actor} created the organisation.",
    Kind.ORGANISATION_POLICY_CHANGED: "{actor} changed the organisation's policy: {change}.",
    Kind.LIMIT_CHANGED: "{actor} set the limit “{limit}” from {from} to {to}.",
    Kind.OWN_CHECK_DRAFTED: "{actor} began the organisation's check {code}: {check}.",
    Kind.OWN_CHECK_CHANGED: "{actor} changed the organisation's check {code}, a draft: {check}.",
    Kind.OWN_CHECK_PUBLISHED: (
        "{actor} published version {version} of the organisation's check {code}: {check}."
    ),
    Kind.OWN_CHECK_RETIRED: "{actor} retired the organisation's check {code}: {check}.",
    Kind.MEMBER_ADDED: "{actor} added {person} as {level}.",
    Kind.MEMBER_INVITED: "{actor} invited {email} as {level}.",
    Kind.INVITATION_SENT_AGAIN: "{actor} sent the invitation of {email} again.",
    Kind.INVITATION_REVOKED: "{actor} revoked the invitation of {email}.",
    Kind.MEMBER_JOINED: "{actor} joined as {level}, invited by {inviter}.",
    Kind.MEMBER_LEVEL_CHANGED: "{actor} made {person} {level}.",
    Kind.MEMBER_DEACTIVATED: "{actor} deactivated {person}.",
    Kind.MEMBER_LEFT: "{actor} left the organisation.",
    Kind.MEMBER_REACTIVATED: "{actor} made {person} {level} again.",
    Kind.WORK_HANDED_ON: "{actor} handed {what} on from {person} to {taker}.",
    Kind.ROLE_ADDED: "{actor} added the role {role_label}.",
    Kind.ROLE_HOLDER_CHANGED: "{actor} changed who signs as {role_label}: {person}.",
    Kind.TEMPLATE_PUBLISHED: "{actor} published version {version} of the template {template}.",
    Kind.TEMPLATE_DRAFTED: "{actor} began the template {template} as a copy of {source}.",
    Kind.TEMPLATE_IMPORTED: "{actor} began the template {template} from the file {file}.",
    Kind.TEMPLATE_CHANGED: "{actor} changed the draft of the template {template}: {change}.",
    Kind.TEMPLATE_RETIRED: "{actor} retired the template {template}: nothing new is made from it.",
    Kind.TEMPLATE_RESTORED: "{actor} offers the template {template} again.",
    Kind.SIGNED_IN: "{actor} signed in.",
    Kind.SIGN_IN_FAILED: "Somebody failed to sign in as {email}.",
    Kind.SIGNED_OUT: "{actor} signed out.",
    Kind.PASSWORD_CHANGED: "{actor} changed their password.",
    Kind.SECOND_FACTOR_CHANGED: "{actor} changed {factor}.",
    Kind.PROFILE_CHANGED: "{actor} changed how they are called or where they read the clock.",
    Kind.NOTICES_CHOSEN: "{actor} chose which news come by mail.",
    Kind.CHECKPOINT_MADE: "Checkpoint {number} was made over {chains} chains.",
}
