"""How two revisions are signed and gated otherwise, term by term: roles, route, stages, rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.domain.words import count, listed
from specs.domain.differences import Pair
from specs.domain.sheets import compare_cells

if TYPE_CHECKING:
    from reviews.domain.gates import Plan, Rule
    from reviews.domain.policy import Policy, Slot
    from reviews.domain.route import Stage


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was agreed, in words; ``of`` names what it belongs to, which may come or go.

    Two terms are the same when their keys are, whatever they are called.
    """

    key: str
    of: str
    name: str
    words: str


def compare_terms(former: Iterable[Term], now: Iterable[Term]) -> tuple[Pair, ...]:
    """Return what differs, in the order of now, then what is gone."""
    before, after = ({term.key: term for term in terms} for terms in (former, now))
    found = []
    for key, term in (after | {k: gone for k, gone in before.items() if k not in after}).items():
        was = before[key].words if key in before else ""
        words = after[key].words if key in after else ""
        if pieces := compare_cells(was, words):
            title = f"{term.of}, {term.name}" if term.name else term.of
            found.append(Pair(title, was, words, pieces))
    return tuple(found)


def signing_terms(policy: Policy, titles: Mapping[str, str]) -> tuple[Term, ...]:
    """Return who signs what, in which stage and how many of them must."""
    again = policy.demand_all_sign_again
    days = policy.editorial_days
    apart = " ".join(policy.separation.sentences)
    return (
        *(term for slot in policy.slots for term in _slot(slot, policy, titles)),
        Term(
            "again",
            "Sign-offs of unchanged sections",
            "",
            "all sign each revision again" if again else "carry over",
        ),
        Term(
            "editorial",
            "Sign-offs over a change of wording",
            "",
            f"kept, {count(days, 'day')} to object" if days else "lapse",
        ),
        Term("apart", "Kept apart", "", apart or "only the author"),
    )


def _slot(slot: Slot, policy: Policy, titles: Mapping[str, str]) -> Iterable[Term]:
    sections = listed(titles.get(key, key) for key in slot.sections)
    told = {
        "who signs": listed(one.name for one in slot.signers) or "nobody yet",
        "how many must": _how_many(slot),
        "has to sign": "yes" if slot.required else "no, it may",
        "signs": sections or "no section",
        "when": policy.stage(slot.stage).title if len(policy.stages) > 1 else "with all others",
    }
    return (Term(f"{slot.role}/{name}", slot.label, name, words) for name, words in told.items())


def _how_many(slot: Slot) -> str:
    return slot.quorum_words or "the one who signs"


def route_terms(policy: Policy) -> tuple[Term, ...]:
    """Return the stages of a route; one with a name is known by it, wherever it stands."""
    if len(policy.stages) < 2 and not policy.stages[0].days:
        return ()
    return tuple(term for stage in policy.stages for term in _stage(stage, len(policy.stages)))


def _stage(stage: Stage, stages: int) -> Iterable[Term]:
    of = f"Stage “{stage.name}”" if stage.name else f"Stage {stage.number}"
    people = [person.name for person in stage.escalate_to]
    people += ["whoever manages the organisation"] if stage.escalate_to_managers else []
    remind = [f"{count(days, 'day')} before" for days in stage.remind]
    told = {
        "place": f"{stage.number} of {stages}",
        "time to answer": count(stage.days, "day") if stage.days else "no deadline",
        "reminds": listed(remind),
        "when it is late": f"tells {listed(people)}" if people else "",
    }
    return (Term(f"{of}/{name}", of, name, words) for name, words in told.items() if words)


def gate_terms(plans: Iterable[Plan]) -> tuple[Term, ...]:
    """Return the entry rules, last days and budgets of the stages PoC, MVP and scale."""
    return tuple(term for plan in plans for term in _plan(plan))


def _plan(plan: Plan) -> Iterable[Term]:
    for rule in plan.rules:
        yield Term(f"{plan.key}/{rule.key}", plan.title, rule.measure, _rule(rule))
    told = {
        "time": plan.length_words,
        "budget": plan.budget_words,
        "when it is missed": plan.on_miss,
    }
    for name, words in told.items():
        if words:
            yield Term(f"{plan.key}/{name}", plan.title, name, words)


def _rule(rule: Rule) -> str:
    return f"{rule.measure} {rule.wanted}" if rule.wanted else rule.measure
