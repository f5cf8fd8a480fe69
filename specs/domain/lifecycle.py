"""The states of a spec, and the steps that lead from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a spec stands in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


class Step(StrEnum):
    """What is done with a spec as a whole."""

    SUBMIT = "submit"
    RETURN = "return"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REOPEN = "reopen"
    AMEND = "amend"
    SUPERSEDE = "supersede"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"


class Refused(ValueError):
    """The step is not open in this state; says why, and what is."""


TABLE: Mapping[State, Mapping[Step, State]] = {
    State.DRAFT: {Step.SUBMIT: State.IN_REVIEW, Step.ARCHIVE: State.ARCHIVED},
    State.IN_REVIEW: {
        Step.RETURN: State.DRAFT,
        Step.WITHDRAW: State.DRAFT,
        Step.APPROVE: State.APPROVED,
    },
    State.APPROVED: {
        Step.REOPEN: State.DRAFT,
        Step.AMEND: State.IN_REVIEW,
        Step.SUPERSEDE: State.SUPERSEDED,
        Step.ARCHIVE: State.ARCHIVED,
    },
    State.SUPERSEDED: {Step.ARCHIVE: State.ARCHIVED},
    State.ARCHIVED: {Step.UNARCHIVE: State.DRAFT},
}
_DONE = {
    Step.SUBMIT: "submitted",
    Step.RETURN: "returned for changes",
    Step.WITHDRAW: "withdrawn from review",
    Step.APPROVE: "approved",
    Step.REOPEN: "reopened",
    Step.AMEND: "amended",
    Step.SUPERSEDE: "superseded",
    Step.ARCHIVE: "archived",
    Step.UNARCHIVE: "taken out of the archive",
}
_INSTEAD = {
    State.DRAFT: "Submit it, or archive it.",
    State.IN_REVIEW: "Withdraw it from review first.",
    State.APPROVED: "Reopen or amend it first.",
    State.SUPERSEDED: "It can only be archived.",
    State.ARCHIVED: "Take it out of the archive first.",
}


def allowed(state: State) -> frozenset[Step]:
    """The steps that are open in a state."""
    return frozenset(TABLE[state])


def after(state: State, step: Step, *, archived_from: State | None = None) -> State:
    """The state that a step leads to. Raises Refused, in words, when it is not open.

    Out of the archive a spec returns to the state that it had: ``archived_from``.
    """
    if step not in TABLE[state]:
        raise Refused(_refusal(state, step))
    if step is Step.UNARCHIVE and archived_from is not None:
        if Step.ARCHIVE not in TABLE[archived_from]:
            raise Refused(f"Nothing that is {archived_from.words} can have been archived.")
        return archived_from
    return TABLE[state][step]


def is_editable(state: State) -> bool:
    """Answers may change: only a draft is not what somebody reads, signs or signed."""
    return state is State.DRAFT


def _refusal(state: State, step: Step) -> str:
    if step is Step.UNARCHIVE:
        return f"This spec is {state.words}, not archived."
    if step in TABLE[State.IN_REVIEW]:
        return f"This spec is {state.words}; only one in review can be {_DONE[step]}."
    return f"This spec is {state.words} and cannot be {_DONE[step]}. {_INSTEAD[state]}"
