"""Every worked example of the catalogue, figure by figure, as its calculators show them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from specs.domain.calculators.accuracy_paradox import accuracy_paradox
from specs.domain.calculators.calculator import shown
from specs.domain.calculators.feasibility import Killer, feasibility
from specs.domain.calculators.latency_share import latency_share
from specs.domain.calculators.ml_verdict import AVOID_WHEN, USE_WHEN, Fit, decide
from specs.domain.calculators.proxy_score import CRITERIA, proxy_score
from specs.domain.calculators.review_load import review_load
from specs.domain.calculators.subgroup_confidence import interval, sample_size
from specs.domain.calculators.threshold import optimal_threshold


def figures(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


@pytest.mark.parametrize(
    ("positive_rate", "accuracy", "recall", "missed", "remarks"),
    [
        ("1", "99.0", "0.00", "10.0", (False, True)),
        ("0.2", "99.8", "0.00", "2.0", (False, True)),
        ("40", "60.0", "0.00", "400.0", (False, False)),
        ("90", "90.0", "1.00", "0.0", (True, True)),
    ],
)
def test_calc_01_the_accuracy_of_a_model_that_never_looks(
    positive_rate: str, accuracy: str, recall: str, missed: str, remarks: tuple[bool, bool]
) -> None:
    found = accuracy_paradox(Decimal(positive_rate))

    assert shown(found.accuracy, 1) == accuracy
    assert shown(found.recall, 2) == recall
    assert shown(found.missed_per_thousand, 1) == missed
    assert (found.says_yes, found.is_misleading) == remarks


@pytest.mark.parametrize(
    ("fp_cost", "fn_cost", "expected"),
    [
        ("4", "100", "0.0385"),
        ("50", "50", "0.5000"),
        ("20", "5", "0.8000"),
        ("9", "11", "0.4500"),
    ],
)
def test_calc_02_the_threshold_that_costs_least(fp_cost: str, fn_cost: str, expected: str) -> None:
    found = optimal_threshold(Decimal(fp_cost), Decimal(fn_cost))

    assert found is not None
    assert shown(found, 4) == expected


@pytest.mark.parametrize(
    ("model", "budget", "share", "usual", "fit"),
    [
        ("60", "150", "40.0", ("45.0", "90.0"), "usual"),
        ("200", "100", "200.0", ("30.0", "60.0"), "does not fit"),
        ("120", "150", "80.0", ("45.0", "90.0"), "too much"),
        ("30", "150", "20.0", ("45.0", "90.0"), "little"),
    ],
)
def test_calc_05_the_share_of_the_latency_budget(
    model: str, budget: str, share: str, usual: tuple[str, str], fit: str
) -> None:
    found = latency_share(Decimal(model), Decimal(budget))

    assert shown(found.percent, 1) == share
    assert (shown(found.usual_from, 1), shown(found.usual_to, 1)) == usual
    assert found.fit == fit


@pytest.mark.parametrize(
    ("hits", "cases", "threshold", "ends", "half", "proof"),
    [
        ("70", "100", "0.70", ("0.6041", "0.7811"), "0.0885", "not proven"),
        ("1780", "2400", "0.70", ("0.7238", "0.7588"), "0.0175", "proven"),
        ("0", "20", "0.70", ("0.0000", "0.1611"), "0.0806", "below"),
    ],
)
def test_calc_10_the_interval_round_a_measured_share(
    hits: str, cases: str, threshold: str, ends: tuple[str, str], half: str, proof: str
) -> None:
    found = interval(Decimal(hits), Decimal(cases), "95")

    assert (shown(found.low, 4), shown(found.high, 4)) == ends
    assert shown(found.half_width, 4) == half
    assert found.against(Decimal(threshold)) == proof


@pytest.mark.parametrize(
    ("share", "margin", "confidence", "cases"),
    [
        ("0.70", "0.02", "95", "2,014"),
        ("0.90", "0.03", "95", "388"),
        ("0.70", "0.05", "90", "226"),
    ],
)
def test_calc_10_the_cases_that_a_margin_needs(
    share: str, margin: str, confidence: str, cases: str
) -> None:
    assert shown(sample_size(Decimal(share), Decimal(margin), confidence), 0) == cases


@pytest.mark.parametrize(
    ("scores", "total", "mean", "verdict"),
    [
        ("5 4 3 2 5", 19, "3.80", "pass"),
        ("2 3 5 5 2", 17, "3.40", "reject"),
        ("3 2 3 2 3", 13, "2.60", "weak"),
    ],
)
def test_calc_11_the_score_of_a_proxy(scores: str, total: int, mean: str, verdict: str) -> None:
    given = [int(word) for word in scores.split()]

    found = proxy_score(dict(zip(CRITERIA, given, strict=True)))

    assert found is not None
    assert (found.total, shown(found.mean, 2), found.verdict) == (total, mean, verdict)


NO_KILLERS = [Killer("no")] * 8


@pytest.mark.parametrize(
    ("lights", "killers", "verdict"),
    [
        ("green green amber green green", NO_KILLERS, "feasible with conditions"),
        ("green green green green green", NO_KILLERS, "feasible"),
        ("green red red green green", NO_KILLERS, "not feasible"),
        ("green green green green green", [*NO_KILLERS[1:], Killer("yes")], "at risk"),
        ("amber amber amber green green", NO_KILLERS, "at risk"),
        ("green green green green -", NO_KILLERS, "incomplete"),
        ("green green green green green", [*NO_KILLERS[1:], Killer("unknown")], "incomplete"),
        ("red green green green green", [Killer("")], "incomplete"),
        ("green green green green green", [Killer("yes", is_mitigated=True)], "feasible"),
        ("amber amber green green green", [], "feasible with conditions"),
    ],
)
def test_calc_12_the_verdict_on_feasibility(
    lights: str, killers: list[Killer], verdict: str
) -> None:
    assert feasibility(lights.split(), killers) == verdict


EXAMPLE = {
    **dict.fromkeys(USE_WHEN, "yes"),
    **dict.fromkeys(AVOID_WHEN, "no"),
    "black_box_unacceptable": "yes",
}
NOTES = {"black_box_unacceptable": "Three reason codes per block"}


@pytest.mark.parametrize(
    ("changes", "notes", "verdict", "step"),
    [
        ({}, NOTES, "use_ml_with_safeguards", 10),
        ({"black_box_unacceptable": "no"}, NOTES, "use_ml", 10),
        ({"rules_good_enough": "yes"}, NOTES, "use_rules", 3),
        ({"data_weak": "yes"}, NOTES, "collect_data_first", 4),
        ({"data_exists": "no"}, NOTES, "collect_data_first", 4),
        ({"errors_catastrophic": "yes"}, NOTES, "do_not_use_ml", 5),
        ({"errors_tolerable": "no"}, NOTES, "do_not_use_ml", 5),
        ({"errors_tolerable": "no"}, {**NOTES, "errors_catastrophic": "A person decides"},
         "use_ml_with_safeguards", 10),
        ({}, {"black_box_unacceptable": "  "}, "use_rules", 6),
        ({"roi_negative": "yes"}, NOTES, "do_not_use_ml", 7),
        ({"complex_patterns": "no", "world_changes": "no"}, NOTES, "start_with_rules", 8),
        ({"complex_patterns": "unsure", "world_changes": "no"}, NOTES, "start_with_rules", 8),
        ({"repeats_at_scale": "no"}, NOTES, "start_with_rules", 8),
        ({"data_exists": "unsure"}, NOTES, "run_poc", 9),
        ({"roi_negative": "unsure"}, NOTES, "run_poc", 9),
        ({"roi_negative": ""}, NOTES, "incomplete", 1),
    ],
)  # fmt: skip
def test_calc_13_where_the_decision_tree_ends(
    changes: Mapping[str, str], notes: Mapping[str, str], verdict: str, step: int
) -> None:
    answers = {**EXAMPLE, **changes}
    fit = Fit(
        {key: answers[key] for key in USE_WHEN}, {key: answers[key] for key in AVOID_WHEN}, notes
    )

    assert decide(fit)[:2] == (verdict, step)


def test_calc_13_a_kpi_without_a_number_is_framed_first() -> None:
    fit = Fit(EXAMPLE, EXAMPLE, NOTES, is_framed=False)

    assert decide(fit)[:2] == ("incomplete", 2)


def test_calc_13_rules_that_reach_the_kpi_are_used() -> None:
    fit = Fit(EXAMPLE, EXAMPLE, NOTES, rules_reach_kpi=True)

    assert decide(fit)[:2] == ("use_rules", 3)


@pytest.mark.parametrize(
    ("given", "capacity", "flagged", "false_alarms", "used"),
    [
        ("432000 0.2 0.72 0.40", "1900", "1,555", "933", "81.9"),
        ("432000 0.2 0.55 0.18", "2700", "2,640", "2,165", "97.8"),
        ("10000 1 0.98 0.10", "800", "980", "882", "122.5"),
    ],
)
def test_calc_14_the_cases_people_look_at(
    given: str, capacity: str, flagged: str, false_alarms: str, used: str
) -> None:
    volume, positive_rate, recall, precision = figures(given)

    found = review_load(volume, positive_rate, recall, precision, Decimal(capacity))

    assert found.utilisation is not None
    shown_load = shown(found.flagged, 0), shown(found.false_alarms, 0), shown(found.utilisation, 1)
    assert shown_load == (flagged, false_alarms, used)
