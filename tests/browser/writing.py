"""Writes answers the way people do: by key, by mouse and by pasting, in the page itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from specs import catalogue
from specs.domain.attribute import Attribute, Column, Json, Kind, Template

TYPED = {Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.PERCENT}
WITH_UNIT = {Kind.NUMBER_UNIT, Kind.DURATION}
NOTHING_KEPT = "!Object.keys(localStorage).some(key => key.startsWith('countersign:unsaved'))"
SAVED = re.compile(r"^\s*Saved \d\d:\d\d")


@dataclass
class Writer:
    """Somebody at the write page of one spec."""

    page: Page
    spec_id: str

    @property
    def template(self) -> Template:
        """The template that every spec of the tests is made from."""
        return catalogue.template("ml_model_spec")

    def open(self, section: str) -> None:
        """Go to a section, and wait until its fields save themselves."""
        self.page.goto(f"/specs/{self.spec_id}/write/{section}/")
        expect(self.page.locator("html")).to_have_class(re.compile("has-script"))

    def attribute(self, key: str) -> Attribute:
        """Return an attribute of the template."""
        return self.template.attributes[key]

    def field(self, key: str) -> Locator:
        """Return the whole field of a key."""
        return self.page.locator(f"#field-{self.attribute(key).html_id}")

    def control(self, key: str) -> Locator:
        """Return the first control of a field."""
        return self.page.locator(f"#input-{self.attribute(key).html_id}")

    def findings(self, key: str) -> Locator:
        """Return what is said under a field."""
        return self.page.locator(f"#findings-{self.attribute(key).html_id}")

    def await_saved(self) -> None:
        """Wait until the page says that everything is saved, and keeps no text back."""
        for _ in range(200):
            if self.page.evaluate(NOTHING_KEPT):
                break
            self.page.wait_for_timeout(50)
        else:
            pytest.fail("a text is still not saved")
        expect(self.page.locator("#saved-state .saved-state")).to_have_text(SAVED)

    def answer(self, key: str, value: Json) -> None:
        """Answer a field of any kind."""
        kind = self.attribute(key).kind
        if kind in TYPED:
            self.type(key, str(value))
        elif kind is Kind.TABLE:
            assert isinstance(value, list)
            self.type_rows(key, value)
        elif kind is Kind.MULTI_CHOICE:
            assert isinstance(value, list)
            self._tick(key, [str(one) for one in value])
        elif isinstance(value, Mapping):
            self._answer_parts(key, value)
        else:
            self._choose(key, value)

    def type(self, key: str, text: str) -> None:
        """Type a text in the place of what stands there."""
        control = self.control(key)
        control.press("Control+a")
        control.press_sequentially(text)

    def _tick(self, key: str, values: Sequence[str]) -> None:
        for value in values:
            self.field(key).locator(f"input[value={value}]").check()

    def _choose(self, key: str, value: Json) -> None:
        kind = self.attribute(key).kind
        if kind is Kind.YES_NO:
            self.field(key).get_by_label("Yes" if value else "No", exact=True).check()
        elif kind is Kind.DATE:
            self.control(key).fill(str(value))
        else:
            self.control(key).select_option(str(value))

    def _answer_parts(self, key: str, value: Mapping[str, Json]) -> None:
        field = self.field(key)
        if self.attribute(key).kind in WITH_UNIT:
            self.type(key, str(value["value"]))
            unit = field.locator("[name=unit]")
            if self.attribute(key).kind is Kind.DURATION:
                unit.select_option(str(value["unit"]))
            else:
                unit.press_sequentially(str(value["unit"]))
        elif self.attribute(key).kind is Kind.DATE_RANGE:
            field.locator("[name=start]").fill(str(value["start"]))
            field.locator("[name=end]").fill(str(value["end"]))
        else:
            self.type(key, str(value["name"]))
            field.locator("[name=role]").select_option(str(value["role"]))

    def rows(self, key: str) -> Locator:
        """Return the rows of a table."""
        return self.field(key).locator("tr[data-item]")

    def type_rows(self, key: str, rows: Sequence[Json]) -> None:
        """Type a table cell by cell: Tab goes on, Enter in the last cell begins the next row."""
        attribute = self.attribute(key)
        if attribute.fixed_rows:
            self.rows(key).first.locator(".cell").first.focus()
        else:
            self.field(key).get_by_role("button", name="Add a row").click()
        for number, row in enumerate(rows):
            assert isinstance(row, Mapping)
            if number and not attribute.fixed_rows:
                self.page.keyboard.press("Enter")
            for place, column in enumerate(attribute.columns):
                if place or (number and attribute.fixed_rows):
                    self.page.keyboard.press("Tab")
                self._type_cell(key, number, column, str(row.get(column.key) or ""))

    def _type_cell(self, key: str, number: int, column: Column, text: str) -> None:
        cell = self.cell(key, number, column.key)
        expect(cell).to_be_focused()
        if column.kind is Kind.CHOICE:
            cell.select_option(text)
        else:
            self.page.keyboard.type(text)

    def cell(self, key: str, number: int, column: str) -> Locator:
        """Return a cell of a table."""
        return self.rows(key).nth(number).locator(f"[data-column='{column}'] .cell")

    def edit_row(self, key: str, number: int, cells: Mapping[str, Json]) -> None:
        """Write over the cells of a row that is there."""
        for column in self.attribute(key).columns:
            cell, text = self.cell(key, number, column.key), str(cells.get(column.key) or "")
            if cell.input_value() == text:
                continue
            if column.kind is Kind.CHOICE:
                cell.select_option(text)
            else:
                cell.press("Control+a")
                cell.press_sequentially(text) if text else cell.press("Delete")

    def paste_rows(self, key: str, rows: Sequence[Json]) -> None:
        """Paste a block of cells, as a spreadsheet copies them, into a new row."""
        columns = self.attribute(key).columns
        block = "\n".join(
            "\t".join(_shown(column, row.get(column.key)) for column in columns)
            for row in rows
            if isinstance(row, Mapping)
        )
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("text => navigator.clipboard.writeText(text)", block)
        self.field(key).get_by_role("button", name="Add a row").click()
        self.page.keyboard.press("Control+v")
        expect(self.rows(key)).to_have_count(len(rows))


def _shown(column: Column, value: Json) -> str:
    """Return a cell as people write it in a spreadsheet: options by their label."""
    labels = {option.value: option.label for option in column.options}
    return labels.get(str(value), str(value)) if value is not None else ""
