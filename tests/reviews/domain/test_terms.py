"""Two policies, routes and plans held against each other, term by term."""

from __future__ import annotations

from dataclasses import replace

from reviews.domain.gates import Plan, Rule, Side
from reviews.domain.policy import Policy, Signer, Slot
from reviews.domain.route import Quorum, Stage
from reviews.domain.terms import compare_terms, gate_terms, route_terms, signing_terms
from specs.domain.differences import Pair

TITLES = {"s1": "1 Problem", "s2": "2 Data"}


def slot(
    role: str, *names: str, sections: tuple[str, ...] = ("s1",), quorum: Quorum = "any"
) -> Slot:
    people = tuple(Signer(name, name, f"{name}@example.org") for name in names)
    return Slot(
        role, role.capitalize(), required=True, sections=sections, signers=people, quorum=quorum
    )


def policy(*slots: Slot, stages: tuple[Stage, ...] = (Stage(),)) -> Policy:
    return Policy(demand_all_sign_again=False, slots=slots, stages=stages)


def said(pairs: tuple[Pair, ...]) -> list[tuple[str, str, str]]:
    return [(pair.title, pair.former, pair.now) for pair in pairs]


def compare(former: Policy, now: Policy) -> list[tuple[str, str, str]]:
    return said(compare_terms(signing_terms(former, TITLES), signing_terms(now, TITLES)))


def test_people_quorum_sections_and_duty_are_told() -> None:
    former = policy(slot("finance", "Marc", "Ana"))
    now = policy(
        replace(slot("finance", "Eva", "Ana", sections=("s1", "s2"), quorum="all"), required=False)
    )

    assert compare(former, now) == [
        ("Finance, who signs", "Marc and Ana", "Eva and Ana"),
        ("Finance, how many must", "any of 2", "all 2"),
        ("Finance, has to sign", "yes", "no, it may"),
        ("Finance, signs", "1 Problem", "1 Problem and 2 Data"),
    ]
    assert compare(now, now) == []


def test_a_role_that_comes_or_goes_has_one_side() -> None:
    both = policy(slot("finance", "Marc"), slot("legal", "Imani"))

    came = compare(policy(slot("finance", "Marc")), both)

    assert ("Legal, who signs", "", "Imani") in came
    assert {title.partition(",")[0] for title, _, _ in came} == {"Legal"}
    assert ("Legal, who signs", "Imani", "") in compare(both, policy(slot("finance", "Marc")))


def test_what_holds_for_all_is_told() -> None:
    former = policy(slot("finance", "Marc"))
    now = replace(former, demand_all_sign_again=True, editorial_days=7)

    assert compare(former, now) == [
        ("Sign-offs of unchanged sections", "carry over", "all sign each revision again"),
        ("Sign-offs over a change of wording", "lapse", "kept, 7 days to object"),
    ]


def test_a_stage_is_known_by_its_name_wherever_it_stands() -> None:
    law = Stage(1, "Law", days=5, remind=(2,))
    former = policy(slot("legal", "Imani"), stages=(law, Stage(2, "Rest", days=5)))
    now = policy(
        slot("legal", "Imani"),
        stages=(Stage(1, "Rest", days=5), replace(law, number=2, days=3, remind=(2, 1))),
    )

    pairs = said(compare_terms(route_terms(former), route_terms(now)))

    assert ("Stage “Law”, place", "1 of 2", "2 of 2") in pairs
    assert ("Stage “Law”, time to answer", "5 days", "3 days") in pairs
    assert ("Stage “Law”, reminds", "2 days before", "2 days before and 1 day before") in pairs
    assert len(pairs) == 4


def test_rules_days_and_budgets_of_stages_are_told() -> None:
    rule = Rule("phases.mvp_threshold", "F1", Side.AT_LEAST, "0.90")
    plan = Plan("mvp", "MVP", "scaling", "", (rule,), "3", "months", budget="40000", currency="EUR")
    loose = replace(plan, rules=(replace(rule, threshold="0.82"),), length="4", budget="")

    assert said(compare_terms(gate_terms([plan]), gate_terms([loose]))) == [
        ("MVP, F1", "F1 at least 0.90", "F1 at least 0.82"),
        ("MVP, time", "3 months", "4 months"),
        ("MVP, budget", "40,000 EUR", ""),
    ]
