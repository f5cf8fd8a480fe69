"""From rows to the answers that are to be looked at again, in four queries."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max
from django.utils import timezone

from specs import catalogue
from specs.documents import find_template
from specs.domain.suspects import Version, find_suspects, is_nothing
from specs.domain.values import display
from specs.models import Answer, AnswerVersion, Item, SuspectCleared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from specs.domain.attribute import Attribute, Section, Template
    from specs.domain.suspects import Cause, Suspect
    from specs.models import Spec

BLANK = "nothing"


class Reason(NamedTuple):
    """What changed under an answer, in words."""

    title: str
    was: str
    now: str
    by: str
    at: datetime


class ToLookAt(NamedTuple):
    """An answer to look at again, with all that a page says of it."""

    suspect: Suspect
    attribute: Attribute
    section: Section
    reasons: tuple[Reason, ...]
    under_it: tuple[str, ...]


def load_suspects(spec: Spec) -> tuple[Suspect, ...]:
    """Return the answers of a spec that are to be looked at again."""
    asked = find_template(spec.template_id).attributes
    table = {
        key: tuple(one for one in on if one in asked)
        for key, on in catalogue.rests_on().items()
        if key in asked
    }
    upper = {one for on in table.values() for one in on}
    return find_suspects(
        table,
        looked_at=_looked_at(spec, table),
        history=_history(spec, upper),
        cleared=_cleared(spec),
    )


def _looked_at(spec: Spec, keys: Iterable[str]) -> dict[str, datetime]:
    """When each answer that says something was changed last."""
    wanted = list(keys)
    answers = Answer.objects.filter(spec=spec, key__in=wanted)
    found = {
        key: at
        for key, value, at in answers.values_list("key", "value", "updated_at")
        if not is_nothing(value)
    }
    items = Item.objects.filter(spec=spec, key__in=wanted).order_by().values("key")
    for row in items.annotate(at=Max("updated_at")):
        found[row["key"]] = max(row["at"], found.get(row["key"], row["at"]))
    return found


def _history(spec: Spec, keys: set[str]) -> dict[str, list[Version]]:
    rows = AnswerVersion.objects.filter(spec=spec, key__in=keys).order_by("version")
    found: dict[str, list[Version]] = defaultdict(list)
    columns = ("key", "version", "value", "saved_at", "author__name")
    for key, number, value, at, by in rows.values_list(*columns):
        found[key].append(Version(number, value, at, by))
    return found


def _cleared(spec: Spec) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, because in SuspectCleared.objects.filter(spec=spec).values_list("key", "because"):
        for upper, version in because.items():
            found[key][upper] = max(version, found[key].get(upper, 0))
    return found


def find_to_look_at(spec: Spec) -> list[ToLookAt]:
    """Return them with their titles, sections and reasons in words."""
    template = find_template(spec.template_id)
    return [_told(template, suspect) for suspect in load_suspects(spec)]


def _told(template: Template, suspect: Suspect) -> ToLookAt:
    attributes = template.attributes
    section = template.section(template.section_of[suspect.key])
    assert section is not None  # noqa: S101 - a template has the sections that it names
    return ToLookAt(
        suspect,
        attributes[suspect.key],
        section,
        tuple(_reason(attributes[cause.key], cause) for cause in suspect.causes),
        tuple(attributes[key].title for key in suspect.under_it if key in attributes),
    )


def _reason(attribute: Attribute, cause: Cause) -> Reason:
    return Reason(
        attribute.title,
        display(attribute, cause.was) or BLANK,
        display(attribute, cause.now.value) or BLANK,
        cause.now.by,
        cause.now.at,
    )


def frozen_suspects(spec: Spec) -> dict[str, list[dict[str, str]]]:
    """Return what is open as a revision keeps it: nothing at all where nothing is."""
    found = [
        {
            "key": one.suspect.key,
            "title": one.attribute.title,
            "because": "; ".join(
                f"{reason.title} changed from {reason.was} to {reason.now} on"
                f" {timezone.localdate(reason.at).isoformat()} by {reason.by}"
                for reason in one.reasons
            ),
        }
        for one in find_to_look_at(spec)
    ]
    return {"to_look_at_again": found} if found else {}
