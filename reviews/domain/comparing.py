"""What else differs between two revisions, beside their answers: checks, waivers, signers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.domain.words import in_sentence, listed

if TYPE_CHECKING:
    from reviews.domain.policy import Policy, Slot


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as both kinds of text hold it, with the reason of its waiver."""

    code: str
    severity: str
    message: str
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One difference in words; ``came`` says whether it is there now or was there before."""

    words: str
    came: bool
    code: str = ""


def compare_findings(former: Iterable[Found], now: Iterable[Found]) -> tuple[Remark, ...]:
    """Return what the checks say now and did not, and the other way round."""
    before, after = list(former), list(now)
    known = {(one.code, one.message) for one in before}
    left = {(one.code, one.message) for one in after}
    came = [
        Remark(f"{one.severity.capitalize()}: {one.message}", came=True, code=one.code)
        for one in after
        if (one.code, one.message) not in known
    ]
    went = [
        Remark(f"{one.severity.capitalize()}: {one.message}", came=False, code=one.code)
        for one in before
        if (one.code, one.message) not in left
    ]
    return (*came, *went)


def compare_waivers(former: Iterable[Found], now: Iterable[Found]) -> tuple[Remark, ...]:
    """Return the warnings that were accepted since, and those that are accepted no more."""
    before = {(one.code, one.message): one for one in former if one.reason}
    after = {(one.code, one.message): one for one in now if one.reason}
    came = [
        Remark(f"{one.by} accepted “{one.message}”: {one.reason}", came=True, code=one.code)
        for key, one in after.items()
        if key not in before or before[key].reason != one.reason
    ]
    went = [
        Remark(f"No longer accepted: “{one.message}”", came=False, code=one.code)
        for key, one in before.items()
        if key not in after
    ]
    return (*came, *went)


def compare_policies(former: Policy, now: Policy, titles: Mapping[str, str]) -> tuple[Remark, ...]:
    """Return how it is signed otherwise: roles, people, sections, and who has to."""
    return tuple(_policies(former, now, titles))


def _policies(former: Policy, now: Policy, titles: Mapping[str, str]) -> Iterator[Remark]:
    for slot in now.slots:
        earlier = former.slot(slot.role)
        if earlier is None:
            yield Remark(f"{slot.label} signs as well: {_people(slot)}.", came=True)
        else:
            yield from _slots(earlier, slot, titles)
    for slot in former.slots:
        if now.slot(slot.role) is None:
            yield Remark(f"{slot.label} does not sign any more.", came=False)
    if now.demand_all_sign_again != former.demand_all_sign_again:
        again = now.demand_all_sign_again
        words = "Everybody signs each revision again." if again else "Sign-offs carry over."
        yield Remark(words, came=True)


def _slots(former: Slot, now: Slot, titles: Mapping[str, str]) -> Iterator[Remark]:
    if {one.id for one in former.signers} != {one.id for one in now.signers}:
        words = f"For {in_sentence(now.label)} signs {_people(now)}, before {_people(former)}."
        yield Remark(words, came=True)
    if former.required != now.required:
        must = "has to sign" if now.required else "may sign, and need not"
        yield Remark(f"{now.label} {must}.", came=True)
    more = [titles.get(key, key) for key in now.sections if key not in former.sections]
    less = [titles.get(key, key) for key in former.sections if key not in now.sections]
    if more:
        yield Remark(f"{now.label} signs {listed(more)} as well.", came=True)
    if less:
        yield Remark(f"{now.label} does not sign {listed(less)} any more.", came=False)


def _people(slot: Slot) -> str:
    return listed(one.name for one in slot.signers) or "nobody yet"
