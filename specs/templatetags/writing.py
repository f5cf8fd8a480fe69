"""Fields, findings and steps of the write page, out of shells wherever these fit."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from specs.domain.attribute import Kind, Section
from specs.domain.calculators import calculators_beside
from specs.domain.guides import guides_beside
from specs.forms import PARTS, Field
from specs.shells import SPEC, Shell, Shells, make_shell, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.template.context import Context

    from specs.domain.checks.check import Finding
    from specs.models import Spec
    from specs.views.frame import Bar
    from specs.views.write import Step

    Around = Context | Mapping[str, Any]

register = template.Library()

FIELD = "specs/parts/field.html"
SAVED = "specs/parts/field_saved.html"
BESIDE = "specs/parts/beside.html"
FILLED = ("version", "html_id", "op_id", "csrf_token")  # where a finding offers its fix
shells = Shells()
# Parts that are chosen, not written: a shell is made for each choice.
CHOSEN = {
    Kind.CHOICE: ("value",),
    Kind.MULTI_CHOICE: ("value",),
    Kind.YES_NO: ("value",),
    Kind.DURATION: ("unit",),
    Kind.RAG: ("status",),
    Kind.PERSON: ("role",),
}


class Blank(Field):
    """A field with marks in place of what differs from one spec to the next."""

    @property
    def op_id(self) -> str:
        return mark("op_id")


@register.simple_tag(takes_context=True)
def field_html(context: Context, field: Field, *, oob: bool = False) -> SafeString:
    """Render a field; one in an ordinary state is filled into its shell."""
    if not field.is_ordinary:
        more = {"oob": oob, "saved_at": None, "notice": None, "deleted": None, "fixed": None}
        return render_here(FIELD, context, field=field, **more)
    parts = field.parts
    shell = shells.find_or_make(
        look_of(field, parts, context, oob=oob), lambda: field_shell(field, parts, context, oob=oob)
    )
    return shell.fill({**parts, **always(context), **filled_of(field, context)})


def render_here(name: str, context: Context, **more: Any) -> SafeString:
    """Render a template as ``include`` does."""
    with context.push(**more):
        rendered: SafeString = get_template(name).template.render(context)  # type: ignore[attr-defined]
        return rendered


def always(context: Around) -> dict[str, str]:
    """Return what every form on a page holds, as HTML."""
    token = escape(str(context.get("csrf_token", "")))
    return {"spec": SafeString(context["spec"].pk), "csrf_token": SafeString(token)}


def filled_of(field: Field, context: Around) -> dict[str, str]:
    """Return what differs from field to field beside what is typed in it."""
    found = findings_html(context, field)
    return {"version": SafeString(field.version), "talk": field.talk, findings_gap(field): found}


def findings_gap(field: Field) -> str:
    return f"findings:{field.attribute.key}"


def look_of(field: Field, parts: Mapping[str, str], context: Context, *, oob: bool) -> object:
    """Return all that decides how a field looks, but for what is filled in."""
    kind = field.attribute.kind
    chosen = tuple(field.chosen) if kind is Kind.MULTI_CHOICE else ()
    return (
        field.template,
        field.attribute.key,
        field.is_required,
        field.is_shown,
        field.needed_from,
        field.is_blank,
        oob,
        chosen,
        tuple(context["roles"].items()) if kind is Kind.PERSON else (),
        *(parts[name] for name in CHOSEN.get(kind, ())),
    )


def field_shell(field: Field, parts: Mapping[str, str], context: Context, *, oob: bool) -> Shell:
    """Render the field with marks for all that is not part of its look."""
    chosen = CHOSEN.get(field.attribute.kind, ())
    typed = {name: parts[name] if name in chosen else mark(name) for name in PARTS}
    around = {"roles": context["roles"], "csrf_token": mark("csrf_token"), "oob": oob}
    return make_shell(FIELD, {"field": blank(field, typed=typed), "spec": {"pk": SPEC}, **around})


def blank(field: Field, **more: Any) -> Blank:
    """Return the field as a shell holds it."""
    held: dict[str, Any] = {one.name: getattr(field, one.name) for one in fields(field)}
    return Blank(**{**held, "version": mark("version"), "talk": mark("talk"), **more})


def saved_html(context: Around) -> SafeString:
    """Render the usual reply to a save.

    Its shell is the same for all that changed in the same places.
    """
    field, others = context["field"], context["others"]
    bar = context.get("bar")
    look = (SAVED, field.template, field.attribute.key, *(o.attribute.key for o in others))
    shell = shells.find_or_make(
        (*look, bool(bar), bool(bar and bar.next_label)),
        lambda: make_shell(SAVED, saved_marks(field, others, bar)),
    )
    spec, saved_at = str(context["spec"].pk), context["saved_at"]
    values = {**filled_of(field, context), "spec": spec, "saved_at": saved_at}
    for other in others:
        values |= {findings_gap(other): findings_html(context, other)}
    if bar:
        values |= {
            "steps": steps_html(context["steps"], context["spec"].pk),
            "missing": str(context["missing"]),
            "counted": counted(context["missing"]),
            "progress": progress_html(bar.percent, bar.blockers, bar.warnings, oob=True),
            "next_url": bar.next_url,
            "next_label": bar.next_label,
        }
    return shell.fill(values)


def is_usual(context: Around) -> bool:
    """Say whether ``saved_html`` can render it: no field came or went, and nothing is wrong."""
    field = context["field"]
    return not (context["toggled"] or field.conflict or field.error)


def saved_marks(field: Field, others: list[Field], bar: Bar | None) -> dict[str, Any]:
    """Return the context of a reply to a save with marks in it."""
    marks: dict[str, Any] = {
        "field": blank(field),
        "others": [blank(other) for other in others],
        "toggled": [],
        "saved_at": mark("saved_at"),
        "spec": {"pk": SPEC},
    }
    if bar:
        label = bar.next_label and mark("next_label")
        marks |= {name: mark(name) for name in ("steps", "percent", "missing")}
        marks |= {"bar": {"next_label": label, "next_url": mark("next_url")}}
        marks |= {"blockers": 0, "warnings": 0}
    return marks


@register.simple_tag(takes_context=True)
def findings_html(context: Around, field: Field) -> SafeString:
    """Render what the checks say of a field, with the click that mends it where there is one."""
    if isinstance(field, Blank):
        return SafeString(mark(findings_gap(field)))
    if field.fixes or field.waived:
        around = {**always(context), "html_id": field.html_id, "version": SafeString(field.version)}
        found = "".join(
            waived_html(one, waiver.by, waiver.reason, waiver.expires_on)
            if (waiver := field.waived.get(one))
            else fixed_shell(one, fix.words).fill(around)
            if (fix := field.fixes.get(one))
            else finding_html(one)
            for one in field.findings
        )
    else:
        found = "".join(map(finding_html, field.findings))
    if field.far_rows:
        found += render_to_string("specs/parts/far_rows.html", {"links": field.far_rows})
    return SafeString(found)


@lru_cache(maxsize=2048)
def finding_html(finding: Finding) -> SafeString:
    """Render one finding; the same one reads the same everywhere."""
    return render_to_string("specs/parts/finding.html", {"finding": finding, "fix": None})


@lru_cache(maxsize=2048)
def waived_html(finding: Finding, by: str, reason: str, until: str) -> SafeString:
    """Render a finding that somebody accepted, with who did, why and until when."""
    facts = {"finding": finding, "by": by, "reason": reason, "until": until}
    return render_to_string("specs/parts/waived.html", facts)


@lru_cache(maxsize=2048)
def fixed_shell(finding: Finding, fix: str) -> Shell:
    """Render a finding with its fix, with marks for the spec and the version it builds on."""
    marks: dict[str, Any] = {name: mark(name) for name in FILLED}
    about = {"finding": finding, "fix": fix, "spec": {"pk": SPEC}}
    return make_shell("specs/parts/finding.html", {**about, **marks})


@register.simple_tag
def part_html(name: str, **values: str) -> SafeString:
    """Include a template in which nothing but these values differs from one time to the next."""
    shell = shells.find_or_make(
        (name, *values), lambda: make_shell(name, {value: mark(value) for value in values})
    )
    return shell.fill(values)


@register.simple_tag
def beside_html(section: Section, spec: Spec) -> SafeString:
    """Render the calculators and guides that serve a section."""
    calculators, guides = calculators_beside(section), guides_beside(section)
    served = {"calculators": calculators, "guides": guides, "section": section}
    shell = shells.find_or_make(
        (BESIDE, section.key, *(one.code for one in calculators), *(one.name for one in guides)),
        lambda: make_shell(BESIDE, {**served, "spec": {"pk": SPEC}}),
    )
    return shell.fill({"spec": str(spec.pk)})


@register.simple_tag
def steps_html(steps: Iterable[Step] | str, spec_id: UUID) -> SafeString:
    """Render the lines of the list of sections."""
    if isinstance(steps, str):
        return SafeString(steps)
    spec = {"spec": str(spec_id)}
    return SafeString("".join([shell_of(step).fill(spec) for step in steps]))


def shell_of(step: Step) -> Shell:
    look = (step.section.key, step.section.number, step.section.title)
    counts = (step.answered, step.total, step.blockers, step.warnings)
    return step_shell(*look, *counts, is_here=step.is_here)


@register.simple_tag
def progress_html(
    percent: int | str, blockers: int, warnings: int, *, oob: bool = False
) -> SafeString:
    """Render how complete a spec is."""
    if isinstance(percent, str):
        return SafeString(mark("progress"))
    return render_progress(percent, blockers, warnings, oob=oob)


@lru_cache(maxsize=2048)
def render_progress(percent: int, blockers: int, warnings: int, *, oob: bool) -> SafeString:
    return render_to_string(
        "components/progress.html",
        {"percent": percent, "blockers": blockers, "warnings": warnings, "oob": oob},
    )


@register.simple_tag
def counted(missing: int | str) -> str:
    """Say how many findings there are."""
    if isinstance(missing, str):
        return mark("counted")
    return ngettext("%(n)s finding", "%(n)s findings", missing) % {"n": missing}


@lru_cache(maxsize=2048)
def step_shell(
    key: str,
    number: str,
    title: str,
    answered: int,
    total: int,
    blockers: int,
    warnings: int,
    *,
    is_here: bool,
) -> Shell:
    """Render a step with a mark for the spec that it leads into."""
    return make_shell(
        "specs/parts/step.html",
        {
            "section": {"key": key, "number": number, "title": title},
            "answered": answered,
            "total": total,
            "blockers": blockers,
            "warnings": warnings,
            "is_here": is_here,
            "spec": {"pk": SPEC},
        },
    )
