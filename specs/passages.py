"""The places of a spec that people talk about: what each is called, and what stands there now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from specs.domain.checks.check import SIGN_OFF, WHOLE_SPEC
from specs.domain.talk import Passage, Place, cut
from specs.domain.values import display

if TYPE_CHECKING:
    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Section


class Choice(NamedTuple):
    """A place that one may choose, beside the one that was asked for."""

    value: str
    words: str


def find_passage(reading: Reading, place: Place) -> Passage | None:
    """Return a place with what stands there now, or None where there is no such place."""
    if place.code:
        return _finding(reading, place)
    if place.key:
        attribute = _attribute(reading, place.key)
        if attribute is None:
            return None
        return _row(reading, attribute, place) if place.item else _field(reading, attribute)
    if place.section:
        section = reading.template.section(place.section)
        return Passage(Place(section=section.key), section.heading) if section else None
    return Passage(Place(), _("the whole spec"))


def _attribute(reading: Reading, key: str) -> Attribute | None:
    if item := reading.template.items.get(key):
        return item.attribute
    return next((one for one in reading.carried if one.key == key), None)


def _words(reading: Reading, attribute: Attribute) -> str:
    section = reading.template.section(reading.template.section_of.get(attribute.key, ""))
    number = section.number if section else ""
    return f"{number} {attribute.title}".strip()


def _field(reading: Reading, attribute: Attribute) -> Passage:
    place = Place(section=reading.template.section_of.get(attribute.key, ""), key=attribute.key)
    value = reading.contents.stored().get(attribute.key)
    quote = cut(display(attribute, value, reading.role_labels))
    return Passage(place, _words(reading, attribute), quote)


def _row(reading: Reading, attribute: Attribute, place: Place) -> Passage | None:
    items = reading.contents.items.get(attribute.key, [])
    for number, item in enumerate(items, start=1):
        if item.id == place.item:
            whole = _field(reading, attribute)
            quote = cut(display(attribute, [item.stored()], reading.role_labels))
            words = _("%(field)s, row %(number)s") % {"field": whole.words, "number": number}
            here = Place(section=whole.place.section, key=attribute.key, item=item.id)
            return Passage(here, words, quote)
    return None


def _finding(reading: Reading, place: Place) -> Passage | None:
    for finding in reading.evaluated.findings:
        if (finding.code, finding.key) == (place.code, place.key):
            attribute = _attribute(reading, finding.key)
            about = _words(reading, attribute) if attribute else _("the whole spec")
            words = _("%(code)s, %(about)s") % {"code": finding.code, "about": about}
            section = reading.template.section_of.get(finding.key, "")
            here = Place(section=section, key=finding.key, code=finding.code)
            return Passage(here, words, finding.message)
    return None


def places_within(reading: Reading, place: Place) -> list[Choice]:
    """Return what one may mean more exactly: the rows of a table, the fields of a section."""
    if place.code:
        return []
    if place.key:
        items = reading.contents.items.get(place.key, [])
        attribute = _attribute(reading, place.key)
        if attribute is None or not items:
            return []
        shown = (display(attribute, [item.stored()], reading.role_labels) for item in items)
        rows = zip(items, shown, strict=True)
        lines = (
            Choice(item.id, f"{n}: {' '.join(words.split())[:60]}")
            for n, (item, words) in enumerate(rows, 1)
        )
        return [Choice("", _("The whole table")), *lines]
    section = reading.template.section(place.section)
    if section is None:
        sections = reading.template.sections
        return [Choice("", _("The whole spec")), *(Choice(s.key, s.heading) for s in sections)]
    shown_fields = [a for a in section.attributes if reading.evaluated.document.is_shown(a.key)]
    return [
        Choice("", _("The whole section")),
        *(Choice(one.key, one.title) for one in shown_fields),
    ]


def narrowed(place: Place, about: str) -> Place:
    """Return the place that somebody chose within another one."""
    if not about:
        return place
    if place.key:
        return Place(section=place.section, key=place.key, item=about)
    if place.section:
        return Place(section=place.section, key=about)
    return Place(section=about)


def address_of(reading: Reading, place: Place) -> str:
    """Return what leads to a place: where one writes it, else where one reads it."""
    section: Section | None = reading.template.section(place.section)
    attribute = _attribute(reading, place.key) if place.key else None
    if reading.can_edit and section is not None:
        url = reverse("specs:write-section", args=[reading.spec.pk, section.key])
        return f"{url}#field-{attribute.html_id}" if attribute else url
    url = reverse("specs:read", args=[reading.spec.pk])
    if place.key in (SIGN_OFF, WHOLE_SPEC):
        return f"{url}#findings"
    return f"{url}#section-{section.key}" if section else url
