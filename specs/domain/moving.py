"""What changes for a spec when it moves to another template, question by question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from specs.domain.attribute import Attribute, Json, Option, Section, Template, TemplateItem
from specs.domain.carried import TITLE
from specs.domain.editorial import is_material
from specs.domain.stages import WORDS
from specs.domain.values import is_blank


class Way(StrEnum):
    """How a spec comes to another template."""

    PROMOTE = "promote"
    UPGRADE = "upgrade"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Question:
    """One attribute as the new template asks it, and what became of it."""

    attribute: Attribute
    section: str
    is_required: bool
    is_answered: bool
    former_section: str = ""
    changes: tuple[str, ...] = ()
    need: str = ""  # whether it has to be answered, where that changed
    weight: str = ""  # whether a change of its wording is material, where that changed

    @property
    def differences(self) -> tuple[str, ...]:
        """All that changed about it, in words."""
        return tuple(words for words in (self.need, self.weight, *self.changes) if words)


@dataclass(frozen=True, slots=True)
class Move:
    """Two templates compared, for a spec that holds certain answers.

    A question may stand in several lists: one that moved can have changed as well.
    """

    asked: tuple[Question, ...]  # all that the new template asks, in its order
    added: tuple[Question, ...]
    kept: tuple[Question, ...]
    changed: tuple[Question, ...]
    moved: tuple[Question, ...]
    removed: tuple[Question, ...]
    returning: tuple[Question, ...]  # was carried over and is asked again
    unfit: tuple[Question, ...]  # its rows would stand where a single value is asked

    @property
    def to_answer(self) -> tuple[Question, ...]:
        """What the new template asks and nobody answered yet."""
        return tuple(question for question in self.asked if not question.is_answered)

    @property
    def reworded(self) -> tuple[Question, ...]:
        """What is asked in another way than before."""
        return tuple(question for question in self.changed if question.changes)

    @property
    def carried(self) -> tuple[Question, ...]:
        """What is answered and no longer asked."""
        return tuple(question for question in self.removed if question.is_answered)

    @property
    def answered(self) -> tuple[Question, ...]:
        """What the new template asks and the spec answers already."""
        return tuple(question for question in self.asked if question.is_answered)


def way_between(old: Template, new: Template) -> Way:
    """How a spec gets from one template to another.

    It moves to what its template names as the next, or to what asks for all that it asks;
    into anything else it is copied.
    """
    if old.key == new.key:
        return Way.UPGRADE
    is_larger = new.key in old.promotes_to or old.items.keys() <= new.items.keys()
    return Way.PROMOTE if is_larger else Way.COPY


def compare_templates(
    old: Template,
    new: Template,
    values: Mapping[str, Json],
    carried: tuple[Attribute, ...] = (),
) -> Move:
    """Compare two templates, for the stored values of a spec written by the old one.

    ``carried`` is what it holds already beyond the old one.
    """
    asked = {key: _question(new, item, values) for key, item in new.items.items()}
    before = {key: _question(old, item, values) for key, item in old.items.items()}
    both = [key for key in asked if key in before]
    kept = tuple(_with_former(asked[key], old, new) for key in both)
    added = tuple(question for key, question in asked.items() if key not in before)
    beyond = (a for a in carried if a.key not in asked)
    return Move(
        asked=tuple(asked.values()),
        added=added,
        kept=kept,
        changed=tuple(question for question in kept if question.differences),
        moved=tuple(question for question in kept if question.former_section),
        removed=(
            *(question for key, question in before.items() if key not in asked),
            *(Question(a, TITLE, is_required=False, is_answered=True) for a in beyond),
        ),
        returning=tuple(question for question in added if question.is_answered),
        unfit=tuple(_unfit(old, new, kept)),
    )


def reworded_sections(old: Template, new: Template) -> frozenset[str]:
    """The sections in which the same answer says something else, since its question changed."""
    if old.digest == new.digest:
        return frozenset()
    return frozenset(
        new.section_of[key]
        for key, attribute in new.attributes.items()
        if key in old.attributes and _meaning(attribute) != _meaning(old.attributes[key])
    )


def _meaning(attribute: Attribute) -> object:
    """What an answer is read with: the words around it, not the help for writing it."""
    columns = [(c.key, c.title, c.kind, c.unit, _labels(c.options)) for c in attribute.columns]
    labels = [read(attribute) for _, read in _PARTS]
    return attribute.title, attribute.kind, attribute.unit, columns, labels


def _question(template: Template, item: TemplateItem, values: Mapping[str, Json]) -> Question:
    section = template.section(template.section_of[item.key])
    heading = section.heading if section else ""
    is_answered = not is_blank(item.attribute, values.get(item.key))
    return Question(item.attribute, heading, item.required, is_answered)


def _with_former(question: Question, old: Template, new: Template) -> Question:
    """The same question with what changed about it, and where it stood."""
    key = question.attribute.key
    was, now = (t.section(t.section_of[key]) for t in (old, new))
    moved = bool(was and now and _place(was) != _place(now))
    return Question(
        question.attribute,
        question.section,
        question.is_required,
        question.is_answered,
        was.heading if was and moved else "",
        tuple(_changes(old.attributes[key], new.attributes[key])),
        _need(old.items[key], new.items[key]),
        _weight(old.items[key], new.items[key]),
    )


def _place(section: Section) -> tuple[str, str]:
    return section.key, section.title


def _unfit(old: Template, new: Template, kept: tuple[Question, ...]) -> Iterator[Question]:
    for question in kept:
        was, now = (t.attributes[question.attribute.key].kind for t in (old, new))
        if question.is_answered and was is not now and (was.has_items or now.has_items):
            yield question


def _changes(old: Attribute, new: Attribute) -> Iterator[str]:
    """What changed about a question, in words."""
    if old.kind is not new.kind:
        yield f"another kind of answer: {new.kind.value.replace('_', ' ')}"
    if old.title != new.title:
        yield f"called “{old.title}” before"
    if old.help != new.help:
        yield "explained in other words"
    for words, read in _PARTS:
        yield from _differing(words, read(old), read(new))
    if _limits(old) != _limits(new):
        yield "other limits"
    if (old.show_when, old.required_when) != (new.show_when, new.required_when):
        yield "shown or needed under other conditions"


def _need(was: TemplateItem, now: TemplateItem) -> str:
    if (was.required, was.required_from) == (now.required, now.required_from):
        return ""
    if not now.required:
        return "optional now"
    return f"needed from {WORDS[now.required_from]} on" if now.required_from else "needed now"


def _weight(was: TemplateItem, now: TemplateItem) -> str:
    if is_material(was) == is_material(now):
        return ""
    if is_material(now):
        return "material now: each change asks for new signatures"
    return "no longer material: a change of its wording can keep signatures"


def _differing(words: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    more = [str(label) for key, label in new.items() if key not in old]
    less = [str(label) for key, label in old.items() if key not in new]
    if more:
        yield f"new {words}: {', '.join(more)}"
    if less:
        yield f"{words} no longer there: {', '.join(less)}"
    if any(old[key] != label for key, label in new.items() if key in old):
        yield f"{words} worded in another way"


def _labels(options: tuple[Option, ...]) -> Mapping[str, object]:
    return {option.value: option.label for option in options}


_PARTS: tuple[tuple[str, Callable[[Attribute], Mapping[str, object]]], ...] = (
    ("options", lambda a: _labels(a.options)),
    ("levels", lambda a: _labels(a.levels)),
    ("columns", lambda a: {column.key: column.title for column in a.columns}),
    ("lines", lambda a: {line.key: line.label for line in (*a.fixed_rows, *a.items)}),
    ("criteria", lambda a: {line.key: line.label for line in a.criteria}),
)


def _limits(attribute: Attribute) -> object:
    columns = [
        (c.key, c.kind, c.required, c.min, c.max, c.integer, c.unit, _labels(c.options))
        for c in attribute.columns
    ]
    return (
        columns,
        attribute.min,
        attribute.max,
        attribute.integer,
        attribute.unit,
        attribute.min_rows,
        attribute.allow_extra_rows,
    )
