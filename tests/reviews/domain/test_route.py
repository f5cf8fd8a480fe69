"""Routes: the place of each role, and what becomes of it when it is frozen."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.domain.policy import LastWord, Policy, Role, Signer, build_policy, word_of_seat
from reviews.domain.route import Place, Quorum, Route, Stage, quorum_words, read_quorum, read_route
from specs import catalogue

ANNA, BEN, CLEO = (
    Signer(str(n), name, f"{name.lower()}@meridian.example")
    for n, name in enumerate(("Anna", "Ben", "Cleo"), start=1)
)
ROUTE = Route(
    (Stage(1, "Legal", 5, (2, 1), (ANNA,)), Stage(2, "Delivery", 10), Stage(3, "Money")),
    {
        "legal_compliance": Place(1, "all"),
        "sre_on_call": Place(2, 2),
        "finance": Place(3),
        "ml_engineer": Place(2),
    },
)


def built(route: Route | None, **signers: list[Signer]) -> Policy:
    return build_policy(
        catalogue.template("ml_model_spec"),
        roles={"sre_on_call": Role("sre_on_call", "SRE / on-call")},
        signers=signers,
        author_id="9",
        demand_all_sign_again=False,
        route=route,
    )


def test_roles_sign_in_the_order_of_their_stages() -> None:
    policy = built(ROUTE, finance=[ANNA], legal_compliance=[ANNA, BEN])

    assert next((slot.role, slot.stage) for slot in policy.slots) == ("legal_compliance", 1)
    assert {slot.role for slot in policy.slots_of(2)} == {"sre_on_call", "ml_engineer"}
    assert policy.slots_of(3)[-1].role == "finance"
    assert policy.stage(1).name == "Legal"
    assert policy.has_route


def test_a_role_that_the_route_does_not_name_signs_last() -> None:
    slot = built(ROUTE).slot("data_engineer")

    assert slot is not None
    assert (slot.stage, slot.quorum) == (3, "any")


def test_a_stage_in_which_nobody_signs_falls_away() -> None:
    everybody = Route(
        ROUTE.stages, dict.fromkeys(catalogue.template("ml_model_spec").sign_off, Place(2))
    )

    policy = built(everybody)

    assert [(stage.number, stage.name) for stage in policy.stages] == [(1, "Delivery")]
    assert {slot.stage for slot in policy.slots} == {1}


def test_a_route_survives_being_frozen_and_being_kept() -> None:
    policy = built(ROUTE, legal_compliance=[ANNA, BEN], sre_on_call=[BEN])

    assert Policy.from_json(policy.as_json()) == policy
    assert read_route(ROUTE.as_json()) == ROUTE


def test_each_person_has_a_seat_where_more_than_one_must_sign() -> None:
    policy = built(ROUTE, legal_compliance=[ANNA, BEN], ml_engineer=[ANNA, BEN])
    legal, engineer = policy.slot("legal_compliance"), policy.slot("ml_engineer")

    assert legal is not None
    assert engineer is not None
    assert (legal.seats, legal.needed) == ((1, 2), 2)
    assert (legal.seat_of(BEN.id), legal.holder(2), legal.seat_of("9")) == (2, BEN, None)
    assert (engineer.seats, engineer.seat_of(BEN.id), engineer.holder(0)) == ((0,), 0, None)


def test_a_quorum_that_cannot_be_reached_is_named() -> None:
    policy = built(ROUTE, sre_on_call=[ANNA])

    assert [slot.role for slot in policy.unreachable()] == ["sre_on_call"]
    assert not built(ROUTE, sre_on_call=[ANNA, BEN]).unreachable()


@pytest.mark.parametrize(
    ("stored", "quorum"),
    [("all", "all"), (2, 2), (1, "any"), (0, "any"), (True, "any"), ("x", "any"), (None, "any")],
)
def test_a_quorum_is_read_as_one_of_three(stored: object, quorum: Quorum) -> None:
    assert read_quorum(stored) == quorum  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quorum", "people", "words"),
    [
        ("any", 1, ""),
        ("any", 3, "any of 3"),
        ("all", 2, "all 2"),
        (2, 3, "2 of 3"),
        (2, 1, "2 of 1"),
    ],
)
def test_a_quorum_in_words(quorum: Quorum, people: int, words: str) -> None:
    assert quorum_words(quorum, people) == words


def test_a_deadline_counts_from_the_day_on_which_the_stage_opens() -> None:
    assert Stage(1, days=5).due_on(date(2026, 2, 26)) == date(2026, 3, 3)
    assert Stage(1).due_on(date(2026, 2, 26)) is None


def test_what_a_person_said_before_counts_in_their_own_seat() -> None:
    policy = built(ROUTE, legal_compliance=[ANNA, BEN], ml_engineer=[ANNA, BEN])
    legal, engineer = policy.slot("legal_compliance"), policy.slot("ml_engineer")
    assert legal is not None
    assert engineer is not None
    said = [
        LastWord("x", "approved", BEN.id, "Ben", 1, {}),
        LastWord("x", "blocked", ANNA.id, "Anna", 2, {}),
        LastWord("x", "approved", CLEO.id, "Cleo", 3, {}),
    ]

    assert word_of_seat(legal, 1, said) is said[1]
    assert word_of_seat(legal, 2, said) is said[0]
    assert word_of_seat(engineer, 0, said) is said[2]
    assert word_of_seat(engineer, 0, said[:0]) is None
