"""What may be done to the sections of a draft; each gives another template, none changes one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from specs.domain.attribute import Attribute, Section, Template, TemplateItem
from specs.domain.drafting.words import free_slug, title_line, typed_line, typed_text
from specs.domain.editorial import is_text
from specs.domain.values.text import Invalid

T = TypeVar("T")
MOST_SECTIONS = 60
MOST_ATTRIBUTES = 400
PURPOSE_LIMIT = 500
NO_TITLE = "Give it a title."
GONE = "It is not there any more. Reload the page."


@dataclass(frozen=True, slots=True)
class Wording:
    """How an attribute is asked for where a template asks for it."""

    title: str
    help: str
    required: bool
    required_from: str = ""
    show_when: str = ""
    required_when: str = ""
    material: bool | None = None


def describe(template: Template, *, title: str, purpose: str, length: str) -> Template:
    """Say what the template is called, what it is for and how long it gets."""
    return replace(
        template,
        title=title_line(title, "title", "Give the template a title."),
        purpose=typed_text(purpose, "purpose", PURPOSE_LIMIT),
        length=typed_line(length, "length"),
    )


def choose_optional(template: Template, roles: Iterable[str]) -> Template:
    """Say which of the roles that sign do so only where somebody is named for them."""
    optional = frozenset(roles)
    signing = signing_roles(template)
    return replace(
        template,
        sign_off=tuple(role for role in signing if role not in optional),
        optional_sign_off=tuple(role for role in signing if role in optional),
    )


def signing_roles(template: Template) -> tuple[str, ...]:
    """The roles that sign some section, in the order in which they were named."""
    signing = {role for section in template.sections for role in section.signed_by}
    named = (*template.sign_off, *template.optional_sign_off)
    later = (role for section in template.sections for role in section.signed_by)
    return tuple(role for role in dict.fromkeys((*named, *later)) if role in signing)


def add_section(template: Template, *, title: str) -> Template:
    """Put a section without attributes at the end."""
    if len(template.sections) >= MOST_SECTIONS:
        raise Invalid(f"A template has at most {MOST_SECTIONS} sections.", "title")
    title = title_line(title, "title", "Give the section a title.")
    key = free_slug(title, {section.key for section in template.sections}, "section")
    added = Section(key=key, number="", title=title, intro="", signed_by=(), items=())
    return _with_sections(template, (*template.sections, added))


def change_section(
    template: Template, key: str, *, title: str, intro: str, signed_by: Sequence[str]
) -> Template:
    """Say what a section is called, what it is about and who signs it."""
    changed = replace(
        section_of(template, key),
        title=title_line(title, "title", "Give the section a title."),
        intro=typed_text(intro, "intro"),
        signed_by=tuple(dict.fromkeys(signed_by)),
    )
    return _with_section(template, changed)


def remove_section(template: Template, key: str) -> Template:
    """Take a section out, with the questions in it."""
    gone = section_of(template, key)
    return _with_sections(template, tuple(s for s in template.sections if s is not gone))


def move_section(template: Template, key: str, step: int) -> Template:
    """Let a section change places with the one before (-1) or after it (1)."""
    order = list(template.sections)
    place = order.index(section_of(template, key))
    _swap(order, place, step)
    return _with_sections(template, tuple(order))


def add_attributes(template: Template, key: str, attributes: Sequence[Attribute]) -> Template:
    """Ask for these attributes at the end of a section; those asked for already stay in place."""
    section = section_of(template, key)
    fresh = [a for a in dict.fromkeys(attributes) if a.key not in template.items]
    if len(template.items) + len(fresh) > MOST_ATTRIBUTES:
        raise Invalid(f"A template asks for at most {MOST_ATTRIBUTES} attributes.")
    added = tuple(TemplateItem(attribute, required=False) for attribute in fresh)
    return _with_section(template, replace(section, items=(*section.items, *added)))


def remove_attribute(template: Template, key: str) -> Template:
    """No longer ask for an attribute."""
    return _with_section(template, _without(home_of(template, key), key))


def move_attribute(template: Template, key: str, step: int) -> Template:
    """Let an attribute change places with the one before (-1) or after it (1)."""
    home = home_of(template, key)
    order = list(home.items)
    _swap(order, [item.key for item in order].index(key), step)
    return _with_section(template, replace(home, items=tuple(order)))


def send_attribute(template: Template, key: str, to: str) -> Template:
    """Ask for an attribute at the end of another section."""
    home, goal = home_of(template, key), section_of(template, to)
    if home.key == goal.key:
        return template
    item = template.items[key]
    left = _with_section(template, _without(home, key))
    return _with_section(left, replace(goal, items=(*goal.items, item)))


def reword(template: Template, key: str, wording: Wording) -> Template:
    """Say how an attribute is asked for, from which stage on, and whether it is material."""
    item = template.items.get(key)
    if item is None:
        raise Invalid(GONE)
    attribute = replace(
        item.attribute,
        title=title_line(wording.title, "title", NO_TITLE),
        help=typed_text(wording.help, "help"),
        show_when=wording.show_when,
        required_when=wording.required_when,
    )
    return put_item(
        template,
        TemplateItem(
            attribute,
            wording.required,
            wording.required_from if wording.required else "",
            wording.material if is_text(attribute) else None,
        ),
    )


def put_item(template: Template, item: TemplateItem) -> Template:
    """Put a changed item where the one of its key is."""
    home = home_of(template, item.key)
    items = tuple(item if held.key == item.key else held for held in home.items)
    return _with_section(template, replace(home, items=items))


def section_of(template: Template, key: str) -> Section:
    """The section of that key; raises Invalid."""
    section = template.section(key)
    if section is None:
        raise Invalid(GONE)
    return section


def home_of(template: Template, key: str) -> Section:
    """The section that asks for an attribute; raises Invalid."""
    return section_of(template, template.section_of.get(key, ""))


def _swap(order: list[T], place: int, step: int) -> None:
    other = place + step
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]


def _without(section: Section, key: str) -> Section:
    """A section that no longer asks for an attribute, nor prints it in a table with others."""
    tables = []
    for table in section.tables:
        rows = tuple(row for row in table.rows if key not in row.cells)
        if rows:
            tables.append(replace(table, rows=rows))
    items = tuple(item for item in section.items if item.key != key)
    return replace(section, items=items, tables=tuple(tables))


def _with_section(template: Template, section: Section) -> Template:
    sections = (section if held.key == section.key else held for held in template.sections)
    return _with_sections(template, tuple(sections))


def _with_sections(template: Template, sections: tuple[Section, ...]) -> Template:
    """The template with other sections: numbered in a row, with the roles that sign them."""
    if any(section.number for section in template.sections):
        # A head without a number stays without one.
        first = next((i for i, section in enumerate(sections) if section.number), 0)
        sections = tuple(
            replace(section, number=str(place - first + 1) if place >= first else "")
            for place, section in enumerate(sections)
        )
    changed = replace(template, sections=sections)
    return choose_optional(changed, template.optional_sign_off)
