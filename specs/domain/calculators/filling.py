"""How the answers of a spec get into the inputs of calculators."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from specs.domain.attribute import Json
from specs.domain.calculators.calculator import Input, Sort, plain
from specs.domain.document import Document

TIMES: Mapping[str, Decimal] = {
    "k": Decimal(1_000),
    "thousand": Decimal(1_000),
    "m": Decimal(1_000_000),
    "mio": Decimal(1_000_000),
    "million": Decimal(1_000_000),
    "bn": Decimal(1_000_000_000),
    "billion": Decimal(1_000_000_000),
}
_YEARLY = re.compile(r"\s*(?:per year|a year|/ ?year|/ ?yr|yearly|p\.?a\.?)$")


def figure_from(
    name: str, title: str, key: str, *, unit: str = "", is_needed: bool = True
) -> Input:
    """An input that a number or percentage fills."""
    return Input(name, title, (key,), partial(number, key), unit, is_needed=is_needed)


def time_from(name: str, title: str, key: str) -> Input:
    """An input in milliseconds that a duration fills."""
    return Input(name, title, (key,), partial(milliseconds, key), "ms")


def money_from(name: str, title: str, key: str) -> Input:
    """An input that an amount of money fills, in single units of its currency."""
    return Input(name, title, (key,), partial(money, key), partial(currency, key))


def choice_from(name: str, title: str, key: str, options: tuple[tuple[str, str], ...]) -> Input:
    """An input that the option of a choice fills."""
    return Input(
        name, title, (key,), partial(chosen, key, options), sort=Sort.CHOICE, options=options
    )


def number(key: str, document: Document) -> str:
    found = document.number(key)
    return "" if found is None else plain(found)


def milliseconds(key: str, document: Document) -> str:
    found = document.seconds(key)
    return "" if found is None else plain(found * 1000)


def chosen(key: str, options: tuple[tuple[str, str], ...], document: Document) -> str:
    value = document.value(key)
    if isinstance(value, dict):  # a traffic light
        value = value.get("status")
    return value if isinstance(value, str) and value in dict(options) else ""


def money(key: str, document: Document) -> str:
    found = document.number(key)
    return "" if found is None else plain(found * split_unit(document.unit(key))[0])


def currency(key: str, document: Document) -> str:
    return split_unit(document.unit(key))[1]


def split_unit(unit: str) -> tuple[Decimal, str]:
    """How many single units one is, and of which currency; a yearly sum counts per year."""
    text = _YEARLY.sub("", " ".join(unit.split()), count=1)
    first, _, rest = text.partition(" ")
    if rest and first.lower() in TIMES:
        return TIMES[first.lower()], rest.upper() if rest.isalpha() else rest
    return Decimal(1), text.upper() if text.isalpha() else text


def one_currency(*keys: str) -> Callable[[Document], str]:
    """What is to be said where amounts are given in different currencies."""

    def problem(document: Document) -> str:
        known = {currency(key, document) for key in keys if document.number(key) is not None}
        if len(known) < 2:
            return ""
        named = ", ".join(sorted(unit or "no unit" for unit in known))
        return f"The amounts stand in different units ({named}). Give them in one."

    return problem


def entry_of(value: Json, item: str, part: str) -> str:
    """The answer or note of one item of a checklist."""
    entry = value.get(item) if isinstance(value, dict) else None
    text = entry.get(part) if isinstance(entry, dict) else None
    return text if isinstance(text, str) else ""
