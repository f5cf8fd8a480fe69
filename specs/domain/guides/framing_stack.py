"""The framing stack: four levels from the business objective to the action (003 §1)."""

from __future__ import annotations

from dataclasses import dataclass

from specs.domain.calculators.ml_verdict import is_framed
from specs.domain.charts import Tone
from specs.domain.checks.frm.problem import LEVELS
from specs.domain.guides.guide import Found, Guide, Point, Scene, Typed, no_questions

KEYS = (
    ("problem.objective", "problem.business_kpi", "problem.kpi_timeframe"),
    ("framing.product_outcome", "problem.workflow_change"),
    ("framing.model_goal",),
    ("policy.types", "policy.statement"),
)
# What has to be there for a level to hold; the last level has none of its own below it.
BEARING = (*(keys for _words, keys in LEVELS), ("policy.statement", "policy.types"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the stack as the spec states it."""

    number: int
    name: str
    is_asked: bool
    is_stated: bool
    is_whole: bool
    above: str = ""  # the name of the level above, where that one is missing

    @property
    def is_broken(self) -> bool:
        """It stands on nothing: the level above is empty."""
        return self.is_stated and bool(self.above)


def levels_of(scene: Scene) -> tuple[Level, ...]:
    """The levels from the top down; what the template does not ask for breaks no link."""
    found: list[Level] = []
    missing = ""
    for number, entry in enumerate(scene.entries("framing_stack")):
        asked = [key for key in KEYS[number] if scene.asks(key)]
        bearing = [key for key in BEARING[number] if scene.asks(key)] or asked
        is_stated = any(not scene.document.is_blank(key) for key in bearing)
        is_whole = is_stated and not any(scene.document.is_blank(k) for k in _whole(number, asked))
        found.append(Level(number, entry["name"], bool(asked), is_stated, is_whole, missing))
        if asked:
            missing = "" if is_stated else f"level {number}, {entry['name'].lower()},"
    return tuple(found)


def _whole(number: int, asked: list[str]) -> list[str]:
    """The answers that a level is whole with; outcome and workflow change say the same."""
    return [] if number == 1 else asked


def find(scene: Scene, _typed: Typed) -> Found:
    levels = levels_of(scene)
    points = tuple(
        _point(scene, level, entry)
        for level, entry in zip(levels, scene.library["framing_stack"], strict=True)
    )
    broken = [level for level in levels if level.is_broken]
    open_levels = [level for level in levels if level.is_asked and not level.is_stated]
    if broken:
        headline = "; ".join(f"Level {one.number} hangs in the air" for one in broken) + "."
        return Found(f"The stack is broken. {headline}", Tone.BAD, points)
    if open_levels:
        first = open_levels[0]
        headline = f"Next: level {first.number}, {first.name.lower()}."
        return Found(headline, Tone.FAIR, points)
    if not any(level.is_asked for level in levels):
        return Found("This spec's template asks for none of the four levels.", points=points)
    if not all(level.is_whole for level in levels if level.is_asked):
        headline = "No link is broken, but a level is only half stated."
        return Found(headline, Tone.FAIR, points)
    return Found("Every level follows from the one above.", Tone.GOOD, points)


def _point(scene: Scene, level: Level, entry: object) -> Point:
    held = entry if isinstance(entry, dict) else {}
    examples = ", ".join(str(one) for one in held.get("examples", ()))
    notes = [str(held.get("rule", ""))]
    if level.number == 0 and level.is_asked and not is_framed(scene.document):
        notes.append("The KPI lacks a number or a timeframe here.")
    state, tone = _state(level)
    if not level.is_stated:
        notes.append(f"For example: {examples}.")
    return Point(
        title=f"Level {level.number}: {level.name}",
        state=state,
        tone=tone,
        text=str(held.get("question", "")),
        keys=tuple(key for key in KEYS[level.number] if scene.asks(key)),
        notes=tuple(notes),
    )


def _state(level: Level) -> tuple[str, Tone]:
    if not level.is_asked:
        return "Not asked for by this template", Tone.PLAIN
    if level.is_broken:
        return f"Broken link: {level.above} is empty", Tone.BAD
    if not level.is_stated:
        return "Empty", Tone.FAIR
    return ("Stated", Tone.GOOD) if level.is_whole else ("Half stated", Tone.FAIR)


GUIDE = Guide(
    name="framing-stack",
    title="Framing stack",
    question="Does each level follow from the one above: why, what, prediction, action?",
    source="003 §1",
    serves=(
        "problem.objective",
        "framing.product_outcome",
        "framing.model_goal",
        "policy.statement",
        "policy.types",
    ),
    ask=no_questions,
    find=find,
)
