"""Negative requirements: what the system must not do, why, and how that is verified (002 §7)."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.charts import Tone
from specs.domain.guides.guide import (
    Found,
    Group,
    Guide,
    Line,
    Point,
    Question,
    Scene,
    Sort,
    Typed,
)

NEGATIVE = "constraints.negative"
COLUMNS = ("applies", "reason", "verification")


def ask(scene: Scene) -> tuple[Group, ...]:
    options = scene.column_options(NEGATIVE, "applies")
    groups = []
    for entry in scene.entries("negative_requirements"):
        key = entry["key"]
        applies, reason, verification = (scene.cell(NEGATIVE, key, one) for one in COLUMNS)
        groups.append(
            Group(
                entry["label"],
                (
                    Question(
                        f"{key}.applies",
                        "Does it apply?",
                        applies,
                        Sort.CHOICE,
                        options,
                        aside=entry["note"],
                    ),
                    Question(f"{key}.reason", "Why, or why not?", reason),
                    Question(f"{key}.verification", "How will somebody verify it?", verification),
                ),
            )
        )
    return tuple(groups)


def find(scene: Scene, typed: Typed) -> Found:
    options = scene.column_options(NEGATIVE, "applies")
    points, lines = [], []
    for entry in scene.entries("negative_requirements"):
        key = entry["key"]
        applies = typed.option(f"{key}.applies", options)
        reason, verification = (typed.text(f"{key}.{one}") for one in COLUMNS[1:])
        points.append(_point(scene, key, entry["label"], (applies, reason, verification)))
        cells = {"applies": applies, "reason": reason, "verification": verification}
        lines.append(Line(NEGATIVE, key, cells))
    worst = [one for one in points if one.tone is Tone.BAD]
    undecided = [one for one in points if one.state in ("Not decided", "Not known yet")]
    words = [f"{len(points) - len(undecided)} of {len(points)} decided"]
    words += [f"{len(worst)} to mend"] if worst else []
    title = scene.attribute(NEGATIVE).title
    return Found(
        headline=f"{', '.join(words)}.",
        tone=Tone.BAD if worst else Tone.FAIR if undecided else Tone.GOOD,
        points=tuple(points),
        offers=tuple(scene.offer("register", f"Write these lines to “{title}”", lines=lines)),
        notes=("Lines of your own are added in the table itself.",) if scene.asks(NEGATIVE) else (),
    )


def _point(scene: Scene, key: str, label: str, said: tuple[str, str, str]) -> Point:
    applies, reason, verification = said
    notes = tuple(_against(scene, key, applies))
    if applies == "yes" and notes:
        return Point(label, "Contradicted", Tone.BAD, reason, notes=notes)
    if applies == "yes":
        if not verification:
            return Point(label, "Applies, not verifiable", Tone.BAD, reason)
        return Point(label, "Applies", Tone.GOOD, reason, notes=(f"Verified by: {verification}",))
    if applies == "no":
        words = ("Does not apply", Tone.PLAIN) if reason else ("Ruled out, no reason", Tone.FAIR)
        return Point(label, words[0], Tone.FAIR if notes else words[1], reason, notes=notes)
    return Point(label, "Not known yet" if applies else "Not decided", Tone.FAIR, notes=notes)


def _against(scene: Scene, key: str, applies: str) -> Iterator[str]:
    """What other answers say against that decision, or for it while there is none."""
    training, hosting = scene.text("data.pii_in_training"), scene.text("deployment.hosting")
    logs, people = (
        scene.document.says_yes(one) if scene.asks(one) else False
        for one in ("data.pii_in_logs", "fairness.concerns_people")
    )
    reasons = scene.text("constraints.interpretability") in ("per_decision", "reason_codes_by_law")
    if applies == "yes":
        if key == "no_pii_in_training" and training not in ("", "none"):
            yield "The spec says that training data holds personal data."
        if key == "no_pii_in_logs" and logs:
            yield "The spec says that logs hold personal data."
        if key == "on_prem_only" and hosting not in ("", "on_premises"):
            label = scene.label("deployment.hosting", hosting).lower()
            yield f"The spec says of the hosting: {label}."
        return
    if key == "no_discrimination" and people:
        yield "The spec says that its decisions concern people."
    if key == "explain_decisions" and reasons:
        yield "The spec asks for an explanation of each decision."


GUIDE = Guide(
    name="negative-requirements",
    title="Negative requirements",
    question="What must the system never do, why, and how will somebody verify that?",
    source="002 §7, §1",
    serves=(NEGATIVE,),
    ask=ask,
    find=find,
    writes=(NEGATIVE,),
)
