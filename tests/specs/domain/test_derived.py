"""What follows from several answers at once."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.derived import lines_without
from tests.specs.example import the_example

KILLERS = "feasibility.killers"
ANSWERS = frozenset({"yes", "no"})


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"feasibility.killers>2>applies": "unknown"}, ("Latency or QPS mismatch",)),
        ({"feasibility.killers>0>applies": " "}, ("Labels scarce or imbalanced",)),
        ({"feasibility.killers>0": {"row": ["label_scarcity"]}}, ("Labels scarce or imbalanced",)),
    ],
)
def test_given_lines_without_an_answer_are_named(
    changes: dict[str, Json], found: tuple[str, ...]
) -> None:
    document = the_example(changes, template="full_spec")

    assert lines_without(document, KILLERS, "applies", ANSWERS) == found


def test_any_text_will_do_where_no_answers_are_given() -> None:
    changes: dict[str, Json] = {"feasibility.killers>2>evidence": "", KILLERS + ">3>applies": "?"}
    document = the_example(changes, template="full_spec")

    assert lines_without(document, KILLERS, "evidence") == ("Latency or QPS mismatch",)
    assert lines_without(document, KILLERS, "applies") == ()


def test_of_a_line_that_is_there_twice_the_first_counts() -> None:
    twice: Json = [
        {"row": "label_scarcity", "evidence": "0.2% of payments"},
        {"row": "label_scarcity", "evidence": "0.2% of payments", "applies": "yes"},
    ]
    document = the_example({KILLERS: twice}, template="full_spec")

    assert "Labels scarce or imbalanced" in lines_without(document, KILLERS, "applies")


def test_an_empty_table_lacks_every_line_and_one_not_asked_for_none() -> None:
    assert len(lines_without(the_example({KILLERS: None}, "full_spec"), KILLERS, "applies")) == 8
    assert lines_without(the_example(), KILLERS, "applies") == ()
