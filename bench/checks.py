"""How long the checks take: over a whole spec, and after a change of one answer.

Run it with ``python -m bench.checks``. Machines are shared, so every figure is also given as a
ratio to a plain loop of the same run: one that splits each text of the same spec into words and
looks each word up in a set.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from specs import catalogue
from specs.domain import amounts, conversion, wording
from specs.domain import statistics as intervals
from specs.domain.attribute import Json, Kind, Template
from specs.domain.checks import CHECKS, Finding, checks_of, run, run_again
from specs.domain.document import Document
from specs.domain.values import figures
from tests.specs.example import DAY, example_values

ROUNDS = 200
ALL_CHECKS = 300  # the catalogue's; the limits below are for so many
WHOLE_SPEC = 1_000_000 / 1_500  # µs for all of them, one core
ONE_ANSWER = 100  # µs


def main() -> None:
    template = catalogue.template("ml_model_spec")
    share = len(checks_of(template)) / ALL_CHECKS
    reference = measure(plain_loop, template)
    lines = [
        ("plain loop over the texts", reference, None),
        ("all checks, most texts seen before", measure(run, template), WHOLE_SPEC),
        ("all checks, nothing seen before", measure(forget_and_run, template), WHOLE_SPEC),
        *changes(template),
        ("all checks over a full spec", measure(run, catalogue.template("full_spec")), WHOLE_SPEC),
    ]
    print(f"{len(CHECKS)} checks; limits are for {ALL_CHECKS}, of which these are {share:.0%}.")
    print(f"{'figure':<44}{'µs':>8}{'ratio':>8}{'limit µs':>10}")
    for name, taken, limit in lines:
        print(f"{name:<44}{taken:>8.0f}{taken / reference:>8.2f}{limit or 0:>10.0f}")


def changes(template: Template) -> Iterator[tuple[str, float, float]]:
    """The checks that read one changed answer, for every key."""
    before = run(document_of(template))
    taken = {key: measure(partial(_run_again, key, before), template, 20) for key in template.items}
    slowest = max(taken, key=lambda key: taken[key])
    yield "one answer changed, median of the keys", statistics.median(taken.values()), ONE_ANSWER
    yield f"one answer changed, {slowest}", taken[slowest], ONE_ANSWER


def _run_again(key: str, before: tuple[Finding, ...], document: Document) -> object:
    return run_again(document, key, before)


def measure(work: Callable[[Document], object], template: Template, rounds: int = ROUNDS) -> float:
    """Median microseconds; each round has a document of its own, as if just loaded."""
    work(document_of(template))
    taken = []
    for _ in range(rounds):
        document = document_of(template)
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


def forget_and_run(document: Document) -> object:
    for remembered in (
        wording._remembered,  # noqa: SLF001 - to measure without it
        wording._remembered_gist,  # noqa: SLF001
        wording._remembered_similar,  # noqa: SLF001
        conversion.read_unit,
        amounts.amount,
        figures._read_day,  # noqa: SLF001
        intervals.wilson_half_width,
        intervals.cases_needed,
    ):
        remembered.cache_clear()
    for reader in document.outline.readers.values():
        reader.forget()
    return run(document)


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


if __name__ == "__main__":
    main()
