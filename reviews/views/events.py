"""The events of a spec as its history shows them: in words, with their place and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.saves import load_saves, read_save
from specs import access, catalogue
from specs.rows import PAGE_ROWS
from specs.views.frame import row_address
from trail.domain.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from reviews.domain.changes import Line
    from reviews.saves import Save, Saves
    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json
    from trail.models import Event

    Places: TypeAlias = Sequence[tuple[tuple[str, ...], str, StrPromise]]

# Saves of one field by one person in a row are one line.
JOINED = (Kind.ANSWER_SAVED, Kind.ITEM_SAVED)
# Where the rest happened, by how the kinds begin; the first that fits.
PLACES = (
    (("signer.", "editor.", "guest.", "work."), "specs:people", gettext_lazy("Who takes part")),
    (("spec.template",), "specs:template", gettext_lazy("Its template")),
    (("piece.",), "specs:to-place", gettext_lazy("Pieces to place")),
    (
        ("review.", "signoff.", "condition.", "spec.submitted"),
        "reviews:review",
        gettext_lazy("The review"),
    ),
    (("amendment.", "evidence."), "reviews:amendments", gettext_lazy("The amendments")),
    (("export.",), "reviews:exports", gettext_lazy("The exports")),
    (("waiver.", "checks."), "specs:findings", gettext_lazy("The findings")),
    (("risk.",), "specs:risks", gettext_lazy("The risks")),
)
# The same for an organisation.
ITS_PLACES = (
    (("member.", "invitation.", "work."), "accounts:people", gettext_lazy("People")),
    (("role.", "organisation."), "accounts:roles", gettext_lazy("Roles and policy")),
    (("limit.",), "specs:limits", gettext_lazy("Limits of the checks")),
    (("stand_in.",), "reviews:stand-ins", gettext_lazy("Stand-ins")),
    (("sign_on.",), "accounts:sign-on-settings", gettext_lazy("Single sign-on")),
    (("own_check.",), "specs:own-checks", gettext_lazy("Checks")),
    (("template.",), "specs:own-templates", gettext_lazy("Templates")),
)


@dataclass(frozen=True)
class Place:
    """Where something happened: an address, words for it, and the key of its field, if any."""

    url: str
    words: str
    key: str = ""


@dataclass(frozen=True)
class One:
    """One event in words."""

    event: Event
    words: str
    facts: Mapping[str, Json]
    save: Save | None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the history: an event, or several saves of one field by one person in a row."""

    ones: tuple[One, ...]  # the youngest first
    who: User | None
    place: Place | None
    lines: tuple[Line, ...]

    @property
    def event(self) -> Event:
        return self.ones[0].event

    @property
    def words(self) -> str:
        return self.ones[0].words

    @property
    def oldest(self) -> Event:
        return self.ones[-1].event

    @property
    def count(self) -> int:
        return len(self.ones)

    @property
    def is_short(self) -> bool:
        """What changed fits behind the sentence."""
        return len(self.lines) == 1 and not self.lines[0].pieces and self.count == 1


def build_entries(
    reading: Reading, events: Sequence[Event], people: Mapping[str, User]
) -> list[Entry]:
    """Return the lines of a page, with what was saved, in three queries more."""
    ones = [_one(event) for event in events]
    saves = load_saves(reading.spec.pk, [one.save for one in ones if one.save])
    threads = _readable_threads(reading, ones)
    return [
        Entry(
            ones=tuple(_told(reading, saves, one) for one in run),
            who=people.get(run[0].event.actor_id),
            place=place_of(reading, run[0], threads),
            lines=_lines(reading, saves, run[-1].save, run[0].save),
        )
        for run in runs(ones)
    ]


def runs(ones: Iterable[One]) -> list[list[One]]:
    """Put saves of one field or row by one person that follow each other together."""
    found: list[list[One]] = []
    for one in ones:
        if found and _joins(found[-1][-1], one):
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _joins(younger: One, older: One) -> bool:
    now, before = younger.event, older.event
    return (
        now.kind in JOINED
        and (now.kind, now.actor_id, now.object) == (before.kind, before.actor_id, before.object)
        and younger.save is not None
        and older.save is not None
    )


def _one(event: Event) -> One:
    facts = event.facts
    return One(event, event.words, facts, read_save(event, facts))


def _told(reading: Reading, saves: Saves, one: One) -> One:
    lines = _lines(reading, saves, one.save, one.save)
    return One(one.event, one.words, one.facts, one.save, lines)


def _lines(
    reading: Reading, saves: Saves, first: Save | None, last: Save | None
) -> tuple[Line, ...]:
    if first is None or last is None:
        return ()
    attribute = find_attribute(reading, first.key)
    return saves.lines(attribute, first, last) if attribute else ()


def find_attribute(reading: Reading, key: str) -> Attribute | None:
    """Return a question as the template asks it, or as the catalogue does."""
    return reading.template.attributes.get(key) or catalogue.attributes().get(key)


def _readable_threads(reading: Reading, ones: Iterable[One]) -> set[int]:
    """Return those of the threads told of that this person may read: no link leads elsewhere."""
    told = {number for one in ones if isinstance(number := one.facts.get("thread"), int)}
    if not told:
        return set()
    visible = access.threads_visible_to(reading.user, reading.spec)
    return set(visible.filter(pk__in=told).values_list("pk", flat=True))


def place_of(reading: Reading, one: One, threads: set[int]) -> Place | None:
    """Return where something happened, as far as there is a page of it."""
    spec, kind = reading.spec, one.event.kind
    thread = one.facts.get("thread")
    if isinstance(thread, int):
        if thread not in threads:
            return None
        return Place(reverse("specs:thread", args=[spec.pk, thread]), _("The thread"))
    key, _sep, item = one.event.object.partition("/")
    if key in reading.template.section_of:
        return _field_place(reading, key, item)
    return _plain_place(kind, PLACES, spec.pk)


def _plain_place(kind: str, places: Places, *arguments: object) -> Place | None:
    for begins, name, words in places:
        if kind.startswith(begins):
            return Place(reverse(name, args=arguments), str(words))
    return None


def plain_entries(events: Iterable[Event], people: Mapping[str, User]) -> list[Entry]:
    """Return events of an organisation as lines, each by itself."""
    return [
        Entry(
            ones=(One(event, event.words, {}, None),),
            who=people.get(event.actor_id),
            place=_plain_place(event.kind, ITS_PLACES),
            lines=(),
        )
        for event in events
    ]


def _field_place(reading: Reading, key: str, item: str) -> Place:
    template = reading.template
    section = template.section(template.section_of[key])
    assert section is not None  # noqa: S101 - the template says that it is there
    attribute = template.attributes[key]
    url = reverse("specs:write-section", args=[reading.spec.pk, section.key])
    items = reading.contents.items.get(key, [])
    if item and any(row.id == item for row in items):
        is_paged = len(items) > PAGE_ROWS
        anchor = (
            row_address(reading.spec.pk, attribute, items, item) if is_paged else f"#row-{item}"
        )
    else:
        anchor = f"#field-{attribute.html_id}"
    return Place(url + anchor, f"{section.heading}, {attribute.title}", key)
