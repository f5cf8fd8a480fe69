"""What a template asks, arranged once so that documents are read and checked fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from specs.domain.attribute import Attribute, Kind, Template
from specs.domain.conditions import Condition, keys_of, parse_condition
from specs.domain.readers import AnswerReader
from specs.domain.reading import ROWS, TEXTS
from specs.domain.stages import STAGE, rank_of
from specs.domain.wording import gist

T = TypeVar("T")
AMOUNTS = frozenset({Kind.NUMBER_UNIT, Kind.DURATION})
SINGLE = frozenset({Kind.CHOICE, Kind.NUMBER, Kind.PERCENT, Kind.DATE, Kind.YES_NO})
WITH_TEXTS = TEXTS | ROWS | {Kind.RAG, Kind.CHECKLIST}
KEPT = 256  # versions of templates


@dataclass(frozen=True, slots=True)
class Outline:
    """The keys of a template, sorted by what a check wants of them, in the template's order."""

    keys: tuple[str, ...]
    place: Mapping[str, int]
    required: Mapping[str, int]  # with their places
    written: Mapping[str, int]  # texts in themselves, with their places
    lines: frozenset[str]  # short texts
    required_prose: tuple[str, ...]  # long texts
    always_written: tuple[str, ...]  # those of them that are never hidden
    always_closed: tuple[tuple[str, Set[str | bool]], ...]  # never hidden, with known valid answers
    always_parted: tuple[tuple[str, AnswerReader], ...]  # never hidden, of several parts
    always_rows: tuple[tuple[str, AnswerReader], ...]  # never hidden, tables and rubrics
    shown_in_order: tuple[tuple[str, Condition], ...]  # each after those that can hide it
    shown_in_circles: tuple[str, ...]  # each can hide the other
    samples: Mapping[str, str]  # the examples of long texts, as ``gist`` writes them
    tables: tuple[str, ...]
    amounts: frozenset[str]
    readers: Mapping[str, AnswerReader]
    show_when: Mapping[str, Condition]
    required_when: Mapping[str, Condition]
    required_from: Mapping[str, int]  # how far the project has to be
    hiding: Mapping[str, frozenset[str]]

    def is_conditional(self, key: str) -> bool:
        """Other answers decide whether it is shown or required."""
        return key in self.show_when or key in self.required_when or key in self.required_from


def per_template(build: Callable[[Template], T]) -> Callable[[Template], T]:
    """Build a thing once for a template; its digest stands for it, since hashing it is slow."""
    built: dict[str, T] = {}

    @wraps(build)
    def find_or_build(template: Template) -> T:
        found = built.get(template.digest)
        if found is None:
            if len(built) >= KEPT:
                built.clear()
            found = built[template.digest] = build(template)
        return found

    return find_or_build


@per_template
def outline_of(template: Template) -> Outline:
    """The outline of a template."""
    attributes = tuple(template.attributes.values())
    staged = (item for item in template.items.values() if item.required_from)
    required_from = {item.key: rank_of(item.required_from) for item in staged}

    show_when = {a.key: parse_condition(a.show_when) for a in attributes if a.show_when}
    in_order = _in_order(show_when)
    always = tuple(attribute for attribute in attributes if not attribute.show_when)
    readers = {attribute.key: AnswerReader(attribute) for attribute in attributes}
    place = {attribute.key: place for place, attribute in enumerate(attributes)}

    def of_kind(kinds: frozenset[Kind]) -> tuple[str, ...]:
        return tuple(attribute.key for attribute in attributes if attribute.kind in kinds)

    prose = of_kind(frozenset({Kind.LONG_TEXT}))
    return Outline(
        keys=tuple(template.attributes),
        place=place,
        required={key: place[key] for key in template.required_keys},
        written={key: place[key] for key in of_kind(TEXTS)},
        lines=frozenset(of_kind(frozenset({Kind.SHORT_TEXT}))),
        required_prose=tuple(key for key in prose if template.items[key].required),
        always_written=tuple(a.key for a in always if a.kind in TEXTS),
        always_closed=tuple((a.key, readers[a.key].known) for a in always if a.kind in SINGLE),
        always_parted=tuple(
            (a.key, readers[a.key]) for a in always if a.kind not in TEXTS | SINGLE | ROWS
        ),
        always_rows=tuple((a.key, readers[a.key]) for a in always if a.kind in ROWS),
        shown_in_order=in_order,
        shown_in_circles=tuple(show_when.keys() - dict(in_order).keys()),
        samples={
            attribute.key: gist(attribute.example).normal
            for attribute in attributes
            if attribute.kind is Kind.LONG_TEXT and isinstance(attribute.example, str)
        },
        tables=of_kind(ROWS),
        amounts=frozenset(of_kind(AMOUNTS)),
        readers=readers,
        show_when=show_when,
        required_when={
            a.key: parse_condition(a.required_when) for a in attributes if a.required_when
        },
        required_from=required_from,
        hiding=_hiding(attributes, required_from),
    )


def _in_order(show_when: Mapping[str, Condition]) -> tuple[tuple[str, Condition], ...]:
    """The conditions, each after the one on whose key it depends; those in circles are left out."""
    ordered: dict[str, Condition] = {}
    waiting = dict(show_when)
    while ready := [key for key, held in waiting.items() if held.key not in waiting]:
        ordered.update((key, waiting.pop(key)) for key in ready)
    return tuple(ordered.items())


def _hiding(
    attributes: tuple[Attribute, ...], required_from: Mapping[str, int]
) -> Mapping[str, frozenset[str]]:
    """For each key those that it can hide or make optional, and what these hide in turn."""
    direct: dict[str, set[str]] = {STAGE: {*required_from}} if required_from else {}
    for attribute in attributes:
        for key in keys_of(attribute.show_when) | keys_of(attribute.required_when):
            direct.setdefault(key, set()).add(attribute.key)
    return {key: _reached(key, direct) for key in direct}


def _reached(key: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = [key]
    while waiting:
        more = direct.get(waiting.pop(), set()) - reached
        reached |= more
        waiting += more
    return frozenset(reached)
