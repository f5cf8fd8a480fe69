"""Write the manifest of the vendored fonts: ``python -m reviews.exports.font_manifest``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from fontTools.ttLib import TTFont

from reviews.exports.fonts import FOLDER, MANIFEST

ORDER = (
    *("source-serif-4", "source-sans-3", "source-code-pro", "noto-sans-math", "noto-sans-hebrew"),
    *("noto-sans-arabic", "noto-sans-thai", "noto-sans-devanagari", "noto-emoji"),
    *("noto-sans-symbols", "noto-sans-sc", "noto-sans-kr"),
)
SUBSETS = ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext")


def describe(path: Path) -> dict[str, object]:
    """What one file holds: its cut, the characters it covers, its digest."""
    stem, weight, style = path.stem.rsplit("-", 2)
    family = next((family for family in ORDER[:3] if stem.startswith(family)), stem)
    return {
        "file": path.name,
        "family": family,
        "weight": int(weight),
        "style": style,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "ranges": _ranges(TTFont(path).getBestCmap()),
    }


def _ranges(points: dict[int, str]) -> list[tuple[int, int]]:
    """Runs of neighbouring characters; controls are no characters to print."""
    spans: list[tuple[int, int]] = []
    for point in sorted(point for point in points if point >= ord(" ")):
        if spans and spans[-1][1] == point - 1:
            spans[-1] = (spans[-1][0], point)
        else:
            spans.append((point, point))
    return spans


def _preference(path: Path) -> tuple[int, int, str]:
    family = next(n for n, prefix in enumerate(ORDER) if path.name.startswith(prefix))
    subset = path.stem.rsplit("-", 2)[0]
    at = [n for n, name in enumerate(SUBSETS) if subset.endswith(f"-{name}")]
    return family, at[-1] if at and family < 3 else 0, path.name


def manifest() -> dict[str, object]:
    """Describe every file of the folder, best first."""
    files = [path for path in FOLDER.iterdir() if path.suffix in (".ttf", ".woff2")]
    return {
        "source": "npm: @fontsource 5.3; Source cuts unpacked to TrueType; Noto Sans Math cut to"
        " arrows, operators, shapes and dingbats",
        "licence": "OFL-1.1, see LICENSE-noto.txt and LICENSE-source.txt",
        "fonts": [describe(path) for path in sorted(files, key=_preference)],
    }


if __name__ == "__main__":
    text = json.dumps(manifest(), indent=None, separators=(",", ":"))
    MANIFEST.write_text(text.replace('{"file"', '\n{"file"') + "\n")
