"""What all calculators have in common: their inputs, their words, and how figures are rounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from enum import StrEnum
from typing import NamedTuple

from specs.domain.attribute import Json
from specs.domain.charts import Picture, Tone
from specs.domain.document import Document
from specs.domain.parameters import DEFAULTS, Parameters
from specs.domain.values.figures import figure_problem, read_figure

HUNDRED = Decimal(100)
THOUSAND = Decimal(1000)
MOST_LINES = 100
MOST_TYPED = 10_000
ROUNDING = Context(prec=160, rounding=ROUND_HALF_UP)


class Impossible(ValueError):
    """Figures that cannot belong together; the words say why, ``name`` names the input."""

    def __init__(self, words: str, name: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.name = name


class NotEnough(Exception):
    """An input that is needed is blank."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def rounded(figure: Decimal, places: int) -> Decimal:
    """Round half up, away from zero, as figures are shown; a result of zero has no sign."""
    with localcontext(ROUNDING):
        shown = figure.quantize(Decimal(1).scaleb(-places))
    return shown if shown else abs(shown)


def shown(figure: Decimal, places: int) -> str:
    """The rounded figure with commas between thousands."""
    return f"{rounded(figure, places):,f}"


def plain(figure: Decimal) -> str:
    """A figure as it is typed: without exponent, and without zeros that say nothing."""
    text = f"{figure:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class Sort(StrEnum):
    """What is typed into an input."""

    FIGURE = "figure"
    FIGURES = "figures"  # several, with spaces between
    LINES = "lines"  # a name and figures in each
    CHOICE = "choice"
    TEXT = "text"


def nothing(_document: Document) -> str:
    """What fills an input that no answer fills."""
    return ""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a calculator needs to know, and which answers say it."""

    name: str
    title: str
    keys: tuple[str, ...] = ()
    fill: Callable[[Document], str] = nothing
    unit: str | Callable[[Document], str] = ""
    sort: Sort = Sort.FIGURE
    options: tuple[tuple[str, str], ...] = ()
    figures: int = 0  # in each line
    is_needed: bool = True
    help: str = ""

    def unit_in(self, document: Document) -> str:
        return self.unit if isinstance(self.unit, str) else self.unit(document)

    def label_of(self, value: str) -> str:
        return dict(self.options).get(value, value)


class Entry(NamedTuple):
    """A line with its name and figures."""

    label: str
    figures: tuple[Decimal, ...]


@dataclass(frozen=True)
class Given:
    """What was typed into the inputs, read as what each is meant to be."""

    inputs: Mapping[str, Input]
    typed: Mapping[str, str]
    parameters: Parameters = DEFAULTS

    def text(self, name: str) -> str:
        text = self.typed.get(name, "").strip()
        if len(text) > MOST_TYPED:
            raise Impossible("That is too long to compute with.", name)
        return text

    def maybe(self, name: str) -> Decimal | None:
        """The figure, or None while the input is blank."""
        return self._figure(name, text) if (text := self.text(name)) else None

    def figure(self, name: str) -> Decimal:
        found = self.maybe(name)
        if found is None:
            raise NotEnough(name)
        return found

    def option(self, name: str) -> str:
        """The option chosen, or nothing."""
        text = self.text(name)
        if text and text not in dict(self.inputs[name].options):
            raise Impossible("Choose one of the options.", name)
        return text

    def choice(self, name: str) -> str:
        if not (option := self.option(name)):
            raise NotEnough(name)
        return option

    def figures(self, name: str) -> tuple[Decimal, ...]:
        """Several figures, with spaces or line ends between them."""
        words = self.text(name).replace(";", " ").split()
        if not words:
            raise NotEnough(name)
        if len(words) > MOST_LINES:
            raise Impossible(f"At most {MOST_LINES} figures, please.", name)
        return tuple(self._figure(name, word) for word in words)

    def lines(self, name: str) -> list[Entry]:
        """Lines of a name, a colon and figures."""
        wanted = self.inputs[name].figures
        lines = [line for line in self.text(name).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise Impossible(f"At most {MOST_LINES} lines, please.", name)
        entries = []
        for number, line in enumerate(lines, 1):
            label, _, rest = line.rpartition(":")
            figures = tuple(self._figure(name, word, f"Line {number}: ") for word in rest.split())
            if wanted and len(figures) != wanted:
                raise Impossible(
                    f"Line {number}: write a name, a colon and {wanted} figures, "
                    f"with spaces between them.",
                    name,
                )
            entries.append(Entry(label.strip() or f"Line {number}", figures))
        return entries

    def _figure(self, name: str, text: str, where: str = "") -> Decimal:
        if problem := figure_problem(text):
            raise Impossible(f"{where}{problem}", name)
        return read_figure(text) or Decimal(0)


class Shown(NamedTuple):
    """One line of a result: what it is, and the figure in words."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a calculator found: in one line, in figures, step by step, and as a picture.

    ``results`` holds what can be written into the spec, by key and in plain form.
    """

    headline: str
    figures: tuple[Shown, ...]
    steps: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    notes: tuple[str, ...] = ()
    picture: Picture | None = None
    results: Mapping[str, Json] = field(default_factory=dict)


class Refusal(NamedTuple):
    """Why there is no result; ``name`` is the input at fault, if it is one."""

    words: str
    name: str = ""
    is_missing: bool = False


def no_problem(_document: Document) -> str:
    return ""


@dataclass(frozen=True)
class Calculator:
    """A formula with its source, the answers that it reads, and those that it can write.

    ``serves`` are the keys beside which it stands; ``problem`` says why answers cannot be
    computed with as they are.
    """

    code: str
    title: str
    question: str
    formula: str
    source: str
    serves: tuple[str, ...]
    inputs: tuple[Input, ...]
    compute: Callable[[Given], Outcome]
    writes: tuple[str, ...] = ()
    problem: Callable[[Document], str] = no_problem

    @property
    def slug(self) -> str:
        return self.code.lower()

    def filled(self, document: Document) -> dict[str, str]:
        """What the answers of a spec put into the inputs."""
        return {one.name: one.fill(document) for one in self.inputs}

    def run(self, typed: Mapping[str, str], parameters: Parameters = DEFAULTS) -> Outcome | Refusal:
        """Compute with what was typed; says in words why it cannot."""
        inputs = {one.name: one for one in self.inputs}
        try:
            return self.compute(Given(inputs, typed, parameters))
        except NotEnough as missing:
            words = f"Not enough data: {inputs[missing.name].title} is blank."
            return Refusal(words, missing.name, is_missing=True)
        except Impossible as fault:
            return Refusal(fault.words, fault.name)
        except DecimalException:
            return Refusal("These figures are too large or too small to compute with.")
