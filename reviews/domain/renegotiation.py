"""What a target is worth: cost, staffing and value as wanted, as reached, and as proposed.

All figures come from the calculators and from the spec's own answers. Where an answer is missing,
a figure says which one instead of standing empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, TypeAlias

from reviews.domain.amending import Place, Proposed, with_values
from specs.domain.calculators import BY_CODE
from specs.domain.calculators.calculator import (
    THOUSAND,
    Calculator,
    Given,
    Impossible,
    NotEnough,
    rounded,
    shown,
)
from specs.domain.calculators.expected_cost import expected_cost
from specs.domain.calculators.filling import currency
from specs.domain.calculators.miss_cost import DAYS_A_YEAR
from specs.domain.calculators.returns import first_year
from specs.domain.calculators.review_load import review_load
from specs.domain.calculators.target_gain import target_gain
from specs.domain.document import Document
from specs.domain.metrics import HIGHER

if TYPE_CHECKING:
    from specs.domain.attribute import Json

TARGET = "evaluation.ship_threshold"
RECALL = "evaluation.operating_recall"
PRECISION = "evaluation.operating_precision"
VALUE = "business.annual_value"
WORKING = (TARGET, RECALL, PRECISION)
COLUMNS = ("wanted", "reached", "proposed")
Found: TypeAlias = "Decimal | str"  # a figure, or why there is none


@dataclass(frozen=True)
class Figure:
    """One figure in one column: as it is read, and how far it lies from what was wanted."""

    text: str
    delta: str = ""
    is_worse: bool = False
    is_missing: bool = False


@dataclass(frozen=True)
class Line:
    """One figure in all three columns, with how it is made."""

    title: str
    how: str
    figures: tuple[Figure, ...]

    @property
    def cells(self) -> list[tuple[str, Figure]]:
        """Each figure with the name of its column."""
        return list(zip(("Wanted", "Reached", "Proposed"), self.figures, strict=True))

    @property
    def is_known(self) -> bool:
        return any(not figure.is_missing for figure in self.figures)


@dataclass(frozen=True)
class Worth:
    """What one column amounts to."""

    cost: Found
    yearly: Found
    alarms: Found
    looked_at: Found
    busy: Found
    value: Found
    net: Found
    gain: Found


@dataclass(frozen=True, slots=True)
class _Row:
    """How one figure is named, made, and printed."""

    name: str
    title: str
    how: str
    places: int
    unit: str  # "money" stands for the currency
    worse_when_more: bool


ROWS = (
    _Row(
        "cost",
        "Expected cost of errors per 1,000 decisions",
        "missed cases and false alarms, each at its cost",
        2,
        "money",
        worse_when_more=True,
    ),
    _Row(
        "yearly",
        "Expected cost of errors in a year",
        "the same over the predictions of 365 days",
        0,
        "money",
        worse_when_more=True,
    ),
    _Row("alarms", "False alarms a day", "looked at in vain", 0, "", worse_when_more=True),
    _Row(
        "looked_at",
        "Cases that people look at in a day",
        "flagged cases, right and wrong",
        0,
        "",
        worse_when_more=True,
    ),
    _Row(
        "busy",
        "Use of the review staff",
        "flagged cases in percent of what they can check",
        1,
        "%",
        worse_when_more=True,
    ),
    _Row(
        "value",
        "Business value in a year",
        "the yearly value as signed, less what the errors cost more than as wanted",
        0,
        "money",
        worse_when_more=False,
    ),
    _Row(
        "net",
        "Net of the first year",
        "that value less the cost to build and to run",
        0,
        "money",
        worse_when_more=False,
    ),
    _Row(
        "gain",
        "Gain over the baseline",
        "how much better than what there is today",
        4,
        "",
        worse_when_more=False,
    ),
)


def compare_columns(signed: Document, changes: Sequence[Proposed]) -> tuple[Line, ...]:
    """Return the figures of the three columns, line by line."""
    wanted = worth(signed)
    reached = worth(as_reached(signed, changes), like=wanted, whose="reached")
    proposed = worth(
        as_proposed(signed, changes),
        like=wanted,
        whose="proposed",
        is_value_given=any(c.place.key == VALUE and c.differs for c in changes),
    )
    money = currency("errors.fn_cost", signed) or currency(VALUE, signed)
    return tuple(_line(row, (wanted, reached, proposed), money) for row in ROWS)


def as_proposed(signed: Document, changes: Sequence[Proposed]) -> Document:
    """The document with the proposed values in it."""
    values = with_values(signed.values, [(c.place, c.new) for c in changes if c.differs])
    return _another(signed, values)


def as_reached(signed: Document, changes: Sequence[Proposed]) -> Document:
    """The document with what was measured in it; what was not measured is blank, not wanted."""
    found: dict[str, Json] = {c.place.key: c.reached for c in changes if not c.place.item}
    measured = {key: value for key, value in found.items() if value is not None}
    if TARGET in measured:
        same = {"recall": RECALL, "precision": PRECISION}
        key = same.get(signed.text("evaluation.primary_metric"), "")
        if key and key not in measured:
            measured[key] = measured[TARGET]
    blank: dict[str, Json] = dict.fromkeys(WORKING)
    values = with_values(
        signed.values, [(Place(key), value) for key, value in (blank | measured).items()]
    )
    return _another(signed, values)


def _another(signed: Document, values: Mapping[str, Json]) -> Document:
    return Document(
        signed.template,
        values,
        on=signed.on,
        revision=signed.revision,
        parameters=signed.parameters,
    )


def worth(
    document: Document,
    *,
    like: Worth | None = None,
    whose: str = "",
    is_value_given: bool = False,
) -> Worth:
    """Return what the answers of one column amount to, beside those of the wanted one."""
    cost = _ask("CALC-03", document, _cost, whose)
    yearly = _times(cost, _ask("CALC-14", document, _volume, whose))
    value = _ask("CALC-15", document, lambda given: given.figure("value"), "")
    if like is not None and not is_value_given:
        value = _less(value, yearly, like.yearly)
    return Worth(
        cost=cost,
        yearly=yearly,
        alarms=_ask("CALC-14", document, _alarms, whose),
        looked_at=_ask("CALC-14", document, _looked_at, whose),
        busy=_ask("CALC-14", document, _busy, whose),
        value=value,
        net=value
        if isinstance(value, str)
        else _ask("CALC-15", document, lambda given: _net(given, value), ""),
        gain=_ask("CALC-17", document, _gain, whose),
    )


def _ask(code: str, document: Document, compute: Callable[[Given], Decimal], whose: str) -> Found:
    """Compute from what the answers put into a calculator, or say what is missing."""
    calculator: Calculator = BY_CODE[code]
    if problem := calculator.problem(document):
        return problem
    inputs = {one.name: one for one in calculator.inputs}
    try:
        return compute(Given(inputs, calculator.filled(document), document.parameters))
    except NotEnough as missing:
        one = inputs[missing.name]
        hangs = whose if set(one.keys) & set(WORKING) else ""
        title = one.title[:1].lower() + one.title[1:]
        return f"needs the {title}{f' {hangs}' if hangs else ''}"
    except Impossible as fault:
        return fault.words
    except DecimalException:
        return "too large or too small to compute"


def _cost(given: Given) -> Decimal:
    names = ("positive_rate", "recall", "precision", "fn_cost", "fp_cost")
    return expected_cost(*(given.figure(name) for name in names)).cost


def _volume(given: Given) -> Decimal:
    return given.figure("volume")


def _load(given: Given) -> tuple[Decimal, Decimal, Decimal | None]:
    volume, rate = given.figure("volume"), given.figure("positive_rate")
    recall, precision = given.figure("recall"), given.figure("precision")
    found = review_load(volume, rate, recall, precision, given.maybe("capacity"))
    return found.flagged, found.false_alarms, found.utilisation


def _looked_at(given: Given) -> Decimal:
    return _load(given)[0]


def _alarms(given: Given) -> Decimal:
    return _load(given)[1]


def _busy(given: Given) -> Decimal:
    used = _load(given)[2]
    if used is None:
        raise NotEnough("capacity")
    return used


def _net(given: Given, value: Decimal) -> Decimal:
    build, run = given.figure("build"), given.figure("run")
    return first_year(value, build, run).net if value >= 0 else value - build - run


def _gain(given: Given) -> Decimal:
    way = given.option("direction") or HIGHER
    return target_gain(given.figure("baseline"), given.figure("target"), way).gain


def _times(cost: Found, volume: Found) -> Found:
    if isinstance(cost, str):
        return cost
    return volume if isinstance(volume, str) else cost * volume * DAYS_A_YEAR / THOUSAND


def _less(value: Found, yearly: Found, wanted: Found) -> Found:
    """The value, less what the errors of this column cost beyond those of the wanted one."""
    for found in (value, yearly, wanted):
        if isinstance(found, str):
            return found
    assert isinstance(value, Decimal)  # noqa: S101 - looked at a line above
    assert isinstance(yearly, Decimal)  # noqa: S101
    assert isinstance(wanted, Decimal)  # noqa: S101
    return value - (yearly - wanted)


def _line(row: _Row, columns: Sequence[Worth], money: str) -> Line:
    unit = money if row.unit == "money" else row.unit
    found: list[Found] = [getattr(column, row.name) for column in columns]
    first = found[0]
    return Line(row.title, row.how, tuple(_figure(row, one, first, unit) for one in found))


def _figure(row: _Row, found: Found, wanted: Found, unit: str) -> Figure:
    if isinstance(found, str):
        return Figure(found, is_missing=True)
    text = _with_unit(shown(found, row.places), unit)
    if isinstance(wanted, str) or found is wanted:
        return Figure(text)
    step = rounded(found - wanted, row.places)
    if not step:
        return Figure(text, "the same")
    way = "more" if step > 0 else "less"
    size = shown(abs(step), row.places)
    points = " points" if unit == "%" else ""
    return Figure(
        text,
        f"{size}{points} {way} than wanted",
        is_worse=(step > 0) == row.worse_when_more,
    )


def _with_unit(figure: str, unit: str) -> str:
    return f"{figure}%" if unit == "%" else f"{figure} {unit}".strip()


def effect_words(lines: Sequence[Line]) -> str:
    """What the proposal does to the business, in one line for the record of target changes."""
    for name in ("Business value in a year", "Expected cost of errors in a year"):
        line = next((one for one in lines if one.title == name), None)
        if line is not None and not line.figures[2].is_missing:
            last = line.figures[2]
            beside = f" ({last.delta})" if last.delta else ""
            return f"{line.title}: {last.text}{beside}"
    return ""
