"""What the checks and those who accept warnings say of one revision and not of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
