"""Answers and documents that nobody would write, for tests of what must hold for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Attribute, Column, Json, Kind, Template
from specs.domain.document import Document
from tests.specs.example import DAY, example_values

Values: TypeAlias = st.SearchStrategy[Json]

WORDS = (
    *("TBD", "fast", "GPT", "bert", "model", "fraud", "n/a", "random", "split", "[owner]"),
    *("later", "all", "0-100", "20", "ms", ".", ";", "\n"),
)
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
figures = st.one_of(
    st.integers(-3, 200).map(str),
    st.decimals(-2, 2, places=3, allow_nan=False).map(str),
    st.sampled_from(["", "0.70", "1e9", "NaN", "-0", "+1", "٣", "9" * 400, "0." + "1" * 60]),
)
days = st.one_of(
    st.dates(DAY - timedelta(900), DAY + timedelta(900)).map(date.isoformat),
    st.sampled_from(["", "2026-02-30", "soon", "0001-01-01"]),
)
reasons: Values = texts.map(lambda reason: {"not_applicable": reason})
anything: Values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def values_of(attribute: Attribute) -> Values:
    """Well-typed values of an attribute, sensible or not."""
    match attribute.kind:
        case Kind.MULTI_CHOICE:
            return st.lists(_cell(attribute), max_size=3)
        case Kind.NUMBER_UNIT | Kind.DURATION:
            units = st.sampled_from(["ms", "days", "months", "GB", "", "$"])
            return st.fixed_dictionaries({"value": figures, "unit": units})
        case Kind.DATE_RANGE:
            return st.fixed_dictionaries({"start": days, "end": days})
        case Kind.PERSON:
            return st.fixed_dictionaries({"name": texts}, optional={"role": texts})
        case Kind.RAG:
            status = st.sampled_from(["green", "red", "blue", ""])
            return st.fixed_dictionaries({"status": status, "note": texts})
        case Kind.CHECKLIST:
            return st.lists(_entry(attribute), max_size=4)
        case Kind.TABLE | Kind.RUBRIC:
            return st.lists(_row(attribute), max_size=4)
        case _:
            return _cell(attribute)


def documents(template: Template, *, typed: bool = True) -> st.SearchStrategy[Document]:
    """The running example with a few answers changed at random, or taken away."""
    return answers(template, typed=typed).map(
        lambda changes: Document(template, {**example_values(), **changes}, on=DAY)
    )


def answers(template: Template, *, typed: bool = True) -> st.SearchStrategy[dict[str, Json]]:
    attributes = list(template.attributes.values())
    return st.lists(
        st.sampled_from(attributes).flatmap(lambda a: st.tuples(st.just(a.key), _held(a, typed))),
        max_size=12,
    ).map(dict)


def _held(attribute: Attribute, typed: bool) -> Values:  # noqa: FBT001 - private
    sensible = st.one_of(st.none(), values_of(attribute), values_of(attribute), reasons)
    return sensible if typed else st.one_of(sensible, anything)


def _cell(described: Attribute | Column) -> Values:
    match described.kind:
        case Kind.CHOICE | Kind.MULTI_CHOICE:
            return st.sampled_from([*(option.value for option in described.options), "?", ""])
        case Kind.NUMBER | Kind.PERCENT:
            return figures
        case Kind.DATE:
            return days
        case Kind.YES_NO:
            return st.booleans()
        case _:
            return texts


def _row(attribute: Attribute) -> Values:
    cells = st.fixed_dictionaries({}, optional={c.key: _cell(c) for c in attribute.columns})
    if attribute.criteria:
        scores = st.fixed_dictionaries({}, optional={c.key: figures for c in attribute.criteria})
        cells = st.tuples(cells, scores).map(lambda both: {**both[0], "scores": both[1]})
    stored = cells.map(lambda held: {"id": "1", "cells": held})
    if attribute.fixed_rows:
        keys = st.sampled_from([line.key for line in attribute.fixed_rows])
        return st.tuples(stored, keys).map(lambda both: {**both[0], "row": both[1]})
    return st.one_of(stored, cells)


def _entry(attribute: Attribute) -> Values:
    answer = st.sampled_from(["yes", "no", "unsure", "", "maybe"])
    held = st.fixed_dictionaries({"answer": answer}, optional={"note": texts})
    keys = st.sampled_from([line.key for line in attribute.items])
    return st.tuples(held, keys).map(lambda both: {"id": "1", "row": both[1], "cells": both[0]})


ML_MODEL_SPEC = catalogue.template("ml_model_spec")
FULL_SPEC = catalogue.template("full_spec")
