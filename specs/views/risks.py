"""The risk register: as a table, as a heat map, as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.http import render_page
from specs.domain.pictures import LEVELS, Risk
from specs.domain.risks import score
from specs.domain.sheets import REGISTER
from specs.domain.values import display_cell
from specs.views.frame import reading_or_404, spec_context
from specs.views.write import section_of

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Attribute
    from specs.domain.checks.check import Finding

SHIFT = "risk.shift_handling"
# A spreadsheet would take what begins like this for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RiskRow:
    """One line of the register, with what the checks say of it."""

    number: int
    item_id: str
    probability: str
    impact: str
    score: int | None
    words: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def cell(self) -> str:
        return f"{self.probability}-{self.impact}"


@login_required
@require_safe
def risks(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the register; a cell of the map narrows it to the risks that stand there."""
    reading = reading_or_404(request, spec_id)
    attribute = reading.template.attributes.get(REGISTER)
    if attribute is None:
        return render_page(request, "specs/no_register.html", spec_context(reading))
    rows = build_rows(reading, attribute)
    chosen = asked_cell(request)
    by_score = request.GET.get("sort") == "score"
    shown = [row for row in rows if chosen in ("", row.cell)]
    if by_score:
        shown.sort(key=lambda row: (-(row.score or 0), row.number))
    here = reverse("specs:risks", args=[spec_id])
    context = spec_context(
        reading,
        rows=rows,
        shown=shown,
        chosen=chosen,
        chosen_words=words_for(chosen),
        by_score=by_score,
        here=here,
        map=[Risk(row.number, row.probability, row.impact) for row in rows],
        section=section_of(reading, attribute),
        field_id=attribute.html_id,
        general=[f for f in reading.evaluated.by_key.get(REGISTER, ()) if not f.cells],
        asks_shift=SHIFT in reading.template.items,
        shift=reading.evaluated.document.text(SHIFT),
        excused=reading.evaluated.document.is_excused(REGISTER),
        offered=len(attribute.default_rows),
        op_id=uuid4(),
    )
    if "panel" in request.GET:
        return render_page(request, "specs/risks_panel.html", context)
    return render_page(request, "specs/risks.html", context)


def register_or_404(reading: Reading) -> Attribute:
    """Return the attribute of the register, where the template has one."""
    attribute = reading.template.attributes.get(REGISTER)
    if attribute is None:
        raise Http404
    return attribute


def asked_cell(request: AuthedRequest) -> str:
    """Return the cell of the map that the address names, as ``medium-high``."""
    probability, impact = (request.GET.get(name, "") for name in ("probability", "impact"))
    known = probability in LEVELS and impact in LEVELS
    return f"{probability}-{impact}" if known else ""


def words_for(cell: str) -> str:
    """Say a cell of the map in words."""
    probability, _, impact = cell.partition("-")
    return f"{probability.capitalize()} probability, {impact} impact" if cell else ""


def build_rows(reading: Reading, attribute: Attribute) -> list[RiskRow]:
    """Return the risks in the order of the register; checks count its rows from 0."""
    found = reading.evaluated.by_key.get(REGISTER, ())
    rows: list[RiskRow] = []
    for place, item in enumerate(reading.contents.items.get(REGISTER, [])):
        if not any(item.cells.values()):
            continue
        cells = item.cells
        rows.append(
            RiskRow(
                number=len(rows) + 1,
                item_id=item.id,
                probability=str(cells.get("probability") or ""),
                impact=str(cells.get("impact") or ""),
                score=score(cells.get("probability"), cells.get("impact")),
                words={c.key: display_cell(c, cells.get(c.key)) for c in attribute.columns},
                findings=tuple(f for f in found if any(at == place for at, _ in f.cells)),
            )
        )
    return rows


@login_required
@require_safe
def register_csv(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Send the register as a file for a spreadsheet."""
    reading = reading_or_404(request, spec_id)
    attribute = register_or_404(reading)
    text = StringIO()
    writer = csv.writer(text)
    titles = [column.title for column in attribute.columns]
    writer.writerow(["No.", *titles, "Score"])
    for row in build_rows(reading, attribute):
        words = [harmless(row.words[column.key]) for column in attribute.columns]
        writer.writerow([row.number, *words, "" if row.score is None else row.score])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    name = slugify(reading.spec.title)[:80] or "spec"
    response["Content-Disposition"] = f'attachment; filename="{name}-risks.csv"'
    return response


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
