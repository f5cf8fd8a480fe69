"""PRX: the label that stands for an outcome which nobody can record."""

from __future__ import annotations

import pytest

from specs.domain.attribute import Json
from specs.domain.calculators.proxy_score import CRITERIA
from specs.domain.checks import BY_CODE, Finding, run
from tests.specs.churn import the_churn_spec
from tests.specs.example import the_example

CODES = [f"PRX{number:03}" for number in range(1, 11)]


def found(code: str, changes: dict[str, Json]) -> tuple[Finding, ...]:
    return BY_CODE[code](the_example(changes, template="full_spec"))


def candidate(name: str, scores: str) -> Json:
    """Scores by the order of the criteria, a dot for none."""
    given: dict[str, Json] = {
        criterion: score for criterion, score in zip(CRITERIA, scores, strict=True) if score != "."
    }
    return {"candidate": name, "failure_mode": "Fails", "scores": given}


def chosen(*scores: str, name: str = "A") -> dict[str, Json]:
    """Candidates A, B and so on with these scores, of which one is chosen."""
    rows: list[Json] = [
        candidate(letter, held) for letter, held in zip("ABC", scores, strict=False)
    ]
    return {"proxy.candidates": rows, "proxy.chosen": name}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("PRX001", {"proxy.candidates": [{"candidate": "Clicks"}]}),
        ("PRX002", chosen("33333")),
        ("PRX002", chosen("1111.")),  # not all are scored yet
        ("PRX002", chosen("11111", name="Z")),
        ("PRX003", chosen("31113")),
        ("PRX003", chosen(".555.")),
        ("PRX004", chosen("55555", name=" a ")),
        ("PRX004", {"proxy.chosen": None}),
        ("PRX004", {"proxy.chosen": "Clicks", "proxy.candidates": None}),
        ("PRX005", chosen("55555", "11111")),
        ("PRX005", {"proxy.candidates": None}),
        ("PRX006", {"proxy.known_risks": "Refunds are disputed"}),
        (
            "PRX006",
            {
                "proxy.known_risks": "Unknown devices are labelled fraud too often, since analysts "
                "distrust them more than their own customers."
            },
        ),
        ("PRX007", chosen("35155", "45155")),
        ("PRX007", chosen("45255", "45155")),
        ("PRX007", chosen("35.55", "45155")),
        ("PRX008", chosen("51555")),  # the register has its line
        ("PRX008", chosen("53555") | {"risk.register": None}),
        ("PRX009", chosen("44444", "44444")),
        ("PRX009", chosen("44444", "5555.")),
        ("PRX009", chosen("1111.", "55555")),
        ("PRX010", chosen("55255")),  # both is planned
        ("PRX010", chosen("55355") | {"proxy.sparse_handling": None}),
    ],
)
def test_it_stays_silent_near_the_fault(code: str, changes: dict[str, Json]) -> None:
    assert found(code, changes) == ()


@pytest.mark.parametrize(
    ("code", "changes", "key"),
    [
        ("PRX002", chosen("33332"), "proxy.candidates"),
        ("PRX003", chosen("55552"), "proxy.candidates"),
        ("PRX004", chosen("55555", name="A."), "proxy.chosen"),
        ("PRX006", {"proxy.known_risks": "N/A"}, "proxy.known_risks"),
        ("PRX006", {"proxy.known_risks": "None  known so far."}, "proxy.known_risks"),
        ("PRX007", chosen("35255", "45155"), "proxy.chosen"),
        ("PRX008", chosen("52555") | {"risk.register": None}, "risk.register"),
        ("PRX009", chosen("44444", "44445"), "proxy.chosen"),
        (
            "PRX010",
            chosen("55255") | {"proxy.sparse_handling": "not_needed"},
            "proxy.sparse_handling",
        ),
    ],
)
def test_it_fires_at_the_fault(code: str, changes: dict[str, Json], key: str) -> None:
    assert [finding.key for finding in found(code, changes)] == [key]


def test_weak_criteria_are_named_with_their_cells() -> None:
    [finding] = found("PRX003", chosen("55555", "25551", name="B"))

    assert finding.message == "The chosen proxy is weak on: Alignment, Causal usefulness."
    assert finding.cells == ((1, "scores.alignment"), (1, "scores.causal_usefulness"))


@pytest.mark.parametrize("score", ["0", "6", "2.5", "five", "", "-1", "9" * 400])
def test_what_is_no_score_counts_as_none(score: str) -> None:
    changes: dict[str, Json] = {"proxy.candidates>0>scores>coverage": score}
    changes["proxy.sparse_handling"] = None

    assert found("PRX002", changes) == ()
    assert found("PRX009", changes) == ()
    assert found("PRX010", changes) == ()


@pytest.mark.parametrize("is_used", [None, False])
@pytest.mark.parametrize("code", [code for code in CODES if code != "PRX007"])
def test_without_a_proxy_nothing_is_said_of_it(code: str, *, is_used: bool | None) -> None:
    changes: dict[str, Json] = {
        **chosen("11111", "55555"),
        "proxy.uses_proxy": is_used,
        "proxy.known_risks": None,
        "proxy.sparse_handling": None,
        "risk.register": None,
    }

    assert found(code, changes) == ()


def test_a_closer_label_is_called_by_its_name() -> None:
    changes: dict[str, Json] = {"proxy.chosen": "complaint within 90 days"}

    [finding] = BY_CODE["PRX007"](the_churn_spec(changes, "full_spec"))

    assert finding.message.endswith("not chosen: Customer asked how to move the standing payments.")


def test_only_the_first_candidate_of_a_name_counts() -> None:
    rows: list[Json] = [candidate("A", "35355"), candidate(" a", "55255"), candidate("", "55255")]
    changes: dict[str, Json] = {"proxy.candidates": rows, "proxy.chosen": "A"}

    assert found("PRX007", changes) == ()
    assert found("PRX009", changes) == ()


def test_risks_left_out_are_told_once() -> None:
    document = the_example({"proxy.known_risks": " "}, template="full_spec")

    assert [finding.code for finding in run(document)] == ["PRX006"]
