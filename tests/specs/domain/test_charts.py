"""Pictures of figures: every part inside the picture, and the same numbers in a table."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from specs.domain.attribute import Json
from specs.domain.calculators import BY_CODE
from specs.domain.calculators.calculator import Outcome
from specs.domain.chapters import Version
from specs.domain.charts import WIDTH, Bar, Bars, Curve, Lights, Picture, Sheet, Stack, for_print
from specs.templatetags.pictures import chart, fills
from tests.specs.example import the_example

D = Decimal
NO_SHEET = Sheet((), ())
DRAWN = ("CALC-01", "CALC-02", "CALC-03", "CALC-05", "CALC-11", "CALC-12", "CALC-14", "CALC-15")


def picture_of(code: str) -> Picture:
    outcome = BY_CODE[code].run(BY_CODE[code].filled(the_example(None, "full_spec")))
    assert isinstance(outcome, Outcome)
    assert outcome.picture
    return outcome.picture


@pytest.mark.parametrize("code", DRAWN)
def test_a_picture_comes_with_words_a_table_and_colours(code: str) -> None:
    picture = picture_of(code)

    assert picture.words.endswith(".")
    assert len(picture.sheet.rows) >= len(picture.drawn)
    assert all(len(row) == len(picture.sheet.columns) for row in picture.sheet.rows)
    assert len(list(fills(picture))) == len(picture.drawn)


@pytest.mark.parametrize("code", DRAWN)
def test_print_gets_plain_colours(code: str) -> None:
    drawn = chart(picture_of(code), literal=True)

    assert "var(" not in str(drawn["items"]) + str(drawn["colours"])


def test_the_curve_is_lowest_at_the_optimum() -> None:
    curve = picture_of("CALC-02")
    assert isinstance(curve, Curve)

    best = next(drawn for drawn in curve.drawn if drawn.mark.is_best)
    heights = [curve.place(x, y).y for x, y in curve.points]

    assert best.mark.label == "t* = 0.0385"
    assert best.y == max(heights)  # the largest y is the lowest place
    assert all(0 <= curve.place(x, y).x <= WIDTH for x, y in curve.points)


def test_the_parts_of_a_budget_stand_end_to_end() -> None:
    stack = picture_of("CALC-05")
    assert isinstance(stack, Stack)

    drawn = stack.drawn
    assert [d.part.label for d in drawn] == [
        "Model",
        "Feature lookup",
        "Network",
        "Downstream calls",
    ]
    assert drawn[-1].x + drawn[-1].width == stack.whole_x == WIDTH
    assert all(a.x + a.width == b.x for a, b in itertools.pairwise(drawn))


def test_lights_say_their_colour_in_words() -> None:
    lights = picture_of("CALC-12")
    assert isinstance(lights, Lights)

    assert [light.words for light in lights.lights] == ["Green", "Green", "Amber", "Green", "Green"]


@pytest.mark.parametrize(
    ("value", "most", "width"),
    [("0", "10", 0), ("5", "10", WIDTH // 2), ("20", "10", WIDTH), ("1", "0", 1), ("-3", "10", 1)],
)
def test_a_bar_never_leaves_the_picture(value: str, most: str, width: int) -> None:
    bars = Bars("", "", NO_SHEET, (Bar("A", D(value), value),), D(most))

    assert bars.drawn[0].width == width


def test_a_long_label_is_cut_before_its_figure() -> None:
    bars = Bars("", "", NO_SHEET, (Bar("A" * 90, D(1), "1.00 pass"),), D(1))

    assert bars.drawn[0].label.endswith("A…")
    assert len(bars.drawn[0].label) + len("1.00 pass") < 48


def test_pictures_stand_in_the_section_of_their_answers() -> None:
    document = the_example(None, "full_spec")
    version = Version(document, document.values)

    standing = {c.section.key: [p.title for p in c.pictures] for c in version.chapters()}

    assert standing["policy"] == ["Expected cost against the threshold"]
    assert standing["deployment"] == ["Where the latency budget goes"]
    assert standing["feasibility"] == ["Feasibility"]
    assert standing["proxy"] == ["Mean score of each candidate"]
    assert standing["scope"] == []


def test_where_answers_do_not_suffice_no_picture_stands() -> None:
    changes: dict[str, Json] = {
        "errors.fn_cost": {"value": "100", "unit": "EUR"},
        "deployment.p99": None,
    }
    document = the_example(changes, "full_spec")

    standing = {c.section.key: c.pictures for c in Version(document, document.values).chapters()}

    assert standing["policy"] == standing["deployment"] == ()


def test_what_would_not_fit_a_page_is_not_drawn() -> None:
    rows: Json = [{"component": f"Part {n}", "p99_ms": "1"} for n in range(20)]
    document = the_example({"deployment.latency_breakdown": rows}, "full_spec")

    [chapter] = [
        c for c in Version(document, document.values).chapters() if c.section.key == "deployment"
    ]
    assert chapter.pictures == ()


def test_names_that_no_font_may_hold_become_numbers_in_print() -> None:
    sheet = Sheet(("Candidate", "Mean"), (("Rückbuchung", "3.80"), ("Rule", "3.40")))
    bars = (Bar("Rückbuchung", D(3), "3.80"), Bar("Rule", D(3), "3.40"))
    picture = Bars("Means", "Bars: Rückbuchung 3.80.", sheet, bars, D(5))

    printed = for_print(picture)

    assert isinstance(printed, Bars)
    assert [bar.label for bar in printed.bars] == ["1", "2"]
    assert printed.sheet.rows == (("1 Rückbuchung", "3.80"), ("2 Rule", "3.40"))
    assert printed.words == "Means."
    assert for_print(picture_of("CALC-01")) == picture_of("CALC-01")
