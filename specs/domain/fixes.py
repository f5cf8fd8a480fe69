"""What can be mended mechanically: from a finding to the change that would remove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specs.domain.attribute import Attribute, Kind
from specs.domain.checks.check import Finding
from specs.domain.derived import primary_metric
from specs.domain.document import Document
from specs.domain.metrics import OTHER
from specs.domain.own_checks.definition import is_own

DIRECTION = "evaluation.metric_direction"
# The standard line that a finding misses, by the cell that tells it from the others.
MISSING_LINES: Mapping[str, tuple[str, str]] = {
    "MON002": ("signal_type", "model_performance"),
    "MON003": ("signal_type", "input_distribution"),
    "MON004": ("signal_type", "prediction_distribution"),
    "MON005": ("signal_type", "latency"),
    "RSK004": ("category", "distribution_shift"),
    "RSK005": ("category", "skew"),
    "RSK006": ("category", "adversarial"),
    "RSK007": ("category", "adversarial"),
    "RSK008": ("category", "false_positive"),
}


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of one answer: the value it gets, or the rows that are added to it."""

    key: str
    words: str
    value: str = ""
    rows: tuple[Mapping[str, str], ...] = ()


def find_fix(finding: Finding, document: Document) -> Fix | None:
    """The change that would remove a finding, where there is only one that makes sense."""
    item = document.template.items.get(finding.key)
    if item is None or is_own(finding.code):
        return None
    attribute = item.attribute
    if attribute.key == DIRECTION:
        return _right_direction(attribute, document)
    if attribute.kind is not Kind.TABLE or not attribute.default_rows:
        return None
    if document.is_blank(attribute.key):
        return _all_lines(attribute)
    return _missing_line(attribute, finding.code)


def _right_direction(attribute: Attribute, document: Document) -> Fix | None:
    metric = primary_metric(document)
    if metric is None or metric.key == OTHER or document.text(DIRECTION) == metric.direction:
        return None
    label = attribute.option_labels.get(metric.direction)
    if label is None:
        return None
    return Fix(DIRECTION, f"set to “{label}”", value=metric.direction)


def _all_lines(attribute: Attribute) -> Fix:
    rows = attribute.default_rows
    words = f"add the {len(rows)} standard lines" if len(rows) > 1 else _adding(attribute, rows[0])
    return Fix(attribute.key, words, rows=rows)


def _missing_line(attribute: Attribute, code: str) -> Fix | None:
    column, wanted = MISSING_LINES.get(code, ("", ""))
    for row in attribute.default_rows:
        if column and row.get(column) == wanted:
            return Fix(attribute.key, _adding(attribute, row), rows=(row,))
    return None


def _adding(attribute: Attribute, row: Mapping[str, str]) -> str:
    texts = (c.key for c in attribute.columns if c.kind is Kind.SHORT_TEXT and row.get(c.key))
    name = next((row[key] for key in texts), "")
    return f"add the line “{name}”" if name else "add a line"
