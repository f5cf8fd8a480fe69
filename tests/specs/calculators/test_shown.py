"""Every worked example of the catalogue, typed in as people do, word for word as it is shown."""

from __future__ import annotations

import pytest

from specs.domain.calculators import BY_CODE, CALCULATORS
from specs.domain.calculators.calculator import Outcome, Refusal

COSTS = "fn_cost=100 fp_cost=4"
GREEN = "data=green labels=green serving=green risk=green roi=green"
KILLERS = (
    "label_scarcity",
    "feature_unavailable",
    "latency_qps",
    "error_cost",
    "distribution_shift",
    "adversarial",
    "compliance",
    "org_readiness",
)
NONE = " ".join(f"killer_{killer}=no" for killer in KILLERS)
EXAMPLE = (
    "complex_patterns=yes repeats_at_scale=yes data_exists=yes errors_tolerable=yes "
    "world_changes=yes rules_good_enough=no data_weak=no errors_catastrophic=no "
    "black_box_unacceptable=yes roi_negative=no note_black_box_unacceptable=Mitigated"
)
FLAT = "training=.25,.25,.25,.25"

# What is typed, and what is shown: lines of the result, each as "label: text".
EXAMPLES = [
    ("CALC-01", "positive_rate=1", "Accuracy of the trivial model: 99.0% (always negative); "
     "Its recall: 0.00; Positives missed per 1,000 cases: 10.0; Accuracy is misleading: yes"),
    ("CALC-01", "positive_rate=0.2", "Accuracy of the trivial model: 99.8% (always negative); "
     "Its recall: 0.00; Positives missed per 1,000 cases: 2.0; Accuracy is misleading: yes"),
    ("CALC-01", "positive_rate=40", "Accuracy of the trivial model: 60.0% (always negative); "
     "Its recall: 0.00; Positives missed per 1,000 cases: 400.0; Accuracy is misleading: no"),
    ("CALC-01", "positive_rate=90", "Accuracy of the trivial model: 90.0% (always positive); "
     "Its recall: 1.00; Positives missed per 1,000 cases: 0.0; Accuracy is misleading: yes"),
    ("CALC-02", "fp_cost=4 fn_cost=100", "Cost-optimal threshold t*: 0.0385"),
    ("CALC-02", "fp_cost=50 fn_cost=50", "Cost-optimal threshold t*: 0.5000"),
    ("CALC-02", "fp_cost=20 fn_cost=5", "Cost-optimal threshold t*: 0.8000"),
    ("CALC-02", "fp_cost=9 fn_cost=11", "Cost-optimal threshold t*: 0.4500"),
    ("CALC-03", f"positive_rate=0.2 recall=0.72 precision=0.40 {COSTS}",
     "False negatives per 1,000: 0.56; False positives per 1,000: 2.16; "
     "Cost per 1,000 decisions: 64.64"),
    ("CALC-03", f"positive_rate=0.2 recall=0.55 precision=0.18 {COSTS}",
     "False negatives per 1,000: 0.90; False positives per 1,000: 5.01; "
     "Cost per 1,000 decisions: 110.04"),
    ("CALC-03", f"positive_rate=1 recall=0 precision=0 {COSTS}",
     "False negatives per 1,000: 10.00; False positives per 1,000: 0.00; "
     "Cost per 1,000 decisions: 1,000.00"),
    ("CALC-04", "fn_cost=100 fp_cost=4 precision=0.40 recall=0.72",
     "Beta: 5.00; Advice: recall or F-beta with beta > 1; F-beta: 0.6985"),
    ("CALC-04", "fn_cost=50 fp_cost=50 precision=0.8 recall=0.6",
     "Beta: 1.00; Advice: F1; F-beta: 0.6857"),
    ("CALC-04", "fn_cost=5 fp_cost=20 precision=0.9 recall=0.6",
     "Beta: 0.50; Advice: precision or F-beta with beta < 1; F-beta: 0.8182"),
    ("CALC-05", "p99=60 budget=150",
     "Share of the budget: 40.0%; Usual allotment: 45.0-90.0 ms; Verdict: usual"),
    ("CALC-05", "p99=200 budget=100",
     "Share of the budget: 200.0%; Usual allotment: 30.0-60.0 ms; Verdict: does not fit"),
    ("CALC-05", "p99=120 budget=150",
     "Share of the budget: 80.0%; Usual allotment: 45.0-90.0 ms; Verdict: too much"),
    ("CALC-05", "p99=30 budget=150",
     "Share of the budget: 20.0%; Usual allotment: 45.0-90.0 ms; Verdict: little"),
    ("CALC-06", "volume=432000 peak=25", "Average: 5.00 QPS; Usual peak: 15.00-50.00 QPS; "
     "Peak factor: 5.0 (inside 3-10)"),
    ("CALC-06", "volume=10000000 peak=2000", "Average: 115.74 QPS; "
     "Usual peak: 347.22-1,157.41 QPS; Peak factor: 17.3 (outside 3-10)"),
    ("CALC-06", "volume=86400", "Average: 1.00 QPS; Usual peak: 3.00-10.00 QPS"),
    ("CALC-07", "users=10000", "Tier: small"),
    ("CALC-07", "users=310000", "Tier: medium"),
    ("CALC-07", "users=10000000", "Tier: large"),
    ("CALC-07", "users=1000000000", "Tier: massive"),
    ("CALC-08", "training=0.25,0.25,0.25,0.25 production=0.30,0.25,0.25,0.20",
     "KL divergence: 0.0101 (no alert); PSI: 0.0203 (stable); Prediction shift: 5.0% (no alert)"),
    ("CALC-08", "training=0.25,0.25,0.25,0.25 production=0.50,0.30,0.15,0.05",
     "KL divergence: 0.2442 (alert); PSI: 0.5554 (large); Prediction shift: 30.0% (alert)"),
    ("CALC-08", "training=0.5,0.5,0 production=0.4,0.4,0.2",
     "KL divergence: 1.3418 (alert); PSI: 1.5640 (large); Prediction shift: 20.0% (alert)"),
    ("CALC-08", "training=0.6,0.4 production=0.6,0.4",
     "KL divergence: 0.0000 (no alert); PSI: 0.0000 (stable); Prediction shift: 0.0% (no alert)"),
    ("CALC-09", "probability=medium impact=high", "Score: 6; Band: high"),
    ("CALC-09", "probability=high impact=medium", "Score: 6; Band: high"),
    ("CALC-09", "probability=low impact=high", "Score: 3; Band: medium"),
    ("CALC-09", "probability=high impact=high", "Score: 9; Band: critical"),
    ("CALC-09", "probability=4 impact=5 scale=five", "Score: 20; Band: critical"),
    ("CALC-09", "probability=2 impact=3 scale=five", "Score: 6; Band: medium"),
    ("CALC-10", "hits=70 cases=100 confidence=95 threshold=0.7",
     "Interval: 0.6041-0.7811; Half-width: 0.0885; Against 0.7: not proven"),
    ("CALC-10", "hits=1780 cases=2400 confidence=95 threshold=0.70",
     "Interval: 0.7238-0.7588; Half-width: 0.0175; Against 0.7: proven"),
    ("CALC-10", "hits=0 cases=20 confidence=95", "Interval: 0.0000-0.1611; Half-width: 0.0806"),
    ("CALC-10", "threshold=0.70 margin=0.02 confidence=95", "Needed cases: 2,014"),
    ("CALC-10", "threshold=0.90 margin=0.03 confidence=95", "Needed cases: 388"),
    ("CALC-10", "threshold=0.70 margin=0.05 confidence=90", "Needed cases: 226"),
    ("CALC-11", "candidates=Chosen:5,4,3,2,5", "Chosen: sum 19, mean 3.80, pass"),
    ("CALC-11", "candidates=Hit:2,3,5,5,2",
     "Hit: sum 17, mean 3.40, reject (alignment or causal usefulness below 3)"),
    ("CALC-11", "candidates=Other:3,2,3,2,3", "Other: sum 13, mean 2.60, weak"),
    ("CALC-12", f"{GREEN} serving=amber {NONE}", "Verdict: feasible with conditions"),
    ("CALC-12", f"{GREEN} {NONE}", "Verdict: feasible"),
    ("CALC-12", f"{GREEN} labels=red serving=red {NONE}", "Verdict: not feasible"),
    ("CALC-12", f"{GREEN} {NONE} killer_adversarial=yes", "Verdict: at risk"),
    ("CALC-12", f"{GREEN} data=amber labels=amber roi=amber {NONE}", "Verdict: at risk"),
    ("CALC-12", f"{GREEN} roi= {NONE}", "Verdict: incomplete"),
    ("CALC-13", EXAMPLE, "Verdict: Use ML with named safeguards"),
    ("CALC-13", f"{EXAMPLE} black_box_unacceptable=no", "Verdict: Use ML"),
    ("CALC-13", f"{EXAMPLE} rules_reach_kpi=yes", "Verdict: Use rules, no ML"),
    ("CALC-13", f"{EXAMPLE} data_weak=yes", "Verdict: Collect data first"),
    ("CALC-13", f"{EXAMPLE} errors_catastrophic=yes", "Verdict: Do not build this"),
    ("CALC-13", f"{EXAMPLE} roi_negative=yes", "Verdict: Do not build this"),
    ("CALC-13", f"{EXAMPLE} complex_patterns=no world_changes=no",
     "Verdict: Ship rules first, come back later"),
    ("CALC-13", f"{EXAMPLE} data_exists=unsure", "Verdict: Run a PoC before deciding"),
    ("CALC-14", "volume=432000 positive_rate=0.2 recall=0.72 precision=0.40 capacity=1900",
     "Flagged per day: 1,555; False alarms per day: 933; Utilisation of the capacity: 81.9%"),
    ("CALC-14", "volume=432000 positive_rate=0.2 recall=0.55 precision=0.18 capacity=2700",
     "Flagged per day: 2,640; False alarms per day: 2,165; Utilisation of the capacity: 97.8%"),
    ("CALC-14", "volume=10000 positive_rate=1 recall=0.98 precision=0.10 capacity=800",
     "Flagged per day: 980; False alarms per day: 882; Utilisation of the capacity: 122.5%"),
    ("CALC-15", "value=4300000 build=900000 run=540000",
     "First-year net: 2,860,000; ROI: 198.6%; Payback: 2.9 months"),
    ("CALC-15", "value=500000 build=400000 run=200000",
     "First-year net: -100,000; ROI: -16.7%; Payback: 16.0 months"),
    ("CALC-15", "value=100000 build=50000 run=120000",
     "First-year net: -70,000; ROI: -41.2%; Payback: never"),
    ("CALC-16", "weights=0.7,0.3 items=A:0.9,0.2;B:0.4,0.9", "A: 0.690; B: 0.550"),
    ("CALC-16", "weights=0.4,0.6 items=A:0.9,0.2;B:0.4,0.9", "B: 0.700; A: 0.480"),
    ("CALC-17", "baseline=0.55 target=0.70 direction=higher",
     "Gain: 0.1500; Relative: 27.3%; Error reduction: 33.3%; Viable: yes"),
    ("CALC-17", "baseline=12 target=9 direction=lower is_share=no",
     "Gain: 3.0000; Relative: 25.0%; Viable: yes"),
    ("CALC-17", "baseline=0.82 target=0.80 direction=higher",
     "Gain: -0.0200; Relative: -2.4%; Error reduction: -11.1%; Viable: no"),
    ("CALC-18", "answered=24 needed=24", "Answered: 100%"),
    ("CALC-18", "answered=23 needed=24", "Answered: 95%"),
    ("CALC-18", "answered=183 needed=184", "Answered: 99%"),
    ("CALC-19", "current=14.2 target=9.9", "Change: -30.3%"),
    ("CALC-19", "current=100 target=60", "Change: -40.0%"),
    ("CALC-19", "current=4.0 target=4.6", "Change: 15.0%"),
    *(
        ("CALC-20", f"volume=432000 positive_rate=0.2 fn_cost=100 recall={recall}",
         f"Recall {shown}: missed {missed}/day, yearly cost {cost}")
        for recall, shown, missed, cost in (
            ("0.55", "0.55", "388.8", "14,191,200"),
            ("0.70", "0.7", "259.2", "9,460,800"),
            ("0.90", "0.9", "86.4", "3,153,600"),
            ("0.82", "0.82", "155.5", "5,676,480"),
        )
    ),
    ("CALC-21", "tp=70 fp=30 fn=30 tn=870",
     "Precision: 0.7000; Recall: 0.7000; F1: 0.7000; Accuracy: 0.9400"),
    ("CALC-21", "tp=0 fp=0 fn=10 tn=990",
     "Precision: 0.0000; Recall: 0.0000; F1: 0.0000; Accuracy: 0.9900"),
    ("CALC-22", "changed=7500 replayed=500000 limit=2",
     "Changed: 1.50%; Verdict: within the limit of 2%"),
    ("CALC-22", "changed=12500 replayed=500000 limit=2",
     "Changed: 2.50%; Verdict: above the limit of 2%"),
    ("CALC-23", "both=40 first=5 second=10 neither=45", "Agreement: 85.0%; Kappa: 0.7000"),
    ("CALC-23", "both=90 first=4 second=4 neither=2", "Agreement: 92.0%; Kappa: 0.2908"),
]  # fmt: skip


def typed(text: str) -> dict[str, str]:
    """Read "name=value name=value"; a comma stands for a space, a semicolon for a line end."""
    pairs = (pair.split("=", 1) for pair in text.split())
    return {name: value.replace(",", " ").replace(";", "\n") for name, value in pairs}


@pytest.mark.parametrize(("code", "given", "expected"), EXAMPLES)
def test_a_worked_example_is_shown_to_the_letter(code: str, given: str, expected: str) -> None:
    outcome = BY_CODE[code].run(typed(given))

    assert isinstance(outcome, Outcome), outcome
    lines = {f"{label}: {text}" for label, text in outcome.figures}
    assert set(expected.split("; ")) <= lines


def test_every_calculator_has_a_worked_example() -> None:
    assert list(dict.fromkeys(code for code, _, _ in EXAMPLES)) == [c.code for c in CALCULATORS]


@pytest.mark.parametrize(
    ("code", "given", "words", "name"),
    [
        ("CALC-03", "positive_rate=50 recall=0.9 precision=0.3 fn_cost=1 fp_cost=1",
         "More false positives than there are negative cases.", "precision"),
        ("CALC-03", f"positive_rate=1 recall=0.5 precision=0 {COSTS}",
         "Where positive cases are found, the precision is above 0.", "precision"),
        ("CALC-02", "fp_cost=0 fn_cost=0",
         "Where no error costs anything, every threshold is as good.", "fp_cost"),
        ("CALC-02", "fp_cost=4 fn_cost=-1", "An error cannot cost less than nothing.", "fn_cost"),
        ("CALC-02", "fp_cost=-4 fn_cost=1", "An error cannot cost less than nothing.", "fp_cost"),
        ("CALC-04", "fn_cost=4 fp_cost=0",
         "Where a false positive costs nothing, there is no ratio.", "fp_cost"),
        ("CALC-08", "training=1,2 production=1,2,3", "Both histograms need the same bins.",
         "production"),
        ("CALC-08", "training=0,0 production=1,2",
         "A histogram holds shares or counts, at least one above 0.", "training"),
        ("CALC-09", "probability=4 impact=high", "On this scale the levels are low, medium, high.",
         "probability"),
        ("CALC-12", "", "Not enough data: no traffic light is set.", "data"),
        ("CALC-18", "answered=25 needed=24", "There cannot be more answers than are needed.",
         "answered"),
        ("CALC-19", "current=0 target=4",
         "From a KPI of 0 today, a change in percent is undefined.", "current"),
        ("CALC-22", "changed=5 replayed=4", "No more decisions can change than were replayed.",
         "changed"),
        ("CALC-23", "both=0 first=0 second=0 neither=0",
         "At least one case has to be labelled by both.", "both"),
        ("CALC-16", "weights=0.7,0.3 items=A:0.9", "A needs 2 scores.", "items"),
        ("CALC-11", "candidates=A:1,2", "Line 1: write a name, a colon and 5 figures, "
         "with spaces between them.", "candidates"),
        ("CALC-07", "users=ten", "Not a number. Write it like 0.70.", "users"),
        ("CALC-07", "users=432,000", "", "users"),
        ("CALC-07", "users=1e9", "Write all digits, without an exponent: 0.001 or 5000000.",
         "users"),
        ("CALC-05", "p99=NaN budget=150", "Not a number. Write it like 0.70.", "p99"),
        ("CALC-10", "confidence=80 threshold=0.5 margin=0.1", "Choose one of the options.",
         "confidence"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(code: str, given: str, words: str, name: str) -> None:
    refusal = BY_CODE[code].run(typed(given))

    assert isinstance(refusal, Refusal), refusal
    assert words in refusal.words
    assert refusal.name == name


@pytest.mark.parametrize("code", list(BY_CODE))
def test_a_calculator_without_data_says_what_is_missing(code: str) -> None:
    calculator = BY_CODE[code]

    found = calculator.run({})

    if code == "CALC-13":  # the tree itself says that it is incomplete
        assert isinstance(found, Outcome)
        assert found.headline.startswith("Not decided yet")
    else:
        assert isinstance(found, Refusal)
        assert found.words.startswith("Not enough data")


@pytest.mark.parametrize("code", list(BY_CODE))
@pytest.mark.parametrize(
    "figure", ["0", "-1", "1", "0.5", "100", "9" * 30, "0." + "0" * 28 + "1", "1" + "0" * 40]
)
def test_no_figure_makes_a_calculator_fail(code: str, figure: str) -> None:
    calculator = BY_CODE[code]
    shapes = {
        "figure": figure,
        "figures": f"{figure} {figure}",
        "lines": f"A: {figure}\nB: {figure} {figure}",
        "text": figure,
    }
    given = {
        one.name: one.options[0][0] if one.options else shapes[one.sort.value]
        for one in calculator.inputs
    }

    found = calculator.run(given)

    assert isinstance(found, Outcome | Refusal)
    if isinstance(found, Outcome) and found.picture:
        assert found.picture.drawn
        assert found.picture.height > 0
