"""Fields, findings and steps of the write page, out of shells wherever these fit."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe

from specs.domain.attribute import Kind
from specs.forms import PARTS, Field
from specs.shells import SPEC, Shell, Shells, make_shell, mark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.template.context import Context

    from specs.domain.checks.check import Finding
    from specs.views.write import Step

register = template.Library()

FIELD = "specs/parts/field.html"
field_shells = Shells()
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
        more = {"field": field, "oob": oob, "saved_at": None, "notice": None, "deleted": None}
        with context.push(**more):
            rendered: SafeString = get_template(FIELD).template.render(context)  # type: ignore[attr-defined]
            return rendered
    parts = field.parts
    shell = field_shells.find_or_make(
        look_of(field, parts, oob=oob), lambda: field_shell(field, parts, context, oob=oob)
    )
    return shell.fill(
        {
            **parts,
            "spec": str(context["spec"].pk),
            "csrf_token": str(context.get("csrf_token", "")),
            "version": str(field.version),
            "findings": findings_html(field),
        }
    )


def look_of(field: Field, parts: Mapping[str, str], *, oob: bool) -> object:
    """Return all that decides how a field looks, but for what is filled in."""
    kind = field.attribute.kind
    chosen = tuple(field.chosen) if kind is Kind.MULTI_CHOICE else ()
    return (
        field.template,
        field.attribute.key,
        field.is_required,
        field.is_shown,
        field.is_blank,
        oob,
        chosen,
        *(parts[name] for name in CHOSEN.get(kind, ())),
    )


def field_shell(field: Field, parts: Mapping[str, str], context: Context, *, oob: bool) -> Shell:
    """Render the field with marks for all that is not part of its look."""
    chosen = CHOSEN.get(field.attribute.kind, ())
    held: dict[str, Any] = {one.name: getattr(field, one.name) for one in fields(field)}
    typed = {name: parts[name] if name in chosen else mark(name) for name in PARTS}
    blank = Blank(**{**held, "typed": typed, "version": mark("version")})
    around = {"roles": context["roles"], "csrf_token": mark("csrf_token"), "oob": oob}
    return make_shell(FIELD, {"field": blank, "spec": {"pk": SPEC}, **around})


@register.simple_tag
def findings_html(field: Field) -> SafeString:
    """Render what the checks say of a field."""
    if isinstance(field, Blank):
        return SafeString(mark("findings"))
    return mark_safe("".join(map(finding_html, field.findings)))  # noqa: S308 - by a template


@lru_cache(maxsize=2048)
def finding_html(finding: Finding) -> SafeString:
    """Render one finding; the same one reads the same everywhere."""
    return render_to_string("specs/parts/finding.html", {"finding": finding})


@register.simple_tag
def step_html(step: Step, spec_id: UUID) -> SafeString:
    """Render one line of the list of sections."""
    section = step.section
    look = (section.key, section.number, section.title)
    counts = (step.answered, step.total, step.blockers, step.warnings)
    return step_shell(*look, *counts, is_here=step.is_here).fill({"spec": str(spec_id)})


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
