"""The sentence that each role confirms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.domain.amended import AmendedBy, AmendedChange
from reviews.domain.facts import facts
from reviews.domain.policy import Slot
from reviews.domain.statement import ConditionText, build_statement, plain
from tests.reviews.domain.frozen_example import TEMPLATE, frozen, slot_of

ROLES = (*TEMPLATE.sign_off, *TEMPLATE.optional_sign_off)


def said(role: str, changes: dict[str, object] | None = None, **terms: object) -> str:
    revision = frozen(changes)  # type: ignore[arg-type]
    given = {"decision": "approved", "block_answer": "No runbook."} | terms
    return plain(build_statement(slot_of(revision, role), revision, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "numbers"),
    [
        ("product_manager", ["recall of at least 0.7", "0.55 today", "rollback within 10 min"]),
        ("data_scientist", ["at least 0.7", "each of 4 subgroups", "95% confidence"]),
        ("ml_engineer", ["p99 60 ms", "5 signals in production"]),
        ("data_engineer", ["5 inputs at serving time", "4 data sources"]),
        ("sre_on_call", ["p99 60 ms", "peak 25 a second", "rollback within 10 min"]),
        ("legal_compliance", ["taken by the model", "no input with personal data", "4 subgroups"]),
        ("finance", ["4 instances in 2 zones", "8 GB of memory", "5 risks, 4 of them"]),
        ("platform_engineer", ["p99 60 ms", "peak 25 a second"]),
    ],
)
def test_each_role_confirms_its_numbers(role: str, numbers: list[str]) -> None:
    statement = said(role)

    for number in numbers:
        assert number in statement


@pytest.mark.parametrize("role", ROLES)
def test_every_statement_names_revision_title_and_answer(role: str) -> None:
    statement = said(role)

    assert "I approve revision 4 of Card payment fraud detection." in statement
    assert statement.endswith("I answer: “No runbook.”")
    assert statement == said(role)


@pytest.mark.parametrize("role", ROLES)
def test_a_revision_that_says_nothing_still_makes_a_sentence(role: str) -> None:
    statement = said(role, dict.fromkeys(TEMPLATE.attributes))

    assert "I have read “" in statement
    assert "None" not in statement


def test_what_does_not_apply_is_left_out() -> None:
    statement = said("sre_on_call", {"deployment.peak_qps": {"not_applicable": "batch"}})

    assert "peak" not in statement
    assert "p99 60 ms" in statement


def test_an_input_that_is_not_ready_is_counted() -> None:
    rows = [
        {"id": str(n), "cells": {"input": "a", "serving_available": ready, "personal_data": "yes"}}
        for n, ready in enumerate(["yes", "no", "unknown"])
    ]

    assert "1 of 3 inputs at serving time" in said("data_engineer", {"io.inputs": rows})
    assert "3 inputs with personal data" in said("legal_compliance", {"io.inputs": rows})


def test_an_own_role_confirms_what_it_read() -> None:
    revision = frozen()
    slot = Slot("brand", "Brand", required=True, sections=("s1", "s5"))

    statement = plain(build_statement(slot, revision, decision="approved"))

    assert statement == (
        "As Brand I approve revision 4 of Card payment fraud detection. I have read "
        "“1 Problem statement” and “5 Failure modes and risk register”. "
    )


def test_conditions_are_part_of_the_sentence() -> None:
    terms = [ConditionText("A runbook exists", "Piotr Zielak", "2 Mar 2026")]

    statement = said("sre_on_call", decision="conditions", conditions=terms)

    assert (
        "once 1 condition is closed: “A runbook exists” (Piotr Zielak, by 2 Mar 2026)" in statement
    )


def test_who_blocks_promises_nothing() -> None:
    statement = said("sre_on_call", decision="blocked", reason="No runbook", block_answer="")

    assert "I block revision 4 of" in statement
    assert "because: “No runbook”" in statement
    assert "I agree to be paged" not in statement
    assert "I have seen: p99 60 ms" in statement


def test_numbers_stand_out() -> None:
    revision = frozen()

    tokens = build_statement(slot_of(revision, "sre_on_call"), revision, decision="approved")

    assert [t.text for t in tokens if t.strong] == ["60 ms", "25 a second", "10 min", "5 signals"]
    assert [t.text for t in tokens if t.title] == ["Card payment fraud detection"]


def test_a_changed_fact_shows_what_it_was() -> None:
    former = frozen({"deployment.p99": {"value": "80", "unit": "ms"}}, number=3)

    p99, peak, *_ = facts("sre_on_call", frozen(), former)

    assert (p99.value, p99.former) == ("60 ms", "80 ms")
    assert peak.former == ""


def test_findings_of_a_role_come_with_their_waivers() -> None:
    found = {
        "code": "MON004",
        "severity": "warning",
        "key": "monitoring.signals",
        "title": "No alert",
        "message": "No alert for the outputs.",
        "fix": "Add one.",
    }
    waived = {**found, "reason": "Until July", "by": "Dana Okafor", "at": "2026-02-15T00:00:00Z"}
    revision = frozen(findings=[found], waivers=[waived])

    [finding] = revision.findings_of(slot_of(revision, "sre_on_call"))
    waiver = revision.waiver_of(finding)

    assert waiver is not None
    assert waiver.by == "Dana Okafor"
    assert revision.findings_of(slot_of(revision, "data_engineer")) == ()


SHIP = "evaluation.ship_threshold"
METRICS = TEMPLATE.section_of[SHIP]
LOWER = AmendedChange(SHIP, METRICS, "Minimum value to ship", "0.75", "0.71", "0.7", "loosened")
FEWER = AmendedChange("labels.count", METRICS, "Labels", "9,000", "", "8,000", "unclear")
OTHER = AmendedChange("deployment.p99", "nowhere", "Model p99", "50 ms", "", "60 ms", "loosened")


def amended(role: str, *amendments: AmendedBy) -> str:
    """The statement of a role on a revision that rests on amendments."""
    revision = replace(frozen(), amendments=amendments)
    slot = slot_of(revision, role)
    return plain(build_statement(slot, revision, decision="approved", block_answer="No runbook."))


def asked_for(*changes: AmendedChange, known: str = "Run 14: 0.71.", number: int = 1) -> AmendedBy:
    return AmendedBy(number, 3, "Dana Okafor", "3 May 2026", "Max", "It pays.", known, changes)


def test_what_was_renegotiated_is_said_once_beside_its_number() -> None:
    statement = amended("product_manager", asked_for(LOWER, OTHER))

    assert "at least 0.7 (0.75 before amendment 1, loosened, 0.71 reached), where" in statement
    assert "Dana Okafor asked for amendment 1 after a result was known. Asked" in statement
    assert statement.count("0.71") == statement.count("0.75") == 1
    assert "50 ms" not in statement


def test_what_a_role_does_not_count_is_said_behind_its_numbers() -> None:
    both = amended("product_manager", asked_for(LOWER, FEWER, known=""))
    rest = amended("legal_compliance", asked_for(LOWER, FEWER, known=""))

    said = "asked for amendment 1 before any result was known: "
    assert f"{said}it also changed labels from 9,000 to 8,000. " in both
    assert f"{said}minimum value to ship from 0.75 to 0.7 (loosened, 0.71 reached); labels" in rest


def test_of_two_amendments_of_a_number_each_is_told() -> None:
    first, then = replace(LOWER, new="0.72"), replace(LOWER, old="0.72", reached="")

    statement = amended("product_manager", asked_for(first), asked_for(then, number=2))

    assert "at least 0.7 (0.72 before amendment 2, loosened), where" in statement
    assert "amendment 1 after a result was known: minimum value to ship from 0.75" in statement


def test_an_untouched_role_says_nothing_of_an_amendment() -> None:
    assert "amendment" not in amended("sre_on_call", asked_for(LOWER))
