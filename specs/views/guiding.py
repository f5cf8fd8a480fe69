"""What a guide shows: its questions, what it finds, and what its buttons would write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from specs import actions
from specs.catalogue import attributes, libraries
from specs.domain.attribute import Kind
from specs.domain.guides.guide import Library, Scene, Typed
from specs.domain.values import Invalid, display, display_cell, find_problems, parse, parse_cell
from specs.forms import STALE
from specs.views.computing import address_of
from specs.views.frame import spec_context
from trail.domain.canonical import canonical, digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from django.http import QueryDict

    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json
    from specs.domain.guides.guide import Answer, Found, Group, Guide, Line, Offer

    Seen: TypeAlias = Mapping[str, int]

BASE = "base:"
MOST_VERSIONS = 2_000_000_000


class Place(NamedTuple):
    """An answer that a guide speaks of: its title, where it stands, and what it says."""

    title: str
    url: str
    words: str


class Change(NamedTuple):
    """One thing that a button would write."""

    place: str
    words: str
    before: str


@dataclass(frozen=True)
class Button:
    """An offer as the page shows it; ``value`` tells whether it still says the same."""

    offer: Offer
    value: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Asked:
    """A group of questions as the page shows it: each question with what stands in it."""

    group: Group
    controls: tuple[tuple[Any, str], ...]
    places: tuple[Place, ...]


def scene_of(reading: Reading) -> Scene:
    """Return what guides look at, for one spec."""
    unsettled = frozenset(key for key, _item in reading.open_conflicts)
    return Scene(reading.evaluated.document, read_library(), attributes(), unsettled)


def read_library() -> Library:
    """Return the lists of the catalogue whose entries are mappings."""
    return {
        name: tuple(entry for entry in held if isinstance(entry, dict))
        for name, held in libraries().items()
        if isinstance(held, list)
    }


def guide_context(
    reading: Reading,
    guide: Guide,
    typed: Mapping[str, str] | None = None,
    seen: Seen | None = None,
    problem: str = "",
) -> dict[str, Any]:
    """Return what the page of a guide shows."""
    scene = scene_of(reading)
    said = guide.filled(scene) if typed is None else typed
    found = guide.find(scene, Typed(said))
    return spec_context(
        reading,
        guide=guide,
        asked=[_asked(reading, group, said) for group in guide.ask(scene)],
        found=found,
        points=[(point, _places(reading, point.keys)) for point in found.points],
        buttons=_buttons(reading, scene, found),
        seen=dict(seen_in(reading, guide) if seen is None else seen),
        op_id=str(uuid4()),
        not_asked=[attributes()[key].title for key in guide.writes if not scene.asks(key)],
        obstacles=_obstacles(reading, scene, guide),
        problem=problem,
    )


def _asked(reading: Reading, group: Group, said: Mapping[str, str]) -> Asked:
    controls = tuple((one, said.get(one.name, "")) for one in group.questions)
    return Asked(group, controls, _places(reading, group.keys))


def _places(reading: Reading, keys: tuple[str, ...]) -> tuple[Place, ...]:
    places = []
    for key in keys:
        attribute = reading.template.attributes.get(key)
        if attribute is None:
            continue
        words = "" if attribute.kind.has_items else _stands(reading, attribute)
        places.append(Place(attribute.title, address_of(reading, key), words))
    return tuple(places)


def _stands(reading: Reading, attribute: Attribute) -> str:
    answer = reading.contents.answers.get(attribute.key)
    return display(attribute, answer.value, reading.role_labels) if answer else ""


def _obstacles(reading: Reading, scene: Scene, guide: Guide) -> list[tuple[Place, str]]:
    """Return where the guide could write if it were not for something else."""
    found = []
    for key in guide.writes:
        if not scene.asks(key) or scene.takes(key):
            continue
        [place] = _places(reading, (key,))
        if key in scene.unsettled:
            words = "Two texts wait there to be settled."
        elif not scene.document.is_shown(key):
            words = "This question does not apply to the spec as it stands."
        else:
            words = "It is marked as not applicable there."
        found.append((place, words))
    return found


def _buttons(reading: Reading, scene: Scene, found: Found) -> list[Button]:
    if not reading.can_edit:
        return []
    return [
        Button(
            offer,
            f"{offer.name}.{token_of(offer)}",
            (
                *(_change(reading, answer) for answer in offer.answers),
                *(change for line in offer.lines for change in _changes(scene, line)),
            ),
        )
        for offer in found.offers
        if reading.can_manage or not offer.ends
    ]


def _change(reading: Reading, answer: Answer) -> Change:
    attribute = reading.template.attributes[answer.key]
    try:
        shown = display(attribute, parse_answer(attribute, answer), reading.role_labels)
    except Invalid as problem:  # said again, and refused, when the button is pressed
        shown = problem.message
    return Change(attribute.title, shown, _stands(reading, attribute))


def _changes(scene: Scene, line: Line) -> list[Change]:
    attribute = scene.attribute(line.key)
    given = attribute.line(line.row)
    named = given.label if given else "a new row"
    changes = []
    for name, text in line.cells.items():
        column = attribute.column(name)
        place = f"{named}, {column.title.lower() if column else name}"
        before = scene.cell(line.key, line.row, name) if line.row else ""
        shown = [_shown(attribute, name, one) for one in (text, before)]
        changes.append(Change(f"{attribute.title}: {place}", *shown))
    return changes


def _shown(attribute: Attribute, name: str, text: str) -> str:
    column = attribute.column(name)
    if column:
        return display_cell(column, text or None)
    return text.capitalize() if name == "answer" else text


def token_of(offer: Offer) -> str:
    """Return what only a button with the same words has; what was typed may still change."""
    return digest(canonical([offer.name, offer.words, bool(offer.ends)]))[:32]


def parse_answer(attribute: Attribute, answer: Answer) -> Json:
    """Return the value to store; raises Invalid in words."""
    value = answer.value
    if isinstance(value, tuple):
        return parse(attribute, {"value": list(value)})
    return parse(attribute, value)


def parse_cells(attribute: Attribute, line: Line) -> dict[str, Json]:
    """Return the cells to store; raises Invalid in words."""
    cells: dict[str, Json] = {}
    for name, text in line.cells.items():
        column = attribute.column(name)
        cells[name] = parse_cell(column, text) if column else text
    if attribute.kind is Kind.CHECKLIST:
        for problem in find_problems(attribute, {line.row: cells}):
            raise Invalid(problem.message)
    return cells


def seen_in(reading: Reading, guide: Guide) -> dict[str, int]:
    """Return the version of each answer and given row that the guide can write, as they stand."""
    seen = {}
    for key in guide.writes:
        attribute = reading.template.attributes.get(key)
        if attribute is None:
            continue
        if not attribute.kind.has_items:
            answer = reading.contents.answers.get(key)
            seen[f"{BASE}{key}"] = answer.version if answer else 0
            continue
        held = {item.row: item.version for item in reading.contents.items.get(key, ())}
        for line in (*attribute.fixed_rows, *attribute.items):
            seen[f"{BASE}{key}/{line.key}"] = held.get(line.key, 0)
    return seen


def read_seen(posted: QueryDict, reading: Reading, guide: Guide) -> dict[str, int]:
    """Return the versions that the page was made from; raises Invalid in words."""
    seen = {}
    for name in seen_in(reading, guide):
        text = posted.get(name, "")
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Invalid(str(STALE))
        seen[name] = int(text)
    return seen


def to_write(
    reading: Reading, offer: Offer, seen: Seen
) -> tuple[list[actions.GuidedAnswer], list[actions.GuidedRows]]:
    """Return an offer as its action takes it; raises Invalid in words."""
    known = reading.template.attributes
    answers = [
        actions.GuidedAnswer(
            known[one.key], parse_answer(known[one.key], one), seen[f"{BASE}{one.key}"]
        )
        for one in offer.answers
    ]
    blocks: dict[str, list[actions.Pasted]] = {}
    for line in offer.lines:
        base = seen.get(f"{BASE}{line.key}/{line.row}") if line.row else None
        row = actions.Pasted(None, line.row, parse_cells(known[line.key], line), base)
        blocks.setdefault(line.key, []).append(row)
    return answers, [actions.GuidedRows(known[key], rows) for key, rows in blocks.items()]
