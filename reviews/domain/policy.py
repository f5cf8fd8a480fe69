"""Who signs which sections, what the decisions together mean, and which of them lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from reviews.domain.route import (
    ANY,
    Quorum,
    Route,
    Signer,
    Stage,
    needed,
    quorum_words,
    read_people,
    read_quorum,
    read_stage,
)
from reviews.domain.separation import (
    NOTHING_APART,
    Apart,
    Seats,
    Separation,
    left_over,
    other_role,
)

if TYPE_CHECKING:
    from specs.domain.attribute import Json, Template

__all__ = [
    "APPROVALS",
    "AUTHOR_ROLE",
    "Hashes",
    "LastWord",
    "Malformed",
    "Policy",
    "Role",
    "Separation",
    "Signer",
    "Slot",
    "Word",
    "build_policy",
    "carries_over",
    "changed_sections",
    "stage_held",
    "word_of_seat",
]

AUTHOR_ROLE = "product_manager"
Hashes: TypeAlias = "Mapping[str, str]"


class Malformed(ValueError):
    """A stored policy that does not say what it must."""


class Word(StrEnum):
    """The last word of a role on a revision."""

    APPROVED = "approved"
    CONDITIONS = "conditions"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    OPENED = "opened"  # by break-glass: nobody approved, and the role holds up nothing


APPROVALS = (Word.APPROVED, Word.CONDITIONS)


@dataclass(frozen=True, slots=True)
class Role:
    """A stakeholder role: what it cares about and the question it is asked."""

    key: str
    label: str
    cares_about: tuple[str, ...] = ()
    block_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a revision needs of a role: its sections, who may sign, and how many of them must.

    Where any one person signs for the role there is one seat, 0. Otherwise each person has a
    seat of their own: their place among the signers, from 1.
    """

    role: str
    label: str
    required: bool
    sections: tuple[str, ...]
    cares_about: tuple[str, ...] = ()
    block_prompt: str = ""
    signers: tuple[Signer, ...] = ()
    stage: int = 1
    quorum: Quorum = ANY

    def signer(self, user_id: object) -> Signer | None:
        return next((signer for signer in self.signers if signer.id == str(user_id)), None)

    @property
    def needed(self) -> int:
        """How many of its people must approve."""
        return needed(self.quorum, len(self.signers))

    @property
    def is_reachable(self) -> bool:
        return self.needed <= len(self.signers)

    @property
    def quorum_words(self) -> str:
        """ "any of 3", "all 3", "2 of 3"; nothing for one person alone."""
        return quorum_words(self.quorum, len(self.signers))

    @property
    def seats(self) -> tuple[int, ...]:
        """The lines of decisions that the role has."""
        return (
            (0,)
            if self.quorum == ANY or not self.signers
            else tuple(range(1, len(self.signers) + 1))
        )

    def holder(self, seat: int) -> Signer | None:
        """Whose seat it is; seat 0 is that of whoever comes first."""
        return self.signers[seat - 1] if 0 < seat <= len(self.signers) else None

    def seat_of(self, user_id: object) -> int | None:
        """The seat in which a person signs, or None for somebody who does not."""
        ids = [signer.id for signer in self.signers]
        if str(user_id) not in ids:
            return None
        return 0 if self.quorum == ANY else ids.index(str(user_id)) + 1


@dataclass(frozen=True, slots=True)
class Policy:
    """How one revision is signed, frozen with it."""

    demand_all_sign_again: bool
    slots: tuple[Slot, ...]
    stages: tuple[Stage, ...] = (Stage(),)
    separation: Separation = NOTHING_APART
    editorial_days: int = 0  # in which a role may object to a change of wording

    def slot(self, role: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.role == role), None)

    def slots_of(self, stage: int) -> tuple[Slot, ...]:
        """The slots that decide in one stage."""
        return tuple(slot for slot in self.slots if slot.stage == stage)

    def stage(self, number: int) -> Stage:
        """The stage of that number; the first one where there is none."""
        return next((s for s in self.stages if s.number == number), self.stages[0])

    @property
    def has_route(self) -> bool:
        """Something else is asked than one signature of each role at once."""
        return len(self.stages) > 1 or any(slot.quorum != ANY for slot in self.slots)

    def for_amendment(self) -> Policy:
        """The same for what is renegotiated, which is never a mere change of wording."""
        return replace(self, editorial_days=0)

    def unreachable(self) -> tuple[Slot, ...]:
        """The slots that need more people than may sign them."""
        return tuple(slot for slot in self.slots if slot.signers and not slot.is_reachable)

    def hopeless(self) -> tuple[Slot, ...]:
        """The slots for which a revision could never be approved: nobody, or too few, may sign."""
        too_few = tuple(slot for slot in self.unreachable() if slot.required)
        return self.unfilled() + too_few

    def unfilled(self) -> tuple[Slot, ...]:
        """The slots that nobody may sign."""
        return tuple(slot for slot in self.slots if not slot.signers)

    def as_json(self) -> dict[str, Json]:
        """Return the policy in the shape in which a revision keeps it."""
        roles: list[Json] = [_slot_as_json(slot) for slot in self.slots]
        stages: list[Json] = [stage.as_json() for stage in self.stages]
        kept: dict[str, Json] = {
            "demand_all_sign_again": self.demand_all_sign_again,
            "roles": roles,
            "stages": stages,
        }
        if self.editorial_days:
            kept["editorial_days"] = self.editorial_days
        return kept | ({"separation": self.separation.as_json()} if self.separation else {})

    @classmethod
    def from_json(cls, stored: Json) -> Policy:
        """Read a policy out of a frozen revision."""
        roles = stored.get("roles") if isinstance(stored, dict) else None
        if not isinstance(stored, dict) or not isinstance(roles, list):
            raise Malformed("The policy of this revision names no roles.")
        stages = stored.get("stages")
        return cls(
            demand_all_sign_again=stored.get("demand_all_sign_again") is True,
            slots=tuple(_slot_from_json(role) for role in roles),
            stages=tuple(read_stage(stage) for stage in stages)
            if isinstance(stages, list) and stages
            else (Stage(),),
            separation=Separation.from_json(stored.get("separation")),
            editorial_days=days if isinstance(days := stored.get("editorial_days"), int) else 0,
        )

    def apart(self, role: str, user_id: object, signed: Mapping[str, str]) -> Apart | None:
        """Say why a person may not sign in a role, besides being named for it.

        ``signed`` holds the roles in which they have signed this revision, with their labels.
        """
        if role != AUTHOR_ROLE and self.separation.wrote(user_id):
            return Apart("wrote")
        if self.separation.one_role_each and (other := other_role(signed, role)):
            return Apart("other_role", other)
        return None

    def left_over(self) -> tuple[str, ...]:
        """The roles for which nobody is left where nobody signs in two."""
        if not self.separation.one_role_each:
            return ()
        return left_over(
            [
                Seats(slot.label, slot.needed, tuple(signer.id for signer in slot.signers))
                for slot in self.slots
                if slot.signers
            ]
        )


def build_policy(
    template: Template,
    *,
    roles: Mapping[str, Role],
    signers: Mapping[str, Sequence[Signer]],
    author_id: str,
    demand_all_sign_again: bool,
    route: Route | None = None,
    separation: Separation = NOTHING_APART,
    editorial_days: int = 0,
) -> Policy:
    """Return the slots of a template: required roles, and optional ones that somebody holds.

    Who owns the spec signs as product manager at most, so they are not asked in another role;
    nor is who wrote in it, where that is kept apart.
    Without a route everybody is asked at once, and any one person signs for a role.
    """
    slots: list[Slot] = []
    for key in (*template.sign_off, *template.optional_sign_off):
        required = key in template.sign_off
        people = _not_apart(signers.get(key, ()), key, author_id, separation)
        sections = tuple(section.key for section in template.sections_of_role(key))
        if not required and not (people and sections):
            continue
        role = roles.get(key) or Role(key, key.replace("_", " ").capitalize())
        slots.append(
            Slot(
                role=key,
                label=role.label,
                required=required,
                sections=sections,
                cares_about=role.cares_about,
                block_prompt=role.block_prompt,
                signers=people,
            )
        )
    asked = (route or Route()).among(frozenset(slot.role for slot in slots))
    placed = [
        replace(slot, stage=asked.place(slot.role).stage, quorum=asked.place(slot.role).quorum)
        for slot in slots
    ]
    return Policy(
        demand_all_sign_again=demand_all_sign_again,
        slots=tuple(sorted(placed, key=lambda slot: slot.stage)),
        stages=asked.stages,
        separation=separation,
        editorial_days=editorial_days,
    )


def _not_apart(
    signers: Sequence[Signer], role: str, author_id: str, separation: Separation
) -> tuple[Signer, ...]:
    """Those of a role who did not write themselves what they would sign."""
    if role == AUTHOR_ROLE:
        return tuple(signers)
    return tuple(one for one in signers if not (one.id == author_id or separation.wrote(one.id)))


@dataclass(frozen=True, slots=True)
class LastWord:
    """The last decision that a role gave in earlier rounds, and what it covered.

    The signer is who was named to sign, also where somebody stood in for them.
    """

    role: str
    word: str
    signer_id: str
    name: str
    revision: int
    section_hashes: Hashes = field(hash=False)

    @property
    def named_id(self) -> str:
        """Who was named to sign."""
        return self.signer_id


class Said(Protocol):
    """Something that a person said; whose it is."""

    @property
    def named_id(self) -> object: ...


T = TypeVar("T", bound=Said)


def word_of_seat(slot: Slot, seat: int, said: Sequence[T]) -> T | None:
    """Return the last of what a role said before, oldest first, that concerns one seat."""
    holder = slot.holder(seat)
    if holder is None:
        return said[-1] if said else None
    return next((word for word in reversed(said) if str(word.named_id) == holder.id), None)


def stage_held(stage: int | None, slot: Slot, policy: Policy) -> int | None:
    """Return the stage that a condition of a role holds up; None, approval, if it cannot."""
    return stage if stage and slot.stage < stage <= policy.stages[-1].number else None


def changed_sections(last: LastWord, slot: Slot, hashes: Hashes) -> tuple[str, ...]:
    """Return the sections of the slot whose text is not the one that was signed."""
    before, now = last.section_hashes, {key: hashes.get(key) for key in slot.sections}
    return tuple(key for key in slot.sections if before.get(key) != now[key])


def carries_over(last: LastWord, slot: Slot, hashes: Hashes, policy: Policy) -> bool:
    """Say whether a role keeps its approval: same sections, same text, still its signer."""
    return (
        not policy.demand_all_sign_again
        and last.word in APPROVALS
        and set(last.section_hashes) == set(slot.sections)
        and not changed_sections(last, slot, hashes)
        and slot.signer(last.signer_id) is not None
    )


def _slot_as_json(slot: Slot) -> dict[str, Json]:
    signers: list[Json] = [signer.as_json() for signer in slot.signers]
    return {
        "role": slot.role,
        "label": slot.label,
        "required": slot.required,
        "sections": list(slot.sections),
        "cares_about": list(slot.cares_about),
        "block_prompt": slot.block_prompt,
        "signers": signers,
        "stage": slot.stage,
        "quorum": slot.quorum,
    }


def _slot_from_json(stored: Json) -> Slot:
    if not isinstance(stored, dict):
        raise Malformed(f"A role of the policy is not described: {stored!r}.")
    stage = stored.get("stage")
    return Slot(
        role=_text(stored, "role"),
        label=_text(stored, "label"),
        required=stored.get("required") is not False,
        sections=_texts(stored, "sections"),
        cares_about=_texts(stored, "cares_about"),
        block_prompt=_text(stored, "block_prompt"),
        signers=read_people(stored.get("signers")),
        stage=stage if isinstance(stage, int) else 1,
        quorum=read_quorum(stored.get("quorum")),
    )


def _text(stored: Mapping[str, Json], name: str) -> str:
    held = stored.get(name, "")
    if not isinstance(held, str):
        raise Malformed(f"The policy's {name} is not text: {held!r}.")
    return held


def _texts(stored: Mapping[str, Json], name: str) -> tuple[str, ...]:
    held = stored.get(name, [])
    if not isinstance(held, list) or not all(isinstance(entry, str) for entry in held):
        raise Malformed(f"The policy's {name} is not a list of words.")
    return tuple(str(entry) for entry in held)
