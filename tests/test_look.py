"""What the look promises: contrast, one place for colours, vendored files, no inline code."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from accounts.templatetags.palette import shades

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.as_posix()]
GROUNDS = ("canvas", "paper", "sunken", "raised")
INKS = ("ink", "ink-2", "ink-3", "accent", "accent-hover", "del", "waiting")
STATES = ("blocker", "warning", "advice", "approved", "carried")
TEXT = [
    *((ink, ground) for ink in (*INKS, *STATES) for ground in GROUNDS),
    *((state, f"{state}-tint") for state in STATES),
    *(("ink", f"{state}-tint") for state in STATES),
    *(("ink-2", f"{state}-tint") for state in STATES),
    *(("ink-3", f"{state}-tint") for state in ("warning", "blocker")),
    *((f"on-heat-{level}", f"heat-{level}") for level in range(1, 6)),
    *(("on-person", f"person-{number}") for number in range(1, 7)),
    ("accent", "accent-tint"),
    ("ink", "accent-tint"),
    ("blocker", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("ink", "ins"),
    ("accent", "ins"),
]
SHAPES = [
    *(("line-ctl", ground) for ground in ("canvas", "paper")),
    *((state, ground) for state in (*STATES, "waiting", "accent", "ink-2") for ground in GROUNDS),
    *(("paper", state) for state in ("approved", "carried", "blocker", "ink-2")),
    *((f"series-{number}", "paper") for number in range(1, 6)),
]
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(|"
    r":\s*(?:white|black|red|green|blue|gray|grey|orange|yellow|purple)\b",
    re.IGNORECASE,
)


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_its_ground(text: str, ground: str, theme: str) -> None:
    front, back = (getattr(shades()[token], theme) for token in (text, ground))

    assert contrast(front, back) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_marks_and_borders_stand_out_from_their_ground(shape: str, ground: str, theme: str) -> None:
    front, back = (getattr(shades()[token], theme) for token in (shape, ground))

    assert contrast(front, back) >= 3


def test_colours_stand_in_the_tokens_alone() -> None:
    sources = [
        path
        for path in [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]
        if path.name != "tokens.css"
    ]

    found = {
        f"{path.name}: {match[0]}"
        for path in sources
        for match in COLOUR.finditer(path.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_styles_use_only_tokens_that_exist() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("css/*.css"))

    known = set(re.findall(r"(--[a-z0-9-]+):", sheets))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", sheets))

    assert used - known == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_hold_no_inline_code_and_no_colour(path: Path) -> None:
    page = path.read_text(encoding="utf-8")

    assert not re.search(r"""\sstyle\s*=\s*["']""", page)
    assert not re.search(r"<style\b", page)
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", page)
    assert not re.search(r"hx-on|javascript:|[\"']js:", page)
    assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/json))", page)
    assert not re.search(r"""(?:fill|stroke|color)\s*=\s*["']#""", page)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_name_only_styles_and_scripts_that_exist(path: Path) -> None:
    named = re.findall(r"""\{% static ["']([^"']+)["'] %\}""", path.read_text(encoding="utf-8"))

    assert [name for name in named if not (STATIC / name).is_file()] == []


def test_vendored_files_are_those_of_the_manifest() -> None:
    listed = tomllib.loads((STATIC / "vendor/MANIFEST.toml").read_text(encoding="utf-8"))["file"]
    there = {
        path.relative_to(STATIC).as_posix()
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).iterdir()
        if path.suffix in (".js", ".css", ".woff2")
    }

    assert {entry["path"] for entry in listed} == there
    for entry in listed:
        content = (STATIC / entry["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["path"]
        assert (STATIC / entry["licence_text"]).is_file()
        assert entry["source"].startswith("https://")
        assert entry["licence"]
