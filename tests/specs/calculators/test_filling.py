"""What the answers of a spec put into the inputs, and what of a result fits back into it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.calculators import BY_CODE, CALCULATORS, calculators_beside
from specs.domain.calculators.calculator import Outcome, Refusal
from specs.domain.calculators.feasibility import AREAS, KILLER_TITLES
from specs.domain.calculators.filling import split_unit
from specs.domain.calculators.ml_verdict import AGAINST_TITLES, FOR_TITLES, WORDS, Verdict
from specs.domain.calculators.proxy_score import CRITERIA
from specs.domain.calculators.traffic import BORDERS
from specs.domain.document import Document
from specs.domain.values import find_problems
from tests.specs.example import the_example
from tests.specs.strategies import FULL_SPEC, documents


def result_of(code: str, changes: dict[str, Json] | None = None) -> Outcome:
    document = the_example(changes, "full_spec")
    outcome = BY_CODE[code].run(BY_CODE[code].filled(document))
    assert isinstance(outcome, Outcome), outcome
    return outcome


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("CALC-01", "Accuracy of the trivial model: 99.8% (always negative)"),
        ("CALC-02", "Cost-optimal threshold t*: 0.0385"),
        ("CALC-03", "Cost per 1,000 decisions: 64.64"),
        ("CALC-04", "F-beta: 0.6985"),
        ("CALC-05", "Share of the budget: 40.0%"),
        ("CALC-06", "Peak factor: 5.0 (inside 3-10)"),
        ("CALC-07", "Tier: medium"),
        ("CALC-09", "Band: high"),
        ("CALC-10", "Needed cases: 2,014"),
        ("CALC-11", "Rule engine hit: sum 17, mean 3.40, "
         "reject (alignment or causal usefulness below 3)"),
        ("CALC-12", "Verdict: feasible with conditions"),
        ("CALC-13", "Verdict: Use ML with named safeguards"),
        ("CALC-14", "Utilisation of the capacity: 81.9%"),
        ("CALC-15", "Payback: 2.9 months"),
        ("CALC-17", "Error reduction: 33.3%"),
        ("CALC-18", "Answered: 100%"),
        ("CALC-19", "Change: -30.3%"),
        ("CALC-20", "Recall 0.55: missed 388.8/day, yearly cost 14,191,200"),
    ],
)  # fmt: skip
def test_the_running_example_fills_the_inputs(code: str, line: str) -> None:
    assert line in {f"{label}: {text}" for label, text in result_of(code).figures}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"mlfit.avoid_when>black_box_unacceptable>answer": "no"}, "use_ml"),
        ({"mlfit.avoid_when>black_box_unacceptable>note": ""}, "use_rules"),
        ({"mlfit.rules_reach_kpi": True}, "use_rules"),
        ({"mlfit.use_when>data_exists>answer": "unsure"}, "run_poc"),
        ({"problem.business_kpi": "Less fraud"}, None),
        ({"problem.kpi_timeframe": None}, None),
    ],
)
def test_the_tree_follows_the_answers(changes: dict[str, Json], verdict: str | None) -> None:
    assert result_of("CALC-13", changes).results.get("mlfit.decision") == verdict


def test_a_kpi_is_framed_where_the_template_does_not_ask_for_it() -> None:
    document = the_example({"problem.business_kpi": "Less fraud"}, "one_page_kickoff")

    assert BY_CODE["CALC-13"].filled(document)["is_framed"] in ("yes", "no")
    if not document.asks("problem.kpi_timeframe"):
        assert BY_CODE["CALC-13"].filled(document)["is_framed"] == "yes"


def test_times_are_brought_to_one_unit() -> None:
    changes: dict[str, Json] = {"deployment.p99": {"value": "0.06", "unit": "s"}}

    assert result_of("CALC-05", changes).figures[0].text == "40.0%"


def test_amounts_are_brought_to_single_units_of_one_currency() -> None:
    value: Json = {"value": "4.3", "unit": "M USD per year"}

    assert result_of("CALC-15", {"business.annual_value": value}).figures[0].text == "2,860,000"


def test_amounts_in_two_currencies_are_not_mixed() -> None:
    document = the_example({"errors.fn_cost": {"value": "100", "unit": "EUR"}}, "full_spec")

    assert "(EUR, USD)" in BY_CODE["CALC-02"].problem(document)
    assert not BY_CODE["CALC-02"].problem(the_example(None, "full_spec"))


@pytest.mark.parametrize(
    ("unit", "factor", "currency"),
    [
        ("M USD per year", 1_000_000, "USD"),
        ("usd", 1, "USD"),
        ("k EUR / year", 1_000, "EUR"),
        ("bn $ p.a.", 1_000_000_000, "$"),
        ("USD per month", 1, "USD per month"),
        ("m", 1, "M"),
        ("", 1, ""),
    ],
)
def test_a_unit_of_money_is_split(unit: str, factor: int, currency: str) -> None:
    assert split_unit(unit) == (Decimal(factor), currency)


def test_a_risk_register_gives_its_worst_risk() -> None:
    document = the_example({"risk.register": []}, "full_spec")

    assert BY_CODE["CALC-09"].filled(document)["probability"] == ""


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.code)
def test_what_a_calculator_names_is_in_the_catalogue(calculator: object) -> None:
    one = next(c for c in CALCULATORS if c is calculator)
    known = catalogue.attributes()

    assert {*one.serves, *one.writes} <= set(known)
    assert {key for given_input in one.inputs for key in given_input.keys} <= set(known)
    assert len({given_input.name for given_input in one.inputs}) == len(one.inputs)


@pytest.mark.parametrize("code", [one.code for one in CALCULATORS if one.writes])
def test_a_result_is_a_valid_answer(code: str) -> None:
    given_counts = {"tp": "70", "fp": "30", "fn": "30", "tn": "870"}
    filled = BY_CODE[code].filled(the_example(None, "full_spec"))

    outcome = BY_CODE[code].run(filled | (given_counts if code == "CALC-21" else {}))

    assert isinstance(outcome, Outcome)
    assert set(outcome.results) == set(BY_CODE[code].writes)
    for key, value in outcome.results.items():
        assert not list(find_problems(catalogue.attributes()[key], value))


def test_lines_and_lists_are_those_of_the_catalogue() -> None:
    known = catalogue.attributes()
    killers = {line.key: line.label for line in known["feasibility.killers"].fixed_rows}
    for_ml = {line.key for line in known["mlfit.use_when"].items}
    against = {line.key for line in known["mlfit.avoid_when"].items}
    decisions = known["mlfit.decision"].option_labels

    assert killers == KILLER_TITLES
    assert (for_ml, against) == (set(FOR_TITLES), set(AGAINST_TITLES))
    assert dict(decisions) == {v: words for v, words in WORDS.items() if v != Verdict.INCOMPLETE}
    assert tuple(line.key for line in known["proxy.candidates"].criteria) == CRITERIA
    assert {f"feasibility.{area}" for area in AREAS} <= set(known)


def test_the_tiers_are_those_of_the_catalogue() -> None:
    tiers = catalogue.library("scale_tiers")

    ends = [(str(tier["key"]), tier["dau_to"]) for tier in tiers]
    assert ends[:-1] == [(tier.value, str(border - 1)) for tier, border in BORDERS]
    assert ends[-1] == ("massive", None)


def test_a_section_offers_what_serves_it() -> None:
    template = catalogue.template("full_spec")
    offered = {
        section.key: [one.code for one in calculators_beside(section)]
        for section in template.sections
    }

    assert "CALC-02" in offered["policy"]
    assert "CALC-02" in offered["errors"]
    assert "CALC-15" in offered["business"]
    assert offered["scope"] == []


@given(documents(FULL_SPEC))
def test_no_answer_makes_a_calculator_fail(document: Document) -> None:
    for one in CALCULATORS:
        found = one.run(one.filled(document))

        assert isinstance(found, Outcome | Refusal)
        assert isinstance(one.problem(document), str)
        assert all(isinstance(given_input.unit_in(document), str) for given_input in one.inputs)
