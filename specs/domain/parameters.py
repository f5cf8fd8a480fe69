"""The limits that checks compare with; an organisation may set its own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every limit, each with the value that the catalogue gives it."""

    imbalance_share: Decimal = Decimal("80")  # percent of the largest class
    latency_share_min: Decimal = Decimal("0.3")
    latency_share_max: Decimal = Decimal("0.6")
    peak_min: Decimal = Decimal("3")
    peak_max: Decimal = Decimal("10")
    peak_limit: Decimal = Decimal("50")
    surface_confidence: Decimal = Decimal("90")  # percent
    proxy_pass: Decimal = Decimal("3.0")
    proxy_critical: Decimal = Decimal("3")
    use_when_min: Decimal = Decimal("3")
    cost_equal_ratio: Decimal = Decimal("1.25")
    iaa_advice: Decimal = Decimal("0.6")
    representation_ratio: Decimal = Decimal("0.8")
    first_slice_max: Decimal = Decimal("5")  # percent of live traffic
    holdout_max: Decimal = Decimal("10")  # percent of live traffic
    rollback_max_s: Decimal = Decimal("3600")
    classes_many: Decimal = Decimal("1000")
    volume_big: Decimal = Decimal("1000000000")
    review_tolerance: Decimal = Decimal("0.25")
    threshold_gap: Decimal = Decimal("0.1")
    rare_positive: Decimal = Decimal("5")  # percent
    kickoff_words: Decimal = Decimal("600")
    design_doc_words: Decimal = Decimal("1500")
    short_answer_words: Decimal = Decimal("5")


DEFAULTS = Parameters()
