"""CALC-21: precision, recall, F1 and accuracy from the four counts of a test (001 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    plain,
    rounded,
    shown,
)
from specs.domain.charts import Bar, Bars, Sheet

COUNTS = (
    ("tp", "True positives"),
    ("fp", "False positives"),
    ("fn", "False negatives"),
    ("tn", "True negatives"),
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The four metrics, each from 0 to 1."""

    precision: Decimal
    recall: Decimal
    f1: Decimal
    accuracy: Decimal


def metrics_of(tp: Decimal, fp: Decimal, fn: Decimal, tn: Decimal) -> Metrics:
    """TP/(TP+FP), TP/(TP+FN), 2PR/(P+R), (TP+TN)/all; 0 where there is nothing to divide by."""
    counts = (tp, fp, fn, tn)
    for name, count in zip(("tp", "fp", "fn", "tn"), counts, strict=True):
        if count < 0 or count != count.to_integral_value():
            raise Impossible("Cases are counted in whole numbers from 0.", name)
    precision, recall = _ratio(tp, tp + fp), _ratio(tp, tp + fn)
    f1 = _ratio(2 * precision * recall, precision + recall)
    return Metrics(precision, recall, f1, _ratio(tp + tn, sum(counts, Decimal(0))))


def _ratio(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole else Decimal(0)


def compute(given: Given) -> Outcome:
    tp, fp, fn, tn = (given.figure(name) for name, _ in COUNTS)
    found = metrics_of(tp, fp, fn, tn)
    named = (
        ("Precision", found.precision),
        ("Recall", found.recall),
        ("F1", found.f1),
        ("Accuracy", found.accuracy),
    )
    figures = tuple(Shown(label, shown(value, 4)) for label, value in named)
    words = ", ".join(f"{label.lower()} {text}" for label, text in figures)
    return Outcome(
        headline=f"Precision {figures[0].text}, recall {figures[1].text}.",
        figures=figures,
        steps=(
            f"Precision = {plain(tp)} / ({plain(tp)} + {plain(fp)}) = {figures[0].text}",
            f"Recall = {plain(tp)} / ({plain(tp)} + {plain(fn)}) = {figures[1].text}",
            f"F1 = 2 × {figures[0].text} × {figures[1].text} / "
            f"({figures[0].text} + {figures[1].text}) = {figures[2].text}",
            f"Accuracy = ({plain(tp)} + {plain(tn)}) / {plain(tp + fp + fn + tn)} = "
            f"{figures[3].text}",
        ),
        picture=Bars(
            title="Metrics of the test",
            words=f"Bars from 0 to 1: {words}.",
            sheet=Sheet(("Metric", "Value"), tuple((f.label, f.text) for f in figures)),
            bars=tuple(Bar(label, value * HUNDRED, shown(value, 4)) for label, value in named),
            most=HUNDRED,
        ),
        results={
            "evaluation.operating_precision": plain(rounded(found.precision, 4)),
            "evaluation.operating_recall": plain(rounded(found.recall, 4)),
        },
    )


CALCULATOR = Calculator(
    code="CALC-21",
    title="Metrics from counts",
    question="Which metrics do the counts of a test mean?",
    formula="precision = TP/(TP + FP); recall = TP/(TP + FN); F1 = 2PR/(P + R); "
    "accuracy = (TP + TN)/all; 0 where there is nothing to divide by",
    source="001 §4",
    serves=("evaluation.operating_precision", "evaluation.operating_recall"),
    inputs=tuple(Input(name, title) for name, title in COUNTS),
    compute=compute,
    writes=("evaluation.operating_precision", "evaluation.operating_recall"),
)
