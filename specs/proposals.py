"""Suggestions as a page shows them: beside what stands there now, with what would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.domain.attribute import Kind
from specs.domain.comparison import How, Piece, compare_text
from specs.domain.values import display
from specs.models import State, Suggestion, SuggestionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.documents import Reading
    from specs.domain.attribute import Attribute
    from specs.models import Thread

TEXTS = (Kind.LONG_TEXT, Kind.SHORT_TEXT)
# Kinds of one line of controls: whatever else there is has rows of its own.
SUGGESTED = (
    *TEXTS,
    Kind.NUMBER,
    Kind.PERCENT,
    Kind.NUMBER_UNIT,
    Kind.DURATION,
    Kind.CHOICE,
    Kind.MULTI_CHOICE,
    Kind.YES_NO,
    Kind.DATE,
    Kind.DATE_RANGE,
)


@dataclass(frozen=True)
class Proposal:
    """A suggestion, what it would change, and whether one may decide about it here and now."""

    suggestion: Suggestion
    words: str
    pieces: Sequence[Piece]
    version: int  # of the answer beside which it is shown
    is_stale: bool
    may_decide: bool
    waits: bool  # for the spec to be a draft again

    @property
    def is_open(self) -> bool:
        return self.suggestion.state == SuggestionState.OPEN


def suggestible(reading: Reading, key: str) -> Attribute | None:
    """Return the field that one may suggest a value for, if it is one."""
    item = reading.template.items.get(key)
    return item.attribute if item and item.attribute.kind in SUGGESTED else None


def find_proposal(reading: Reading, thread: Thread) -> Proposal | None:
    """Return the suggestion of a thread, beside the answer that stands there."""
    suggestion: Suggestion | None = getattr(thread, "suggestion", None)
    attribute = suggestible(reading, thread.key)
    if suggestion is None or attribute is None:
        return None
    answer = reading.contents.answers.get(thread.key)
    version = answer.version if answer else 0
    words = display(attribute, suggestion.value, reading.role_labels)
    now = display(attribute, answer.value if answer else None, reading.role_labels)
    is_open = suggestion.state == SuggestionState.OPEN
    return Proposal(
        suggestion=suggestion,
        words=words,
        pieces=_changes(attribute, now, words) if is_open else (),
        version=version,
        is_stale=is_open and version != suggestion.base_version,
        may_decide=is_open and reading.can_edit,
        waits=is_open and reading.spec.state != State.DRAFT,
    )


def _changes(attribute: Attribute, now: str, words: str) -> list[Piece]:
    if attribute.kind in TEXTS:
        return compare_text(now, words)
    parts = ((How.DELETED, now), (How.INSERTED, words))
    return [Piece(how, text) for how, text in parts if text]
