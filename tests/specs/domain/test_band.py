"""The band of a revision follows the formula, and differs for every text."""

from __future__ import annotations

import math
import re

import pytest

from specs.domain.band import LARGE, MIDDLE, SMALL, STEPS, Size, heights, paths, wave

HASH = "9f2c41ab77e013d5c0aa5e190b3d88f4e6127ac94d05b3fe81977a2264c8d01b"


def test_the_first_seven_bytes_decide_the_wave() -> None:
    drawn = wave(HASH)

    assert (drawn.f1, drawn.f2, drawn.f3) == (11, 17, 3)
    assert (drawn.p1, drawn.p2) == (0xAB / 40, 0x77 / 40)
    assert drawn.k == pytest.approx(0.35 + 0x13 / 512)


def test_a_point_is_where_the_formula_puts_it() -> None:
    k, turn = 0.35 + 0x13 / 512, 2 * math.pi
    slow = math.sin(turn * 11 * 0.5 + 0xAB / 40 + 1.3)
    swell = 0.55 + 0.45 * math.cos(turn * (3 * 0.5 + 0xE0 / 255))
    fast = math.sin(turn * 17 * 0.5 + 0x77 / 40 - 2.1)

    assert wave(HASH).at(0.5, 1.0) == pytest.approx((1 - k) * slow + k * swell * fast)


def test_the_band_begins_and_ends_on_the_axis() -> None:
    for line in heights(HASH, 4):
        assert line[0] == 0
        assert line[STEPS] == pytest.approx(0, abs=1e-6)
        assert max(map(abs, line)) <= 1


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_each_line_has_its_mirror(size: Size) -> None:
    drawn = paths(HASH, size)

    assert len(drawn) == 2 * size.lines
    assert all(re.fullmatch(r"M0 -?\d+l[-\d ]+", path) for path in drawn)
    assert drawn[0] != drawn[1]


def test_another_text_has_another_band() -> None:
    assert paths(HASH, SMALL) == paths(HASH, SMALL)
    assert paths(HASH, SMALL) != paths("0" + HASH[1:], SMALL)
