"""CALC-11: how good a proxy is, by the five criteria of its rubric (003 §5)."""

from __future__ import annotations

from collections.abc import Mapping
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
from specs.domain.charts import Bar, Bars, Sheet, Tone
from specs.domain.document import Document
from specs.domain.parameters import DEFAULTS

CANDIDATES = "proxy.candidates"

CRITERIA = ("alignment", "gaming_risk", "coverage", "latency", "causal_usefulness")
CRITICAL = ("alignment", "causal_usefulness")


class Suitability(StrEnum):
    """Whether a proxy may stand for the outcome."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    WEAK = "weak"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class ProxyScore:
    """The scores of one candidate together."""

    total: int
    verdict: Suitability

    @property
    def mean(self) -> Decimal:
        return Decimal(self.total) / len(CRITERIA)


def proxy_score(
    scores: Mapping[str, int],
    bar: Decimal = DEFAULTS.proxy_pass,
    critical: Decimal = DEFAULTS.proxy_critical,
) -> ProxyScore | None:
    """The mean of all five; None while one is missing. A bad critical one is not made up for."""
    if any(key not in scores for key in CRITERIA):
        return None
    if any(not 1 <= scores[key] <= 5 for key in CRITERIA):
        raise Impossible("Each criterion is scored from 1 (bad) to 5 (good).", "candidates")
    total = sum(scores[key] for key in CRITERIA)
    if any(scores[key] < critical for key in CRITICAL):
        return ProxyScore(total, Suitability.REJECT)
    is_enough = Decimal(total) / len(CRITERIA) >= bar
    return ProxyScore(total, Suitability.PASS if is_enough else Suitability.WEAK)


TONES = {Suitability.PASS: Tone.GOOD, Suitability.WEAK: Tone.FAIR, Suitability.REJECT: Tone.BAD}


def compute(given: Given) -> Outcome:
    limits = given.parameters.proxy_pass, given.parameters.proxy_critical
    scored: list[tuple[Entry, ProxyScore]] = []
    for entry in given.lines("candidates"):
        if any(figure != figure.to_integral_value() for figure in entry.figures):
            raise Impossible("Each criterion is scored from 1 (bad) to 5 (good).", "candidates")
        figures = [int(figure) for figure in entry.figures]
        found = proxy_score(dict(zip(CRITERIA, figures, strict=True)), *limits)
        if found is not None:
            scored.append((entry, found))
    if not scored:
        raise NotEnough("candidates")
    passing = [(e, s) for e, s in scored if s.verdict is Suitability.PASS]
    best = max(passing, key=lambda one: one[1].total, default=None)
    low = f"reject (alignment or causal usefulness below {plain(limits[1])})"
    said = [(e, s, low if s.verdict is Suitability.REJECT else s.verdict.value) for e, s in scored]
    return Outcome(
        headline=f"Best: {best[0].label} ({shown(best[1].mean, 2)})." if best else "None passes.",
        tone=Tone.GOOD if best else Tone.BAD,
        figures=tuple(
            Shown(e.label, f"sum {s.total}, mean {shown(s.mean, 2)}, {word}") for e, s, word in said
        ),
        steps=tuple(
            f"{e.label}: ({' + '.join(plain(f) for f in e.figures)}) / 5 = {shown(s.mean, 2)}"
            for e, s in scored
        ),
        notes=(
            f"A proxy passes with a mean of {shown(limits[0], 1)} or more, and at least "
            f"{plain(limits[1])} for alignment and for causal usefulness.",
        ),
        picture=Bars(
            title="Mean score of each candidate",
            words="Bars of the mean score from 1 to 5: "
            + "; ".join(f"{e.label} {shown(s.mean, 2)}, {word}" for e, s, word in said)
            + ".",
            sheet=Sheet(
                ("Candidate", "Mean", "Verdict"),
                tuple((e.label, shown(s.mean, 2), word) for e, s, word in said),
            ),
            bars=tuple(
                Bar(e.label, s.mean, f"{shown(s.mean, 2)} {s.verdict.value}", TONES[s.verdict])
                for e, s in scored
            ),
            most=Decimal(5),
            limit=limits[0],
            limit_label=f"passes from {shown(limits[0], 1)}",
        ),
        results={"proxy.chosen": best[0].label} if best else {},
    )


def candidates_of(document: Document) -> str:
    """The candidates with all five scores, line by line."""
    lines = []
    for row in document.rows(CANDIDATES):
        given = row.cells.get("scores")
        scores = given if isinstance(given, dict) else {}
        if all(scores.get(key) for key in CRITERIA):
            lines.append(f"{row.text('candidate')}: {' '.join(str(scores[k]) for k in CRITERIA)}")
    return "\n".join(lines)


CALCULATOR = Calculator(
    code="CALC-11",
    title="Proxy rubric score",
    question="Which proxy may stand for the outcome?",
    formula="mean = sum of the five scores / 5; reject where alignment or causal usefulness is "
    "below 3; pass from a mean of 3.0; else weak",
    source="003 §5 (scale and bar added)",
    serves=(CANDIDATES, "proxy.chosen"),
    inputs=(
        Input(
            "candidates",
            "Candidates",
            (CANDIDATES,),
            candidates_of,
            sort=Sort.LINES,
            figures=len(CRITERIA),
            help="One a line: name, colon, then the scores for alignment, resistance to gaming, "
            "coverage, latency and causal usefulness.",
        ),
    ),
    compute=compute,
    writes=("proxy.chosen",),
)
