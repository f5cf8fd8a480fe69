"""Who is left where nobody signs in two roles."""

from __future__ import annotations

import pytest

from reviews.domain.separation import NOTHING_APART, Seats, Separation, Writer, left_over


def role(label: str, people: str, needed: int = 1) -> Seats:
    return Seats(label, needed, tuple(people))


@pytest.mark.parametrize(
    ("roles", "left"),
    [
        ([], ()),
        ([role("a", "x"), role("b", "y")], ()),
        ([role("a", "x"), role("b", "x")], ("b",)),
        ([role("a", "xy"), role("b", "x")], ()),  # x moves over, y takes their place
        ([role("a", "xy"), role("b", "xy"), role("c", "xy")], ("c",)),
        ([role("a", "xyz", 2), role("b", "z")], ()),
        ([role("a", "xy", 2), role("b", "y")], ("b",)),
        ([role("a", "xy"), role("b", "yz"), role("c", "z"), role("d", "x")], ("d",)),
    ],
)
def test_roles_for_which_nobody_is_left(roles: list[Seats], left: tuple[str, ...]) -> None:
    assert left_over(roles) == left


def test_rules_are_kept_word_for_word() -> None:
    rules = Separation(one_role_each=True, writers_apart=True, writers=(Writer("7", "Dana"),))

    assert Separation.from_json(rules.as_json()) == rules
    assert rules.wrote(7)
    assert not rules.wrote(8)
    assert not Separation(writers=rules.writers).wrote(7)


@pytest.mark.parametrize("stored", [None, {}, [], "yes"])
def test_an_older_policy_keeps_nothing_apart(stored: object) -> None:
    assert Separation.from_json(stored) == NOTHING_APART  # type: ignore[arg-type]
