"""CALC-16: which item comes first when several objectives are weighed (003 §7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from specs.domain.calculators.calculator import (
    Calculator,
    Entry,
    Given,
    Impossible,
    Input,
    NotEnough,
    Outcome,
    Shown,
    Sort,
    plain,
    shown,
)
from specs.domain.charts import Bar, Bars, Sheet
from specs.domain.document import Document

COMPONENTS = "objectives.components"


def weighted(weights: Sequence[Decimal], items: Sequence[Entry]) -> list[tuple[str, Decimal]]:
    """alpha x quality + beta x engagement + …, highest first; the name breaks ties."""
    for item in items:
        if len(item.figures) != len(weights):
            raise Impossible(f"{item.label} needs {len(weights)} scores.", "items")
    finals = [
        (label, sum((w * f for w, f in zip(weights, figures, strict=True)), Decimal(0)))
        for label, figures in items
    ]
    return sorted(finals, key=lambda final: (-final[1], final[0]))


def compute(given: Given) -> Outcome:
    weights, items = given.figures("weights"), given.lines("items")
    if not items:
        raise NotEnough("items")
    finals = weighted(weights, items)
    scores = {item.label: item.figures for item in items}
    words = ", ".join(f"{label} {shown(final, 3)}" for label, final in finals)
    return Outcome(
        headline=f"First comes {finals[0][0]} with {shown(finals[0][1], 3)}.",
        figures=tuple(Shown(label, shown(final, 3)) for label, final in finals),
        steps=tuple(
            f"{label}: "
            + " + ".join(
                f"{plain(w)} × {plain(f)}" for w, f in zip(weights, scores[label], strict=True)
            )
            + f" = {shown(final, 3)}"
            for label, final in finals
        ),
        notes=("Changing weights needs no training.",),
        picture=None
        if any(final < 0 for _, final in finals)
        else Bars(
            title="Final score",
            words=f"Bars of the final scores: {words}.",
            sheet=Sheet(("Item", "Final score"), tuple((n, shown(f, 3)) for n, f in finals)),
            bars=tuple(Bar(label, final, shown(final, 3)) for label, final in finals),
            most=max(final for _, final in finals),
        ),
    )


def weights_of(document: Document) -> str:
    found = [row.number("weight") for row in document.rows(COMPONENTS)]
    return " ".join(plain(weight) for weight in found if weight is not None)


CALCULATOR = Calculator(
    code="CALC-16",
    title="Weighted objectives",
    question="Which item comes first with these weights?",
    formula="final = alpha × quality + beta × engagement, for any number of objectives",
    source="003 §7",
    serves=(COMPONENTS, "objectives.formula"),
    inputs=(
        Input(
            "weights",
            "Weights",
            (COMPONENTS,),
            weights_of,
            sort=Sort.FIGURES,
            help="One for each objective, with spaces between.",
        ),
        Input(
            "items",
            "Items",
            sort=Sort.LINES,
            help="One a line: name, colon, a score for each objective.",
        ),
    ),
    compute=compute,
)
