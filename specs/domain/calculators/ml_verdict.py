"""CALC-13: should this be ML at all? The decision tree over both checklists (003 §2, 002 §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from specs.domain.calculators.calculator import Calculator, Given, Input, Outcome, Shown, Sort
from specs.domain.calculators.filling import entry_of
from specs.domain.charts import Tone
from specs.domain.document import Document

USE_WHEN = (
    "complex_patterns",
    "repeats_at_scale",
    "data_exists",
    "errors_tolerable",
    "world_changes",
)
AVOID_WHEN = (
    "rules_good_enough",
    "data_weak",
    "errors_catastrophic",
    "black_box_unacceptable",
    "roi_negative",
)
ANSWERS = ("yes", "no", "unsure")


class Verdict(StrEnum):
    """Where the tree ends: a value of the decision on ML, or not yet."""

    INCOMPLETE = "incomplete"
    USE_RULES = "use_rules"
    COLLECT_DATA_FIRST = "collect_data_first"
    DO_NOT_USE_ML = "do_not_use_ml"
    START_WITH_RULES = "start_with_rules"
    RUN_POC = "run_poc"
    USE_ML_WITH_SAFEGUARDS = "use_ml_with_safeguards"
    USE_ML = "use_ml"


class Decided(NamedTuple):
    """The verdict, the step from 1 to 10 that gave it, and why."""

    verdict: Verdict
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class Fit:
    """The answers of both checklists by item, with the notes on what speaks against ML."""

    use_when: Mapping[str, str]
    avoid_when: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    rules_reach_kpi: bool = False
    is_framed: bool = True

    @property
    def is_answered(self) -> bool:
        for_ml = all(self.use_when.get(key) in ANSWERS for key in USE_WHEN)
        return for_ml and all(self.avoid_when.get(key) in ANSWERS for key in AVOID_WHEN)

    def wants(self, key: str) -> bool:
        return self.use_when.get(key) == "yes"

    def lacks(self, key: str) -> bool:
        return self.use_when.get(key) == "no"

    def flags(self, key: str) -> bool:
        return self.avoid_when.get(key) == "yes"

    def has_note(self, key: str) -> bool:
        return bool(self.notes.get(key, "").strip())


def decide(fit: Fit) -> Decided:
    """Take the ten steps in order; the first that decides ends the tree."""
    return _before_ml(fit) or _about_errors(fit) or _about_use(fit)


def _before_ml(fit: Fit) -> Decided | None:
    """Steps 1 to 4."""
    if not fit.is_answered:
        return Decided(Verdict.INCOMPLETE, 1, "An item of the two checklists has no answer.")
    if not fit.is_framed:
        reason = "The KPI lacks a number or a timeframe: frame the problem first."
        return Decided(Verdict.INCOMPLETE, 2, reason)
    if fit.flags("rules_good_enough") or fit.rules_reach_kpi:
        return Decided(Verdict.USE_RULES, 3, "Rules or simple statistics reach the KPI.")
    if fit.flags("data_weak") or fit.lacks("data_exists"):
        return Decided(Verdict.COLLECT_DATA_FIRST, 4, "The data is weak, or there is none.")
    return None


def _about_errors(fit: Fit) -> Decided | None:
    """Steps 5 to 7."""
    if _errors_hurt(fit) and not fit.has_note("errors_catastrophic"):
        reason = "Errors are catastrophic or not tolerable, and no note says what contains them."
        return Decided(Verdict.DO_NOT_USE_ML, 5, reason)
    if fit.flags("black_box_unacceptable") and not fit.has_note("black_box_unacceptable"):
        reason = "Black-box behaviour is unacceptable, and no note says what mitigates it."
        return Decided(Verdict.USE_RULES, 6, reason)
    if fit.flags("roi_negative"):
        reason = "The return does not justify lasting maintenance."
        return Decided(Verdict.DO_NOT_USE_ML, 7, reason)
    return None


def _about_use(fit: Fit) -> Decided:
    """Steps 8 to 10."""
    if fit.lacks("repeats_at_scale"):
        return Decided(Verdict.START_WITH_RULES, 8, "The task is not repeated at scale.")
    if not fit.wants("complex_patterns") and not fit.wants("world_changes"):
        reason = "Nobody says yes to complex patterns, nor to a changing world."
        return Decided(Verdict.START_WITH_RULES, 8, reason)
    if "unsure" in {*fit.use_when.values(), *fit.avoid_when.values()}:
        return Decided(Verdict.RUN_POC, 9, "An item of the checklists is still unsure.")
    if _errors_hurt(fit) or fit.flags("black_box_unacceptable"):
        reason = "What speaks against ML is answered by safeguards named in the notes."
        return Decided(Verdict.USE_ML_WITH_SAFEGUARDS, 10, reason)
    return Decided(Verdict.USE_ML, 10, "Nothing speaks against ML.")


def _errors_hurt(fit: Fit) -> bool:
    return fit.flags("errors_catastrophic") or fit.lacks("errors_tolerable")


FOR_TITLES = {
    "complex_patterns": "Explicit rules cannot express the patterns",
    "repeats_at_scale": "The decision is taken again and again, at scale",
    "data_exists": "Data exists or can be created",
    "errors_tolerable": "Errors can be tolerated and managed",
    "world_changes": "The world changes",
}
AGAINST_TITLES = {
    "rules_good_enough": "Rules or simple statistics reach an acceptable KPI",
    "data_weak": "Data is weak, or there is no way to collect it",
    "errors_catastrophic": "Errors are catastrophic and cannot be contained",
    "black_box_unacceptable": "Black-box behaviour is unacceptable",
    "roi_negative": "The return does not justify lasting maintenance",
}
NOTED = ("errors_catastrophic", "black_box_unacceptable")
WORDS = {
    Verdict.INCOMPLETE: "Not decided yet",
    Verdict.USE_RULES: "Use rules, no ML",
    Verdict.COLLECT_DATA_FIRST: "Collect data first",
    Verdict.DO_NOT_USE_ML: "Do not build this",
    Verdict.START_WITH_RULES: "Ship rules first, come back later",
    Verdict.RUN_POC: "Run a PoC before deciding",
    Verdict.USE_ML_WITH_SAFEGUARDS: "Use ML with named safeguards",
    Verdict.USE_ML: "Use ML",
}
TONES = {
    Verdict.USE_ML: Tone.GOOD,
    Verdict.INCOMPLETE: Tone.PLAIN,
    Verdict.DO_NOT_USE_ML: Tone.BAD,
}
QUESTIONS = (
    "Is an item of the checklists without an answer?",
    "Does the KPI lack a number or a timeframe?",
    "Do rules or simple statistics reach the KPI?",
    "Is the data weak, or is there none?",
    "Are errors catastrophic or not tolerable, without a note?",
    "Is black-box behaviour unacceptable, without a note?",
    "Does the return not justify lasting maintenance?",
    "Are patterns simple and the world stable, or is the task not repeated at scale?",
    "Is an item still unsure?",
    "Were safeguards needed?",
)
YES_NO = (("yes", "Yes"), ("no", "No"))
YES_NO_UNSURE = (*YES_NO, ("unsure", "Unsure"))


def compute(given: Given) -> Outcome:
    fit = Fit(
        use_when={key: given.option(key) for key in USE_WHEN},
        avoid_when={key: given.option(key) for key in AVOID_WHEN},
        notes={key: given.text(f"note_{key}") for key in NOTED},
        rules_reach_kpi=given.option("rules_reach_kpi") == "yes",
        is_framed=given.option("is_framed") != "no",
    )
    found = decide(fit)
    passed = [f"{n}. {QUESTIONS[n - 1]} No." for n in range(1, found.step)]
    last = f"{found.step}. {QUESTIONS[found.step - 1]} {found.reason}"
    is_decided = found.verdict is not Verdict.INCOMPLETE
    return Outcome(
        headline=f"{WORDS[found.verdict]}. {found.reason}",
        tone=TONES.get(found.verdict, Tone.FAIR),
        figures=(
            Shown("Verdict", WORDS[found.verdict]),
            Shown("Decided by step", str(found.step)),
        ),
        steps=(*passed, last),
        notes=("People decide; the tree shows where the answers lead.",),
        results={"mlfit.decision": found.verdict.value} if is_decided else {},
    )


def is_framed(document: Document) -> bool:
    """The KPI has a number and a timeframe, where the template asks for both."""
    kpi, timeframe = "problem.business_kpi", "problem.kpi_timeframe"
    if not (document.asks(kpi) and document.asks(timeframe)):
        return True
    has_number = any(mark.isdigit() for mark in document.text(kpi))
    return has_number and not document.is_blank(timeframe)


def _yes_or_no(key: str, document: Document) -> str:
    value = document.value(key)
    return ("yes" if value else "no") if isinstance(value, bool) else ""


def _part(key: str, item: str, part: str, document: Document) -> str:
    return entry_of(document.value(key), item, part)


def _items(key: str, titles: Mapping[str, str]) -> tuple[Input, ...]:
    return tuple(
        Input(
            item,
            title,
            (key,),
            partial(_part, key, item, "answer"),
            sort=Sort.CHOICE,
            options=YES_NO_UNSURE,
        )
        for item, title in titles.items()
    )


CALCULATOR = Calculator(
    code="CALC-13",
    title="Use ML? Decision tree",
    question="Should this be machine learning at all?",
    formula="ten questions in order; the first that decides ends the tree",
    source="003 §2; 002 §2 (tree designed from the two checklists)",
    serves=("mlfit.decision", "mlfit.use_when", "mlfit.avoid_when"),
    inputs=(
        *_items("mlfit.use_when", FOR_TITLES),
        *_items("mlfit.avoid_when", AGAINST_TITLES),
        *(
            Input(
                f"note_{key}",
                f"Note on: {AGAINST_TITLES[key]}",
                ("mlfit.avoid_when",),
                partial(_part, "mlfit.avoid_when", key, "note"),
                sort=Sort.TEXT,
                is_needed=False,
            )
            for key in NOTED
        ),
        Input(
            "rules_reach_kpi",
            "Rules reach the KPI",
            ("mlfit.rules_reach_kpi",),
            partial(_yes_or_no, "mlfit.rules_reach_kpi"),
            sort=Sort.CHOICE,
            options=YES_NO,
            is_needed=False,
        ),
        Input(
            "is_framed",
            "The KPI has a number and a timeframe",
            ("problem.business_kpi", "problem.kpi_timeframe"),
            lambda document: "yes" if is_framed(document) else "no",
            sort=Sort.CHOICE,
            options=YES_NO,
            is_needed=False,
        ),
    ),
    compute=compute,
    writes=("mlfit.decision",),
)
