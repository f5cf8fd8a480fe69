"""Which monitoring signal would show a risk: the links that a register can be offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specs.domain.attribute import Json

SIGNALS = "monitoring.signals"
MOST_OFFERED = 4
# The kinds of signal that show a failure of each category of the register, the surest first.
SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "false_positive": ("prediction_distribution", "model_performance", "business_kpi"),
    "false_negative": ("model_performance", "prediction_distribution", "business_kpi"),
    "skew": ("input_distribution", "data_quality", "prediction_distribution"),
    "distribution_shift": ("input_distribution", "prediction_distribution", "model_performance"),
    "adversarial": ("prediction_distribution", "input_distribution", "business_kpi"),
    "data": ("data_quality", "input_distribution", "model_performance"),
    "latency": ("latency",),
    "compliance": ("prediction_distribution", "model_performance", "business_kpi"),
}


def offered_signals(
    category: Json, signals: Iterable[Mapping[str, Json]], most: int = MOST_OFFERED
) -> tuple[str, ...]:
    """The names of signals that a risk could be linked to, the likeliest first, each once."""
    kinds = SHOWN_BY.get(str(category), ())
    named = [(str(row["signal"]), row.get("signal_type")) for row in signals if row.get("signal")]
    ranked = sorted(named, key=lambda one: kinds.index(str(one[1])) if one[1] in kinds else 99)
    return tuple(dict.fromkeys(name for name, _kind in ranked))[:most]
