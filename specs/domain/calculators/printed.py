"""The pictures that stand in the document, each in the section of the answers that it shows."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.attribute import Section
from specs.domain.calculators import BY_CODE
from specs.domain.calculators.calculator import Outcome
from specs.domain.charts import Picture
from specs.domain.document import Document

MOST_PARTS = 8  # what is drawn with more cannot be taken in at a glance, nor fits a page
# Each calculator with the keys beside which it stands; the first that the template asks for counts.
PRINTED = (
    ("CALC-01", ("data.positive_rate",)),
    ("CALC-02", ("policy.threshold", "errors.fn_cost")),
    ("CALC-05", ("deployment.latency_breakdown", "deployment.system_budget_p99")),
    ("CALC-11", ("proxy.candidates",)),
    ("CALC-12", ("feasibility.killers", "feasibility.data")),
)


def pictures_in(section: Section, document: Document) -> Iterator[Picture]:
    """The pictures of a section, where the answers suffice."""
    keys = {item.key for item in section.items}
    for code, anchors in PRINTED:
        if next((key for key in anchors if document.asks(key)), "") in keys:
            picture = _picture(code, document)
            if picture is not None and len(picture.drawn) <= MOST_PARTS:
                yield picture


def _picture(code: str, document: Document) -> Picture | None:
    calculator = BY_CODE[code]
    if calculator.problem(document):
        return None
    found = calculator.run(calculator.filled(document), document.parameters)
    return found.picture if isinstance(found, Outcome) else None
