"""Slots, outcomes, and sign-offs that carry over or lapse."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.domain.lapsing import forecast
from reviews.domain.policy import (
    LastWord,
    Malformed,
    Policy,
    Role,
    Signer,
    Slot,
    build_policy,
    carries_over,
)
from specs import catalogue

HASHES = {"s1": "a", "s5": "b", "s6": "c", "s7": "d"}
NUMBERS = {"s1": "1", "s5": "5", "s6": "6", "s7": "7", "head": "Header"}
PIOTR = Signer("7", "Piotr Zielak", "piotr@meridian.example")


def slot(role: str, *sections: str, signer: Signer = PIOTR, label: str = "") -> Slot:
    return Slot(role, label or role, required=True, sections=sections, signers=(signer,))


def signed(role: str, *sections: str, word: str = "approved") -> LastWord:
    hashes = {key: HASHES[key] for key in sections}
    return LastWord(role, word, "7", "Piotr Zielak", revision=3, section_hashes=hashes)


def by_seat(*words: LastWord) -> dict[tuple[str, int], LastWord]:
    return {(word.role, 0): word for word in words}


def the_policy(*slots: Slot, again: bool = False) -> Policy:
    return Policy(demand_all_sign_again=again, slots=slots)


def built(signers: dict[str, list[Signer]], author: str = "1") -> Policy:
    return build_policy(
        catalogue.template("ml_model_spec"),
        roles={"sre_on_call": Role("sre_on_call", "SRE / on-call", ("paging",), "What?")},
        signers=signers,
        author_id=author,
        demand_all_sign_again=False,
    )


def test_every_role_of_the_template_has_a_slot_with_its_sections() -> None:
    policy = built({"sre_on_call": [PIOTR]})

    assert [slot.role for slot in policy.slots] == list(
        catalogue.template("ml_model_spec").sign_off
    )
    sre = policy.slot("sre_on_call")
    assert sre is not None
    assert (sre.label, sre.sections) == ("SRE / on-call", ("s5", "s6", "s7"))
    assert sre not in policy.unfilled()


def test_an_optional_role_signs_only_when_somebody_holds_it() -> None:
    assert built({}).slot("finance") is None

    finance = built({"finance": [PIOTR]}).slot("finance")

    assert finance is not None
    assert not finance.required


def test_the_author_signs_as_product_manager_and_as_nothing_else() -> None:
    policy = built({"product_manager": [PIOTR], "sre_on_call": [PIOTR]}, author=PIOTR.id)

    assert policy.slot("product_manager") not in policy.unfilled()
    assert policy.slot("sre_on_call") in policy.unfilled()


def test_a_policy_survives_being_frozen() -> None:
    policy = built({"sre_on_call": [PIOTR], "finance": [PIOTR]})

    assert Policy.from_json(policy.as_json()) == policy


@pytest.mark.parametrize("stored", [None, {}, {"roles": ["x"]}, {"roles": [{"role": 3}]}])
def test_a_policy_that_says_nothing_is_refused(stored: object) -> None:
    with pytest.raises(Malformed):
        Policy.from_json(stored)  # type: ignore[arg-type]


def test_a_sign_off_carries_over_when_its_sections_did_not_change() -> None:
    sre = slot("sre", "s5", "s6")
    policy = the_policy(sre)

    assert carries_over(signed("sre", "s5", "s6"), sre, {**HASHES, "s1": "other"}, policy)
    assert carries_over(signed("sre", "s5", "s6", word="conditions"), sre, HASHES, policy)


def test_a_sign_off_lapses_with_its_text_its_sections_its_signer_or_by_demand() -> None:
    sre = slot("sre", "s5", "s6")
    policy = the_policy(sre)
    last = signed("sre", "s5", "s6")

    assert not carries_over(last, sre, {**HASHES, "s6": "other"}, policy)
    assert not carries_over(last, sre, {"s5": "b"}, policy)
    assert not carries_over(last, slot("sre", "s5"), HASHES, policy)
    assert not carries_over(last, slot("sre", "s5", "s6", "s7"), HASHES, policy)
    assert not carries_over(last, replace(sre, signers=()), HASHES, policy)
    assert not carries_over(last, sre, HASHES, the_policy(sre, again=True))
    for word in ("blocked", "withdrawn"):
        assert not carries_over(signed("sre", "s5", "s6", word=word), sre, HASHES, policy)


def test_the_author_reads_who_signs_again_and_why() -> None:
    policy = the_policy(
        slot("sre", "s5", "s6", label="SRE / on-call"),
        slot("ml", "s6", label="ML engineer"),
        slot("fin", "s6", label="Finance"),
        slot("legal", "s1", label="Legal / compliance"),
        slot("pm", "s1", label="Product manager"),
    )
    last = [
        signed("sre", "s5", "s6"),
        signed("ml", "s6"),
        signed("fin", "s6"),
        signed("legal", "s1"),
    ]

    said = forecast(policy, by_seat(*last), {**HASHES, "s6": "other"}, NUMBERS)

    assert said.title == "This change voids 3 of 4 sign-offs"
    assert said.sentence == (
        "SRE / on-call, ML engineer and finance sign again, because section 6 changed; "
        "1 carries over; product manager has not approved before."
    )
    assert [fate.slot.role for fate in said.signing] == ["sre", "ml", "fin", "pm"]


def test_nothing_is_voided_when_nothing_changed() -> None:
    said = forecast(the_policy(slot("sre", "s5")), by_seat(signed("sre", "s5")), HASHES, NUMBERS)

    assert said.title == "This change keeps its 1 sign-off"
    assert said.signing == ()


def test_a_demand_of_the_organisation_is_given_as_the_reason() -> None:
    policy = the_policy(slot("sre", "s5", label="SRE"), again=True)

    said = forecast(policy, by_seat(signed("sre", "s5")), HASHES, NUMBERS)

    assert said.sentence == "SRE signs again, because the organisation demands that all do."


def test_the_first_submission_voids_nothing() -> None:
    said = forecast(the_policy(slot("sre", "s5", label="SRE")), {}, HASHES, NUMBERS)

    assert said.title == ""
    assert said.sentence == "SRE has not approved before."
