"""The sentence that a signer confirms, made from the revision with the numbers of their role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reviews.domain.amended import AmendedBy, AmendedChange
from reviews.domain.facts import Fact, facts
from reviews.domain.frozen import Frozen
from reviews.domain.policy import Slot, Word
from reviews.domain.words import count, in_sentence


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a statement: plain, a number that counts (strong), or a title.

    ``part`` names a piece that the signer types, so that a page can show it while they do.
    """

    text: str
    strong: bool = False
    title: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class ConditionText:
    """A condition as it is said: what, who, until when, and the stage that it holds up, if any."""

    text: str
    owner: str
    due_on: str
    holds: str = ""

    def said(self) -> str:
        """Return it as a part of the sentence."""
        before = f", before {self.holds}" if self.holds else ""
        return f"“{self.text}” ({self.owner}, by {self.due_on}{before})"


# What signing means to a role; who blocks says only what they have seen.
PROMISES: Mapping[str, str] = {
    "product_manager": "I approve what users will see",
    "data_scientist": "I stand behind how it is measured",
    "ml_engineer": "I can serve this and see how it does",
    "data_engineer": "I deliver what it needs",
    "sre_on_call": "I agree to be paged for this",
    "legal_compliance": "I have weighed privacy and fairness",
    "finance": "I have seen what I pay for",
    "platform_engineer": "The platform carries this",
    "executive_sponsor": "I go on funding this",
}
SEEN = "I have seen"


def build_statement(
    slot: Slot,
    revision: Frozen,
    *,
    decision: str,
    block_answer: str = "",
    reason: str = "",
    conditions: Sequence[ConditionText] = (),
    instead_of: str = "",
) -> tuple[Token, ...]:
    """Return the whole statement of one decision, in pieces; the same input gives the same text.

    ``instead_of`` names the person for whom the signer stands in.
    """
    return (
        *_opening(slot, revision, decision, instead_of),
        *_terms(decision, reason, conditions),
        *_numbers(slot, revision, decision),
        *(token for amendment in revision.amendments for token in _rest(amendment, slot, revision)),
        *_answer(slot, block_answer, decision),
    )


def plain(tokens: Iterable[Token]) -> str:
    """Return the statement as it is stored and printed."""
    return "".join(token.text for token in tokens)


def _opening(slot: Slot, revision: Frozen, decision: str, instead_of: str) -> tuple[Token, ...]:
    verb = "block" if decision == Word.BLOCKED else "approve"
    stands_in = f", as stand-in for {instead_of}," if instead_of else ""
    return (
        Token(f"As {slot.label}{stands_in} I {verb} revision {revision.number} of "),
        Token(revision.title or "an untitled spec", title=True),
    )


def _terms(decision: str, reason: str, conditions: Sequence[ConditionText]) -> tuple[Token, ...]:
    if decision == Word.BLOCKED:
        return (Token(", because: “"), Token(reason or "…", part="reason"), Token("” "))
    if decision == Word.CONDITIONS and conditions:
        listed = "; ".join(condition.said() for condition in conditions)
        closed = "is closed" if len(conditions) == 1 else "are closed"
        return (
            Token(" once "),
            Token(count(len(conditions), "condition"), strong=True),
            Token(f" {closed}: {listed}. "),
        )
    if decision == Word.CONDITIONS:
        return (Token(" once the conditions above are closed. "),)
    return (Token(". "),)


def _numbers(slot: Slot, revision: Frozen, decision: str) -> tuple[Token, ...]:
    said = facts(slot.role, revision)
    if not said:
        return (Token(f"I have read {_titles(slot, revision)}. "),)
    blocks = decision == Word.BLOCKED
    promise = SEEN if blocks else PROMISES.get(slot.role, SEEN)
    return (Token(f"{promise}: "), *_joined(said, _told_beside(slot, revision)), Token(". "))


def _joined(said: Sequence[Fact], before_it: Mapping[str, str]) -> Iterable[Token]:
    for place, fact in enumerate(said):
        if place:
            yield Token(" and " if place == len(said) - 1 else ", ")
        before, number, after = fact.said
        yield from (Token(t) for t in (before,) if t)
        yield Token(number, strong=True)
        yield from (Token(t) for t in (before_it.get(fact.key, ""), after) if t)


def _told_beside(slot: Slot, revision: Frozen) -> dict[str, str]:
    """What an amendment changed of the numbers that a role confirms anyway, by key."""
    numbers = {fact.key for fact in facts(slot.role, revision)}
    return {
        change.key: _beside(amendment, change)
        for amendment in revision.amendments
        for change in amendment.in_sections(slot.sections)
        if change.key in numbers
    }


def _beside(amendment: AmendedBy, change: AmendedChange) -> str:
    return f" ({change.old} before amendment {amendment.number}{_how(change)})"


def _how(change: AmendedChange) -> str:
    """Whether it asks for less, and what was reached by then."""
    loosened = ", loosened" if change.is_loosened else ""
    return f"{loosened}, {change.reached} reached" if change.reached else loosened


def _rest(amendment: AmendedBy, slot: Slot, revision: Frozen) -> Iterable[Token]:
    """Say who asked for an amendment, and what else it changed in the sections of a role."""
    changes = amendment.in_sections(slot.sections)
    if not changes:
        return
    beside = _told_beside(slot, revision)
    when = "after a result was known" if amendment.known else "before any result was known"
    yield Token(f"{amendment.asked_by} asked for amendment {amendment.number} {when}")
    others = [one for one in changes if beside.get(one.key) != _beside(amendment, one)]
    for place, change in enumerate(others):
        before = "; " if place else ": it also changed " if len(others) < len(changes) else ": "
        yield Token(f"{before}{in_sentence(change.name)} from {change.old} to ")
        yield Token(change.new, strong=True)
        yield Token(f" ({how.removeprefix(', ')})" if (how := _how(change)) else "")
    yield Token(". ")


def _titles(slot: Slot, revision: Frozen) -> str:
    sections = revision.sections_of(slot)
    if not sections:
        return "the whole revision"
    named = [f"“{section.heading}”" for section in sections]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]


def _answer(slot: Slot, block_answer: str, decision: str) -> tuple[Token, ...]:
    if not slot.block_prompt or (decision == Word.BLOCKED and not block_answer):
        return ()
    return (
        Token(f"Asked “{slot.block_prompt}” I answer: “"),
        Token(block_answer or "…", part="block_answer"),
        Token("”"),
    )
