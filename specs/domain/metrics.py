"""The metrics that a spec can choose: which way is better, how far each goes, what it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

HIGHER = "higher"
LOWER = "lower"
OTHER = "other"  # defined by whoever writes the spec: nothing is known of it

CASES = frozenset({"classification", "anomaly_detection"})
VALUES = frozenset({"regression"})
LISTS = frozenset({"ranking"})
CONTENT = frozenset({"generation"})


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric; a limit that is None does not exist."""

    key: str
    name: str
    direction: str
    min: Decimal | None
    max: Decimal | None
    outputs: frozenset[str]
    is_share: bool  # it goes from 0 to 1

    @property
    def best(self) -> Decimal | None:
        """The value of a perfect model."""
        return self.max if self.direction == HIGHER else self.min


def _metric(
    key: str, name: str, direction: str, limits: tuple[str, str], outputs: frozenset[str]
) -> Metric:
    low, high = (Decimal(limit) if limit else None for limit in limits)
    is_share = low == 0 and high == 1
    return Metric(key, name, direction, low, high, outputs, is_share)


SHARE = ("0", "1")
FROM_0 = ("0", "")

METRICS: Mapping[str, Metric] = {
    metric.key: metric
    for metric in (
        _metric("accuracy", "Accuracy", HIGHER, SHARE, CASES),
        _metric("precision", "Precision", HIGHER, SHARE, CASES),
        _metric("recall", "Recall", HIGHER, SHARE, CASES),
        _metric("f1", "F1 score", HIGHER, SHARE, CASES),
        _metric("fbeta", "F-beta score", HIGHER, SHARE, CASES),
        _metric("cost_weighted_f1", "Cost-weighted F1", HIGHER, SHARE, CASES),
        _metric("roc_auc", "ROC AUC", HIGHER, SHARE, CASES),
        _metric("pr_auc", "PR AUC", HIGHER, SHARE, CASES),
        _metric("recall_at_precision", "Recall at a precision floor", HIGHER, SHARE, CASES),
        _metric("log_loss", "Log loss", LOWER, FROM_0, CASES),
        _metric("brier", "Brier score", LOWER, SHARE, CASES),
        _metric("calibration_error", "Expected calibration error", LOWER, SHARE, CASES),
        _metric("lift_at_k", "Lift at k", HIGHER, FROM_0, CASES | LISTS),
        _metric("rmse", "RMSE", LOWER, FROM_0, VALUES),
        _metric("mae", "MAE", LOWER, FROM_0, VALUES),
        _metric("mape", "MAPE (as a fraction)", LOWER, FROM_0, VALUES),
        _metric("r2", "R squared", HIGHER, ("", "1"), VALUES),
        _metric("ndcg", "NDCG", HIGHER, SHARE, LISTS),
        _metric("mrr", "MRR", HIGHER, SHARE, LISTS),
        _metric("top1_click_rate", "Top-1 click rate", HIGHER, SHARE, LISTS),
        _metric("precision_at_k", "Precision at k", HIGHER, SHARE, CASES | LISTS),
        _metric("recall_at_k", "Recall at k", HIGHER, SHARE, CASES | LISTS),
        _metric("ctr", "Click-through rate", HIGHER, SHARE, LISTS),
        _metric("session_length", "Session length (minutes)", HIGHER, FROM_0, LISTS),
        _metric("human_rating", "Mean human rating (1-5)", HIGHER, ("1", "5"), CONTENT | LISTS),
        _metric("task_success_rate", "Task success rate", HIGHER, SHARE, CONTENT),
        _metric("safety_violation_rate", "Safety violation rate", LOWER, SHARE, CONTENT),
        _metric("expected_cost", "Expected cost per 1000 decisions", LOWER, FROM_0, CASES),
        _metric(OTHER, "Other (define it)", HIGHER, ("", ""), CASES | VALUES | LISTS | CONTENT),
    )
}

# The types of output column that fit each output type.
OUTPUT_COLUMNS: Mapping[str, frozenset[str]] = {
    "classification": frozenset({"probability", "label", "score"}),
    "regression": frozenset({"value", "score", "probability"}),
    "ranking": frozenset({"ranked_list", "score", "probability"}),
    "generation": frozenset({"text", "image", "audio"}),
    "anomaly_detection": frozenset({"score", "label", "probability"}),
}

# The task types that each output type can be.
TASKS_OF_OUTPUT: Mapping[str, frozenset[str]] = {
    "classification": frozenset({"binary", "multiclass", "multilabel", "high_cardinality"}),
    "regression": frozenset({"value_regression", "score_regression"}),
    "ranking": frozenset({"ranking", "score_regression"}),
    "generation": frozenset({"text_generation", "image_generation", "audio_generation"}),
    "anomaly_detection": frozenset({"anomaly", "binary", "score_regression"}),
}
