"""Preparing and proposing an amendment, and changing what it proposes while it is talked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from reviews import access
from reviews.amendments import Dossier, find_base
from reviews.documents import frozen
from reviews.domain.amending import GO_WITH, Place, find_place, value_at
from reviews.models import Amendment, AmendmentChange, AmendmentState
from specs.models import Spec
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from reviews.domain.frozen import Frozen
    from reviews.models import Evidence
    from specs.domain.attribute import Json
    from specs.models import Revision

MOST_CHANGES = 40


class Overtaken(ValidationError):
    """Something else happened meanwhile; nothing was changed by this, and nothing is lost."""


class Value(NamedTuple):
    """What was typed for one place: what was measured, its interval, and what is proposed."""

    reached: Json
    low: str
    high: str
    proposed: Json


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why something must change, and what is known of it."""

    why: str
    known: str = ""
    known_from: str = ""
    known_on: date | None = None
    due_on: date | None = None


@transaction.atomic
def begin_amendment(*, spec: Spec, places: Iterable[Place], by: User) -> Amendment:
    """Begin to prepare an amendment of the approved revision, or go on with one's own."""
    spec = Spec.objects.lock(spec.pk)
    base = find_base(spec)
    if base is None or not access.can_propose(by, spec, frozen(base).policy):
        raise PermissionDenied
    mine = {"spec": spec, "asked_by": by, "state": AmendmentState.PREPARING}
    amendment = Amendment.objects.filter(**mine).select_related("base__template").first()
    if amendment is None:
        amendment = Amendment.objects.create(base=base, **mine)
    elif amendment.base_id != base.pk:
        _rebase(amendment, base)
    _put_places(amendment, places, with_companions=not amendment.changes.exists())
    return amendment


def _rebase(amendment: Amendment, base: Revision) -> None:
    """Let a preparation be about the revision that was approved since; what was typed stays."""
    amendment.base = base
    amendment.save(update_fields=["base"])
    text = frozen(base)
    for row in amendment.changes.all():
        if not (find_place(text.template, row.place) and _is_row(text, row.place)):
            row.delete()
            continue
        row.old = value_at(text.answers, row.place)
        row.save(update_fields=["old"])


@transaction.atomic
def discard_amendment(*, amendment: Amendment, by: User) -> None:
    """Throw away what was prepared and never shown to anybody."""
    amendment = lock_amendment(amendment, by)
    if not amendment.is_preparing or not access.can_prepare(by, amendment):
        raise PermissionDenied
    amendment.changes.all().delete()
    amendment.evidence.all().delete()
    amendment.delete()


@transaction.atomic
def pick_places(*, amendment: Amendment, places: Iterable[Place], by: User) -> Amendment:
    """Say which answers an amendment is about; what was typed for those that stay is kept."""
    amendment = lock_amendment(amendment, by)
    if not amendment.is_preparing or not access.can_prepare(by, amendment):
        raise PermissionDenied
    _put_places(amendment, places, with_companions=False)
    return amendment


def _put_places(amendment: Amendment, places: Iterable[Place], *, with_companions: bool) -> None:
    text = frozen(amendment.base)
    wanted = _wanted(text, places, with_companions=with_companions)
    if not wanted:
        raise ValidationError(_("Pick at least one thing that must change."))
    if len(wanted) > MOST_CHANGES:
        raise ValidationError(
            _("These are %(given)d changes. An amendment takes at most %(most)d: for more, reopen")
            % {"given": len(wanted), "most": MOST_CHANGES}
            + " "
            + _("the draft as a new scope.")
        )
    held = {row.place: row for row in amendment.changes.all()}
    gone = [row.pk for place, row in held.items() if place not in wanted]
    AmendmentChange.objects.filter(pk__in=gone).delete()
    for position, place in enumerate(wanted):
        old = value_at(text.answers, place)
        row = held.get(place) or AmendmentChange(
            amendment=amendment,
            key=place.key,
            item=place.item,
            column=place.column,
            old=old,
            proposed=old,
        )
        row.position = position
        row.save()


def _wanted(text: Frozen, places: Iterable[Place], *, with_companions: bool) -> list[Place]:
    """Return what there is to pick of these places, in the order of the document."""
    found = {place for place in places if find_place(text.template, place) and _is_row(text, place)}
    if with_companions:
        more = {Place(key) for place in found for key in GO_WITH.get(place.key, ())}
        found |= {place for place in more if find_place(text.template, place)}
    order = {key: number for number, key in enumerate(text.template.attributes)}
    return sorted(found, key=lambda place: (order[place.key], place.item, place.column))


def _is_row(text: Frozen, place: Place) -> bool:
    rows = text.answers.get(place.key)
    held = rows if isinstance(rows, list) else []
    return not place.item or any(
        isinstance(row, dict) and row.get("id") == place.item for row in held
    )


@transaction.atomic
def write_grounds(*, amendment: Amendment, grounds: Grounds, by: User) -> Amendment:
    """Say why something must change and what is known, before it is proposed."""
    amendment = lock_amendment(amendment, by)
    if not amendment.is_preparing or not access.can_prepare(by, amendment):
        raise PermissionDenied
    amendment.why, amendment.known = grounds.why, grounds.known
    amendment.known_from, amendment.known_on = grounds.known_from, grounds.known_on
    amendment.due_on = grounds.due_on
    amendment.save(update_fields=["why", "known", "known_from", "known_on", "due_on"])
    return amendment


@transaction.atomic
def write_values(
    *, amendment: Amendment, values: dict[int, Value], by: User, seen: int
) -> Amendment:
    """Keep what is proposed for each place; while it is talked about that is another version.

    Raises Overtaken when the proposal is no longer the version that was seen.
    """
    amendment = lock_amendment(amendment, by)
    if not access.can_prepare(by, amendment):
        raise PermissionDenied
    if amendment.version != seen:
        raise Overtaken(_("The proposal changed meanwhile. Look at it again; nothing was saved."))
    changed = False
    for row in amendment.changes.all():
        value = values.get(row.pk)
        if value is None:
            continue
        now = (value.reached, value.low, value.high, value.proposed)
        if now != (row.reached, row.reached_low, row.reached_high, row.proposed):
            row.reached, row.reached_low, row.reached_high, row.proposed = now
            row.save(update_fields=["reached", "reached_low", "reached_high", "proposed"])
            changed = True
    if changed and amendment.is_open:
        _note_change(amendment, by)
    return amendment


def _note_change(amendment: Amendment, by: User) -> None:
    """Count another version of a proposal that roles have seen, and ask them again."""
    dossier = Dossier(amendment)
    refuse_empty(dossier)
    amendment.version += 1
    amendment.save(update_fields=["version"])
    record(
        amendment,
        Kind.AMENDMENT_CHANGED,
        by,
        facts_of(dossier) | {"version": amendment.version},
        after=proposal_hash(dossier),
    )
    _ask(dossier, by)


@transaction.atomic
def propose_amendment(*, amendment: Amendment, by: User) -> Amendment:
    """Put a prepared amendment before the roles that it touches, and ask each for a position."""
    amendment = lock_amendment(amendment, by)
    if amendment.is_open and amendment.asked_by_id == by.pk:
        return amendment  # the second click of a double click
    if not amendment.is_preparing or not access.can_prepare(by, amendment):
        raise PermissionDenied
    refuse_overtaken(amendment)
    if Amendment.objects.filter(spec=amendment.spec, state=AmendmentState.OPEN).exists():
        raise Overtaken(
            _("Another amendment of this spec is open. It is ended first; yours is kept.")
        )
    if not amendment.why.strip():
        raise ValidationError(_("Say why it must change: everybody who is asked reads that."))
    dossier = Dossier(amendment)
    refuse_empty(dossier)
    last = Amendment.objects.filter(spec=amendment.spec).aggregate(last=Max("number"))["last"]
    amendment.number = (last or 0) + 1
    amendment.state, amendment.proposed_at = AmendmentState.OPEN, timezone.now()
    amendment.save(update_fields=["number", "state", "proposed_at"])
    record(
        amendment,
        Kind.AMENDMENT_PROPOSED,
        by,
        facts_of(dossier),
        after=proposal_hash(dossier),
        reason=amendment.why,
    )
    for evidence in amendment.evidence.all():
        note_evidence(evidence, amendment, by)
    _ask(dossier, by)
    return amendment


def note_evidence(evidence: Evidence, amendment: Amendment, by: User) -> None:
    """Put a piece of evidence on record, by its hash."""
    kind = str(evidence.get_sort_display()).lower()
    record(
        amendment,
        Kind.EVIDENCE_ADDED,
        by,
        {"amendment": amendment.number, "evidence": f"“{evidence.title}”, a {kind}"},
        after=evidence.content_hash,
    )


def refuse_empty(dossier: Dossier) -> None:
    """Raise ValidationError where nothing would change."""
    if not dossier.differing:
        raise ValidationError(_("Nothing would change yet. Propose another value for something."))


def refuse_overtaken(amendment: Amendment) -> None:
    """Raise Overtaken unless the spec is still approved as the revision that this is about."""
    base = find_base(amendment.spec)
    if amendment.spec.state != "approved" or base is None or base.pk != amendment.base_id:
        words = _(
            "The spec is no longer approved as revision %(number)s, so this amendment cannot go on."
            " Nothing was changed, and all that was said is kept."
        )
        raise Overtaken(words % {"number": amendment.base.number})


def lock_amendment(amendment: Amendment, by: User) -> Amendment:
    """Hold the spec, then read the amendment as it stands, if this person may know of it."""
    spec = Spec.objects.lock(amendment.spec_id)
    found = access.amendments_visible_to(by).select_related("base__template", "asked_by")
    fresh = found.filter(pk=amendment.pk).first()
    if fresh is None:
        raise PermissionDenied
    fresh.spec = spec
    return fresh


def facts_of(dossier: Dossier) -> dict[str, Json]:
    """Return what every event about a proposal tells of it, to be read by itself."""
    facts: dict[str, Json] = {
        "amendment": dossier.amendment.number,
        "revision": dossier.base.number,
        "changes": dossier.said,
        "known": dossier.known or "no result",
    }
    if loosened := [entry.name for entry in dossier.loosened]:
        facts["loosened"] = "; ".join(loosened)
    return facts


def proposal_hash(dossier: Dossier) -> str:
    """Return the SHA-256 of a proposal in its canonical form."""
    rows: list[Json] = [
        {
            "place": change.place.code,
            "old": change.old,
            "reached": change.reached,
            "proposed": change.new,
        }
        for change in dossier.changes
    ]
    return digest(canonical({"base": dossier.base.content_hash, "changes": rows}))


def record(
    amendment: Amendment,
    kind: Kind,
    by: User,
    facts: dict[str, Json],
    *,
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
) -> None:
    """Append to the trail of the spec what was done to an amendment."""
    append(
        chain=amendment.spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"amendment {amendment.number}",
        before=before,
        after=after,
        reason=reason,
        facts=facts,
    )


def _ask(dossier: Dossier, by: User) -> None:
    """Write to everybody who may speak for a role that is touched and has not said yet."""
    asked: dict[str, list[str]] = {}
    for slot in dossier.missing:
        for signer in slot.signers:
            asked.setdefault(signer.id, []).append(slot.label)
    people = User.objects.filter(pk__in=asked, is_active=True)
    for user in people:
        if user.pk != by.pk:
            _ask_one(dossier, user, asked[str(user.pk)], by)


def _ask_one(dossier: Dossier, user: User, labels: Sequence[str], by: User) -> None:
    amendment, spec = dossier.amendment, dossier.amendment.spec
    named = {"by": by.name, "title": spec.title, "roles": ", ".join(labels)}
    lines = [_("%(by)s proposes to change what was signed in “%(title)s”:") % named]
    lines += [entry.words for entry in dossier.differing]
    lines.append(_("Why: %(why)s") % {"why": amendment.why})
    lines.append(_("Say what you think of it as %(roles)s.") % named)
    if amendment.due_on:
        due = {"day": f"{amendment.due_on.day} {amendment.due_on:%B %Y}"}
        lines.append(_("Your position is wanted by %(day)s.") % due)
    notify(
        to=user,
        kind="amendment",
        subject=_("Your position as %(roles)s: an amendment of “%(title)s”") % named,
        lines=lines,
        url=reverse("reviews:amendment", args=[spec.pk, amendment.pk]),
        key=f"amendment:{amendment.pk}:{amendment.version}:{user.pk}",
        chain=spec.chain,
        organisation=spec.organisation_id,
    )
