"""FRM: what the model predicts, and over which answers."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain import words
from specs.domain.amounts import at_least
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.metrics import TASKS_OF_OUTPUT
from specs.domain.wording import Terms

GOAL = "framing.model_goal"
OUTPUT = "framing.output_type"
TASK = "framing.task_type"
SIZE = "framing.label_space_size"
GROWTH = "framing.label_space_growth"
STRATEGY = "framing.label_space_strategy"
CONTROLS = "framing.generation_controls"
PREDICTION = Terms(words.PREDICTION_WORDS)
OFTEN = frozenset({"weekly", "monthly"})
# One output for each class, or nothing that says otherwise.
CLASS_NUMBERS = frozenset({"", "fixed_class_ids", "not_applicable"})
OVER_CLASSES = frozenset({"multiclass", "high_cardinality"})
OVER_ITEMS = OVER_CLASSES | {"multilabel", "binary", "ranking", "score_regression"}


@check(
    "FRM010",
    "Model goal is not a prediction",
    Severity.ADVICE,
    needs=(GOAL,),
    message="The model goal does not read like a prediction.",
    fix="Write it as P(event), a value, a score or an order.",
    source="003 §1 level 2",
)
def goal_is_no_prediction(document: Document) -> Iterator[At]:
    """The goal of the model names a result for the business instead of something to predict.

    "Fewer bad payments" cannot be trained or measured; "P(payment is fraud within 45 days)"
    can. The result belongs one level higher, where the model is one of several means.
    """
    goal = document.text(GOAL)
    if goal and not PREDICTION.is_in(goal):
        yield At(GOAL)


@check(
    "FRM012",
    "Giant multiclass trap",
    Severity.BLOCKER,
    needs=(GROWTH, STRATEGY, TASK),
    message="New classes appear all the time, yet class numbers are wired into the output.",
    fix="Score each candidate from user and item features, or retrieve and then rank.",
    source="003 §4",
)
def giant_multiclass(document: Document) -> Iterator[At]:
    """The list of answers grows every week or month, and each answer is an output of its own.

    A new product has no output until the model is trained again, and the old outputs mean
    something else afterwards. A model that scores candidates by their features knows new ones
    at once.
    """
    if (
        document.text(GROWTH) in OFTEN
        and document.text(STRATEGY) in CLASS_NUMBERS
        and document.text(TASK) in OVER_ITEMS
    ):
        yield At(STRATEGY)


@check(
    "FRM013",
    "Very many classes in one output",
    Severity.WARNING,
    needs=(TASK, SIZE, STRATEGY),
    message="One output over thousands of classes is hard to train and to keep.",
    fix="Consider scoring each candidate.",
    source="003 §4",
)
def too_many_classes(document: Document) -> Iterator[At]:
    """The model chooses one of so many classes that most of them have few examples.

    Rare classes are never learned, and one wrong merge in the list changes the numbers of all
    others. Scoring each candidate shares what is learned between them.
    """
    if document.text(TASK) not in OVER_CLASSES or document.text(STRATEGY) not in CLASS_NUMBERS:
        return
    if at_least(document.number(SIZE), document.parameters.classes_many):
        yield At(SIZE)


@check(
    "FRM017",
    "Task type does not fit the output type",
    Severity.WARNING,
    needs=(OUTPUT, TASK),
    message="Output type and task type contradict each other.",
    fix="Correct one of the two.",
    source="000 §1; 003 §4",
)
def task_does_not_fit_output(document: Document) -> Iterator[At]:
    """The task is of another kind than the output that the spec promises.

    Metrics, labels and the interface follow from one or the other. As long as they disagree,
    data and product teams prepare for two different models.
    """
    task, fitting = document.text(TASK), TASKS_OF_OUTPUT.get(document.text(OUTPUT))
    if task and fitting is not None and task not in fitting:
        yield At(TASK)


@check(
    "FRM018",
    "Generation without evaluation and safety controls",
    Severity.BLOCKER,
    needs=(OUTPUT, CONTROLS),
    message="Generated content needs an evaluation plan and safety controls.",
    fix="Describe the evaluation set, raters and filters.",
    source="003 §4",
)
def generation_without_controls(document: Document) -> Iterator[At]:
    """The model writes texts or makes pictures, and nothing stands between it and the reader.

    Generated content has no single right answer, so it is judged by a fixed set of cases and by
    raters, and held back by filters. Without them the first test takes place in public.
    """
    if document.text(OUTPUT) == "generation" and document.is_blank(CONTROLS):
        yield At(CONTROLS)
