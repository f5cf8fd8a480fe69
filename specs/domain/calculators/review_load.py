"""CALC-14: how many cases a day people have to look at (derived from 001 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from specs.domain.calculators.calculator import HUNDRED, Impossible


@dataclass(frozen=True, slots=True)
class ReviewLoad:
    """Cases per day; the utilisation of those who look at them in percent."""

    flagged: Decimal
    false_alarms: Decimal
    utilisation: Decimal | None


def flagged_per_day(
    volume: Decimal, positive_rate: Decimal, recall: Decimal, precision: Decimal
) -> Decimal | None:
    """volume x p/100 x recall / precision; None where there is no such precision."""
    if recall == 0:
        return Decimal(0)
    if precision <= 0:
        return None
    return volume * positive_rate / HUNDRED * recall / precision


def review_load(
    volume: Decimal,
    positive_rate: Decimal,
    recall: Decimal,
    precision: Decimal,
    capacity: Decimal | None = None,
) -> ReviewLoad:
    """What is flagged, how much of it is a false alarm, and how busy that keeps people."""
    check_rates(positive_rate, recall, precision)
    if volume < 0:
        raise Impossible("The predictions per day cannot be fewer than none.")
    flagged = flagged_per_day(volume, positive_rate, recall, precision)
    if flagged is None:
        raise Impossible("Where positive cases are found, the precision is above 0.")
    if flagged > volume:
        raise Impossible("More cases would be flagged than there are.")
    if capacity is not None and capacity <= 0:
        raise Impossible("The review capacity must be above 0.")
    used = None if capacity is None else flagged / capacity * HUNDRED
    return ReviewLoad(flagged, flagged * (1 - precision), used)


def check_rates(positive_rate: Decimal, recall: Decimal, precision: Decimal) -> None:
    """Raise ``Impossible`` where a rate lies outside its range."""
    if not 0 <= positive_rate <= HUNDRED:
        raise Impossible("The share of positive cases lies between 0 and 100%.")
    if not 0 <= recall <= 1 or not 0 <= precision <= 1:
        raise Impossible("Recall and precision lie between 0 and 1.")
