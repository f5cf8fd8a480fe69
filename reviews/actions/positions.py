"""What roles say to an amendment, and what speaks for it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from reviews import access
from reviews.actions.amending import Overtaken, lock_amendment, note_evidence, record
from reviews.amendments import Dossier
from reviews.exports.store import store
from reviews.models import Evidence, EvidenceSort, Position, Stance
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.models import Amendment
    from specs.domain.attribute import Json

MOST_EVIDENCE = 20
SUFFIX = "evidence"


class Upload(NamedTuple):
    """A file as it came."""

    name: str
    content_type: str
    data: bytes


@transaction.atomic
def give_position(
    *, amendment: Amendment, role: str, stance: Stance, reason: str, seen: int, by: User
) -> Position:
    """Say as one role what one thinks of a proposal; the last word of a role counts.

    Raises Overtaken when the proposal is no longer the one that was read, or has ended.
    """
    amendment = lock_amendment(amendment, by)
    slot = next((s for s in Dossier(amendment).slots if s.role == role), None)
    if slot is None or not access.can_sign(by, amendment.spec, slot):
        raise PermissionDenied
    if not amendment.is_open:
        raise Overtaken(_("This amendment has ended. Your position was not taken; it is below."))
    if amendment.version != seen:
        raise Overtaken(
            _("The proposal changed while you were reading. Read it again; your words are kept.")
        )
    if stance != Stance.AGREE and not reason.strip():
        raise ValidationError(_("Say what it hangs on, or why not."))
    last = amendment.positions.filter(role=role).order_by("-turn").first()
    said = (by.pk, stance, reason.strip(), amendment.version)
    if last and (last.person_id, last.stance, last.reason, last.version) == said:
        return last  # the second click of a double click
    position = Position.objects.create(
        amendment=amendment,
        role=role,
        role_label=slot.label,
        turn=last.turn + 1 if last else 1,
        version=amendment.version,
        person=by,
        printed_name=by.name,
        stance=stance,
        reason=reason.strip(),
    )
    facts: dict[str, Json] = {
        "amendment": amendment.number,
        "role": role,
        "role_label": slot.label,
        "stance": str(position.get_stance_display()).lower(),
        "version": amendment.version,
    }
    record(amendment, Kind.AMENDMENT_POSITION_GIVEN, by, facts, reason=position.reason)
    _tell_asker(amendment, position)
    return position


def _tell_asker(amendment: Amendment, position: Position) -> None:
    """Tell who asked, and who decides, as soon as nobody is missing."""
    if Dossier(amendment).missing:
        return
    spec = amendment.spec
    for user in {amendment.asked_by, spec.owner}:
        if user.pk == position.person_id:
            continue
        named = {"title": spec.title, "number": amendment.number}
        notify(
            to=user,
            kind="amendment",
            subject=_("All roles have said what they think of amendment %(number)s of “%(title)s”")
            % named,
            lines=[_("Every role that it touches has taken a position. It can be decided now.")],
            url=reverse("reviews:amendment", args=[spec.pk, amendment.pk]),
            key=f"amendment_said:{amendment.pk}:{amendment.version}:{user.pk}",
            chain=spec.chain,
            organisation=spec.organisation_id,
        )


@transaction.atomic
def add_evidence(
    *,
    amendment: Amendment,
    title: str,
    by: User,
    text: str = "",
    url: str = "",
    upload: Upload | None = None,
) -> Evidence:
    """Attach what speaks for an amendment: one text, one link, or one file."""
    amendment = lock_amendment(amendment, by)
    if not access.can_prepare(by, amendment):
        raise PermissionDenied
    if amendment.evidence.count() >= MOST_EVIDENCE:
        words = _("An amendment holds at most %(most)d pieces of evidence.")
        raise ValidationError(words % {"most": MOST_EVIDENCE})
    evidence = Evidence(amendment=amendment, title=title, added_by=by)
    if upload is not None:
        evidence.sort, evidence.file_name = EvidenceSort.FILE, upload.name
        evidence.content_type, evidence.size = upload.content_type, len(upload.data)
        evidence.content_hash = store(upload.data, SUFFIX)
    elif url:
        evidence.sort, evidence.url, evidence.content_hash = EvidenceSort.LINK, url, _hash(url)
    else:
        evidence.sort, evidence.text = EvidenceSort.TEXT, text
        evidence.content_hash = _hash(text)
    same = amendment.evidence.filter(title=title, content_hash=evidence.content_hash).first()
    if same is not None:
        return same  # the second click of a double click
    evidence.save(force_insert=True)
    if amendment.is_open:
        note_evidence(evidence, amendment, by)
    return evidence


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@transaction.atomic
def remove_evidence(*, amendment: Amendment, evidence_id: int, by: User) -> None:
    """Take a piece of evidence out of an amendment that nobody else has seen yet."""
    amendment = lock_amendment(amendment, by)
    if not amendment.is_preparing or not access.can_prepare(by, amendment):
        raise PermissionDenied
    amendment.evidence.filter(pk=evidence_id).delete()
