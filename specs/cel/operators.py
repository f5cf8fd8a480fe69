"""Comparing and reckoning as CEL defines it, where the library is stricter; and our functions."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from celpy import celtypes
from celpy.evaluation import CELEvalError

from specs.cel.failures import sort_of

Value: TypeAlias = Any


def compared(compare: Callable[[Any, Any], Any]) -> Callable[[Value, Value], Value]:
    """Let whole numbers and those with decimals be compared with each other."""

    def run(left: Value, right: Value) -> Value:
        if failed := _failed(left, right):
            return failed
        if is_number(left) and is_number(right):
            return celtypes.BoolType(compare(_plain(left), _plain(right)))
        if left is None or right is None:
            raise TypeError
        return celtypes.BoolType(bool(compare(left, right)))

    return run


def equal(left: Value, right: Value) -> Value:
    """Say whether two values are the same; values of different sorts are not."""
    if failed := _failed(left, right):
        return failed
    if is_number(left) and is_number(right):
        return celtypes.BoolType(_plain(left) == _plain(right))
    if left is None or right is None or sort_of(left) != sort_of(right):
        return celtypes.BoolType(left is None and right is None)
    if isinstance(left, celtypes.ListType):
        same = len(left) == len(right) and all(map(equal, left, right))
        return celtypes.BoolType(same)
    return celtypes.BoolType(bool(left == right))


def differs(left: Value, right: Value) -> Value:
    """Say whether two values are not the same."""
    return _failed(left, right) or celtypes.BoolType(not equal(left, right))


def holds(item: Value, container: Value) -> Value:
    """Say whether something is among the entries of a list, or the names of a map."""
    if failed := _failed(item, container):
        return failed
    if isinstance(container, celtypes.ListType):
        return celtypes.BoolType(any(equal(item, one) for one in container))
    if isinstance(container, celtypes.MapType):
        return celtypes.BoolType(item in container)
    raise TypeError


def reckoned(reckon: Callable[[Any, Any], Any]) -> Callable[[Value, Value], Value]:
    """Let whole numbers and those with decimals be reckoned with each other."""

    def run(left: Value, right: Value) -> Value:
        if failed := _failed(left, right):
            return failed
        are_whole = isinstance(left, celtypes.IntType) and isinstance(right, celtypes.IntType)
        if is_number(left) and is_number(right) and not are_whole:
            return celtypes.DoubleType(
                reckon(celtypes.DoubleType(left), celtypes.DoubleType(right))
            )
        found = reckon(left, right)
        return celtypes.StringType(found) if isinstance(found, str) else found

    return run


def words(text: Value) -> Value:
    """Count the words of a text."""
    if not isinstance(text, celtypes.StringType):
        return _refused("words(text)", text)
    return celtypes.IntType(len(text.split()))


def lower(text: Value) -> Value:
    """Return a text in small letters."""
    if not isinstance(text, celtypes.StringType):
        return _refused("lower(text)", text)
    return celtypes.StringType(text.lower())


def days(start: Value, end: Value) -> Value:
    """Count the days from one moment to another; null where one is blank."""
    for moment in (start, end):
        if moment is not None and not isinstance(moment, celtypes.TimestampType):
            return _refused("days(from, to)", moment)
    if start is None or end is None:
        return None
    return celtypes.IntType((end - start).days)


def total(entries: Value) -> Value:
    """Add the numbers of a list; blank ones count as nothing."""
    if not isinstance(entries, celtypes.ListType):
        return _refused("sum(list)", entries)
    for one in entries:
        if one is not None and not is_number(one):
            return _refused("sum(list)", one)
    return celtypes.DoubleType(sum(_plain(one) for one in entries if one is not None))


def _refused(form: str, given: Value) -> Value:
    if isinstance(given, CELEvalError):
        return given
    return CELEvalError(f"{form} cannot be used on {sort_of(given)}")


def _failed(left: Value, right: Value) -> Value:
    if isinstance(left, CELEvalError):
        return left
    return right if isinstance(right, CELEvalError) else None


def _plain(number: Value) -> int | float:
    return float(number) if isinstance(number, float) else int(number)


def is_number(value: Value) -> bool:
    """Say whether a value is a number; true and false are not, though Python counts them in."""
    return isinstance(value, int | float) and not isinstance(value, bool | celtypes.BoolType)


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "_<_": compared(operator.lt),
    "_<=_": compared(operator.le),
    "_>_": compared(operator.gt),
    "_>=_": compared(operator.ge),
    "_==_": equal,
    "_!=_": differs,
    "_in_": holds,
    "_+_": reckoned(operator.add),
    "_-_": reckoned(operator.sub),
    "_*_": reckoned(operator.mul),
    "_/_": reckoned(operator.truediv),
    "words": words,
    "lower": lower,
    "days": days,
    "sum": total,
}
