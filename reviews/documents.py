"""From rows to what reviews work on: frozen revisions, policies, last words."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Max
from django.db.models.functions import Coalesce

from accounts.access import possible_signers
from accounts.models import RoleHolder, StakeholderRole, User
from reviews.domain.approving import Signature, who_signs
from reviews.domain.editorial import edits_between, may_keep
from reviews.domain.frozen import Frozen, read_frozen
from reviews.domain.lapsing import Forecast, forecast
from reviews.domain.policy import (
    LastWord,
    Role,
    Signer,
    build_policy,
    changed_sections,
    word_of_seat,
)
from reviews.domain.progress import APPROVAL, Vote
from reviews.domain.route import read_route
from reviews.domain.separation import Separation, Writer
from reviews.models import (
    Answer,
    Condition,
    EditorialKeep,
    Outcome,
    Review,
    ReviewRoute,
    SignerAssignment,
    SignOff,
)
from specs.actions.freezing import section_hashes
from specs.documents import find_template, load_contents
from specs.domain.moving import reworded_sections
from specs.domain.signing import TARGETS, Signing
from specs.models import parse_template
from trail.domain.event import Kind
from trail.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from reviews.domain.editorial import Edit
    from reviews.domain.policy import Policy, Slot
    from reviews.domain.route import Route
    from specs.domain.attribute import Json, Template
    from specs.models import Revision, Spec


# What changes the answers of a spec.
WRITING = (
    Kind.ANSWER_SAVED,
    Kind.ITEM_ADDED,
    Kind.ITEM_SAVED,
    Kind.ITEM_MOVED,
    Kind.ITEM_DELETED,
    Kind.ITEM_RESTORED,
    Kind.CONFLICT_SETTLED,
    Kind.PIECE_PLACED,
    Kind.FINDING_FIXED,
    Kind.FIX_UNDONE,
    Kind.RISK_LINKED,
    Kind.RISK_UNLINKED,
    Kind.SPEC_IMPORTED,
    Kind.SPEC_COPIED,
)


def frozen(revision: Revision) -> Frozen:
    """Return a revision as reviews read it; it never changes, so it is read once per process."""
    return _read(revision.template.definition, revision.content, revision.content_hash)


@lru_cache(maxsize=64)
def _read(definition: str, content: str, content_hash: str) -> Frozen:
    return read_frozen(parse_template(definition), content, content_hash)


def latest_review(spec_id: UUID) -> Review | None:
    """Return the review of the last revision, with what every page about it needs."""
    return (
        Review.objects.filter(revision__spec=spec_id)
        .select_related("revision__template", "revision__spec__owner", "opened_by")
        .order_by("-revision__number")
        .first()
    )


def said_before(spec_id: UUID, *, before: int | None = None) -> dict[str, list[SignOff]]:
    """Return the last word of each person in each role of a spec (before a round, when given).

    They come oldest first, a stand-in's word as that of the person named; ``word_of_seat`` picks
    what concerns one seat. Rounds that have been overtaken are not read.
    """
    found = SignOff.objects.filter(review__revision__spec=spec_id).select_related(
        "review__revision", "carried_from__review__revision"
    )
    if before is not None:
        found = found.filter(review__revision__number__lt=before)
    of_each = found.annotate(named=Coalesce("instead_of", "signer")).distinct("role", "named")
    last = of_each.order_by("role", "named", "-review__revision__number", "-pk")
    said: dict[str, list[SignOff]] = {}
    for sign_off in sorted(last, key=lambda row: (row.review.revision.number, row.pk)):
        said.setdefault(sign_off.role, []).append(sign_off)
    return said


def load_votes(standing: Sequence[SignOff]) -> list[Vote]:
    """Return standing decisions as the rules of a round see them, with what holds them up.

    Conditions hold a stage or approval; a role that may still object holds approval.
    """
    holds: dict[int, list[int | None]] = {}
    still_open = Condition.objects.filter(sign_off__in=standing, accepted_at=None)
    for sign_off_id, stage in still_open.values_list("sign_off", "blocks_stage"):
        holds.setdefault(sign_off_id, []).append(stage)
    kept = EditorialKeep.objects.filter(sign_off__in=standing, answer=Answer.OPEN)
    for sign_off_id in kept.values_list("sign_off", flat=True):
        holds.setdefault(sign_off_id, []).append(APPROVAL)
    return [
        Vote(row.role, row.decision, row.seat, tuple(holds.get(row.pk, ()))) for row in standing
    ]


def as_last_word(sign_off: SignOff, template: Template) -> LastWord:
    """Return a decision as the rules of carrying over see it, beside the template of now.

    A section whose questions read differently since then counts as another text.
    """
    signed_by = find_template(signed_revision(sign_off).template_id)
    reworded = reworded_sections(signed_by, template)
    hashes = sign_off.section_hashes.items()
    return LastWord(
        role=sign_off.role,
        word=sign_off.decision,
        signer_id=str(sign_off.named_id),
        name=sign_off.printed_instead_of or sign_off.printed_name,
        revision=signed_revision(sign_off).number,
        section_hashes={key: "" if key in reworded else held for key, held in hashes},
    )


def find_edits(
    said: SignOff,
    slot: Slot,
    policy: Policy,
    template: Template,
    answers: Mapping[str, Json],
    hashes: Mapping[str, str],
) -> tuple[Edit, ...]:
    """Return the changes of wording over which an approval is kept for a time, if it may be.

    They are counted from the text that was really signed, so that small ones add up.
    """
    word = as_last_word(said, template)
    if not may_keep(word, slot, hashes, policy):
        return ()
    changed = changed_sections(word, slot, hashes)
    revision = signed_revision(said)
    signed_by, signed = find_template(revision.template_id), frozen(revision).answers
    return edits_between(template, signed_by, signed, answers, changed) or ()


def find_all_edits(
    said: Mapping[str, Sequence[SignOff]],
    policy: Policy,
    template: Template,
    answers: Mapping[str, Json],
    hashes: Mapping[str, str],
) -> dict[tuple[str, int], tuple[Edit, ...]]:
    """Return for each seat the changes of wording over which it would be kept."""
    found = {
        (slot.role, seat): find_edits(last, slot, policy, template, answers, hashes)
        for slot in policy.slots
        for seat in slot.seats
        if (last := word_of_seat(slot, seat, said.get(slot.role, ())))
    }
    return {seat: edits for seat, edits in found.items() if edits}


def signed_revision(sign_off: SignOff) -> Revision:
    """Return the revision that the person really signed: the first one when carried over."""
    return (sign_off.carried_from or sign_off).review.revision


def as_signature(sign_off: SignOff, *, open_conditions: int) -> Signature:
    """Return a decision as the checks of signatures see it."""
    return Signature(
        role=sign_off.role,
        person=sign_off.printed_name,
        decision=sign_off.decision,
        revision=signed_revision(sign_off).number,
        is_carried_over=sign_off.carried_from_id is not None,
        has_open_conditions=open_conditions > 0,
    )


def load_roles(spec: Spec) -> dict[str, Role]:
    """Return the roles that the organisation knows; its own words for a role come first."""
    known = StakeholderRole.objects.known_in(spec.organisation)
    rows = known.order_by("organisation", "position")
    own_last = sorted(rows, key=lambda row: row.organisation_id is not None)
    return {
        row.key: Role(row.key, row.label, tuple(row.cares_about), row.block_prompt)
        for row in own_last
    }


def load_signers(spec: Spec) -> dict[str, list[Signer]]:
    """Return who signs for each role: those named in the spec, else the organisation's holders."""
    able = possible_signers(spec.organisation)
    signers: dict[str, list[Signer]] = defaultdict(list)
    named = SignerAssignment.objects.filter(spec=spec).select_related("user").order_by("pk")
    held = RoleHolder.objects.filter(organisation=spec.organisation, user__in=able)
    overridden = set()
    for row in named.filter(user__in=able):
        overridden.add(row.role)
        signers[row.role].append(_signer(row))
    for holder in held.exclude(role__in=overridden).select_related("user").order_by("pk"):
        signers[holder.role].append(_signer(holder))
    return signers


def _signer(row: SignerAssignment | RoleHolder) -> Signer:
    return Signer(id=str(row.user_id), name=row.user.name, email=row.user.email)


def load_policy(spec: Spec, template: Template | None = None) -> Policy:
    """Return how the spec would be signed if it were submitted now, by its template or another."""
    asked = template or spec.template.template
    return build_policy(
        asked,
        route=load_route(spec.organisation_id, asked.key),
        roles=load_roles(spec),
        signers=load_signers(spec),
        author_id=str(spec.owner_id),
        demand_all_sign_again=spec.organisation.demand_all_sign_again,
        separation=load_separation(spec),
        editorial_days=spec.organisation.editorial_days,
    )


def load_separation(spec: Spec) -> Separation:
    """Return which duties the organisation keeps apart, and who wrote in this round."""
    organisation = spec.organisation
    writers = load_writers(spec) if organisation.writers_apart else ()
    return Separation(organisation.one_role_each, organisation.writers_apart, tuple(writers))


def load_writers(spec: Spec) -> Iterable[Writer]:
    """Yield who saved an answer since the spec was approved last, by name.

    The trail says so, and nobody can take it out of there. A round that was withdrawn counts
    on: its text is what the next one submits.
    """
    events = Event.objects.of_chain(spec.chain)
    approved = events.filter(kind=Kind.REVIEW_APPROVED).aggregate(last=Max("seq"))["last"] or 0
    wrote = events.filter(kind__in=WRITING, seq__gt=approved).order_by()
    ids = set(wrote.values_list("actor_id", flat=True))
    found = User.objects.filter(pk__in=[pk for pk in ids if pk.isdecimal()]).order_by("name", "pk")
    for pk, name in found.values_list("pk", "name"):
        yield Writer(str(pk), name)


def load_signing(spec: Spec, policy: Policy) -> Signing:
    """Return what checks are told of signatures: who signs, and the targets approved last."""
    signers = {slot.role: who_signs(slot) for slot in policy.slots}
    approved = Review.objects.filter(revision__spec=spec, outcome=Outcome.APPROVED)
    review = approved.select_related("revision__template").order_by("-revision__number").first()
    if review is None or review.closed_at is None:
        return Signing(signers)
    answers = frozen(review.revision).answers
    targets = {key: answers[key] for key in TARGETS if key in answers}
    return Signing(signers, targets, review.closed_at.date())


def section_numbers(template: Template) -> Mapping[str, str]:
    """Return what each section is called in a sentence: its number, else its title."""
    return {section.key: section.number or section.title for section in template.sections}


def load_forecast(
    spec: Spec,
    policy: Policy,
    hashes: Mapping[str, str],
    template: Template | None = None,
) -> Forecast:
    """Return what submitting would do to the sign-offs given so far."""
    asked = template or spec.template.template
    said = said_before(spec.pk)
    words = last_words(said, policy, asked)
    edits = {}
    if policy.editorial_days:
        edits = find_all_edits(said, policy, asked, load_contents(spec.pk).stored(), hashes)
    return forecast(policy, words, hashes, section_numbers(asked), edits)


def last_words(
    said: Mapping[str, Sequence[SignOff]], policy: Policy, template: Template
) -> dict[tuple[str, int], LastWord]:
    """Return what was last said in each seat of each role, beside the template of now."""
    return {
        (slot.role, seat): as_last_word(last, template)
        for slot in policy.slots
        for seat in slot.seats
        if (last := word_of_seat(slot, seat, said.get(slot.role, ())))
    }


def load_route(organisation_id: UUID, key: str) -> Route | None:
    """Return the route by which specs of a template are signed: its own, else that of all."""
    latest: dict[str, ReviewRoute] = {}
    for row in ReviewRoute.objects.for_template(organisation_id, key):
        latest.setdefault(row.template_key, row)
    kept = next((row for row in latest.values() if row.definition.get("stages")), None)
    return read_route(kept.definition) if kept else None


def draft_hashes(spec: Spec) -> dict[str, str]:
    """Return the hash of each section as it stands now."""
    return section_hashes(spec.template.template, load_contents(spec.pk).stored())
