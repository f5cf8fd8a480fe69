"""From the business goal to a metric, with the pitfall of each (002 §3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from specs.domain.attribute import Json
from specs.domain.charts import Tone
from specs.domain.guides.guide import (
    Answer,
    Found,
    Group,
    Guide,
    Line,
    Offer,
    Options,
    Point,
    Question,
    Scene,
    Sort,
    Typed,
    clipped,
)
from specs.domain.metrics import METRICS

ROWS = "business.goal_translation"
METRIC, DIRECTION = "evaluation.primary_metric", "evaluation.metric_direction"
OUTPUT = "framing.output_type"
STATED = ("problem.objective", "problem.business_kpi", "problem.statement")
# Verbs of goals: they tell no goal from another.
COMMON = frozenset({"reduce", "increase", "improve", "customer", "quality"})


def ask(scene: Scene) -> tuple[Group, ...]:
    goal = _stated_goal(scene)
    return (
        Group(
            "What the business wants",
            (
                Question(
                    "goal",
                    "Which goal comes closest?",
                    goal,
                    Sort.CHOICE,
                    _goals(scene),
                    help="Guessed from the objective; choose another if it is not that."
                    if goal
                    else "",
                ),
            ),
            keys=STATED[:2],
        ),
        Group(
            "The pitfall",
            (
                Question(
                    "handling",
                    "How do you avoid the pitfall named at the side?",
                    _handling(scene, goal),
                    Sort.LINE,
                    help="It stands beside the metric in the table, for everybody who signs.",
                ),
            ),
            keys=(ROWS,),
        ),
    )


def _goals(scene: Scene) -> Options:
    return tuple((entry["goal"], entry["goal"]) for entry in scene.entries("goal_translation"))


def _handling(scene: Scene, goal: str) -> str:
    rows = scene.document.rows(ROWS) if scene.asks(ROWS) else ()
    return next((row.text("handling") for row in rows if row.text("goal") == goal), "")


def _stated_goal(scene: Scene) -> str:
    """The goal that the table, or else the objective, speaks of."""
    goals = [goal for goal, _label in _goals(scene)]
    rows = scene.document.rows(ROWS) if scene.asks(ROWS) else ()
    for row in rows:
        if row.text("goal") in goals:
            return row.text("goal")
    said = {*re.findall(r"[a-z]+", " ".join(scene.text(key) for key in STATED).lower())}
    for goal in goals:
        words = {*re.findall(r"[a-z]{5,}", goal.lower())} - COMMON
        if words & said:
            return goal
    return ""


def find(scene: Scene, typed: Typed) -> Found:
    goal = typed.option("goal", _goals(scene))
    entry = next((e for e in scene.library["goal_translation"] if e.get("goal") == goal), None)
    if entry is None:
        return Found("Choose the goal, and the metrics that serve it are shown.")
    keys = _keys(entry)
    pitfall = str(entry["pitfall"])
    return Found(
        headline=f"{goal}: {entry['metric_text']}.",
        tone=Tone.GOOD,
        points=(
            Point("Pitfall", "Watch out", Tone.FAIR, pitfall),
            *(_point(scene, key) for key in keys),
        ),
        offers=tuple(_offers(scene, goal, pitfall, keys, typed.text("handling"))),
    )


def _keys(entry: Mapping[str, Json]) -> tuple[str, ...]:
    held = entry.get("metrics")
    return tuple(str(key) for key in held) if isinstance(held, list) else ()


def _point(scene: Scene, key: str) -> Point:
    known = next((e for e in scene.entries("metrics") if e["key"] == key), {})
    output = scene.text(OUTPUT)
    fits = not output or output in METRICS[key].outputs
    better = "Higher is better." if METRICS[key].direction == "higher" else "Lower is better."
    state, tone = ("", Tone.PLAIN)
    if scene.text(METRIC) == key:
        state, tone = "Primary metric now", Tone.GOOD
    elif not fits:
        state, tone = f"Not for {scene.label(OUTPUT, output).lower()}", Tone.FAIR
    return Point(
        METRICS[key].name,
        state,
        tone,
        known.get("note", ""),
        notes=(f"{known.get('formula', '')}. {better}",),
    )


def _offers(
    scene: Scene, goal: str, pitfall: str, keys: tuple[str, ...], handling: str
) -> Iterator[Offer]:
    rows = scene.document.rows(ROWS) if scene.asks(ROWS) else ()
    there = {(row.text("goal"), row.text("metric")) for row in rows}
    output = scene.text(OUTPUT)
    for key in keys:
        name = METRICS[key].name
        if output and output not in METRICS[key].outputs:
            continue
        if (goal, key) not in there:
            cells = {"goal": goal, "metric": key, "pitfall": clipped(pitfall)}
            yield from scene.offer(
                f"row-{key}",
                f"Add “{goal}: {name}” with its pitfall to “{scene.attribute(ROWS).title}”",
                lines=[Line(ROWS, "", {**cells, "handling": handling})],
            )
        if scene.text(METRIC) != key:
            yield from scene.offer(
                f"primary-{key}",
                f"Make “{name}” the primary metric, with its direction",
                answers=[Answer(METRIC, key), Answer(DIRECTION, METRICS[key].direction)],
            )


GUIDE = Guide(
    name="goal-to-metric",
    title="Business goal to metric",
    question="Which metric serves the goal, and what is the trap in it?",
    source="002 §3",
    serves=(ROWS, METRIC),
    ask=ask,
    find=find,
    writes=(ROWS, METRIC, DIRECTION),
)
