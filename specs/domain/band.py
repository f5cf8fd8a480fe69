"""The band of a revision: a line ornament drawn from its content hash."""

from __future__ import annotations

import math
from typing import NamedTuple

STEPS = 500
SCALE = 10  # coordinates are whole tenths of a pixel, which keeps the paths short


class Size(NamedTuple):
    """One of the three sizes in which a band is drawn."""

    width: int
    height: int
    lines: int
    stroke: float


SMALL = Size(180, 20, 4, 0.8)
MIDDLE = Size(310, 31, 8, 0.6)
LARGE = Size(640, 64, 14, 0.5)


class Wave(NamedTuple):
    """What the first seven bytes of a hash decide."""

    f1: int
    f2: int
    f3: int
    p1: float
    p2: float
    q: float
    k: float

    def at(self, x: float, t: float) -> float:
        """Return the height of line ``t`` at ``x``, both from 0 to 1; reaches from -1 to 1."""
        turn = 2 * math.pi
        slow = math.sin(turn * self.f1 * x + self.p1 + 1.3 * t)
        swell = 0.55 + 0.45 * math.cos(turn * (self.f3 * x + self.q))
        fast = math.sin(turn * self.f2 * x + self.p2 - 2.1 * t)
        ends = math.pow(min(1.0, 5 * max(0.0, math.sin(math.pi * x))), 0.7)
        return ((1 - self.k) * slow + self.k * swell * fast) * (0.2 + 0.8 * t) * ends


def wave(content_hash: str) -> Wave:
    """Read the wave of a hash, given as hexadecimal digits."""
    b = bytes.fromhex(content_hash[:14])
    return Wave(
        f1=7 + b[0] % 5,
        f2=15 + b[1] % 7,
        f3=1 + b[2] % 3,
        p1=b[3] / 40,
        p2=b[4] / 40,
        q=b[5] / 255,
        k=0.35 + b[6] / 512,
    )


def heights(content_hash: str, lines: int) -> list[list[float]]:
    """Return the heights of each line at all steps, as the formula gives them."""
    drawn = wave(content_hash)
    return [
        [drawn.at(step / STEPS, line / (lines - 1)) for step in range(STEPS + 1)]
        for line in range(lines)
    ]


def paths(content_hash: str, size: Size) -> tuple[str, ...]:
    """Return an SVG path for each line, then for its mirror, in tenths of a pixel."""
    middle = size.height * SCALE / 2
    across = [round(step * size.width * SCALE / STEPS) for step in range(STEPS + 1)]
    drawn = []
    for line in heights(content_hash, size.lines):
        for side in (1, -1):
            up = [round(middle - side * height * middle) for height in line]
            drawn.append(_relative(across, up))
    return tuple(drawn)


def _relative(across: list[int], up: list[int]) -> str:
    steps = [
        f"{x - x_before} {y - y_before}"
        for x_before, x, y_before, y in zip(across, across[1:], up, up[1:], strict=False)
    ]
    return f"M{across[0]} {up[0]}l" + " ".join(steps).replace(" -", "-")
