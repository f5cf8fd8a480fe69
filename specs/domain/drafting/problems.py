"""What has to be put right before a draft can be published, each in words with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specs.domain.attribute import (
    OWN,
    Attribute,
    Kind,
    Malformed,
    Section,
    Template,
    TemplateItem,
)
from specs.domain.conditions import Asked, parse_condition
from specs.domain.editorial import is_text
from specs.domain.stages import STAGE
from specs.domain.values import find_problems as find_wrong_values

TITLE = "project.title"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the section or attribute where it can be put right."""

    message: str
    section: str = ""
    key: str = ""


def find_problems(
    template: Template, roles: Mapping[str, str], known: Mapping[str, Attribute]
) -> tuple[Problem, ...]:
    """Everything that stands between a draft and its publication.

    ``roles`` are those who can sign, ``known`` the attributes of the catalogue.
    """
    return (
        *_of_whole(template),
        *(p for section in template.sections for p in _of_section(template, section, roles)),
        *(p for item in template.items.values() for p in _of_item(template, item, known)),
    )


def _of_whole(template: Template) -> Iterator[Problem]:
    if not template.title.strip():
        yield Problem("The template has no title.")
    if not template.purpose.strip():
        yield Problem("Say what the template is for: people choose by it.")
    if not template.sections:
        yield Problem("The template has no section.")
        return
    if not template.sign_off:
        yield Problem("Nobody must sign. At least one role has to.")
    if not template.required_keys:
        yield Problem("Nothing is required. A spec would be complete before it is begun.")
    if TITLE not in template.items:
        yield Problem("The template does not ask for the project title, by which a spec is named.")
    yield from _of_titles(template)


def _of_titles(template: Template) -> Iterator[Problem]:
    titles = [section.title.strip().casefold() for section in template.sections]
    for section in template.sections:
        if titles.count(section.title.strip().casefold()) > 1:
            yield Problem(f"Two sections are called “{section.title}”.", section.key)


def _of_section(
    template: Template, section: Section, roles: Mapping[str, str]
) -> Iterator[Problem]:
    name = f"The section “{section.title}”"
    if not section.title.strip():
        yield Problem("A section has no title.", section.key)
    if not section.items:
        yield Problem(f"{name} asks for nothing. Add an attribute, or remove it.", section.key)
    if not section.signed_by:
        yield Problem(f"Nobody signs {name[0].lower()}{name[1:]}.", section.key)
    for role in section.signed_by:
        if role not in roles:
            words = f"{name} is to be signed by “{role}”, a role that the organisation has not."
            yield Problem(words, section.key)
    asked = {key: template.section_of.get(key) for row in _cells(section) for key in row}
    for key, home in asked.items():
        if key and home != section.key:
            yield Problem(
                f"{name} prints “{key}” in a table, and does not ask for it.", section.key
            )


def _cells(section: Section) -> Iterator[tuple[str, ...]]:
    return (row.cells for table in section.tables for row in table.rows)


def _of_item(
    template: Template, item: TemplateItem, known: Mapping[str, Attribute]
) -> Iterator[Problem]:
    attribute = item.attribute
    home, key = template.section_of[item.key], item.key
    name = f"“{attribute.title or key}”"
    if not attribute.title.strip():
        yield Problem(f"{key} has no title.", home, key)
    if not attribute.help.strip():
        yield Problem(f"{name} has no help: say what belongs there.", home, key)
    yield from _of_key(attribute, home, known)
    if item.required_from and STAGE not in template.items:
        words = f"{name} is required from a stage on, and the template does not ask for the stage."
        yield Problem(words, home, key)
    if item.material is False and not is_text(attribute):
        yield Problem(f"{name} is always material: only a text can be marked otherwise.", home, key)
    for text in dict.fromkeys((attribute.show_when, attribute.required_when)):
        for words in _of_condition(template, key, text):
            yield Problem(f"{name} {words}", home, key)
    for wrong in find_wrong_values(attribute, attribute.example):
        yield Problem(f"The example of {name} is not one: {wrong.message}", home, key)


def _of_key(attribute: Attribute, home: str, known: Mapping[str, Attribute]) -> Iterator[Problem]:
    name, key = f"“{attribute.title or attribute.key}”", attribute.key
    if not attribute.is_own and key not in known:
        words = f"{name} has the key {key}, which the catalogue does not know. Own ones begin with"
        yield Problem(f"{words} {OWN}", home, key)
    elif not attribute.is_own and known[key].kind is not attribute.kind:
        yield Problem(f"{name} has the key {key} of the catalogue and another kind.", home, key)


def _of_condition(template: Template, key: str, text: str) -> Iterator[str]:
    if not text:
        return
    try:
        condition = parse_condition(text)
    except Malformed:
        yield f"is asked on a condition that cannot be read: {text[:80]}."
        return
    other = template.attributes.get(condition.key)
    if other is None:
        yield (
            f"depends on {condition.key}, which the template does not ask for. Add that, "
            "or ask always."
        )
        return
    if _leads_back(template, key):
        yield "depends on itself, by way of its condition."
    if other.kind in (Kind.CHOICE, Kind.MULTI_CHOICE) and condition.test is not Asked.FILLED:
        lost = [option for option in condition.options if option not in other.option_labels]
        if lost:
            yield f"depends on {', '.join(lost)}, which is no option of “{other.title}”."


def _leads_back(template: Template, key: str) -> bool:
    """Following the conditions under which attributes are shown, one comes to this one again."""
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        attribute = template.attributes.get(waiting.pop())
        for text in (attribute.show_when, attribute.required_when) if attribute else ():
            try:
                other = parse_condition(text).key if text else ""
            except Malformed:
                continue
            if other == key:
                return True
            if other and other not in seen:
                seen.add(other)
                waiting.append(other)
    return False
