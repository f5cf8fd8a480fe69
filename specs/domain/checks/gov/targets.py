"""GOV: how targets are changed once they are agreed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from specs.domain.amounts import above, amount, below
from specs.domain.checks.check import At, Severity, check
from specs.domain.conversion import convert
from specs.domain.document import Document
from specs.domain.signing import TARGETS

TRIGGER = "governance.renegotiation_trigger"
PROCESS = "governance.renegotiation_process"
PARTICIPANTS = "governance.renegotiation_participants"
CHANGES = "governance.target_changes"
CADENCE = "governance.review_cadence"
BUSINESS = frozenset({"product_manager", "executive_sponsor", "finance"})
TECHNICAL = frozenset({"data_scientist", "ml_engineer", "data_engineer"})


@check(
    "GOV018",
    "No mechanism to review targets together",
    Severity.BLOCKER,
    needs=(TRIGGER, PROCESS, PARTICIPANTS),
    presence=True,
    message="The PoC may show that a target cannot be reached; nothing says what follows.",
    fix="Write trigger, participants and steps.",
    source="001 §9",
)
def no_way_to_review_targets(document: Document) -> Iterator[At]:
    """It is open when targets are talked over again, by whom, and in which steps.

    Nobody knows before the first experiments what the data allow. Without an agreed way the
    target is either kept against better knowledge or lowered in silence.
    """
    if any(document.is_blank(key) for key in (TRIGGER, PROCESS, PARTICIPANTS)):
        yield At(PROCESS)


@check(
    "GOV019",
    "Targets would be changed by one side only",
    Severity.WARNING,
    needs=(PARTICIPANTS,),
    message="A joint review needs business and technical people.",
    fix="Add the missing side.",
    source="001 §9",
)
def targets_changed_by_one_side(document: Document) -> Iterator[At]:
    """Only business people, or only technical ones, sit together when a target changes.

    The ones know what a point of recall is worth, the others what it costs. A target agreed by
    one side is a wish or an excuse.
    """
    present = document.options(PARTICIPANTS)
    if present and (BUSINESS.isdisjoint(present) or TECHNICAL.isdisjoint(present)):
        yield At(PARTICIPANTS)


@check(
    "GOV020",
    "Target changed without a record",
    Severity.BLOCKER,
    needs=(TARGETS[0], CHANGES),
    reads=TARGETS[1:],
    message="Changed since the last signed revision, and no agreed change is recorded: {items}.",
    fix="Record the change, what it does to the value, and who agreed.",
    source="001 §9",
)
def target_changed_silently(document: Document) -> Iterator[At]:
    """A target differs from the one that was signed, and no agreed change is written down.

    Whoever signed did so for the old number. The table of changes says what the new one does to
    the value and who agreed, and has to have a line since then.
    """
    if not document.previous:
        return
    changed = tuple(document.label(key) for key in TARGETS if _is_changed(document, key))
    if changed and not _is_recorded(document):
        yield At(CHANGES, changed)


@check(
    "GOV023",
    "Spec never reviewed again",
    Severity.ADVICE,
    needs=(CADENCE,),
    presence=True,
    message="The spec is not a contract that is signed and forgotten.",
    fix="Say how often it is reviewed.",
    source="001 §9",
)
def never_reviewed_again(document: Document) -> Iterator[At]:
    """Nobody said how often the spec is read again.

    Data, laws and prices change while the model runs. A date in the calendar is what brings the
    people together before something breaks.
    """
    if document.is_blank(CADENCE):
        yield At(CADENCE)


def _is_changed(document: Document, key: str) -> bool:
    now, then = document.number(key), _signed(document, key)
    return above(now, then) or below(now, then)


def _signed(document: Document, key: str) -> Decimal | None:
    """The figure that was signed, in the unit that the answer has now."""
    held = document.previous.get(key)
    if not isinstance(held, dict):
        return amount(held) if isinstance(held, str) else None
    figure, unit = held.get("value"), held.get("unit")
    number = amount(figure) if isinstance(figure, str) else None
    if number is None:
        return None
    return convert(number, unit.strip() if isinstance(unit, str) else "", document.unit(key))


def _is_recorded(document: Document) -> bool:
    """A change was agreed since the last signatures, or at all where their day is not known."""
    rows, since = document.rows(CHANGES), document.last_signed
    if since is None:
        return bool(rows)
    days = (row.day("date") for row in rows)
    return any(day is not None and day >= since for day in days)
