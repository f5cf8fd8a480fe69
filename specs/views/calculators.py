"""The calculators of a spec: filled from its answers, and able to write their result into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from specs import actions
from specs.domain.calculators import BY_CODE, CALCULATORS
from specs.domain.calculators.calculator import Outcome
from specs.domain.values import Invalid
from specs.forms import STALE, WordedForm, build_field, read_save, refuse_huge
from specs.models import Conflict
from specs.views.computing import (
    calculator_context,
    compute,
    computed_by,
    now_in,
    read_typed,
    result_for,
)
from specs.views.frame import reading_or_404, reading_to_edit, spec_context
from specs.views.write import (
    attribute_or_404,
    build_steps,
    changed_around,
    field_reply,
    load_conflicts,
)

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Evaluated, Reading
    from specs.domain.attribute import Attribute, Section
    from specs.domain.calculators.calculator import Calculator
    from specs.domain.document import Document

PAGE = "specs/calculator.html"


class UndoForm(WordedForm):
    """Which save is taken back."""

    op_id = forms.UUIDField(error_messages={"required": STALE, "invalid": STALE})


@dataclass(frozen=True)
class Entry:
    """A calculator in the list of all."""

    calculator: Calculator
    headline: str
    sections: tuple[Section, ...]


@login_required
@require_safe
def calculators(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """List all calculators, each with what it finds from the answers as they are."""
    reading = reading_or_404(request, spec_id)
    document = reading.evaluated.document
    entries = [_entry(one, reading, document) for one in CALCULATORS]
    context = spec_context(
        reading,
        asked=[entry for entry in entries if entry.sections],
        others=[entry for entry in entries if not entry.sections],
    )
    return render_page(request, "specs/calculators.html", context)


def _entry(calculator: Calculator, reading: Reading, document: Document) -> Entry:
    result = compute(calculator, document, calculator.filled(document))
    beside = {reading.template.section_of.get(key) for key in calculator.serves}
    sections = tuple(s for s in reading.template.sections if s.key in beside)
    return Entry(calculator, result.headline if isinstance(result, Outcome) else "", sections)


@login_required
@require_safe
def calculator(request: AuthedRequest, spec_id: UUID, code: str) -> HttpResponse:
    """Show one calculator: whole, as a panel beside a section, or its result alone."""
    reading = reading_or_404(request, spec_id)
    found = calculator_or_404(code)
    typed = read_typed(found, request.GET, found.filled(reading.evaluated.document))
    section = asked_section(reading, request.GET.get("section", ""))
    context = calculator_context(reading, found, typed, section)
    part = request.GET.get("part", "")
    return render_page(
        request, PAGE, context, fragment=part if part in ("panel", "result") else None
    )


@login_required
@require_POST
def write_result(request: AuthedRequest, spec_id: UUID, code: str) -> HttpResponse:
    """Save what a calculator finds in the answer it is meant for, as any save does."""
    reading = reading_to_edit(request, spec_id)
    found = calculator_or_404(code)
    attribute = attribute_or_404(reading, request.POST.get("key", ""))
    if attribute.key not in found.writes:
        raise Http404
    before = reading.evaluated
    typed = read_typed(found, request.POST, {})
    if "undo" in request.POST:
        return _take_back(request, reading, found, typed, attribute)
    try:
        outcome = _save(request, reading, found, typed, attribute)
    except (Invalid, actions.UnknownBase) as problem:
        words = problem.message if isinstance(problem, Invalid) else str(STALE)
        context = _context(request, reading, found, typed, problem=words)
        return render_page(request, PAGE, context, fragment="panel", status=422)
    is_kept = isinstance(outcome, Conflict)
    if is_kept:
        reading = reading_or_404(request, spec_id)
    if not request.htmx:
        return field_reply(request, reading, attribute, before, status=409 if is_kept else 200)
    typed |= now_in(reading, found, attribute)
    context = _context(request, reading, found, typed, written=attribute)
    context |= {"is_kept": is_kept, "written_by": request.POST.get("op_id", "")}
    context |= around(reading, attribute, before, context["section"])
    return render_page(request, PAGE, context, fragment="written", status=409 if is_kept else 200)


def _take_back(
    request: AuthedRequest,
    reading: Reading,
    calculator: Calculator,
    typed: dict[str, str],
    attribute: Attribute,
) -> HttpResponse:
    """Give the answer the value that it had before the calculator wrote to it."""
    before, problem = reading.evaluated, ""
    try:
        op_id = UndoForm({"op_id": request.POST["undo"]}).checked()["op_id"]
        actions.take_back(spec=reading.spec, attribute=attribute, op_id=op_id, by=request.user)
    except Invalid as fault:
        problem = fault.message
    except (actions.NothingToFix, actions.UnknownBase):
        problem = _("“%(title)s” was changed since, so it stays as it is.")
        problem %= {"title": attribute.title}
    fresh = reading_or_404(request, reading.spec.pk)
    if not request.htmx:
        return field_reply(request, fresh, attribute, before)
    undone = None if problem else attribute
    typed |= now_in(fresh, calculator, attribute)
    context = _context(request, fresh, calculator, typed, problem=problem)
    context |= {"undone": undone, **around(fresh, attribute, before, context["section"])}
    status = 409 if problem else 200
    return render_page(request, PAGE, context, fragment="written", status=status)


def _save(
    request: AuthedRequest,
    reading: Reading,
    calculator: Calculator,
    typed: dict[str, str],
    attribute: Attribute,
) -> actions.Saved | Conflict:
    refuse_huge(request.POST)
    save = read_save(request.POST)
    document = reading.evaluated.document
    value = result_for(calculator, document, typed, attribute)
    words = computed_by(calculator, typed, document)
    return actions.save_answer_in(reading, attribute=attribute, value=value, computed=words, **save)


def _context(
    request: AuthedRequest,
    reading: Reading,
    calculator: Calculator,
    typed: dict[str, str],
    **more: Any,
) -> dict[str, Any]:
    section = asked_section(reading, request.POST.get("section", ""))
    return calculator_context(reading, calculator, typed, section, **more)


def calculator_or_404(code: str) -> Calculator:
    """Return the calculator with a code, as CALC-02."""
    found = BY_CODE.get(code)
    if found is None:
        raise Http404
    return found


def asked_section(reading: Reading, key: str) -> Section | None:
    """Return the section beside which a panel stands; None on the calculator's own page."""
    return reading.template.section(key) if key else None


def around(
    reading: Reading, attribute: Attribute, before: Evaluated, section: Section | None
) -> dict[str, Any]:
    """Return what changed in the page beside the panel: the field, and what depends on it."""
    if section is None:
        return {"field": None, "others": [], "toggled": [], "roles": reading.role_labels}
    changes = changed_around(reading, attribute, before)
    if reading.template.section_of[attribute.key] == section.key:
        conflicts = load_conflicts(reading, {attribute.key})
        field = build_field(reading.template.items[attribute.key], reading, conflicts)
        return {**changes, "field": field}
    if "steps" in changes:
        changes["steps"] = build_steps(reading, section)
    return {**changes, "field": None, "others": [], "toggled": []}
