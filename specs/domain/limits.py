"""What each limit of the checks means, and the bounds within which it may be set."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from specs.domain.attribute import Json
from specs.domain.definition import as_figure, as_flag, as_text, build
from specs.domain.parameters import DEFAULTS, Parameters
from specs.domain.values.figures import figure_problem, read_figure, show_figure

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit, with the value that the catalogue gives it."""

    name: str
    title: str
    default: Decimal
    min: Decimal
    max: Decimal
    meaning: str
    source: str
    whole: bool = False
    not_above: str = ""

    @property
    def bounds(self) -> str:
        return f"{show_figure(str(self.min))} to {show_figure(str(self.max))}"

    def problem(self, text: str) -> str:
        """What is wrong with a value for it, in words, or nothing."""
        found = figure_problem(text, least=self.min, most=self.max, integer=self.whole)
        if found:
            return found
        _, _, decimals = text.partition(".")
        return f"At most {DECIMALS} decimal places." if len(decimals) > DECIMALS else ""


def order_problem(known: Mapping[str, Limit], held: Mapping[str, Decimal]) -> str:
    """What is wrong when limits are looked at together: a lower end above its upper end."""
    for limit in known.values():
        upper = known.get(limit.not_above)
        if upper is None:
            continue
        low, high = held.get(limit.name, limit.default), held.get(upper.name, upper.default)
        if low > high:
            return f"“{limit.title}” ({low:f}) would be above “{upper.title}” ({high:f})."
    return ""


def read_limit(data: Json, where: str) -> Limit:
    """A limit from plain data, strictly."""
    return build(Limit, data, where, _LIMIT)


@lru_cache(maxsize=256)
def parameters_of(limits: str) -> Parameters:
    """All limits, with those that an organisation set: a JSON mapping of figures in text.

    A name that is no limit any more is passed over.
    """
    held = json.loads(limits) if limits else {}
    known = Parameters.__dataclass_fields__
    figures = {name.lower(): read_figure(text) for name, text in held.items()}
    return replace(DEFAULTS, **{n: f for n, f in figures.items() if n in known and f is not None})


_LIMIT: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("name", "title", "meaning", "source", "not_above"), as_text),
    **dict.fromkeys(("default", "min", "max"), as_figure),
    "whole": as_flag,
}
