"""MET: what decides, how it is computed, and on which data."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain import words
from specs.domain.amounts import below
from specs.domain.checks.check import At, Severity, check
from specs.domain.derived import is_imbalanced, primary_metric
from specs.domain.document import Document
from specs.domain.metrics import OTHER
from specs.domain.wording import Terms, gist, has_digit

METRIC = "evaluation.primary_metric"
DEFINITION = "evaluation.metric_definition"
DIRECTION = "evaluation.metric_direction"
RATIONALE = "evaluation.metric_rationale"
POSITIVES = "data.positive_rate"
LEAST_RATIONALE = 8  # words
NEEDS_A_NUMBER = frozenset({"recall_at_precision", "precision_at_k", "recall_at_k", "lift_at_k"})
RANDOM = Terms(("random",))
SPLIT = Terms(words.RANDOM_SPLIT_WORDS)
SEPARATE = Terms(words.SEPARATE_TEST_WORDS)
REUSED = Terms(words.REUSED_TEST_PHRASES)


@check(
    "MET001",
    "No primary metric",
    Severity.BLOCKER,
    needs=(METRIC,),
    presence=True,
    message="No single metric decides whether the model ships.",
    fix="Choose one; all others become constraints or are watched.",
    source="000 §4; 003 §7",
)
def no_primary_metric(document: Document) -> Iterator[At]:
    """No metric is chosen that decides whether the model ships.

    With several metrics side by side some rise and some fall, and everybody can call the result
    a success or a failure. One decides; the others are limits or are watched.
    """
    if document.is_blank(METRIC):
        yield At(METRIC)


@check(
    "MET005",
    "Accuracy on imbalanced data",
    Severity.BLOCKER,
    needs=(METRIC,),
    reads=("data.positive_rate", "data.max_class_share_current"),
    message="With data this uneven a model that always gives the common answer looks excellent.",
    fix="Choose recall, precision, F1 or PR AUC from the error costs.",
    source="001 §4",
)
def accuracy_on_imbalanced_data(document: Document) -> Iterator[At]:
    """Accuracy decides whether the model ships, although one class is rare.

    Where 2 payments of 1,000 are fraud, a model that never finds any is 99.8 % accurate.
    Accuracy says something only where classes and error costs are about even.
    """
    if document.text(METRIC) == "accuracy" and is_imbalanced(document):
        yield At(METRIC)


@check(
    "MET016",
    "Metric without a formula",
    Severity.WARNING,
    needs=(METRIC, DEFINITION),
    message="Two people could compute two numbers.",
    fix="Write formula, data window and threshold.",
    source="000 §4",
)
def metric_without_formula(document: Document) -> Iterator[At]:
    """The primary metric is chosen, and nothing says how it is computed.

    Recall on last month's cases and recall on last year's are two numbers. Formula, data window
    and threshold make it one.
    """
    if not document.is_blank(METRIC) and document.is_blank(DEFINITION):
        yield At(DEFINITION)


@check(
    "MET017",
    "Metric cannot be explained",
    Severity.BLOCKER,
    needs=(METRIC, RATIONALE),
    message="There is no plain reason for the metric.",
    fix="Say in two sentences which business risk it protects against.",
    source="001 §9",
)
def metric_unexplained(document: Document) -> Iterator[At]:
    """Nobody wrote in plain words why this metric decides.

    Whoever signs for the business has to be able to say what a better number buys. A metric
    that is only the usual one protects against a risk of somebody else's project.
    """
    if gist(document.text(RATIONALE)).words < LEAST_RATIONALE and not document.is_blank(METRIC):
        yield At(RATIONALE)


@check(
    "MET018",
    "Metric fixed after development began",
    Severity.WARNING,
    needs=("project.development_start", "evaluation.metric_frozen_on"),
    message="The metric was agreed after model work began, or the date is missing.",
    fix="Agree metric and threshold first.",
    source="000 intro, FAQ",
)
def metric_fixed_late(document: Document) -> Iterator[At]:
    """Model development starts before metric and threshold are agreed.

    Whoever knows the first results chooses the metric that looks best with them. Agreed
    beforehand, the metric judges the model and not the other way round.
    """
    if document.is_blank("project.development_start"):
        return
    frozen = document.day("evaluation.metric_frozen_on")
    start = document.day("project.development_start")
    is_late = frozen is not None and start is not None and frozen > start
    if is_late or document.is_blank("evaluation.metric_frozen_on"):
        yield At("evaluation.metric_frozen_on")


@check(
    "MET023",
    "ROC AUC with rare positives",
    Severity.ADVICE,
    needs=(METRIC, POSITIVES),
    message="With rare positives ROC AUC looks better than the model is.",
    fix="Use PR AUC to compare models.",
    source="001 §4 (derived)",
)
def roc_auc_with_rare_positives(document: Document) -> Iterator[At]:
    """Positives are rare, and the area under the ROC curve decides.

    The curve counts false alarms against all the harmless cases, and there are so many of these
    that hardly any number of alarms shows. Precision against recall does show them.
    """
    if document.text(METRIC) == "roc_auc" and below(
        document.number(POSITIVES), document.parameters.rare_positive
    ):
        yield At(METRIC)


@check(
    "MET024",
    "Direction contradicts the metric",
    Severity.BLOCKER,
    needs=(DIRECTION, METRIC),
    message="The direction is wrong for this metric.",
    fix="Accept the direction filled in.",
    source="000 §4 (derived)",
)
def wrong_direction(document: Document) -> Iterator[At]:
    """The spec says that higher is better where lower is, or the reverse.

    Every comparison with target and baseline would then be read the wrong way round, and a
    worse model would pass.
    """
    stated, metric = document.text(DIRECTION), primary_metric(document)
    if stated and metric and metric.key != OTHER and stated != metric.direction:
        yield At(DIRECTION)


@check(
    "MET027",
    "Metric does not fit the output type",
    Severity.BLOCKER,
    needs=("framing.output_type", METRIC),
    message="This metric cannot be computed for this kind of output.",
    fix="Choose a metric of the right family.",
    source="000 §1, §4; 003 §4, §7",
)
def metric_does_not_fit_output(document: Document) -> Iterator[At]:
    """The primary metric belongs to another kind of output than the model gives.

    A recall needs classes, an RMSE needs figures, an NDCG needs an order. One of the two
    answers is wrong, and the evaluation cannot be built before that is settled.
    """
    output, metric = document.text("framing.output_type"), primary_metric(document)
    if output and metric and output not in metric.outputs:
        yield At(METRIC)


@check(
    "MET040",
    "Test data is not separate from training data",
    Severity.WARNING,
    needs=(METRIC,),
    reads=(DEFINITION, "evaluation.offline_online_link"),
    message=(
        "A random split puts the same period, and the same customers or machines, into training "
        "and test; so does tuning on the test set."
    ),
    fix="Test on data later than the training data, and keep all rows of one unit on one side.",
    source="003 §6, §7 (derived)",
)
def evaluated_on_training_data(document: Document) -> Iterator[At]:
    """The metric is measured on a random split, or on data that was used for tuning.

    The model has then seen the same days and the same customers before, and the result is
    better than it will ever be in production.
    """
    definition = document.text(DEFINITION)
    is_random = RANDOM.is_in(definition) and SPLIT.is_in(definition)
    link = document.text("evaluation.offline_online_link")
    is_reused = REUSED.is_in(definition) or REUSED.is_in(link)
    if is_reused or (is_random and not SEPARATE.is_in(definition)):
        yield At(METRIC)


@check(
    "MET042",
    "Metric needs a condition that its definition lacks",
    Severity.WARNING,
    needs=(METRIC, DEFINITION),
    message="Recall at a precision floor needs the floor, a metric at k needs k.",
    fix="Write the number into the definition.",
    source="000 §4; 003 §7 (derived)",
)
def metric_without_its_condition(document: Document) -> Iterator[At]:
    """The metric depends on a number that its definition does not give.

    Recall at 50 % precision and at 90 % precision are different metrics, as are precision at 10
    and at 1,000. Without the number there is no metric yet.
    """
    definition = document.text(DEFINITION)
    if document.text(METRIC) in NEEDS_A_NUMBER and definition and not has_digit(definition):
        yield At(DEFINITION)
