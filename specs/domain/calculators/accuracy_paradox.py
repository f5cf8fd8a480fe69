"""CALC-01: how accurate a model is that always gives the commoner answer (001 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    HUNDRED,
    Calculator,
    Given,
    Impossible,
    Outcome,
    Shown,
    plain,
    shown,
)
from specs.domain.calculators.filling import figure_from
from specs.domain.charts import Bar, Bars, Sheet, Tone
from specs.domain.parameters import DEFAULTS


@dataclass(frozen=True, slots=True)
class Paradox:
    """What the model reaches that never looks at a case; the accuracy is in percent."""

    accuracy: Decimal
    says_yes: bool
    missed_per_thousand: Decimal
    is_misleading: bool

    @property
    def recall(self) -> Decimal:
        return Decimal(int(self.says_yes))

    @property
    def precision(self) -> Decimal:
        """Of those that it calls positive, the share that is; 0 where it calls none."""
        return self.accuracy / HUNDRED if self.says_yes else Decimal(0)

    @property
    def f1(self) -> Decimal:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else Decimal(0)


def accuracy_paradox(positive_rate: Decimal, limit: Decimal = DEFAULTS.imbalance_share) -> Paradox:
    """max(p, 100 - p) for a share of p percent positives; above ``limit`` it misleads."""
    if not 0 <= positive_rate <= HUNDRED:
        raise Impossible("The share of positive cases lies between 0 and 100%.", "positive_rate")
    says_yes = positive_rate > HUNDRED / 2
    accuracy = max(positive_rate, HUNDRED - positive_rate)
    missed = Decimal(0) if says_yes else 10 * positive_rate
    return Paradox(accuracy, says_yes, missed, accuracy > limit)


def compute(given: Given) -> Outcome:
    rate, limit = given.figure("positive_rate"), given.parameters.imbalance_share
    found = accuracy_paradox(rate, limit)
    answer = "positive" if found.says_yes else "negative"
    accuracy = f"{shown(found.accuracy, 1)}%"
    verdict = "misleading" if found.is_misleading else "not misleading"
    return Outcome(
        headline=f"Always saying “{answer}” is {accuracy} accurate: accuracy is {verdict} here.",
        tone=Tone.BAD if found.is_misleading else Tone.GOOD,
        figures=(
            Shown("Accuracy of the trivial model", f"{accuracy} (always {answer})"),
            Shown("Its recall", shown(found.recall, 2)),
            Shown("Positives missed per 1,000 cases", shown(found.missed_per_thousand, 1)),
            Shown("Accuracy is misleading", "yes" if found.is_misleading else "no"),
        ),
        steps=(
            f"Accuracy = max({plain(rate)}, 100 − {plain(rate)}) = {accuracy}",
            f"Misleading where it is above {plain(limit)}%",
        ),
        picture=_picture(found, answer),
    )


def _picture(found: Paradox, answer: str) -> Bars:
    reached = (
        ("Accuracy", found.accuracy, Tone.BAD if found.is_misleading else Tone.PLAIN),
        ("Recall", found.recall * HUNDRED, Tone.PLAIN),
        ("Precision", found.precision * HUNDRED, Tone.PLAIN),
        ("F1", found.f1 * HUNDRED, Tone.PLAIN),
    )
    bars = tuple(Bar(label, value, f"{shown(value, 1)}%", tone) for label, value, tone in reached)
    words = ", ".join(f"{bar.label} {bar.text}" for bar in bars)
    return Bars(
        title=f"What a model reaches that always says “{answer}”",
        words=f"Bars of what a model reaches that always says {answer}: {words}.",
        sheet=Sheet(("Metric", "Reached"), tuple((bar.label, bar.text) for bar in bars)),
        bars=bars,
        most=HUNDRED,
    )


CALCULATOR = Calculator(
    code="CALC-01",
    title="Accuracy paradox",
    question="How accurate is a model that always gives the commoner answer?",
    formula="accuracy = max(p, 100 − p), where p is the share of positive cases in percent; "
    "missed per 1,000 = 10 p where p ≤ 50, else 0",
    source="001 §4",
    serves=("data.positive_rate", "evaluation.primary_metric"),
    inputs=(
        figure_from("positive_rate", "Share of positive cases", "data.positive_rate", unit="%"),
    ),
    compute=compute,
)
