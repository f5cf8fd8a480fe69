"""CALC-06 and CALC-07: requests per second from the daily volume, and the tier of scale.

002 §5. The source gives the anchors 10K, 10M and 1B of daily users; the borders between the
tiers were added.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from specs.domain.calculators.calculator import (
    Calculator,
    Given,
    Impossible,
    Outcome,
    Shown,
    plain,
    rounded,
    shown,
)
from specs.domain.calculators.filling import figure_from
from specs.domain.charts import Tone
from specs.domain.parameters import DEFAULTS

SECONDS_A_DAY = Decimal(86_400)


class Tier(StrEnum):
    """How large the serving side has to be."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    MASSIVE = "massive"


# The daily users below which a tier ends.
BORDERS = (
    (Tier.SMALL, Decimal(100_000)),
    (Tier.MEDIUM, Decimal(3_000_000)),
    (Tier.LARGE, Decimal(100_000_000)),
)
CONSEQUENCES = {
    Tier.SMALL: "One small service with an embedded database is enough.",
    Tier.MEDIUM: "A managed database, a cache for features and several replicas; decide now "
    "whether a feature store is coming.",
    Tier.LARGE: "Needs a feature store and container orchestration.",
    Tier.MASSIVE: "Needs a serving stack built for the purpose.",
}


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests per second on average and at the usual peak; how the stated peak compares."""

    average: Decimal
    peak_from: Decimal
    peak_to: Decimal
    factor: Decimal | None
    is_usual: bool | None


def traffic(
    volume: Decimal,
    peak: Decimal | None = None,
    least: Decimal = DEFAULTS.peak_min,
    most: Decimal = DEFAULTS.peak_max,
) -> Traffic:
    """average = volume / 86,400; the usual peak is 3 to 10 times that."""
    if volume < 0:
        raise Impossible("The predictions per day cannot be fewer than none.", "volume")
    if peak is not None and peak < 0:
        raise Impossible("The peak cannot be below 0.", "peak")
    average = volume / SECONDS_A_DAY
    factor = peak * SECONDS_A_DAY / volume if peak is not None and volume else None
    is_usual = None if factor is None else least <= factor <= most
    return Traffic(average, least * average, most * average, factor, is_usual)


def scale_tier(users: Decimal) -> Tier:
    """The tier for so many daily active users."""
    if users < 0:
        raise Impossible("There cannot be fewer users than none.", "users")
    return next((tier for tier, border in BORDERS if users < border), Tier.MASSIVE)


def compute_traffic(given: Given) -> Outcome:
    volume, peak = given.figure("volume"), given.maybe("peak")
    limits = given.parameters.peak_min, given.parameters.peak_max
    found = traffic(volume, peak, *limits)
    average = f"{shown(found.average, 2)} QPS"
    usual = f"{shown(found.peak_from, 2)}-{shown(found.peak_to, 2)} QPS"
    figures = [Shown("Average", average), Shown("Usual peak", usual)]
    steps = [
        f"Average = {shown(volume, 0)} / 86,400 = {average}",
        f"Usual peak = {plain(limits[0])} to {plain(limits[1])} × average = {usual}",
    ]
    tone = Tone.PLAIN
    if found.factor is not None:
        side = "inside" if found.is_usual else "outside"
        tone = Tone.GOOD if found.is_usual else Tone.BAD
        factor = shown(found.factor, 1)
        place = f"{side} {plain(limits[0])}-{plain(limits[1])}"
        figures.append(Shown("Peak factor", f"{factor} ({place})"))
        steps.append(f"Factor = {plain(peak or Decimal(0))} / average = {factor}")
    return Outcome(
        headline=f"{average} on average, usually {usual} at the peak.",
        tone=tone,
        figures=tuple(figures),
        steps=tuple(steps),
        results={"deployment.average_qps": plain(rounded(found.average, 2))},
    )


def compute_tier(given: Given) -> Outcome:
    users = given.figure("users")
    tier = scale_tier(users)
    borders = "; ".join(f"below {shown(border, 0)} {name}" for name, border in BORDERS)
    return Outcome(
        headline=f"Tier: {tier.value}. {CONSEQUENCES[tier]}",
        figures=(Shown("Tier", tier.value), Shown("What it needs", CONSEQUENCES[tier])),
        steps=(f"{shown(users, 0)} daily users: {borders}; else massive",),
    )


QPS = Calculator(
    code="CALC-06",
    title="Average and peak QPS from daily volume",
    question="How many requests per second does the daily volume mean?",
    formula="average = volume / 86,400; usual peak = 3 to 10 × average",
    source="002 §5",
    serves=("deployment.average_qps", "deployment.daily_predictions", "deployment.peak_qps"),
    inputs=(
        figure_from("volume", "Predictions per day", "deployment.daily_predictions"),
        figure_from("peak", "Peak QPS", "deployment.peak_qps", is_needed=False),
    ),
    compute=compute_traffic,
    writes=("deployment.average_qps",),
)
SCALE = Calculator(
    code="CALC-07",
    title="Scale tier",
    question="How large does the serving side have to be?",
    formula="below 100,000 daily users small; below 3,000,000 medium; below 100,000,000 large; "
    "else massive",
    source="002 §5 (borders between the anchors added)",
    serves=("deployment.dau",),
    inputs=(figure_from("users", "Daily active users", "deployment.dau"),),
    compute=compute_tier,
)
