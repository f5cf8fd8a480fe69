"""CALC-12: whether a project can be built, from five traffic lights and eight production killers.

003 §6; the verdict was added to its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from specs.domain.calculators.calculator import (
    Calculator,
    Given,
    Impossible,
    Input,
    Outcome,
    Shown,
    Sort,
)
from specs.domain.calculators.filling import choice_from
from specs.domain.charts import Light, Lights, Sheet, Tone
from specs.domain.document import Document

KILLERS = "feasibility.killers"
AREAS = ("data", "labels", "serving", "risk", "roi")
MANY_AMBERS = 3


class Feasibility(StrEnum):
    """What the lights and killers say together."""

    INCOMPLETE = "incomplete"
    NOT_FEASIBLE = "not feasible"
    AT_RISK = "at risk"
    WITH_CONDITIONS = "feasible with conditions"
    FEASIBLE = "feasible"


class Killer(NamedTuple):
    """One production killer: yes, no, unknown or nothing yet; and whether something is done."""

    applies: str
    is_mitigated: bool = False


def feasibility(lights: Sequence[str], killers: Sequence[Killer] = ()) -> Feasibility:
    """The first that holds of: incomplete, not feasible, at risk, with conditions, feasible."""
    answered = all(killer.applies in ("yes", "no") for killer in killers)
    if not answered or any(light not in ("green", "amber", "red") for light in lights):
        return Feasibility.INCOMPLETE
    if "red" in lights:
        return Feasibility.NOT_FEASIBLE
    ambers = sum(light == "amber" for light in lights)
    is_open = any(killer.applies == "yes" and not killer.is_mitigated for killer in killers)
    if is_open or ambers >= MANY_AMBERS:
        return Feasibility.AT_RISK
    return Feasibility.WITH_CONDITIONS if ambers else Feasibility.FEASIBLE


LIGHTS = (("green", "Green"), ("amber", "Amber"), ("red", "Red"))
AREA_TITLES = {
    "data": "Data",
    "labels": "Labels",
    "serving": "Serving",
    "risk": "Risk",
    "roi": "Return",
}
KILLER_TITLES = {
    "label_scarcity": "Labels scarce or imbalanced",
    "feature_unavailable": "Feature unavailable when serving",
    "latency_qps": "Latency or QPS mismatch",
    "error_cost": "Cost of errors underestimated",
    "distribution_shift": "Distribution shift",
    "adversarial": "Adversarial behaviour",
    "compliance": "Compliance constraints",
    "org_readiness": "Organisation not ready",
}
KILLER_ANSWERS = (
    ("no", "Does not apply"),
    ("mitigated", "Applies, something is done about it"),
    ("yes", "Applies, nothing is done yet"),
    ("unknown", "Not known yet"),
    ("not_asked", "Not asked by this template"),
)
TONES = {
    Feasibility.FEASIBLE: Tone.GOOD,
    Feasibility.WITH_CONDITIONS: Tone.FAIR,
    Feasibility.INCOMPLETE: Tone.PLAIN,
}


def compute(given: Given) -> Outcome:
    lights = {area: given.option(area) for area in AREAS}
    answers = {key: given.option(f"killer_{key}") for key in KILLER_TITLES}
    killers = [
        Killer("yes", is_mitigated=True) if answer == "mitigated" else Killer(answer)
        for answer in answers.values()
        if answer != "not_asked"
    ]
    if not any(lights.values()) and not any(killer.applies for killer in killers):
        raise Impossible("Not enough data: no traffic light is set.", AREAS[0])
    found = feasibility(list(lights.values()), killers)
    shown_lights = tuple(
        Light(AREA_TITLES[area], status, dict(LIGHTS).get(status, "Not set"))
        for area, status in lights.items()
    )
    still_open = [KILLER_TITLES[key] for key, answer in answers.items() if answer == "yes"]
    unknown = [KILLER_TITLES[key] for key, a in answers.items() if a in ("", "unknown")]
    ambers = sum(status == "amber" for status in lights.values())
    return Outcome(
        headline=f"{found.value.capitalize()}.",
        tone=TONES.get(found, Tone.BAD),
        figures=(
            Shown("Verdict", found.value),
            Shown("Red", str(sum(status == "red" for status in lights.values()))),
            Shown("Amber", str(ambers)),
            Shown("Killers without mitigation", ", ".join(still_open) or "none"),
            Shown("Not known yet", ", ".join(unknown) or "none"),
        ),
        steps=(
            "An area or killer without answer: incomplete",
            "Else any red light: not feasible",
            "Else a killer that applies without mitigation, or three amber lights: at risk",
            "Else one or two amber lights: feasible with conditions; else feasible",
        ),
        picture=Lights(
            title="Feasibility",
            words="Traffic lights: "
            + ", ".join(f"{light.label} {light.words.lower()}" for light in shown_lights)
            + f". Together: {found.value}.",
            sheet=Sheet(
                ("Area", "Light"), tuple((light.label, light.words) for light in shown_lights)
            ),
            lights=shown_lights,
        ),
    )


def killer_of(key: str, document: Document) -> str:
    """What is said of one killer."""
    if not document.asks(KILLERS) or document.is_excused(KILLERS):
        return "not_asked"
    for row in document.rows(KILLERS):
        if row.text("row") == key:
            applies = row.text("applies")
            return "mitigated" if applies == "yes" and row.text("mitigation") else applies
    return ""


CALCULATOR = Calculator(
    code="CALC-12",
    title="Feasibility verdict",
    question="Can this be built, as far as is known?",
    formula="in this order: an area or killer unanswered or unknown: incomplete; any red: not "
    "feasible; a killer that applies without mitigation, or three amber: at risk; one or two "
    "amber: feasible with conditions; else feasible",
    source="003 §6 (verdict added)",
    serves=(KILLERS, *(f"feasibility.{area}" for area in AREAS)),
    inputs=(
        *(choice_from(area, AREA_TITLES[area], f"feasibility.{area}", LIGHTS) for area in AREAS),
        *(
            Input(
                f"killer_{key}",
                title,
                (KILLERS,),
                partial(killer_of, key),
                sort=Sort.CHOICE,
                options=KILLER_ANSWERS,
            )
            for key, title in KILLER_TITLES.items()
        ),
    ),
    compute=compute,
)
