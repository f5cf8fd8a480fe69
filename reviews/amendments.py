"""Amendments as pages, actions and exports read them: changes, roles, positions, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reviews.documents import frozen
from reviews.domain.amended import loosened_title
from reviews.domain.amending import (
    FIGURES,
    cells_at,
    find_place,
    kind_of,
    moves,
    name_of,
    pieces,
    shown_at,
    touched_roles,
    touched_sections,
)
from reviews.domain.renegotiation import compare_columns
from reviews.models import Amendment, AmendmentState, Outcome, Position, Review, Stance
from specs.domain.thresholds import Move, is_measure, is_threshold
from specs.domain.values import show_day
from specs.revisions import read_revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from reviews.domain.amending import Proposed
    from reviews.domain.frozen import Frozen
    from reviews.domain.policy import Slot
    from reviews.domain.renegotiation import Line
    from reviews.models import AmendmentChange
    from specs.domain.attribute import Attribute, Column, Json, Kind
    from specs.domain.comparison import Piece
    from specs.domain.document import Document
    from specs.models import Revision, Spec

ENDED = (
    AmendmentState.ACCEPTED,
    AmendmentState.MORE_DATA,
    AmendmentState.NEW_SCOPE,
    AmendmentState.STOPPED,
    AmendmentState.WITHDRAWN,
)


@dataclass(frozen=True)
class Entry:
    """One change of an amendment, in words."""

    row: AmendmentChange
    attribute: Attribute
    column: Column | None
    name: str
    move: Move | None

    @property
    def kind(self) -> Kind:
        return kind_of(self.attribute, self.column)

    @property
    def proposed(self) -> Proposed:
        return self.row.as_proposed()

    @property
    def differs(self) -> bool:
        return self.row.old != self.row.proposed

    @property
    def is_figure(self) -> bool:
        """A result can be measured for it."""
        return self.kind in FIGURES

    @property
    def is_metric(self) -> bool:
        """It stands in the table of three columns."""
        return self.is_figure and is_threshold(self.row.key, self.row.column)

    @property
    def is_measure(self) -> bool:
        return is_measure(self.row.key, self.row.column)

    @property
    def old(self) -> str:
        return self._shown(self.row.old) or "not given"

    @property
    def new(self) -> str:
        return self._shown(self.row.proposed) or "not given"

    @property
    def reached(self) -> str:
        """What was measured, with its interval: "0.82 (0.79 to 0.84)"."""
        value = self._shown(self.row.reached)
        if not value:
            return ""
        low, high = self.row.reached_low, self.row.reached_high
        return f"{value} ({low} to {high})" if low and high else value

    @property
    def words(self) -> str:
        """The change in a sentence of the trail."""
        reached = f", reached {self.reached}" if self.reached else ""
        loosened = ", loosened" if self.move is Move.LOOSENED else ""
        return f"{self.name} from {self.old} to {self.new}{reached}{loosened}"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return pieces(self._shown(self.row.old), self._shown(self.row.proposed), self.kind)

    def _shown(self, value: Json) -> str:
        return "" if value is None else shown_at(self.attribute, self.column, value)


@dataclass(frozen=True)
class Voice:
    """A role that an amendment touches, and what it said last."""

    slot: Slot
    said: Position | None
    is_current: bool  # about the proposal as it is now

    @property
    def is_missing(self) -> bool:
        return self.said is None or not self.is_current

    @property
    def picture(self) -> str:
        """The icon beside it. The marks of sign-offs mean signatures, so they are not used."""
        if self.said is None or not self.is_current:
            return "circle-dashed"
        return {Stance.AGREE: "check", Stance.AGAINST: "x"}.get(
            Stance(self.said.stance), "circle-dot-dashed"
        )


class Dossier:
    """An amendment with everything that is said about it; reads each thing once."""

    def __init__(self, amendment: Amendment) -> None:
        self.amendment = amendment
        self.base: Frozen = frozen(amendment.base)

    @cached_property
    def signed(self) -> Document:
        """The document that was approved."""
        return read_revision(self.amendment.base).document

    @cached_property
    def rows(self) -> list[AmendmentChange]:
        return list(self.amendment.changes.all())

    @cached_property
    def changes(self) -> list[Proposed]:
        return [row.as_proposed() for row in self.rows]

    @cached_property
    def entries(self) -> list[Entry]:
        return self.entries_of(self.rows)

    def entries_of(self, rows: Sequence[AmendmentChange]) -> list[Entry]:
        """Return rows in words, also such as are typed at this moment and not saved."""
        template, answers = self.base.template, self.base.answers
        moved = moves(template, self.signed, [row.as_proposed() for row in rows])
        found: list[Entry] = []
        for row in rows:
            at = find_place(template, row.place)
            if at is None:
                continue
            name = name_of(*at, cells_at(answers, row.place))
            move = moved.get(row.place)
            found.append(Entry(row, *at, name, move))
        return found

    def with_rows(self, rows: list[AmendmentChange]) -> Dossier:
        """Return the same with other values, as they are typed and not yet saved."""
        other = Dossier(self.amendment)
        other.__dict__.update(signed=self.signed, rows=rows)
        return other

    @property
    def differing(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.differs]

    @property
    def loosened(self) -> list[Entry]:
        """The thresholds that ask for less, and what is measured in another way."""
        return [e for e in self.entries if e.move in (Move.LOOSENED, Move.UNCLEAR)]

    @property
    def loosened_title(self) -> str:
        """One line above what is loosened: whether its result was known by then."""
        return loosened_title([e.move is Move.LOOSENED for e in self.loosened], self.known)

    @property
    def lines(self) -> tuple[Line, ...]:
        return compare_columns(self.signed, self.changes)

    @property
    def has_metric(self) -> bool:
        return any(entry.is_metric for entry in self.entries)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The roles that sign any section that would change."""
        sections = touched_sections(self.base.template, self.changes)
        return touched_roles(self.base.policy, sections)

    @property
    def sections(self) -> list[str]:
        """The headings of the sections that would change."""
        keys = touched_sections(self.base.template, self.changes)
        return [s.heading for s in self.base.template.sections if s.key in keys]

    @cached_property
    def positions(self) -> list[Position]:
        return list(self.amendment.positions.all())

    @property
    def voices(self) -> list[Voice]:
        last = {position.role: position for position in self.positions}
        return [self._voice(slot, last.get(slot.role)) for slot in self.slots]

    def _voice(self, slot: Slot, said: Position | None) -> Voice:
        return Voice(slot, said, said is not None and said.version == self.amendment.version)

    @property
    def missing(self) -> list[Slot]:
        return [voice.slot for voice in self.voices if voice.is_missing]

    @property
    def said_count(self) -> int:
        return len(self.voices) - len(self.missing)

    @property
    def earlier(self) -> list[Position]:
        """Positions that are not the last word of their role."""
        last = {position.role: position.pk for position in self.positions}
        return [one for one in self.positions if last[one.role] != one.pk]

    @property
    def said(self) -> str:
        """All changes in a sentence of the trail."""
        return "; ".join(entry.words for entry in self.differing) or "nothing"

    @property
    def known(self) -> str:
        """What was known when it was asked, measured figures among it, with source and day."""
        return known_words(self.amendment, self.entries)

    @property
    def known_beside(self) -> str:
        """The same where the measured figures stand beside it already."""
        if not self.known:
            return ""
        return known_words(self.amendment, ()) or _sourced("what was measured", self.amendment)


def known_words(amendment: Amendment, entries: Iterable[Entry]) -> str:
    """Return what was known then, in one sentence; empty where no result was."""
    reached = [f"{entry.name} {entry.reached}" for entry in entries if entry.reached]
    said = amendment.known.strip().rstrip(".")
    parts = [part for part in (said, f"reached: {', '.join(reached)}" if reached else "") if part]
    if not parts:
        return ""
    return _sourced("; ".join(parts), amendment)


def _sourced(words: str, amendment: Amendment) -> str:
    day = show_day(amendment.known_on.isoformat()) if amendment.known_on else ""
    source = ", ".join(part for part in (amendment.known_from, day) if part)
    return f"{words} ({source})" if source else words


def load_amendments(spec: Spec, *, asked_by: int | None = None) -> list[Amendment]:
    """Return what was proposed for a spec, the youngest first; and one's own preparations."""
    found = (
        Amendment.objects.filter(spec=spec)
        .select_related("base__template", "asked_by", "decided_by", "next_revision")
        .prefetch_related("changes", "positions")
    )
    return [
        row for row in found.order_by("-pk") if not row.is_preparing or row.asked_by_id == asked_by
    ]


def find_base(spec: Spec) -> Revision | None:
    """Return the revision that an amendment of now would be about: the approved one."""
    review = (
        Review.objects.filter(
            revision__spec=spec,
            revision__number=spec.revision_number,
            outcome=Outcome.APPROVED,
        )
        .select_related("revision__template")
        .first()
    )
    return review.revision if review else None


def find_made(revision_id: int) -> Amendment | None:
    """Return the amendment that made a revision, if one did."""
    return (
        Amendment.objects.filter(next_revision=revision_id)
        .select_related("base__template", "asked_by", "decided_by")
        .prefetch_related("changes", "positions")
        .first()
    )


def find_open(spec_id: UUID) -> Amendment | None:
    """Return the amendment of a spec that is talked about now."""
    return (
        Amendment.objects.filter(spec=spec_id, state=AmendmentState.OPEN)
        .select_related("base__template", "asked_by")
        .first()
    )
