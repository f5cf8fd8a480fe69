"""Who signs which sections, what the decisions together mean, and which of them lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from specs.domain.attribute import Json, Template

AUTHOR_ROLE = "product_manager"
Hashes: TypeAlias = "Mapping[str, str]"


class Malformed(ValueError):
    """A stored policy that does not say what it must."""


class Verdict(StrEnum):
    """What the standing decisions of a review amount to."""

    OPEN = "open"
    APPROVED = "approved"
    BLOCKED = "blocked"


class Word(StrEnum):
    """The last word of a role on a revision."""

    APPROVED = "approved"
    CONDITIONS = "conditions"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who may sign for a role, as they were when the revision was frozen."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Role:
    """A stakeholder role: what it cares about and the question it is asked."""

    key: str
    label: str
    cares_about: tuple[str, ...] = ()
    block_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One signature that a revision needs: a role, its sections, and who may give it."""

    role: str
    label: str
    required: bool
    sections: tuple[str, ...]
    cares_about: tuple[str, ...] = ()
    block_prompt: str = ""
    signers: tuple[Signer, ...] = ()

    def signer(self, user_id: object) -> Signer | None:
        return next((signer for signer in self.signers if signer.id == str(user_id)), None)


@dataclass(frozen=True, slots=True)
class Policy:
    """How one revision is signed, frozen with it."""

    demand_all_sign_again: bool
    slots: tuple[Slot, ...]

    def slot(self, role: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.role == role), None)

    def unfilled(self) -> tuple[Slot, ...]:
        """The slots that nobody may sign."""
        return tuple(slot for slot in self.slots if not slot.signers)

    def as_json(self) -> dict[str, Json]:
        """Return the policy in the shape in which a revision keeps it."""
        roles: list[Json] = [_slot_as_json(slot) for slot in self.slots]
        return {"demand_all_sign_again": self.demand_all_sign_again, "roles": roles}

    @classmethod
    def from_json(cls, stored: Json) -> Policy:
        """Read a policy out of a frozen revision."""
        roles = stored.get("roles") if isinstance(stored, dict) else None
        if not isinstance(stored, dict) or not isinstance(roles, list):
            raise Malformed("The policy of this revision names no roles.")
        return cls(
            demand_all_sign_again=stored.get("demand_all_sign_again") is True,
            slots=tuple(_slot_from_json(role) for role in roles),
        )


def build_policy(
    template: Template,
    *,
    roles: Mapping[str, Role],
    signers: Mapping[str, Sequence[Signer]],
    author_id: str,
    demand_all_sign_again: bool,
) -> Policy:
    """Return the slots of a template: required roles, and optional ones that somebody holds.

    Who owns the spec signs as product manager at most, so they are not asked in another role.
    """
    slots: list[Slot] = []
    for key in (*template.sign_off, *template.optional_sign_off):
        required = key in template.sign_off
        people = tuple(
            signer
            for signer in signers.get(key, ())
            if signer.id != author_id or key == AUTHOR_ROLE
        )
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
    return Policy(demand_all_sign_again=demand_all_sign_again, slots=tuple(slots))


def outcome(
    policy: Policy, words: Mapping[str, str], open_conditions: Mapping[str, int]
) -> Verdict:
    """Say what the last words of the roles amount to.

    One block ends the round. An approval with conditions counts once none of them is open.
    """
    if any(words.get(slot.role) == Word.BLOCKED for slot in policy.slots):
        return Verdict.BLOCKED
    complete = bool(policy.slots) and all(
        words.get(slot.role) in (Word.APPROVED, Word.CONDITIONS)
        and not open_conditions.get(slot.role)
        for slot in policy.slots
    )
    return Verdict.APPROVED if complete else Verdict.OPEN


@dataclass(frozen=True, slots=True)
class LastWord:
    """The last decision that a role gave in earlier rounds, and what it covered."""

    role: str
    word: str
    signer_id: str
    name: str
    revision: int
    section_hashes: Hashes = field(hash=False)


def changed_sections(last: LastWord, slot: Slot, hashes: Hashes) -> tuple[str, ...]:
    """Return the sections of the slot whose text is not the one that was signed."""
    before, now = last.section_hashes, {key: hashes.get(key) for key in slot.sections}
    return tuple(key for key in slot.sections if before.get(key) != now[key])


def carries_over(last: LastWord, slot: Slot, hashes: Hashes, policy: Policy) -> bool:
    """Say whether a role keeps its approval: same sections, same text, still its signer."""
    return (
        not policy.demand_all_sign_again
        and last.word in (Word.APPROVED, Word.CONDITIONS)
        and set(last.section_hashes) == set(slot.sections)
        and not changed_sections(last, slot, hashes)
        and slot.signer(last.signer_id) is not None
    )


def _slot_as_json(slot: Slot) -> dict[str, Json]:
    signers: list[Json] = [
        {"id": signer.id, "name": signer.name, "email": signer.email} for signer in slot.signers
    ]
    return {
        "role": slot.role,
        "label": slot.label,
        "required": slot.required,
        "sections": list(slot.sections),
        "cares_about": list(slot.cares_about),
        "block_prompt": slot.block_prompt,
        "signers": signers,
    }


def _slot_from_json(stored: Json) -> Slot:
    if not isinstance(stored, dict):
        raise Malformed(f"A role of the policy is not described: {stored!r}.")
    signers = stored.get("signers")
    return Slot(
        role=_text(stored, "role"),
        label=_text(stored, "label"),
        required=stored.get("required") is not False,
        sections=_texts(stored, "sections"),
        cares_about=_texts(stored, "cares_about"),
        block_prompt=_text(stored, "block_prompt"),
        signers=tuple(
            Signer(id=_text(s, "id"), name=_text(s, "name"), email=_text(s, "email"))
            for s in (signers if isinstance(signers, list) else [])
            if isinstance(s, dict)
        ),
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
