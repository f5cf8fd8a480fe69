"""Compiles and evaluates one expression; the only module that knows the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import celpy
import lark
from celpy import celtypes
from celpy.celparser import CELParseError
from celpy.evaluation import CELEvalError

from specs.cel import failures, operators
from specs.cel.reading import find_problems
from specs.domain.attribute import Json
from specs.domain.own_checks import inputs
from specs.domain.own_checks.outcomes import Outcome, Problem

VARIABLES = ("answers", "today", "stage", "template", "revision")
NOT_CLOSED = "The expression ends too early: something is missing here, perhaps a bracket."
_MADE: Mapping[type, Callable[..., Any]] = {
    bool: celtypes.BoolType,
    int: celtypes.IntType,
    str: celtypes.StringType,
}


class Seen:
    """A document as expressions find it."""

    def __init__(self, held: Mapping[str, Json]) -> None:
        self.variables: Any = {name: to_cel(held[name]) for name in VARIABLES}
        self.functions = {**operators.FUNCTIONS, **_asking(held)}


Program = Callable[[Seen], Outcome]


class Engine:
    """Reads expressions; making one takes a while."""

    def __init__(self) -> None:
        self._environment = celpy.Environment()

    def compile(self, text: str) -> Program | tuple[Problem, ...]:
        """Return what evaluates an expression, or all that is wrong with it."""
        try:
            tree = self._environment.compile(text)
        except CELParseError as error:
            return (_syntax_problem(text, error),)
        except ValueError as error:
            return (Problem(1, 1, str(error)[:200]),)
        if problems := find_problems(tree):
            return problems
        return lambda seen: self._evaluate(tree, seen)

    def _evaluate(self, tree: lark.Tree[lark.Token], seen: Seen) -> Outcome:
        program = self._environment.program(tree, functions=seen.functions)
        try:
            value = program.evaluate(seen.variables)
        except CELEvalError as error:
            return Outcome(failure=failures.in_words(error))
        except RecursionError:
            return Outcome(failure="it is nested too deeply.")
        except MemoryError:
            return Outcome(failure="it needs too much memory.")
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            return Outcome(failure=f"{str(error)[:200] or type(error).__name__}.")
        if not isinstance(value, celtypes.BoolType):
            sort = failures.sort_of(value)
            return Outcome(failure=f"it has to say true or false, and gives {sort}.")
        return Outcome(fires=bool(value))


def to_cel(held: Json) -> Any:
    """Plain data as the library has it."""
    match held:
        case {inputs.FIGURE: str(figure), **rest} if not rest:
            return celtypes.DoubleType(float(figure))
        case {inputs.DAY: str(day), **rest} if not rest:
            return celtypes.TimestampType(datetime.fromisoformat(day).replace(tzinfo=UTC))
        case dict():
            return celtypes.MapType({_MADE[str](k): to_cel(one) for k, one in held.items()})
        case list():
            return celtypes.ListType([to_cel(one) for one in held])
        case None:
            return None
    return _MADE[type(held)](held)


def _asking(seen: Mapping[str, Json]) -> dict[str, Any]:
    """The functions that look into the document at hand."""
    found: dict[str, Any] = {}
    for name in ("answered", "asked", "excused"):
        keys = frozenset(cast("list[str]", seen[name]))
        found[name] = lambda key, keys=keys: celtypes.BoolType(str(key) in keys)
    return found


def _syntax_problem(text: str, error: CELParseError) -> Problem:
    token = getattr(error.__context__, "token", None)
    line, column = error.line or 0, error.column or 0
    lines = text.splitlines() or [""]
    if getattr(token, "type", "") == "$END" or not 1 <= line <= len(lines):
        return Problem(len(lines), len(lines[-1]) + 1, NOT_CLOSED)
    rest = lines[line - 1][max(column - 1, 0) :].strip()
    if rest[:1] in ("'", '"'):
        return Problem(line, column, "This quotation mark is not closed.")
    if rest[:1] == "=":
        return Problem(line, column, "Two values are compared with ==.")
    return Problem(line, column, f"“{rest[:20]}” is not expected here.")
