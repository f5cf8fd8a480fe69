"""The heat map puts each risk into its cell."""

from __future__ import annotations

from specs.domain.pictures import Risk, heat_map


def test_cells_go_from_high_to_low_and_from_low_to_high() -> None:
    cells = heat_map([]).cells

    assert [cell.score for cell in cells] == [3, 6, 9, 2, 4, 6, 1, 2, 3]
    assert [cell.heat for cell in cells] == [2, 4, 5, 1, 3, 4, 1, 1, 2]
    assert cells[0].y < cells[3].y < cells[6].y
    assert cells[0].x < cells[1].x < cells[2].x


def test_a_risk_stands_in_its_cell() -> None:
    [cell] = [cell for cell in heat_map([Risk(3, "high", "medium", "#r3")]).cells if cell.held]

    [dot] = cell.dots
    assert (cell.probability, cell.impact, cell.score) == ("high", "medium", 6)
    assert (dot.number, dot.link) == ("3", "#r3")
    assert cell.x < dot.x < cell.x + 96
    assert cell.y < dot.y < cell.y + 96


def test_a_risk_without_a_place_is_left_out() -> None:
    assert not any(cell.held for cell in heat_map([Risk(1, "", "high")]).cells)


def test_what_does_not_fit_is_counted() -> None:
    cells = heat_map(Risk(number, "high", "high") for number in range(1, 10)).cells

    [cell] = [cell for cell in cells if cell.held]
    assert [dot.number for dot in cell.dots] == ["1", "2", "3", "4", "5", "+4"]
