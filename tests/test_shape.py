"""What is too long for a reader is named."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.shape import FILE, FUNCTION, TEMPLATE, long_functions, too_long

LONG = "def told():\n" + "    word = 1\n" * FUNCTION


def test_a_function_fits_until_its_last_line_is_one_too_many() -> None:
    assert list(long_functions(LONG)) == [f"1: told() has {FUNCTION + 1} lines, at most {FUNCTION}"]
    assert list(long_functions(LONG.removesuffix("    word = 1\n"))) == []


def test_long_files_are_named_by_their_sort(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "a.py").write_text("one = 1\n" * (FILE + 1))
    (tmp_path / "b.js").write_text("one;\n" * FILE)
    (tmp_path / "c.html").write_text("<p>\n" * (TEMPLATE + 1))
    (tmp_path / "d.md").write_text("word\n" * 1000)

    assert list(too_long(tmp_path)) == [
        f"a.py: {FILE + 1} lines, at most {FILE}",
        f"c.html: {TEMPLATE + 1} lines, at most {TEMPLATE}",
    ]
