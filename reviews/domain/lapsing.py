"""Which sign-offs a new revision voids and which it keeps, told to the author beforehand."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reviews.domain.editorial import Edit
from reviews.domain.policy import (
    Hashes,
    LastWord,
    Policy,
    Signer,
    Slot,
    Word,
    carries_over,
    changed_sections,
)
from reviews.domain.words import count, in_sentence, listed


@dataclass(frozen=True, slots=True)
class Fate:
    """What submitting does to the sign-off that was given in one seat of a role before."""

    slot: Slot
    last: LastWord | None
    keeps: bool
    seat: int = 0
    changed: tuple[str, ...] = ()
    why: str = ""
    edits: tuple[Edit, ...] = ()  # of wording, over which it is kept unless the role objects
    is_settled: bool = False  # nobody may object to these edits any more

    @property
    def holder(self) -> Signer | None:
        """Whose seat it is, where each person has one."""
        return self.slot.holder(self.seat)

    @property
    def label(self) -> str:
        """Who signs, in a sentence: the role, and the person where each has a seat."""
        role = in_sentence(self.slot.label)
        if self.holder and len(self.slot.seats) > 1:
            return f"{role} ({self.holder.name})"
        return role

    @property
    def lapses(self) -> bool:
        return self.last is not None and self.approved and not self.keeps

    @property
    def approved(self) -> bool:
        return self.last is not None and self.last.word in (Word.APPROVED, Word.CONDITIONS)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Which sign-offs a new revision voids, which it keeps, and who signs for the first time."""

    fates: tuple[Fate, ...]
    numbers: Mapping[str, str] = field(hash=False)

    @property
    def lapsing(self) -> tuple[Fate, ...]:
        return tuple(fate for fate in self.fates if fate.lapses)

    @property
    def kept(self) -> tuple[Fate, ...]:
        return tuple(fate for fate in self.fates if fate.keeps)

    @property
    def signing(self) -> tuple[Fate, ...]:
        """All who are asked: those whose sign-off lapses and those who never gave one."""
        return tuple(fate for fate in self.fates if not fate.keeps)

    @property
    def title(self) -> str:
        """One line for the author: how many lapse, or that none does."""
        given = sum(1 for fate in self.fates if fate.approved)
        if not given:
            return ""
        if not self.lapsing:
            kept = "its 1 sign-off" if given == 1 else f"all {given} sign-offs"
            return f"This change keeps {kept}"
        return f"This change voids {len(self.lapsing)} of {count(given, 'sign-off')}"

    @property
    def sentence(self) -> str:
        """Who signs again and why, who carries over, who had not signed."""
        parts: list[str] = []
        for why, fates in _grouped(self.lapsing).items():
            verb = "signs" if len(fates) == 1 else "sign"
            parts.append(f"{listed(f.label for f in fates)} {verb} again, {why}")
        if kept := len([fate for fate in self.kept if not fate.edits]):
            parts.append(f"{kept} {'carries' if kept == 1 else 'carry'} over")
        for is_settled in (False, True):
            edited = [fate for fate in self.kept if fate.edits and fate.is_settled is is_settled]
            parts += _kept_words(edited, is_settled=is_settled)
        if fresh := [fate for fate in self.signing if not fate.approved]:
            verb = "has" if len(fresh) == 1 else "have"
            names = listed(fate.label for fate in fresh)
            parts.append(f"{names} {verb} not approved before")
        return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:] + "." if parts else ""


def forecast(
    policy: Policy,
    last_words: Mapping[tuple[str, int], LastWord],
    hashes: Hashes,
    numbers: Mapping[str, str],
    edits: Mapping[tuple[str, int], tuple[Edit, ...]] | None = None,
    settled: Container[tuple[str, int]] = (),
) -> Forecast:
    """Say what becomes of each sign-off when the text with these hashes is submitted.

    ``last_words`` are those of each role and seat; ``numbers`` gives the printed number (or
    title) of each section. ``edits`` are the changes of wording over which a seat is kept,
    ``settled`` the seats of those to which nobody may object any more.
    """
    fates = tuple(
        _fate(slot, seat, last_words.get((slot.role, seat)), hashes, policy, numbers)
        for slot in policy.slots
        for seat in slot.seats
    )
    return Forecast(
        fates=tuple(_over_edits(fate, edits or {}, settled) for fate in fates), numbers=numbers
    )


def _over_edits(
    fate: Fate,
    edits: Mapping[tuple[str, int], tuple[Edit, ...]],
    settled: Container[tuple[str, int]],
) -> Fate:
    """Return what becomes of a sign-off that may be kept over a change of wording."""
    place = (fate.slot.role, fate.seat)
    if place not in edits:
        return fate
    over = edits[place]
    return replace(fate, keeps=True, changed=(), why="", edits=over, is_settled=place in settled)


def _kept_words(fates: Sequence[Fate], *, is_settled: bool) -> list[str]:
    if not fates:
        return []
    verb, object_ = (
        ("keeps its sign-off", "it objects")
        if len(fates) == 1
        else ("keep their sign-offs", "they object")
    )
    unless = "" if is_settled else f" unless {object_}"
    names = listed(fate.label for fate in fates)
    return [f"{names} {verb}{unless}, because only the wording changed"]


def _fate(
    slot: Slot,
    seat: int,
    last: LastWord | None,
    hashes: Hashes,
    policy: Policy,
    numbers: Mapping[str, str],
) -> Fate:
    if last is None:
        return Fate(slot=slot, last=None, keeps=False, seat=seat)
    if carries_over(last, slot, hashes, policy):
        return Fate(slot=slot, last=last, keeps=True, seat=seat)
    changed = changed_sections(last, slot, hashes)
    return Fate(
        slot=slot,
        last=last,
        keeps=False,
        seat=seat,
        changed=changed,
        why=_why(last, slot, changed, policy, numbers),
    )


def _why(
    last: LastWord, slot: Slot, changed: tuple[str, ...], policy: Policy, numbers: Mapping[str, str]
) -> str:
    if changed:
        return f"because {sections_words([numbers.get(key, key) for key in changed])} changed"
    if set(last.section_hashes) != set(slot.sections):
        return "because other sections are theirs to sign"
    if policy.demand_all_sign_again:
        return "because the organisation demands that all do"
    if slot.signer(last.signer_id) is None:
        return f"because {last.name} signs for this role no longer"
    return "because the last decision was no approval"


def _grouped(fates: Sequence[Fate]) -> dict[str, list[Fate]]:
    groups: dict[str, list[Fate]] = {}
    for fate in fates:
        groups.setdefault(fate.why, []).append(fate)
    return groups


def sections_words(numbers: Sequence[str]) -> str:
    """Name sections in a sentence: "section 6", "sections 5 and 6", "the header"."""
    printed = [number for number in numbers if number.isdecimal()]
    named = [f"the {in_sentence(number)}" for number in numbers if not number.isdecimal()]
    words = [f"section{'s' if len(printed) > 1 else ''} {listed(printed)}"] if printed else []
    return listed([*named, *words])
