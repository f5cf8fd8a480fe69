"""Which archetype is the product? By the most automatic thing that it does (003 §3)."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.charts import Tone
from specs.domain.guides.guide import (
    YES_NO,
    Answer,
    Found,
    Group,
    Guide,
    Offer,
    Point,
    Question,
    Scene,
    Sort,
    Typed,
)

ARCHETYPE, FOCUS = "framing.archetype", "framing.success_focus"
GUARDRAILS = "framing.guardrails"
MODE = "problem.decision_mode"
AUTONOMOUS, PEOPLE, AUGMENTATION = "autonomous", "human_in_the_loop", "augmentation"


def ask(scene: Scene) -> tuple[Group, ...]:
    chosen = scene.text(ARCHETYPE)
    acts = {AUTONOMOUS: "yes", PEOPLE: "no", AUGMENTATION: "no"}.get(chosen, "")
    acts = acts or {"automates": "yes", "enables": "no"}.get(scene.text(MODE), "")
    decides = {PEOPLE: "yes", AUGMENTATION: "no"}.get(chosen, "")
    return (
        Group(
            "The most automatic thing the product does",
            (
                Question(
                    "acts",
                    "Does anything reach a user before a person has looked at it?",
                    acts,
                    Sort.CHOICE,
                    YES_NO,
                ),
                Question(
                    "decides",
                    "If not: does a person decide with the output in view?",
                    decides,
                    Sort.CHOICE,
                    YES_NO,
                ),
            ),
            help="Twice no means: rules go on deciding, and the model replaces or adds to some.",
            keys=(ARCHETYPE, MODE),
        ),
    )


def archetype_of(typed: Typed) -> str:
    """The archetype that the answers describe; nothing while they leave it open."""
    acts, decides = typed.option("acts", YES_NO), typed.option("decides", YES_NO)
    if acts == "yes":
        return AUTONOMOUS
    if acts == "no" and decides:
        return PEOPLE if decides == "yes" else AUGMENTATION
    return ""


def find(scene: Scene, typed: Typed) -> Found:
    found = archetype_of(typed)
    labels = {entry["key"]: entry["label"] for entry in scene.entries("archetypes")}
    now = scene.text(ARCHETYPE)
    notes = []
    if found and now and now != found:
        notes.append(f"The spec says otherwise: {labels.get(now, now)}.")
    if found == AUTONOMOUS:
        notes.append("The more autonomous, the more the plan is about risk and the way back.")
    return Found(
        headline=f"{labels[found]}." if found else "Answer the questions from the top.",
        tone=Tone.GOOD if found else Tone.PLAIN,
        points=tuple(_points(scene, found)),
        offers=tuple(_offers(scene, found, labels)) if found else (),
        notes=tuple(notes),
    )


def _points(scene: Scene, found: str) -> Iterator[Point]:
    held = scene.document.options(GUARDRAILS) if scene.asks(GUARDRAILS) else ()
    for entry in scene.entries("archetypes"):
        key = entry["key"]
        typical = scene.listed("archetypes", key, "guardrails")
        named = ", ".join(
            f"{scene.label(GUARDRAILS, one)}{' (chosen)' if one in held else ''}" for one in typical
        )
        yield Point(
            entry["label"],
            "This one" if key == found else "",
            Tone.GOOD if key == found else Tone.PLAIN,
            f"{entry['what'].capitalize()}.",
            notes=(
                f"Success means: {entry['success_focus']}.",
                f"Typical guardrails: {named}.",
            ),
        )


def _offers(scene: Scene, found: str, labels: dict[str, str]) -> Iterator[Offer]:
    focus = next(e["success_focus"] for e in scene.entries("archetypes") if e["key"] == found)
    answers = [Answer(ARCHETYPE, found)]
    title = scene.attribute(ARCHETYPE).title
    words = f"Write “{labels[found]}” to “{title}”"
    if scene.takes(FOCUS) and scene.document.is_blank(FOCUS):
        answers.append(Answer(FOCUS, focus.capitalize()))
        words += f", and “{focus}” to “{scene.attribute(FOCUS).title}”"
    yield from scene.offer("archetype", words, answers=answers)
    held = scene.document.options(GUARDRAILS) if scene.asks(GUARDRAILS) else ()
    missing = [one for one in scene.listed("archetypes", found, "guardrails") if one not in held]
    if missing:
        named = ", ".join(f"“{scene.label(GUARDRAILS, one)}”" for one in missing)
        yield from scene.offer(
            "guardrails",
            f"Commit to {named}: add to “{scene.attribute(GUARDRAILS).title}”",
            answers=[Answer(GUARDRAILS, (*held, *missing))],
        )


GUIDE = Guide(
    name="archetype",
    title="Product archetype",
    question="Does the model act, help people decide, or add to rules? Two questions tell.",
    source="003 §3",
    serves=(ARCHETYPE, FOCUS, GUARDRAILS),
    ask=ask,
    find=find,
    writes=(ARCHETYPE, FOCUS, GUARDRAILS),
)
