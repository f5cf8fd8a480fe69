"""Amendments as a dossier holds them: what was asked, said, decided, and known then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedChange:
    """One thing that an amendment is about."""

    key: str
    name: str
    old: str
    reached: str
    new: str
    move: str = ""
    is_kept: bool = False  # it stands here for what was measured


@dataclass(frozen=True)
class PrintedFigure:
    """What wanted, reached and proposed amount to."""

    title: str
    wanted: str
    reached: str
    proposed: str


@dataclass(frozen=True)
class PrintedEvidence:
    """What spoke for it; the hash is that of the file, link or text."""

    title: str
    sort: str
    what: str
    content_hash: str
    by: str


@dataclass(frozen=True)
class PrintedPosition:
    """What a role said, about which version of the proposal."""

    role_label: str
    name: str
    stance: str
    reason: str
    version: int
    at: str


@dataclass(frozen=True)
class PrintedAmendment:
    """One amendment from its asking to its end."""

    number: int
    of_revision: int
    version: int
    asked_by: str
    asked_at: str
    why: str
    known: str
    title: str  # what is loosened, if anything
    outcome: str
    changes: tuple[PrintedChange, ...]
    figures: tuple[PrintedFigure, ...] = ()
    evidence: tuple[PrintedEvidence, ...] = ()
    positions: tuple[PrintedPosition, ...] = ()
    silent: tuple[str, ...] = ()  # roles that it touches and that said nothing to it
    decided_by: str = ""
    decided_at: str = ""
    decided_why: str = ""
    makes_revision: int | None = None
