"""CALC-10: what a share measured on few cases proves (000 §4; Wilson's score interval)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from specs.domain.calculators.calculator import (
    Calculator,
    Entry,
    Given,
    Impossible,
    Input,
    NotEnough,
    Outcome,
    Shown,
    Sort,
    plain,
    shown,
)
from specs.domain.calculators.filling import figure_from, number
from specs.domain.charts import Tone
from specs.domain.document import Document
from specs.domain.statistics import QUANTILES, USUAL_CONFIDENCE, cases_needed, wilson_interval


class Proof(StrEnum):
    """What a measured share says about a threshold."""

    PROVEN = "proven"
    NOT_PROVEN = "not proven"
    BELOW = "below"


GROUPS = "evaluation.subgroups"
TONES = {Proof.PROVEN: Tone.GOOD, Proof.NOT_PROVEN: Tone.FAIR, Proof.BELOW: Tone.BAD}


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true share lies, at the confidence asked for."""

    share: Decimal
    low: Decimal
    high: Decimal
    half_width: Decimal

    def against(self, threshold: Decimal) -> Proof:
        """Proven when even the lower end reaches the threshold."""
        if self.low >= threshold:
            return Proof.PROVEN
        return Proof.NOT_PROVEN if self.share >= threshold else Proof.BELOW


def interval(successes: Decimal, cases: Decimal, confidence: str = USUAL_CONFIDENCE) -> Interval:
    """Wilson's interval round successes / cases, kept within 0 and 1."""
    _check_confidence(confidence)
    if cases <= 0:
        raise Impossible("At least one case has to be measured.", "cases")
    if not 0 <= successes <= cases:
        raise Impossible("There cannot be more hits than cases, nor fewer than none.", "hits")
    share = successes / cases
    found = wilson_interval(share, cases, confidence)
    if found is None:
        raise Impossible("Such a share cannot be measured.")
    low, high, half_width = found
    return Interval(share, max(low, Decimal(0)), min(high, Decimal(1)), half_width)


def sample_size(share: Decimal, margin: Decimal, confidence: str = USUAL_CONFIDENCE) -> Decimal:
    """The fewest cases that bring the half-width down to the margin."""
    _check_confidence(confidence)
    if not 0 <= share <= 1:
        raise Impossible("The threshold of a share lies between 0 and 1.", "threshold")
    if margin <= 0:
        raise Impossible("The margin of error must be above 0.", "margin")
    needed = cases_needed(share, margin, confidence)
    if needed is None:
        raise Impossible("No number of cases brings the uncertainty down to this margin.")
    return needed


def _check_confidence(confidence: str) -> None:
    if confidence not in QUANTILES:
        raise Impossible("The confidence is 90, 95 or 99%.")


def compute(given: Given) -> Outcome:
    confidence = given.choice("confidence")
    threshold = given.maybe("threshold")
    margin = given.maybe("margin")
    cases, hits = given.maybe("cases"), given.maybe("hits")
    figures: list[Shown] = []
    steps: list[str] = [f"z = {plain(QUANTILES[confidence])} at {confidence}%"]
    headline, tone = "", Tone.PLAIN
    if cases is not None and hits is not None:
        found = interval(hits, cases, confidence)
        ends = f"{shown(found.low, 4)}-{shown(found.high, 4)}"
        figures += [Shown("Interval", ends), Shown("Half-width", shown(found.half_width, 4))]
        steps.append(f"Wilson interval round {plain(hits)} / {plain(cases)}: {ends}")
        headline = f"Between {shown(found.low, 4)} and {shown(found.high, 4)}."
        if threshold is not None:
            proof = found.against(threshold)
            tone = TONES[proof]
            figures.append(Shown(f"Against {plain(threshold)}", proof.value))
            headline += f" {proof.value.capitalize()} against {plain(threshold)}."
    if threshold is not None and margin is not None:
        needed = shown(sample_size(threshold, margin, confidence), 0)
        figures.append(Shown("Needed cases", needed))
        steps.append(f"Smallest n whose half-width at {plain(threshold)} is ≤ {plain(margin)}")
        headline += f" {needed} cases are needed at {plain(threshold)}."
        figures += _per_group(given.lines("groups"), margin, confidence)
    if not figures:
        raise NotEnough("threshold" if threshold is None else "margin")
    return Outcome(headline.strip(), tuple(figures), tuple(steps), tone)


def _per_group(groups: list[Entry], margin: Decimal, confidence: str) -> Iterator[Shown]:
    for label, (threshold, cases) in groups:
        needed = sample_size(threshold, margin, confidence)
        word = "enough" if cases >= needed else "too few"
        yield Shown(label, f"{shown(cases, 0)} of {shown(needed, 0)} needed: {word}")


def threshold_of(document: Document) -> str:
    """The highest threshold of a subgroup, or that of all cases."""
    found = [row.number("threshold") for row in document.rows(GROUPS)]
    known = [figure for figure in found if figure is not None]
    return plain(max(known)) if known else number("evaluation.ship_threshold", document)


def groups_of(document: Document) -> str:
    """The subgroups with their threshold and cases, line by line."""
    lines = []
    for row in document.rows(GROUPS):
        threshold, cases = row.number("threshold"), row.number("positives")
        if threshold is not None and cases is not None:
            lines.append(f"{row.text('subgroup')}: {plain(threshold)} {plain(cases)}")
    return "\n".join(lines)


def confidence_of(document: Document) -> str:
    return document.text("evaluation.subgroup_confidence") or USUAL_CONFIDENCE


CALCULATOR = Calculator(
    code="CALC-10",
    title="Subgroup confidence (Wilson) and sample size",
    question="Does a share measured on few cases prove anything, and how many would?",
    formula="centre = (p + z²/2n) / (1 + z²/n); half = z √(p(1 − p)/n + z²/4n²) / (1 + z²/n); "
    "needed n = smallest n with half ≤ margin",
    source="000 §4 (method added: Wilson 1927)",
    serves=(GROUPS, "evaluation.subgroup_margin"),
    inputs=(
        Input("hits", "Hits measured", is_needed=False),
        Input("cases", "Cases measured", is_needed=False),
        Input(
            "threshold",
            "Threshold",
            (GROUPS, "evaluation.ship_threshold"),
            threshold_of,
            is_needed=False,
        ),
        figure_from("margin", "Margin of error", "evaluation.subgroup_margin", is_needed=False),
        Input(
            "confidence",
            "Confidence level",
            ("evaluation.subgroup_confidence",),
            confidence_of,
            sort=Sort.CHOICE,
            options=tuple((level, f"{level}%") for level in QUANTILES),
        ),
        Input(
            "groups",
            "Subgroups",
            (GROUPS,),
            groups_of,
            sort=Sort.LINES,
            figures=2,
            is_needed=False,
            help="One a line: name, colon, threshold and cases.",
        ),
    ),
    compute=compute,
)
