"""What a calculator shows: its inputs, what it finds, and which answers can take that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from specs.domain.calculators.calculator import Input, Outcome, Refusal
from specs.domain.values import Invalid, display
from specs.views.frame import spec_context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specs.documents import Reading
    from specs.domain.attribute import Attribute, Json, Section
    from specs.domain.calculators.calculator import Calculator
    from specs.domain.document import Document

MOST_SAID = 60


@dataclass(frozen=True)
class Control:
    """One input as the page shows it: what stands in it, and what the spec says."""

    input: Input
    text: str
    answer: str
    unit: str
    sources: tuple[tuple[str, str], ...]  # title and address of each answer that fills it
    is_wrong: bool

    @property
    def sort(self) -> str:
        return self.input.sort.value

    @property
    def differs(self) -> bool:
        """The spec says something else."""
        return bool(self.answer) and self.answer != self.text.replace("\r\n", "\n")

    @property
    def shown_answer(self) -> str:
        return self.input.label_of(self.answer)


@dataclass(frozen=True)
class Target:
    """An answer that the result can be written to."""

    attribute: Attribute
    shown: str
    before: str
    version: int
    obstacle: str

    @property
    def op_id(self) -> str:
        return str(uuid4())

    @property
    def is_there(self) -> bool:
        return self.shown == self.before


def read_typed(
    calculator: Calculator, posted: Mapping[str, Any], filled: Mapping[str, str]
) -> dict[str, str]:
    """Return what stands in the inputs: as typed, or else as the answers fill them."""
    names = [one.name for one in calculator.inputs]
    if not any(name in posted for name in names):
        return {name: filled.get(name, "") for name in names}
    return {name: str(posted.get(name, "")).replace("\x00", "") for name in names}


def now_in(reading: Reading, calculator: Calculator, attribute: Attribute) -> dict[str, str]:
    """Return the inputs that an answer fills, as it fills them now."""
    document = reading.evaluated.document
    return {one.name: one.fill(document) for one in calculator.inputs if attribute.key in one.keys}


def compute(
    calculator: Calculator, document: Document, typed: Mapping[str, str]
) -> Outcome | Refusal:
    """Return what the calculator finds; answers in different units are not computed with."""
    problem = calculator.problem(document)
    if problem and all(typed.get(n) == text for n, text in calculator.filled(document).items()):
        return Refusal(problem)
    return calculator.run(typed, document.parameters)


def result_for(
    calculator: Calculator, document: Document, typed: Mapping[str, str], attribute: Attribute
) -> Json:
    """Return the value to store; raises Invalid in words where there is none."""
    result = compute(calculator, document, typed)
    if isinstance(result, Refusal):
        raise Invalid(result.words)
    value = result.results.get(attribute.key)
    if value is None:
        raise Invalid(_("This result cannot be written to an answer."))
    return value


def computed_by(
    calculator: Calculator,
    typed: Mapping[str, str],
    document: Document,
) -> str:
    """Say which calculator made a value, and from what, for the trail."""
    filled, said = calculator.filled(document), []
    for one in calculator.inputs:
        text = " ".join(one.label_of(typed.get(one.name, "").strip()).split())
        if not text or (one.keys and {*one.keys} <= {*calculator.writes}):
            continue  # what is written cannot be what it follows from
        text = text if len(text) <= MOST_SAID else f"{text[:MOST_SAID].rstrip()}…"
        unit = one.unit_in(document)
        is_typed = bool(one.keys) and typed[one.name].strip() != filled.get(one.name, "")
        words = f"{one.title}: {text}{f' {unit}' if unit else ''}"
        said.append(f"{words} (typed in)" if is_typed else words)
    return f"{calculator.code} from {', '.join(said)}"


def calculator_context(
    reading: Reading,
    calculator: Calculator,
    typed: Mapping[str, str],
    section: Section | None,
    *,
    problem: str = "",
    written: Attribute | None = None,
) -> dict[str, Any]:
    """Return what the page, the panel and the result of a calculator show."""
    document = reading.evaluated.document
    filled = calculator.filled(document)
    result = compute(calculator, document, typed)
    outcome = result if isinstance(result, Outcome) else None
    refusal = result if isinstance(result, Refusal) else None
    controls = [_control(one, reading, typed, filled, refusal) for one in calculator.inputs]
    return spec_context(
        reading,
        calculator=calculator,
        controls=controls,
        differing=[control for control in controls if control.differs],
        outcome=outcome,
        refusal=refusal,
        targets=[
            _target(reading, attribute, value)
            for key, value in (outcome.results if outcome else {}).items()
            if (attribute := reading.template.attributes.get(key))
        ],
        section=section,
        problem=problem,
        written=written,
        written_by="",
        undone=None,
        written_at=address_of(reading, written.key) if written else "",
    )


def _control(
    one: Input,
    reading: Reading,
    typed: Mapping[str, str],
    filled: Mapping[str, str],
    refusal: Refusal | None,
) -> Control:
    asked = [key for key in one.keys if key in reading.template.attributes]
    return Control(
        input=one,
        text=typed.get(one.name, ""),
        answer=filled.get(one.name, ""),
        unit=one.unit_in(reading.evaluated.document),
        sources=tuple(
            (reading.template.attributes[key].title, address_of(reading, key)) for key in asked
        ),
        is_wrong=bool(refusal and refusal.name == one.name and not refusal.is_missing),
    )


def address_of(reading: Reading, key: str) -> str:
    """Return where an answer stands: to be changed by who may, else to be read."""
    section = reading.template.section_of[key]
    if not reading.can_edit:
        return f"{reverse('specs:read', args=[reading.spec.pk])}#section-{section}"
    there = reverse("specs:write-section", args=[reading.spec.pk, section])
    return f"{there}#field-{reading.template.attributes[key].html_id}"


def _target(reading: Reading, attribute: Attribute, value: Json) -> Target:
    answer = reading.contents.answers.get(attribute.key)
    before = answer.value if answer else None
    obstacle = ""
    if not reading.can_edit:
        obstacle = _("You cannot change this spec now.")
    elif attribute.key in {key for key, _item in reading.open_conflicts}:
        obstacle = _("Two texts wait there to be settled.")
    elif not reading.evaluated.document.is_shown(attribute.key):
        obstacle = _("This question does not apply to the spec as it stands.")
    return Target(
        attribute=attribute,
        shown=display(attribute, value, reading.role_labels),
        before="" if before is None else display(attribute, before, reading.role_labels),
        version=answer.version if answer else 0,
        obstacle=obstacle,
    )
