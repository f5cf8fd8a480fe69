"""The write page: one section, field by field, each saved by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.context_processors import csrf
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import retarget

from accounts.http import render_page, send_fragment
from accounts.templatetags.ui import clock
from specs import actions
from specs.domain.carried import CARRIED, carried_section, has_carried
from specs.domain.chapters import Version
from specs.domain.roles import label_in
from specs.domain.sheets import REGISTER
from specs.domain.values.text import Invalid
from specs.forms import STALE, build_field, build_frame, find_pages, read_answer, read_save
from specs.models import Conflict, State
from specs.newest import find_newer
from specs.templatetags.writing import is_usual, saved_html
from specs.views.frame import build_bar, count_open, reading_or_404, reading_to_edit, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Evaluated, Reading
    from specs.domain.attribute import Attribute, Section
    from specs.forms import Field

PAGE = "specs/write_section.html"


@dataclass(frozen=True)
class Step:
    """One section in the list at the left."""

    section: Section
    answered: int
    total: int
    blockers: int
    warnings: int
    is_here: bool


@login_required
@require_safe
def write(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Go to the first section that is not complete, or the first of all."""
    reading = reading_or_404(request, spec_id)
    done = reading.evaluated.completeness.sections
    sections = reading.template.sections
    unfinished = (s for s in sections if done[s.key][0] < done[s.key][1])
    return redirect("specs:write-section", spec_id, next(unfinished, sections[0]).key)


@login_required
@require_safe
def write_section(request: AuthedRequest, spec_id: UUID, section_key: str) -> HttpResponse:
    """Show one section to somebody who may change it; others read the document."""
    reading = reading_or_404(request, spec_id)
    section = reading.template.section(section_key)
    if section is None and not (section_key == CARRIED and reading.carried):
        raise Http404
    if not reading.can_edit:
        return redirect("specs:read", spec_id)
    if section is None:
        return render_page(request, "specs/carried_over.html", carried_context(reading))
    return render_page(request, PAGE, section_context(reading, section))


@login_required
@require_POST
def save_answer(request: AuthedRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Save one field. Whatever becomes of it, the reply holds the text that was typed."""
    reading = reading_to_edit(request, spec_id)
    attribute = attribute_or_404(reading, key)
    try:
        value = read_answer(attribute, request.POST)
        save = read_save(request.POST)
    except Invalid as problem:
        return refuse(request, reading, attribute, problem)
    before = reading.evaluated
    try:
        outcome = actions.save_answer_in(reading, attribute=attribute, value=value, **save)
    except actions.UnknownBase:
        return refuse(request, reading, attribute, Invalid(str(STALE)))
    return answer_saved(request, reading, attribute, outcome, before)


def answer_saved(
    request: AuthedRequest,
    reading: Reading,
    attribute: Attribute,
    outcome: actions.Saved | Conflict,
    before: Evaluated,
) -> HttpResponse:
    """Return the state of a saved field, or the whole field when its text is another now."""
    if isinstance(outcome, Conflict):
        fresh = reading_or_404(request, reading.spec.pk)
        return field_reply(request, fresh, attribute, before, status=409)
    if not request.htmx:
        return redirect_to_field(reading, attribute)
    if outcome.is_merged:
        return field_reply(request, reading, attribute, before)
    field = build_field(reading.template.items[attribute.key], reading)
    changes = changed_around(reading, attribute, before)
    context = {"spec": reading.spec, "field": field, "saved_at": clock(outcome.saved_at), **changes}
    if is_usual(context):
        return send_fragment(saved_html({**context, **csrf(request)}))
    return render_page(request, PAGE, context, fragment="field-saved")


def refuse(
    request: AuthedRequest, reading: Reading, attribute: Attribute, problem: Invalid
) -> HttpResponse:
    """Return what is wrong beside the field, whose text stays as it was typed."""
    section = section_of(reading, attribute)
    field = build_field(reading.template.items[attribute.key], reading)
    field.error, field.error_part = problem.message, problem.part
    field.typed = {name: request.POST.get(name, "") for name in request.POST}
    if request.htmx:
        part = {"spec": reading.spec, "field": field}
        return render_page(request, PAGE, part, fragment="field-refused", status=422)
    context = section_context(reading, section)
    put_field(context, field)
    return render_page(request, PAGE, context, status=422)


def put_field(context: dict[str, Any], field: Field) -> None:
    """Let a field stand in a section's page in the place of the stored one."""
    fields: list[Field] = context["fields"]
    context["fields"] = [field if f.attribute is field.attribute else f for f in fields]


def field_reply(
    request: AuthedRequest,
    reading: Reading,
    attribute: Attribute,
    before: Evaluated,
    *,
    status: int = 200,
    holding: str = "",
    **more: Any,
) -> HttpResponse:
    """Return a whole field, to take the place of the one in the page."""
    if not request.htmx and status < 400:
        return redirect_to_field(reading, attribute, holding)
    if not request.htmx:
        context = section_context(reading, section_of(reading, attribute))
        return render_page(request, PAGE, context, status=status)
    conflicts = load_conflicts(reading, {attribute.key})
    item = reading.template.items[attribute.key]
    field = build_field(item, reading, conflicts, holding)
    context = {
        "spec": reading.spec,
        "field": field,
        "roles": reading.role_labels,
        **changed_around(reading, attribute, before),
        **more,
    }
    response = render_page(request, PAGE, context, fragment="field-whole", status=status)
    return retarget(response, f"#field-{field.html_id}")


def redirect_to_field(reading: Reading, attribute: Attribute, holding: str = "") -> HttpResponse:
    """Send a browser without script back to where it was, or to the row that it changed."""
    response = redirect(
        "specs:write-section", reading.spec.pk, reading.template.section_of[attribute.key]
    )
    pages = find_pages(reading, attribute, holding) if attribute.kind.has_items else None
    if pages and pages.is_paged:
        anchor = f"#row-{holding}" if holding else f"#field-{attribute.html_id}"
        response["Location"] += pages.here + anchor
    else:
        response["Location"] += f"#field-{attribute.html_id}"
    return response


def changed_around(reading: Reading, attribute: Attribute, before: Evaluated) -> dict[str, Any]:
    """Return what a save changed elsewhere in the page: findings, other fields, steps."""
    after = reading.evaluated
    section = section_of(reading, attribute)
    was, now = before.document, after.document
    differing = {finding.key for finding in {*before.findings} ^ {*after.findings}}
    others, toggled = [], []
    for item in section.items:
        key = item.key
        if key == attribute.key:
            continue
        if now.outline.is_conditional(key) and (
            was.is_shown(key) != now.is_shown(key) or was.is_required(key) != now.is_required(key)
        ):
            toggled.append(build_field(item, reading))
        elif key in differing:
            others.append(build_frame(item, reading))
    changes: dict[str, Any] = {"others": others, "toggled": toggled, "roles": reading.role_labels}
    if before.findings != after.findings or before.completeness != after.completeness:
        blockers, warnings = count_open(reading)
        changes |= {
            "steps": build_steps(reading, section),
            "blockers": blockers,
            "warnings": warnings,
            "percent": after.completeness.percent,
            "missing": blockers + warnings,
            "bar": build_bar(reading),
        }
    return changes


def section_context(reading: Reading, section: Section) -> dict[str, Any]:
    """Return what the page of one section shows."""
    keys = {item.key for item in section.items}
    conflicts = load_conflicts(reading, keys)
    sections = reading.template.sections
    place = sections.index(section)
    blockers, warnings = count_open(reading)
    labels = reading.role_labels
    return spec_context(
        reading,
        section=section,
        fields=[build_field(item, reading, conflicts) for item in section.items],
        returned=_returned(reading, section),
        steps=build_steps(reading, section),
        step_number=place + 1,
        previous=sections[place - 1] if place else None,
        next=sections[place + 1] if place + 1 < len(sections) else None,
        signed_by=[label_in(labels, role) for role in section.signed_by],
        has_register=REGISTER in keys,
        roles=labels,
        missing=blockers + warnings,
        blockers=blockers,
        warnings=warnings,
        newer_template=find_newer(reading.spec.template_id, reading.spec.organisation_id),
        waived={(w.code, w.key, w.message): w for w in reading.waivers},
    )


def _returned(reading: Reading, section: Section) -> list[dict[str, Any]]:
    """Return why the last revision came back, as far as it is about this section."""
    if reading.spec.state != State.DRAFT:
        return []
    return [one for one in reading.spec.returned_because if section.key in one["sections"]]


def carried_context(reading: Reading) -> dict[str, Any]:
    """Return what the page of the answers shows that the template does not ask for."""
    values, document = reading.contents.stored(), reading.evaluated.document
    version = Version(document, values, roles=reading.role_labels, carried=reading.carried)
    blockers, warnings = count_open(reading)
    return spec_context(
        reading,
        chapter=version.carried_chapter(),
        steps=build_steps(reading, None),
        previous=reading.template.sections[-1],
        missing=blockers + warnings,
    )


def build_steps(reading: Reading, here: Section | None) -> list[Step]:
    """Return the list of sections, each with its completion and findings."""
    steps = []
    section_of_key = reading.template.section_of
    counts: dict[tuple[str, str], int] = {}
    waived = {(w.code, w.key, w.message) for w in reading.waivers}
    for finding in reading.evaluated.findings:
        if (finding.code, finding.key, finding.message) not in waived:
            place = (section_of_key.get(finding.key, ""), finding.severity.value)
            counts[place] = counts.get(place, 0) + 1
    for section in reading.template.sections:
        answered, total = reading.evaluated.completeness.sections[section.key]
        steps.append(
            Step(
                section,
                answered,
                total,
                blockers=counts.get((section.key, "blocker"), 0),
                warnings=counts.get((section.key, "warning"), 0),
                is_here=section is here,
            )
        )
    if has_carried(reading.template, reading.contents.stored()):
        # It asks for nothing, so there is nothing to count and nothing to look up.
        section = carried_section(())
        steps.append(Step(section, 0, 0, 0, 0, is_here=here is None))
    return steps


def load_conflicts(reading: Reading, keys: set[str]) -> dict[str, Conflict]:
    """Return the oldest open conflict of each of these keys; no query when there is none."""
    if not any(key in keys for key, _item in reading.open_conflicts):
        return {}
    found = (
        Conflict.objects.open()
        .filter(spec=reading.spec, key__in=keys)
        .select_related("author", "theirs_author", "item")
        .order_by("-kept_at")
    )
    return {conflict.key: conflict for conflict in found}


def attribute_or_404(reading: Reading, key: str) -> Attribute:
    """Return an attribute of the spec's template."""
    item = reading.template.items.get(key)
    if item is None:
        raise Http404
    return item.attribute


def section_of(reading: Reading, attribute: Attribute) -> Section:
    """Return the section that asks for an attribute."""
    section = reading.template.section(reading.template.section_of[attribute.key])
    assert section is not None  # noqa: S101 - the template was read strictly
    return section
