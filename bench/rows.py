"""One figure of the table: what was measured, beside its reference and what must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEAD = ("", "figure", "measured", "reference", "ratio", "must", "goal", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    number: str
    what: str
    measured: str
    must: str = ""  # nothing: it is told for its own sake
    holds: bool = True
    goal: str = ""
    reference: str = ""
    ratio: float | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in its columns."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        verdict = ("ok" if self.holds else "MISSED") if self.must else ""
        wanted = (self.must, self.goal, verdict)
        return (self.number, self.what, self.measured, self.reference, ratio, *wanted)


def table(rows: Iterable[Row]) -> str:
    """Return the rows as text, each column as wide as it needs."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    return "\n".join(line.rstrip() for line in padded)
