"""Values of the sixteen kinds: parsed from what people type, checked, and shown in words."""

from __future__ import annotations

from specs.domain.values.figures import UNITS, read_day, read_figure, show_day, show_figure
from specs.domain.values.parsing import Typed, parse, parse_cell, parse_item
from specs.domain.values.pasting import InvalidPaste, PasteError, parse_paste
from specs.domain.values.problems import ANSWERS, SCORES, STATUSES, Problem
from specs.domain.values.shape import is_blank, is_blank_row, not_applicable, to_plain
from specs.domain.values.showing import display, display_cell
from specs.domain.values.text import Invalid, clean_line, clean_text
from specs.domain.values.validity import find_problems, validate

__all__ = [
    "ANSWERS",
    "SCORES",
    "STATUSES",
    "UNITS",
    "Invalid",
    "InvalidPaste",
    "PasteError",
    "Problem",
    "Typed",
    "clean_line",
    "clean_text",
    "display",
    "display_cell",
    "find_problems",
    "is_blank",
    "is_blank_row",
    "not_applicable",
    "parse",
    "parse_cell",
    "parse_item",
    "parse_paste",
    "read_day",
    "read_figure",
    "show_day",
    "show_figure",
    "to_plain",
    "validate",
]
