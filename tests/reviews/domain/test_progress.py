"""Which stage of a route decides now, and what the decisions together mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.domain.policy import Policy, Slot
from reviews.domain.progress import Verdict, Vote, is_satisfied, open_stage, outcome, state_of_role
from reviews.domain.route import Quorum, Signer, Stage

THREE = tuple(Signer(str(n), f"Person {n}", f"p{n}@meridian.example") for n in (1, 2, 3))
STAGES = (Stage(1, "Legal"), Stage(2, "Delivery"), Stage(3, "Money"))


def slot(role: str, stage: int = 1, quorum: Quorum = "any") -> Slot:
    return Slot(
        role, role, required=True, sections=("s1",), signers=THREE, stage=stage, quorum=quorum
    )


def policy(*slots: Slot, stages: tuple[Stage, ...] = STAGES) -> Policy:
    return Policy(demand_all_sign_again=False, slots=slots, stages=stages)


def said(*words: str, holds: dict[str, tuple[int | None, ...]] | None = None) -> list[Vote]:
    """Read votes: "legal/2 approved" is what was said in the second seat."""
    votes = []
    for text in words:
        line, word = text.split()
        role, _, seat = line.partition("/")
        votes.append(Vote(role, word, int(seat or 0), (holds or {}).get(line, ())))
    return votes


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ([], Verdict.OPEN),
        (["a approved"], Verdict.OPEN),
        (["a approved", "b approved"], Verdict.APPROVED),
        (["a approved", "b conditions"], Verdict.APPROVED),
        (["b blocked"], Verdict.BLOCKED),
        (["a approved", "b blocked"], Verdict.BLOCKED),
        (["stranger approved"], Verdict.OPEN),
        (["a approved", "b approved", "stranger blocked"], Verdict.APPROVED),
    ],
)
def test_outcome_of_the_decisions(votes: list[str], verdict: Verdict) -> None:
    assert outcome(policy(slot("a"), slot("b"), stages=(Stage(),)), said(*votes)) is verdict


def test_nothing_is_approved_when_nobody_signs() -> None:
    assert outcome(policy(), []) is Verdict.OPEN


@pytest.mark.parametrize("held", [None, 2])
def test_an_open_condition_of_any_kind_holds_the_approval(held: int | None) -> None:
    asked = policy(slot("a"), stages=(Stage(),))
    votes = said("a conditions", holds={"a": (held,)})

    assert outcome(asked, votes) is Verdict.OPEN


@pytest.mark.parametrize(
    ("quorum", "votes", "enough"),
    [
        ("any", ["a approved"], True),
        ("all", ["a/1 approved", "a/2 approved"], False),
        ("all", ["a/1 approved", "a/2 approved", "a/3 conditions"], True),
        (2, ["a/1 approved"], False),
        (2, ["a/1 approved", "a/1 approved"], False),
        (2, ["a/1 approved", "b/2 approved"], False),
        (2, ["a/1 approved", "a/3 approved"], True),
        (4, ["a/1 approved", "a/2 approved", "a/3 approved"], False),
    ],
)
def test_enough_people_of_a_role(quorum: Quorum, votes: list[str], enough: bool) -> None:  # noqa: FBT001
    assert is_satisfied(slot("a", quorum=quorum), said(*votes)) is enough


def test_one_block_of_a_role_ends_the_round_although_its_quorum_is_reached() -> None:
    asked = policy(slot("a", quorum=2), stages=(Stage(),))

    assert outcome(asked, said("a/1 approved", "a/2 approved", "a/3 blocked")) is Verdict.BLOCKED


def test_a_stage_opens_when_every_role_before_it_is_done() -> None:
    asked = policy(slot("legal"), slot("privacy", quorum="all"), slot("sre", 2), slot("money", 3))

    assert open_stage(asked, []) == 1
    assert open_stage(asked, said("legal approved", "privacy/1 approved")) == 1
    done = ["legal approved", *(f"privacy/{seat} approved" for seat in (1, 2, 3))]
    assert open_stage(asked, said(*done)) == 2
    assert open_stage(asked, said(*done, "sre conditions")) == 3
    assert open_stage(asked, said("money approved")) == 1


def test_a_stage_that_was_carried_over_whole_is_passed_by() -> None:
    asked = policy(slot("legal"), slot("sre", 2), slot("money", 3))

    assert open_stage(asked, said("legal approved", "sre approved")) == 3


def test_a_condition_holds_up_the_stage_that_it_names_and_those_after() -> None:
    asked = policy(slot("legal"), slot("sre", 2), slot("money", 3))
    votes = ("legal conditions", "sre approved")

    assert open_stage(asked, said(*votes, holds={"legal": (2,)})) == 1
    assert open_stage(asked, said(*votes, holds={"legal": (3,)})) == 2
    assert open_stage(asked, said(*votes, holds={"legal": (None,)})) == 3


def test_a_policy_without_stages_is_one_stage_that_any_person_of_a_role_signs() -> None:
    kept = policy(slot("a"), slot("b")).as_json()
    older = {
        "demand_all_sign_again": False,
        "roles": [
            {name: value for name, value in role.items() if name not in ("stage", "quorum")}
            for role in kept["roles"]  # type: ignore[union-attr]
            if isinstance(role, dict)
        ],
    }

    read = Policy.from_json(older)  # type: ignore[arg-type]

    assert read == replace(policy(slot("a"), slot("b")), stages=(Stage(),))
    assert not read.has_route
    assert [one.seats for one in read.slots] == [(0,), (0,)]


@pytest.mark.parametrize(
    ("states", "enough", "state"),
    [
        (["waiting", "approved"], False, "waiting"),
        (["lapsed", "approved"], False, "lapsed"),
        (["waiting", "approved"], True, "approved"),
        (["carried_over", "approved"], True, "approved"),
        (["carried_over", "carried_over"], True, "carried_over"),
        (["conditions", "approved"], True, "conditions"),
        (["blocked", "approved"], True, "blocked"),
    ],
)
def test_one_mark_for_all_people_of_a_role(states: list[str], enough: bool, state: str) -> None:  # noqa: FBT001
    assert state_of_role(states, enough=enough) == state
