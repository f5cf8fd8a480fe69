"""P11, P12, P13: the checks over a whole spec, after a change of one answer, and a freeze.

Machines are shared, so every figure is also given as a
ratio to a plain loop of the same run: one that splits each text of the same spec into words and
looks each word up in a set.
"""

from __future__ import annotations

import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bench.rows import Row
from specs import catalogue
from specs.domain.attribute import Json, Kind, Template
from specs.domain.checks import Finding, checks_of, run, run_again
from specs.domain.document import Document
from tests.specs.example import DAY, example_values
from trail.domain.canonical import canonical, digest

ROUNDS = 200
SPECS_MUST, SPECS_GOAL = 1_500, 3_000  # a second, on one core
ANSWER_MUST, ANSWER_GOAL = 100, 30  # µs
FREEZE_MUST, FREEZE_GOAL = 250, 80  # µs


def run_bench() -> list[Row]:
    """Return the rows of P11, P12 and P13."""
    template = catalogue.template("full_spec")
    reference = measure(plain_loop, lambda: document_of(template))
    first = [whole(template, reference), unseen(template, reference)]
    return [*first, *changes(template, reference), freezing(reference)]


def whole(template: Template, reference: float) -> Row:
    """P11: every check over the running example in the largest template."""
    taken = measure(run, lambda: document_of(template))
    rate = 1_000_000 / taken
    return Row(
        number="P11",
        what=f"{len(checks_of(template))} checks over a full spec",
        measured=f"{rate:,.0f} specs/s",
        reference=f"plain loop {reference:.0f} µs",
        ratio=taken / reference,
        must=f"{SPECS_MUST:,}/s",
        goal=f"{SPECS_GOAL:,}/s",
        holds=rate >= SPECS_MUST,
    )


def unseen(template: Template, reference: float) -> Row:
    """P11 where nothing is remembered: no text, cell or table was ever read before.

    The engine remembers what it read by its value, and most of a spec is as it was the last time.
    This is what the first look at an imported spec costs.
    """
    number = itertools.count()

    def document() -> Document:
        known = document_of(template)
        return replace(known, values=_reworded(known.values, f" ({next(number)})"))

    rate = 1_000_000 / measure(run, document, ROUNDS // 10)
    return Row(
        number="P11",
        what="the same over texts and tables never seen",
        measured=f"{rate:,.0f} specs/s",
        reference=f"plain loop {reference:.0f} µs",
        ratio=1_000_000 / rate / reference,
    )


def _reworded(value: Any, end: str) -> Any:
    """The value with an end to every text of several words, however deep it stands."""
    if isinstance(value, str):
        return value + end if " " in value else value
    if isinstance(value, list):
        return [_reworded(one, end) for one in value]
    if isinstance(value, dict):
        return {name: _reworded(one, end) for name, one in value.items()}
    return value


def changes(template: Template, reference: float) -> Iterator[Row]:
    """P12: what is looked at again when one answer changed, for every key."""
    before = document_of(template)
    found = run(before)
    taken = {key: _again(before, found, key) for key in template.items}
    slowest = max(taken, key=lambda key: taken[key])
    figures = {
        "one answer changed, median of the keys": statistics.median(taken.values()),
        f"one answer changed, {slowest}": taken[slowest],
    }
    for what, figure in figures.items():
        yield Row(
            number="P12",
            what=what,
            measured=f"{figure:.0f} µs",
            reference=f"plain loop {reference:.0f} µs",
            ratio=figure / reference,
            must=f"{ANSWER_MUST} µs",
            goal=f"{ANSWER_GOAL} µs",
            holds=figure <= ANSWER_MUST,
        )


def _again(before: Document, found: tuple[Finding, ...], key: str) -> float:
    """Median microseconds of the checks after a change of one answer, as a save runs them."""
    taken = []
    for _ in range(ROUNDS // 10):
        changed = before.with_answer(key, before.values)
        start = time.thread_time()
        run_again(changed, key, found)
        taken.append(time.thread_time() - start)
    return statistics.median(taken) * 1_000_000


def freezing(reference: float) -> Row:
    """P13: the canonical text of the running example, and its hash."""
    content = dict(document_of(catalogue.template("ml_model_spec")).values)
    taken = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        digest(canonical(content))
        taken.append(time.thread_time() - start)
    figure = statistics.median(taken) * 1_000_000
    return Row(
        number="P13",
        what="freezing: canonical text and SHA-256",
        measured=f"{figure:.0f} µs",
        reference=f"plain loop {reference:.0f} µs",
        ratio=figure / reference,
        must=f"{FREEZE_MUST} µs",
        goal=f"{FREEZE_GOAL} µs",
        holds=figure <= FREEZE_MUST,
    )


def measure(
    work: Callable[[Document], object], load: Callable[[], Document], rounds: int = ROUNDS
) -> float:
    """Median microseconds; each round has a document of its own, as if just loaded."""
    work(load())
    taken = []
    for _ in range(rounds):
        document = load()
        start = time.thread_time()
        work(document)
        taken.append(time.thread_time() - start)
    return statistics.median(taken) * 1_000_000


def document_of(template: Template) -> Document:
    """The running example in the form in which it is stored, with texts of its own."""
    stored = {
        key: _stored(template, key, value)
        for key, value in example_values().items()
        if key in template.items
    }
    return Document(template, json.loads(json.dumps(stored)), on=DAY, revision=3)


def plain_loop(document: Document) -> int:
    """The reference: every word of every text is looked up once."""
    known = {"fast", "robust", "regularly"}
    found = 0
    waiting: list[Json] = list(document.values.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            for word in value.lower().split():
                if word in known:
                    found += 1
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found


def _stored(template: Template, key: str, value: Json) -> Json:
    attribute = template.attributes[key]
    if attribute.kind is Kind.CHECKLIST and isinstance(value, dict):
        return [{"id": row, "row": row, "cells": cells} for row, cells in value.items()]
    if not attribute.columns or not isinstance(value, list):
        return value
    rows: list[Json] = []
    for place, row in enumerate(value):
        assert isinstance(row, dict)
        cells: dict[str, Json] = {name: cell for name, cell in row.items() if name != "row"}
        item: dict[str, Json] = {"id": str(place), "cells": cells}
        rows.append({**item, "row": row["row"]} if "row" in row else item)
    return rows
