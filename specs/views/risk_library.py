"""The library of failure modes: what usually goes wrong, to be taken over into the register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import render_page
from specs import actions, catalogue
from specs.domain.sheets import REGISTER
from specs.domain.values import display_cell
from specs.domain.wording import gist
from specs.views.frame import reading_or_404, spec_context
from specs.views.risks import register_or_404

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json

PAGE = "specs/risk_library.html"
LONGEST_TEXT = 200
COLUMNS = (
    "failure_mode",
    "category",
    "probability",
    "impact",
    "impact_description",
    "mitigation",
)
# The category of the register that a killer or a cause of the catalogue belongs to.
CATEGORIES = {
    "label_scarcity": "data",
    "feature_unavailable": "skew",
    "latency_qps": "latency",
    "error_cost": "false_negative",
    "distribution_shift": "distribution_shift",
    "adversarial": "adversarial",
    "compliance": "compliance",
    "org_readiness": "organisation",
    "too_late": "latency",
    "wrong_proxy": "data",
    "policy_ineffective": "other",
    "wrong_threshold": "false_positive",
    "users_adapt": "distribution_shift",
}


@dataclass(frozen=True)
class FailureMode:
    """One entry: cells of a risk, as far as the catalogue knows them."""

    key: str
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.cells["failure_mode"]

    def item_id(self, spec_id: UUID) -> UUID:
        """Return the id of its line in one spec: taken twice it is one line."""
        return uuid5(spec_id, f"{REGISTER}/library/{self.key}")

    def holds(self, words: Collection[str]) -> bool:
        """Say whether every word stands somewhere in it."""
        text = " ".join(self.cells.values()).casefold()
        return all(word.casefold() in text for word in words)


@dataclass(frozen=True)
class Entry:
    """An entry beside the register: whether it is there already."""

    mode: FailureMode
    rating: str
    is_there: bool


@dataclass(frozen=True)
class Group:
    """The entries of one category, and how many lines the register has of it."""

    title: str
    entries: tuple[Entry, ...]
    held: int


@cache
def failure_modes() -> tuple[FailureMode, ...]:
    """Return the standard risks, the production killers and why a metric moves but no KPI does."""
    found: dict[str, FailureMode] = {}
    for row in catalogue.library("risk_defaults"):
        _keep(found, f"standard-{row['category']}", {key: row.get(key) for key in COLUMNS})
    for row in catalogue.library("production_killers"):
        cells = {"failure_mode": row["label"], "impact_description": sentence(str(row["detail"]))}
        _keep(found, str(row["key"]), {**cells, "category": CATEGORIES[str(row["key"])]})
    for row in catalogue.library("kpi_diagnosis"):
        cells = {"failure_mode": row["label"], "mitigation": row["check"]}
        _keep(found, str(row["key"]), {**cells, "category": CATEGORIES[str(row["key"])]})
    return tuple(found.values())


def sentence(text: str) -> str:
    """Begin a note of the catalogue as a sentence."""
    return text[:1].upper() + text[1:]


def _keep(found: dict[str, FailureMode], key: str, cells: Mapping[str, Json]) -> None:
    """Add an entry, unless one of that name is there."""
    written = {name: str(cell) for name, cell in cells.items() if cell}
    name = gist(written["failure_mode"]).normal
    found.setdefault(name, FailureMode(key, written))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def risk_library(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the library by category; what is ticked becomes lines of the register."""
    reading = reading_or_404(request, spec_id)
    attribute = register_or_404(reading)
    if request.method == "POST":
        return _add(request, reading, attribute)
    return _page(request, reading, attribute)


def _page(
    request: AuthedRequest, reading: Reading, attribute: Attribute, problem: str = ""
) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT]
    context = spec_context(
        reading,
        groups=build_groups(reading, attribute, text.split()),
        text=text,
        total=len(failure_modes()),
        op_id=uuid4(),
        problem=problem,
    )
    return render_page(request, PAGE, context, status=422 if problem else 200)


def build_groups(reading: Reading, attribute: Attribute, words: Collection[str]) -> list[Group]:
    """Return the entries that hold every word, by category, beside what the register holds."""
    items = reading.contents.items.get(REGISTER, [])
    ids = {item.id for item in items}
    names = {gist(str(item.cells.get("failure_mode") or "")).normal for item in items}
    rating = [attribute.column(key) for key in ("probability", "impact")]
    category = attribute.column("category")
    groups = []
    for option in category.options if category else ():
        entries = tuple(
            Entry(
                mode,
                ", ".join(
                    f"{display_cell(column, mode.cells[column.key]).lower()} {column.key}"
                    for column in rating
                    if column and column.key in mode.cells
                ),
                str(mode.item_id(reading.spec.pk)) in ids or gist(mode.name).normal in names,
            )
            for mode in failure_modes()
            if mode.cells["category"] == option.value and mode.holds(words)
        )
        if entries:
            held = sum(item.cells.get("category") == option.value for item in items)
            groups.append(Group(option.label, entries, held))
    return groups


def _add(request: AuthedRequest, reading: Reading, attribute: Attribute) -> HttpResponse:
    if not reading.can_edit:
        raise PermissionDenied
    ticked = set(request.POST.getlist("mode"))
    wanted = [mode for mode in failure_modes() if mode.key in ticked]
    if not wanted:
        return _page(request, reading, attribute, _("Tick what could go wrong here."))
    rows: dict[UUID, dict[str, Json]] = {
        mode.item_id(reading.spec.pk): {**mode.cells, "status": "open"} for mode in wanted
    }
    try:
        added = actions.add_risks(
            spec=reading.spec, attribute=attribute, rows=rows, by=request.user
        )
    except ValidationError as error:
        return _page(request, reading, attribute, error.messages[0])
    words = ngettext(
        "%(n)d risk added. Rewrite it for your case.",
        "%(n)d risks added. Rewrite them for your case.",
        added,
    )
    messages.success(request, words % {"n": added})
    return redirect("specs:risks", reading.spec.pk)
