"""CALC-08: how far production has drifted from training: KL, PSI and prediction shift.

000 §7; the bands of PSI were added. KL after S. Kullback and R. A. Leibler, On information and
sufficiency, Annals of Mathematical Statistics 22 (1951); natural logarithm, production against
training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import (
    Calculator,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    Sort,
    plain,
    shown,
)
from specs.domain.charts import Bar, Bars, Sheet, Tone

SMALLEST = Decimal("0.0001")
KL_ALERT = Decimal("0.1")
SHIFT_ALERT = Decimal(5)
PSI_BANDS = ((Decimal("0.1"), "stable"), (Decimal("0.25"), "moderate"))


@dataclass(frozen=True, slots=True)
class Drift:
    """Three ways to say how far two histograms lie apart; the shift is in percent."""

    kl: Decimal
    psi: Decimal
    shift: Decimal

    @property
    def kl_alerts(self) -> bool:
        return self.kl > KL_ALERT

    @property
    def shift_alerts(self) -> bool:
        return self.shift > SHIFT_ALERT

    @property
    def psi_band(self) -> str:
        """Below 0.1 stable, to 0.25 moderate, above that large."""
        if self.psi < PSI_BANDS[0][0]:
            return PSI_BANDS[0][1]
        return PSI_BANDS[1][1] if self.psi <= PSI_BANDS[1][0] else "large"


def drift(training: Sequence[Decimal], production: Sequence[Decimal]) -> Drift:
    """KL = sum p ln(p/q), PSI = sum (p - q) ln(p/q), shift = 50 x sum |p - q|."""
    if len(training) != len(production):
        raise Impossible("Both histograms need the same bins.", "production")
    if len(training) < 2:
        raise Impossible("A histogram needs at least two bins.", "training")
    q, p = _shares(training, "training"), _shares(production, "production")
    logs = [(a / b).ln() for a, b in zip(p, q, strict=True)]
    apart = [a - b for a, b in zip(p, q, strict=True)]
    return Drift(
        kl=sum((a * log for a, log in zip(p, logs, strict=True)), Decimal(0)),
        psi=sum((gap * log for gap, log in zip(apart, logs, strict=True)), Decimal(0)),
        shift=50 * sum((abs(gap) for gap in apart), Decimal(0)),
    )


def _shares(histogram: Sequence[Decimal], name: str) -> list[Decimal]:
    """The shares of the bins; an empty one counts as a very small share."""
    total = sum(histogram, Decimal(0))
    if any(share < 0 for share in histogram) or total <= 0:
        raise Impossible("A histogram holds shares or counts, at least one above 0.", name)
    shares = [max(share / total, SMALLEST) for share in histogram]
    whole = sum(shares, Decimal(0))
    return [share / whole for share in shares]


def compute(given: Given) -> Outcome:
    training, production = given.figures("training"), given.figures("production")
    found = drift(training, production)
    alerts = found.kl_alerts or found.shift_alerts or found.psi_band == "large"
    kl, psi, shift = shown(found.kl, 4), shown(found.psi, 4), f"{shown(found.shift, 1)}%"
    alert = {True: "alert", False: "no alert"}
    return Outcome(
        headline=f"KL {kl}, PSI {psi}, shift {shift}: {'drift' if alerts else 'no drift'}.",
        tone=Tone.BAD if alerts else Tone.FAIR if found.psi_band == "moderate" else Tone.GOOD,
        figures=(
            Shown("KL divergence", f"{kl} ({alert[found.kl_alerts]})"),
            Shown("PSI", f"{psi} ({found.psi_band})"),
            Shown("Prediction shift", f"{shift} ({alert[found.shift_alerts]})"),
        ),
        steps=(
            f"Each share below {plain(SMALLEST)} counts as {plain(SMALLEST)}, then all add up to 1",
            f"KL = sum of p ln(p/q) = {kl}",
            f"PSI = sum of (p − q) ln(p/q) = {psi}",
            f"Shift = 50 × sum of |p − q| = {shift}",
        ),
        picture=_picture(training, production),
    )


def _picture(training: Sequence[Decimal], production: Sequence[Decimal]) -> Bars:
    q, p = _shares(training, "training"), _shares(production, "production")
    bars, rows = [], []
    for number, (was, now) in enumerate(zip(q, p, strict=True), 1):
        before, after = f"{shown(was * 100, 1)}%", f"{shown(now * 100, 1)}%"
        bars.append(Bar(f"Bin {number} in training", was, before))
        bars.append(Bar(f"Bin {number} in production", now, after, Tone.FAIR))
        rows.append((f"Bin {number}", before, after))
    return Bars(
        title="Share of each bin",
        words="Bars of the share of each bin: "
        + "; ".join(f"{name} {was} in training, {now} in production" for name, was, now in rows)
        + ".",
        sheet=Sheet(("Bin", "Training", "Production"), tuple(rows)),
        bars=tuple(bars),
        most=max(*q, *p),
    )


CALCULATOR = Calculator(
    code="CALC-08",
    title="Drift score: KL, PSI, prediction shift",
    question="How far has production drifted from training?",
    formula="KL = Σ p ln(p/q); PSI = Σ (p − q) ln(p/q); shift = 50 × Σ |p − q| in percent; "
    "p is production, q training",
    source="000 §7 (PSI bands added)",
    serves=("monitoring.signals", "monitoring.data_drift"),
    inputs=(
        Input(
            "training",
            "Training",
            sort=Sort.FIGURES,
            help="Share or count of each bin, with spaces between.",
        ),
        Input(
            "production",
            "Production",
            sort=Sort.FIGURES,
            help="The same bins in the same order.",
        ),
    ),
    compute=compute,
)
