"""Every sort of file that a spec can be had as, now, without a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.exports.files import write_json, write_yaml
from specs.exports.markdown import write_markdown
from specs.exports.portable import as_plain
from specs.exports.spreadsheet import write_workbook

if TYPE_CHECKING:
    from specs.exports.portable import Held


@dataclass(frozen=True, slots=True)
class Format:
    """One sort of file."""

    ending: str
    title: str
    purpose: str
    media_type: str
    write: Callable[[Held], bytes]
    is_text: bool = True


FORMATS: Mapping[str, Format] = {
    one.ending: one
    for one in (
        Format(
            "yaml",
            "YAML",
            "Everything in the spec, to keep beside code, to compare, and to import again.",
            "application/yaml",
            lambda held: write_yaml(as_plain(held)).encode(),
        ),
        Format(
            "json",
            "JSON",
            "The same for programs.",
            "application/json",
            lambda held: write_json(as_plain(held)).encode(),
        ),
        Format(
            "md",
            "Markdown",
            "What was answered, in words, to read and to paste elsewhere.",
            "text/markdown; charset=utf-8",
            lambda held: write_markdown(held).encode(),
        ),
        Format(
            "xlsx",
            "Excel",
            "The risk register and every table, one sheet each.",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write_workbook,
            is_text=False,
        ),
    )
}
