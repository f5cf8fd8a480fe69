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
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.http import render_page
from specs import access
from specs.actions.risks import LONGEST
from specs.domain import register
from specs.domain.pictures import LEVELS, Risk
from specs.domain.risks import score
from specs.domain.sheets import REGISTER
from specs.domain.values import display_cell
from specs.exports.rows import harmless
from specs.forms import find_waived
from specs.models import RiskAcceptance
from specs.rows import ASKED, PAGE_ROWS, page_of
from specs.views.frame import reading_or_404, spec_context
from specs.views.watching import asked_link, build_unwatched
from specs.views.write import section_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading, StandingWaiver
    from specs.domain.attribute import Attribute, Json
    from specs.domain.checks.check import Finding
    from specs.domain.register import Acceptance
    from specs.views.watching import Unwatched

PAGE = "specs/risks.html"
SHIFT = "risk.shift_handling"
LEVEL_KEYS = ("probability", "impact", "residual_probability", "residual_impact")
RESIDUAL, NO_SIGNAL = "residual_probability", "no_signal"


@dataclass(frozen=True)
class Cell:
    """A cell of one of both maps, as the address names it: ``medium-high``."""

    before: str = ""
    after: str = ""

    @property
    def words(self) -> str:
        """Say it for the reader."""
        probability, _dash, impact = (self.after or self.before).partition("-")
        when = " after mitigation" if self.after else ""
        return f"{probability.capitalize()} probability, {impact} impact{when}" if impact else ""

    def holds(self, row: RiskRow) -> bool:
        """Say whether a risk stands there; where no cell is named, every risk does."""
        place, wanted = (row.after, self.after) if self.after else (row.before, self.before)
        return wanted in ("", f"{place.probability}-{place.impact}")


@dataclass(frozen=True)
class RiskRow:
    """One line of the register, with what the checks say of it."""

    number: int
    item_id: str
    page: str  # what leads to its page of a long register
    cells: Mapping[str, Json]
    words: dict[str, str]
    findings: tuple[Finding, ...]
    waived: Mapping[Finding, StandingWaiver]
    remarks: tuple[str, ...]
    acceptance: Acceptance | None
    unwatched: Unwatched | None  # where it should name a signal and does not
    on: date

    @property
    def said(self) -> list[tuple[Finding, StandingWaiver | None]]:
        """What the checks say of it, and who accepted that."""
        return [(finding, self.waived.get(finding)) for finding in self.findings]

    @property
    def before(self) -> Risk:
        """Where it stands on the map."""
        levels = {key: str(self.cells.get(key) or "") for key in LEVEL_KEYS}
        return Risk(self.number, link="", **levels)

    @property
    def after(self) -> Risk:
        """Where it stands on the map after mitigation."""
        return self.before.after()

    @property
    def is_overdue(self) -> bool:
        return register.is_overdue(self.cells, self.on)

    @property
    def lapse(self) -> str:
        """Why its acceptance no longer counts."""
        return self.acceptance.lapse(self.cells, self.on) if self.acceptance else ""

    @property
    def is_acceptable(self) -> bool:
        """It is rated and open, and nobody's acceptance covers it as it stands."""
        is_covered = self.acceptance is not None and not self.lapse
        return bool(self.score) and not register.is_closed(self.cells) and not is_covered

    @property
    def text_hash(self) -> str:
        return register.text_hash(self.cells)

    @property
    def score(self) -> int | None:
        return score(self.cells.get("probability"), self.cells.get("impact"))

    @property
    def residual_score(self) -> int | None:
        return register.residual_score(self.cells)


@login_required
@require_safe
def risks(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the register; a cell of the map narrows it to the risks that stand there."""
    reading = reading_or_404(request, spec_id)
    attribute = reading.template.attributes.get(REGISTER)
    if attribute is None:
        return render_page(request, "specs/no_register.html", spec_context(reading))
    context = register_context(request, reading, attribute)
    if "panel" in request.GET:
        return render_page(request, "specs/risks_panel.html", context)
    return render_page(request, PAGE, context)


def register_context(
    request: AuthedRequest, reading: Reading, attribute: Attribute
) -> dict[str, object]:
    """Return what the page of the register shows."""
    acceptances = RiskAcceptance.objects.by_item(reading.spec.pk)
    rows = build_rows(reading, attribute, acceptances)
    today = timezone.now().date()
    chosen = asked_cell(request)
    by_score = request.GET.get("sort") == "score"
    shown = [row for row in rows if chosen.holds(row)]
    if by_score:
        shown.sort(key=lambda row: (-(row.score or 0), row.number))
    found = reading.evaluated.by_key.get(REGISTER, ())
    waived = find_waived(found, reading)
    return spec_context(
        reading,
        rows=rows,
        shown=shown,
        chosen=chosen,
        by_score=by_score,
        here=reverse("specs:risks", args=[reading.spec.pk]),
        map=[row.before for row in rows],
        rates_after=attribute.column(RESIDUAL) is not None,
        section=section_of(reading, attribute),
        field_id=attribute.html_id,
        general=[(f, waived.get(f)) for f in found if not f.cells],
        asks_shift=SHIFT in reading.template.items,
        shift=reading.evaluated.document.text(SHIFT),
        excused=reading.evaluated.document.is_excused(REGISTER),
        offered=len(attribute.default_rows),
        op_id=uuid4(),
        may_accept=may_accept(reading),
        linked=asked_link(request, reading),
        refused={"item": ""},
        first_day=today,
        last_day=today + LONGEST,
    )


def may_accept(reading: Reading) -> bool:
    """Say whether this person may accept risks of the spec now."""
    if reading.spec.state in access.PUT_AWAY:
        return False
    if reading.can_write or reading.can_manage:
        return True
    return access.may_accept_risks(
        reading.level,
        is_writer=False,
        is_manager=False,
        signs=access.signs_in(reading.user, reading.spec.organisation_id),
    )


def register_or_404(reading: Reading) -> Attribute:
    """Return the attribute of the register, where the template has one."""
    attribute = reading.template.attributes.get(REGISTER)
    if attribute is None:
        raise Http404
    return attribute


def asked_cell(request: AuthedRequest) -> Cell:
    """Return the cell of a map that the address names."""

    def place(prefix: str) -> str:
        names = (f"{prefix}probability", f"{prefix}impact")
        probability, impact = (request.GET.get(name, "") for name in names)
        known = probability in LEVELS and impact in LEVELS
        return f"{probability}-{impact}" if known else ""

    return Cell(place(""), place("residual_"))


def build_rows(
    reading: Reading, attribute: Attribute, acceptances: Mapping[str, Acceptance]
) -> list[RiskRow]:
    """Return the risks in the order of the register; checks count its rows from 0."""
    found = reading.evaluated.by_key.get(REGISTER, ())
    waived = find_waived(found, reading)
    asks_why = attribute.column(NO_SIGNAL) is not None
    on = timezone.now().date()
    items = reading.contents.items.get(REGISTER, [])
    is_paged = len(items) > PAGE_ROWS
    rows: list[RiskRow] = []
    for place, item in enumerate(items):
        if not any(item.cells.values()):
            continue
        cells = item.cells
        rows.append(
            RiskRow(
                number=len(rows) + 1,
                item_id=item.id,
                page=f"?{ASKED}{REGISTER}={page_of(place + 1)}" if is_paged else "",
                cells=cells,
                words={c.key: display_cell(c, cells.get(c.key)) for c in attribute.columns},
                findings=tuple(f for f in found if any(at == place for at, _ in f.cells)),
                waived=waived,
                remarks=tuple(remarks_on(cells, acceptances.get(item.id))),
                acceptance=acceptances.get(item.id),
                unwatched=build_unwatched(reading, item)
                if asks_why and register.is_unwatched(cells)
                else None,
                on=on,
            )
        )
    return rows


def remarks_on(cells: Mapping[str, Json], acceptance: Acceptance | None) -> Iterator[str]:
    """Say what no check asks of a risk: who accepted it."""
    if cells.get("status") == register.ACCEPTED and acceptance is None:
        yield register.NOBODY


@login_required
@require_safe
def register_csv(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Send the register as a file for a spreadsheet."""
    reading = reading_or_404(request, spec_id)
    attribute = register_or_404(reading)
    text = StringIO()
    writer = csv.writer(text)
    titles = [column.title for column in attribute.columns]
    after = ["Score after mitigation"] if attribute.column(RESIDUAL) else []
    writer.writerow(["No.", *titles, "Score", *after])
    for row in build_rows(reading, attribute, {}):
        words = [harmless(row.words[column.key]) for column in attribute.columns]
        scores = (row.score, row.residual_score)[: 1 + len(after)]
        writer.writerow([row.number, *words, *("" if one is None else one for one in scores)])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    name = slugify(reading.spec.title)[:80] or "spec"
    response["Content-Disposition"] = f'attachment; filename="{name}-risks.csv"'
    return response
