"""The vendored fonts of the PDF: what they cover, and which of them a text needs."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
MANIFEST = FOLDER / "manifest.json"
SCHEME = "countersign-font"
STACKS = {
    "serif": "source-serif-4",
    "sans": "source-sans-3",
    "mono": "source-code-pro",
}


@dataclass(frozen=True, slots=True)
class Font:
    """One file: a subset of a family in one weight and style."""

    file: str
    family: str
    weight: int
    style: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def name(self) -> str:
        """Its family and subset: every subset is a family of its own, so that their order holds."""
        return self.file.rsplit("-", 2)[0]

    def covers(self, point: int) -> bool:
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point <= self.ends[at]


@cache
def vendored() -> tuple[Font, ...]:
    """Every font file, in the order of preference."""
    listed = json.loads(MANIFEST.read_text())["fonts"]
    return tuple(
        Font(
            file=font["file"],
            family=font["family"],
            weight=font["weight"],
            style=font["style"],
            starts=tuple(first for first, _ in font["ranges"]),
            ends=tuple(last for _, last in font["ranges"]),
        )
        for font in listed
    )


def needed_for(text: str) -> tuple[Font, ...]:
    """The fonts without which some character of the text could not be printed.

    The Latin cuts are always there. What one of the three families lacks is looked for in the
    other fonts too, so that a character is printed whichever family its element asks for.
    """
    points = {ord(character) for character in set(text)}
    names: list[str] = []
    left_over: set[int] = set()
    for family in STACKS.values():
        missing = points
        for font in _of(family):
            found = {point for point in missing if font.covers(point)}
            if found or font.name == f"{family}-latin":
                names.append(font.name)
            missing = missing - found
        left_over |= missing
    for font in (font for font in vendored() if font.family not in STACKS.values()):
        found = {point for point in left_over if font.covers(point)}
        names += [font.name] if found else []
        left_over -= found
    return tuple(font for font in vendored() if font.name in names)


def _of(family: str) -> tuple[Font, ...]:
    """The subsets of a family, by their regular cut."""
    fonts = (font for font in vendored() if font.family == family)
    return tuple(font for font in fonts if (font.weight, font.style) == (400, "normal"))


@cache
def covered() -> frozenset[int]:
    """Every character that a vendored font can print."""
    spans = (range(a, b + 1) for f in vendored() for a, b in zip(f.starts, f.ends, strict=True))
    return frozenset(chain.from_iterable(spans))


def style_sheet(text: str, rules: str) -> str:
    """Return ``@font-face`` rules for what the text needs, and the rules with their font stacks.

    Custom properties would say it too, but each element that uses one pays for resolving it.
    """
    fonts = needed_for(text)
    faces = "".join(
        f"@font-face{{font-family:{font.name};font-weight:{font.weight};"
        f"font-style:{font.style};src:url({SCHEME}:{font.file})}}"
        for font in fonts
    )
    rest = [font.name for font in fonts if font.family not in STACKS.values()]
    for stack, family in STACKS.items():
        names = ",".join(dict.fromkeys(_names(fonts, family) + rest))
        rules = rules.replace(f"var(--{stack})", names)
    return faces + rules


def _names(fonts: tuple[Font, ...], family: str) -> list[str]:
    return [font.name for font in fonts if font.family == family]
