"""Which output and task type? With the giant-multiclass trap (000 §1, 003 §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from specs.domain.amounts import amount
from specs.domain.charts import Tone
from specs.domain.checks.frm.output import OFTEN
from specs.domain.guides.guide import (
    YES_NO,
    Answer,
    Found,
    Group,
    Guide,
    Offer,
    Options,
    Point,
    Question,
    Scene,
    Sort,
    Typed,
)

OUTPUT, TASK = "framing.output_type", "framing.task_type"
SIZE, GROWTH = "framing.label_space_size", "framing.label_space_growth"
STRATEGY = "framing.label_space_strategy"
MEDIA: Options = (("text", "Text"), ("image", "Images"), ("audio", "Audio"))
CLASSES = ("multiclass", "high_cardinality")


@dataclass(frozen=True, slots=True)
class Choice:
    """The task that the answers describe, and why a list of classes would be a trap."""

    task: str
    trap: str = ""


def ask(scene: Scene) -> tuple[Group, ...]:
    return (_ask_output(scene), _ask_list(scene), _ask_else(scene))


def _ask_output(scene: Scene) -> Group:
    asked = "For one case, what do you want back?"
    question = Question("output", asked, scene.text(OUTPUT), Sort.CHOICE, _outputs(scene))
    return Group("What the model gives back", (question,), keys=(OUTPUT, TASK))


def _ask_list(scene: Scene) -> Group:
    task = scene.text(TASK)
    size = scene.document.number(SIZE) if scene.asks(SIZE) else None
    together = {"multilabel": "yes", "multiclass": "no", "high_cardinality": "no"}.get(task, "")
    growth, options = scene.text(GROWTH), scene.options(GROWTH)
    questions = (
        Question(
            "size", "How many answers are on the list today?", "" if size is None else f"{size:f}"
        ),
        Question("growth", "How often do new ones appear?", growth, Sort.CHOICE, options),
        Question("together", "Can several be right at once?", together, Sort.CHOICE, YES_NO),
    )
    return Group("If it picks from a list", questions, keys=(SIZE, GROWTH, STRATEGY))


def _ask_else(scene: Scene) -> Group:
    task = scene.text(TASK)
    scored = {"score_regression": "yes", "value_regression": "no"}.get(task, "")
    labelled = {"binary": "yes", "anomaly": "no"}.get(task, "")
    medium = task.removesuffix("_generation") if task.endswith("_generation") else ""
    is_score = "A value: is it a score or a probability?"
    has_labels = "Outliers: are there labelled cases to learn from?"
    questions = (
        Question("scored", is_score, scored, Sort.CHOICE, YES_NO),
        Question("labelled", has_labels, labelled, Sort.CHOICE, YES_NO),
        Question("medium", "Content: of what kind?", medium, Sort.CHOICE, MEDIA),
    )
    return Group("If it is something else", questions)


def _outputs(scene: Scene) -> Options:
    return tuple(
        (entry["key"], f"{entry['label']}: {entry['meaning']}")
        for entry in scene.entries("output_types")
    )


def choose(scene: Scene, typed: Typed) -> Choice | None:
    """The task type, or None while an answer that it hangs on is missing."""
    output = typed.option("output", _outputs(scene))
    size = _size(typed)
    trap = _trap(typed, scene, size) if output in ("classification", "ranking") else ""
    if output == "classification":
        if task := _classes(typed, size, scene.document.parameters.classes_many):
            return Choice(task, trap)
        return Choice("", trap) if trap else None
    if output == "ranking":
        return Choice("ranking", trap)
    if output == "regression" and (scored := typed.option("scored", YES_NO)):
        return Choice("score_regression" if scored == "yes" else "value_regression")
    if output == "anomaly_detection" and (labelled := typed.option("labelled", YES_NO)):
        return Choice("binary" if labelled == "yes" else "anomaly")
    if output == "generation" and (medium := typed.option("medium", MEDIA)):
        return Choice(f"{medium}_generation")
    return None


def _size(typed: Typed) -> Decimal | None:
    size = amount(typed.text("size"))
    return size if size is not None and size >= 1 and size == size.to_integral_value() else None


def _classes(typed: Typed, size: Decimal | None, many: Decimal) -> str:
    together = typed.option("together", YES_NO)
    if together == "yes":
        return "multilabel"
    if size is None:
        return ""
    if size <= 2:
        return "binary"
    return "high_cardinality" if size >= many else "multiclass"


def _trap(typed: Typed, scene: Scene, size: Decimal | None) -> str:
    growth = typed.option("growth", scene.options(GROWTH))
    if growth in OFTEN:
        often = "every week" if growth == "weekly" else "every month"
        return f"New classes appear {often}, and each would need a new output and a new training."
    if size is not None and size >= scene.document.parameters.classes_many:
        return f"One output over {size:,f} classes: most of them have too few examples to learn."
    return ""


def find(scene: Scene, typed: Typed) -> Found:
    chosen = choose(scene, typed)
    if chosen is None:
        return Found("Answer what the model gives back, and the questions that belong to it.")
    if chosen.trap and typed.text("output") == "classification":
        return Found(
            "The giant-multiclass trap: do not wire class numbers into the output.",
            Tone.BAD,
            tuple(_ways_out(chosen)),
            tuple(_escapes(scene, typed)),
        )
    label = scene.label(TASK, chosen.task)
    points = [Point(label, "This one", Tone.GOOD, _why(chosen.task))]
    if chosen.trap:
        points.append(Point("New items", "Score, do not number", Tone.FAIR, chosen.trap))
    strategy = _strategy(scene, typed, chosen)
    return Found(
        f"{label}.", Tone.GOOD, tuple(points), tuple(_offer(scene, typed, label, strategy))
    )


WHY = {
    "binary": "Two answers, one threshold: precision and recall follow from where it is set.",
    "multiclass": "One answer out of a list that is closed and short enough to learn.",
    "high_cardinality": "One answer out of a very long list.",
    "multilabel": "Several answers can be right, so each has a threshold of its own.",
    "ranking": "The order counts, not the figure: judge it by what stands at the top.",
    "value_regression": "An amount in its own unit: judge it by how far off it is.",
    "score_regression": "A score that others turn into a decision: it has to be calibrated.",
    "anomaly": "Without labelled cases nothing but distance from the normal can be learned.",
}


def _why(task: str) -> str:
    return WHY.get(
        task, "Content has no single right answer: plan raters and a fixed set of cases."
    )


def _ways_out(chosen: Choice) -> Iterator[Point]:
    yield Point("Why it is a trap", "Trap", Tone.BAD, chosen.trap)
    yield Point(
        "Score each candidate",
        "Way out",
        Tone.GOOD,
        "Instead of asking which of all items, ask for each: P(user interacts, given user and "
        "item features). A new item is known at once by its features.",
    )
    yield Point(
        "Retrieve, then rank",
        "Way out",
        Tone.GOOD,
        "Where there are too many candidates to score them all, fetch some hundred first.",
    )


def _known(scene: Scene, typed: Typed) -> list[Answer]:
    size = _size(typed)
    return [
        Answer(SIZE, "" if size is None else f"{size:f}"),
        Answer(GROWTH, typed.option("growth", scene.options(GROWTH))),
    ]


def _escapes(scene: Scene, typed: Typed) -> Iterator[Offer]:
    output, task = scene.label(OUTPUT, "ranking"), scene.label(TASK, "ranking")
    for name, short in (
        ("score_per_candidate", "Score each candidate"),
        ("retrieve_then_rank", "Retrieve, then rank"),
    ):
        yield from scene.offer(
            name,
            f"{short}: write that, with output type “{output}” and task type “{task}”",
            answers=[
                Answer(OUTPUT, "ranking"),
                Answer(TASK, "ranking"),
                Answer(STRATEGY, name),
                *_known(scene, typed),
            ],
        )


def _strategy(scene: Scene, typed: Typed, chosen: Choice) -> str:
    """How new classes are handled, where the answers settle it and the spec does not."""
    if chosen.trap and scene.text(STRATEGY) not in ("score_per_candidate", "retrieve_then_rank"):
        return "score_per_candidate"
    is_closed = typed.text("growth") == "fixed"
    return "not_applicable" if is_closed and not scene.text(STRATEGY) else ""


def _offer(scene: Scene, typed: Typed, label: str, strategy: str) -> Iterator[Offer]:
    output = typed.text("output")
    chosen = choose(scene, typed)
    listed = output in ("classification", "ranking")
    answers = [
        Answer(OUTPUT, output),
        Answer(TASK, chosen.task if chosen else ""),
        Answer(STRATEGY, strategy),
        *(_known(scene, typed) if listed else []),
    ]
    words = f"Write output type “{scene.label(OUTPUT, output)}” and task type “{label}”"
    words += " with what you said of the list" if listed else ""
    yield from scene.offer("task", words, answers=answers)


GUIDE = Guide(
    name="task-type",
    title="Output and task type",
    question="What does the model give back, and is the list of answers a trap?",
    source="000 §1; 003 §4",
    serves=(OUTPUT, TASK, SIZE, GROWTH, STRATEGY),
    ask=ask,
    find=find,
    writes=(OUTPUT, TASK, SIZE, GROWTH, STRATEGY),
)
