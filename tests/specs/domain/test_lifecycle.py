"""The states of a spec and the steps between them."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from specs.domain.lifecycle import TABLE, Refused, State, Step, after, allowed, is_editable


class Life(RuleBasedStateMachine):
    """A spec that lives through any steps, allowed or not."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.DRAFT
        self.archived_from: State | None = None
        self.was_frozen = False

    @rule(step=st.sampled_from(list(Step)))
    def take(self, step: Step) -> None:
        if step not in allowed(self.state):
            with pytest.raises(Refused, match=r"^(This spec|Nothing)"):
                after(self.state, step)
            return
        before = self.state
        self.state = after(before, step, archived_from=self.archived_from)
        self.archived_from = before if step is Step.ARCHIVE else None
        self.was_frozen = self.was_frozen or step in (Step.SUBMIT, Step.AMEND)

    @precondition(lambda self: self.state is State.ARCHIVED)
    @rule()
    def come_back(self) -> None:
        state, self.archived_from = self.archived_from, None
        self.state = after(self.state, Step.UNARCHIVE, archived_from=state)
        assert self.state is (state or State.DRAFT)

    @invariant()
    def there_is_a_way_on(self) -> None:
        assert allowed(self.state)

    @invariant()
    def nothing_is_approved_that_was_never_frozen(self) -> None:
        if self.state in (State.APPROVED, State.IN_REVIEW, State.SUPERSEDED):
            assert self.was_frozen

    @invariant()
    def only_a_draft_is_written(self) -> None:
        assert is_editable(self.state) is (self.state is State.DRAFT)


TestLife = Life.TestCase


def test_every_state_can_be_reached() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {after(state, step) for state in reached for step in allowed(state)}

    assert reached == set(State) == set(TABLE)


@pytest.mark.parametrize(
    ("state", "step", "words"),
    [
        (State.IN_REVIEW, Step.ARCHIVE, "This spec is in review and cannot be archived. Withdraw"),
        (State.DRAFT, Step.APPROVE, "This spec is draft; only one in review can be approved."),
        (State.ARCHIVED, Step.SUBMIT, "Take it out of the archive first."),
        (State.APPROVED, Step.SUBMIT, "Reopen or amend it first."),
        (State.DRAFT, Step.UNARCHIVE, "This spec is draft, not archived."),
    ],
)
def test_a_refusal_says_what_to_do(state: State, step: Step, words: str) -> None:
    with pytest.raises(Refused) as refused:
        after(state, step)

    assert words in str(refused.value)


def test_nothing_returns_to_review_from_the_archive() -> None:
    with pytest.raises(Refused):
        after(State.ARCHIVED, Step.UNARCHIVE, archived_from=State.IN_REVIEW)
