"""What the checks of signatures say before a revision is approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from reviews.domain.approving import Signature, signature_blockers
from reviews.domain.policy import Word
from tests.reviews.domain.frozen_example import frozen

REVISION = frozen()
EVERYBODY = {
    slot.role: Signature(slot.role, "Piotr Zielak", Word.APPROVED, REVISION.number)
    for slot in REVISION.policy.slots
}


def codes(**changes: Signature | None) -> Mapping[str, str]:
    """Return what is found, by code, when some signatures are others or missing."""
    given = [one for one in {**EVERYBODY, **changes}.values() if one]
    return {found.code: found.message for found in signature_blockers(REVISION, given)}


def test_nothing_is_in_the_way_once_everybody_approved() -> None:
    assert codes() == {}


def test_a_role_that_has_not_signed_is_named() -> None:
    assert codes(sre_on_call=None) == {"GOV013": "Not signed yet: SRE / on-call."}


def test_a_role_of_whom_more_people_have_to_approve_is_named() -> None:
    one_of_two = replace(EVERYBODY["sre_on_call"], are_others_missing=True)

    assert codes(sre_on_call=one_of_two) == {"GOV013": "Not signed yet: SRE / on-call."}


def test_an_approval_of_an_earlier_text_does_not_count() -> None:
    earlier = replace(EVERYBODY["data_scientist"], revision=3)

    assert codes(data_scientist=earlier) == {
        "GOV014": "The text changed after the signature of: Data scientist."
    }
    assert codes(data_scientist=replace(earlier, is_carried_over=True)) == {}


@pytest.mark.parametrize("is_open", [True, False])
def test_an_approval_with_conditions_counts_once_they_are_met(is_open: bool) -> None:  # noqa: FBT001
    given = replace(EVERYBODY["ml_engineer"], decision=Word.CONDITIONS, has_open_conditions=is_open)

    assert ("GOV015" in codes(ml_engineer=given)) is is_open


def test_one_block_is_in_the_way() -> None:
    given = replace(EVERYBODY["data_engineer"], decision=Word.BLOCKED)

    assert codes(data_engineer=given) == {"GOV016": "Blocked by: Data engineer."}


def test_the_text_is_not_judged_anew() -> None:
    wanting = frozen({"problem.statement": None})

    assert signature_blockers(wanting, EVERYBODY.values()) == ()
