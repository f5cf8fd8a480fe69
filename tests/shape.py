"""Says which functions, files and templates are longer than a reader can hold.

python -m tests.shape [ROOT]
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FUNCTION = 50
FILE = 400
TEMPLATE = 120
COUNTED = {".py": FILE, ".js": FILE, ".css": FILE, ".html": TEMPLATE}
# Code of others, files that tools wrote, and a table with a line for each address.
LEFT_OUT = ("static/vendor/", "docs/", "migrations/", "tests/access_table.py")


def too_long(root: Path) -> Iterator[str]:
    """Go through what is kept or about to be, and name what is too long."""
    for path in our_files(root):
        text = path.read_text(encoding="utf-8")
        place, lines = path.relative_to(root), len(text.splitlines())
        if lines > COUNTED[path.suffix]:
            yield f"{place}: {lines} lines, at most {COUNTED[path.suffix]}"
        if path.suffix == ".py":
            yield from (f"{place}:{found}" for found in long_functions(text))


def our_files(root: Path) -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name in listed.split("\0"):
        path = root / name
        if path.suffix in COUNTED and path.is_file() and not any(part in name for part in LEFT_OUT):
            yield path


def long_functions(text: str) -> Iterator[str]:
    """Name each function with more lines than fit, from ``def`` to its end."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION:
                yield f"{node.lineno}: {node.name}() has {lines} lines, at most {FUNCTION}"


def main(arguments: list[str]) -> int:
    """Print what is too long; fail if anything is."""
    found = list(too_long(Path(arguments[0] if arguments else ".").resolve()))
    sys.stdout.write("\n".join(found or ["Everything fits."]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
