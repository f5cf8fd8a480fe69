"""Says in words why an expression could not be evaluated."""

from __future__ import annotations

import re
from typing import Any

from celpy import celtypes
from celpy.evaluation import CELEvalError

SORTS: tuple[tuple[type, str], ...] = (
    (celtypes.BoolType, "true or false"),
    (celtypes.StringType, "a text"),
    (celtypes.IntType, "a whole number"),
    (celtypes.DoubleType, "a number"),
    (celtypes.ListType, "a list"),
    (celtypes.MapType, "a map"),
    (celtypes.TimestampType, "a day"),
    (celtypes.DurationType, "a length of time"),
    (str, "a text"),
    (float, "a number"),
)
BY_NAME = {cls.__name__: words for cls, words in SORTS} | {"NoneType": "nothing (null)"}
SIGNS = {
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
    "relation_in": "in",
    "addition_add": "+",
    "addition_sub": "−",
    "multiplication_mul": "×",
    "multiplication_div": "/",
    "multiplication_mod": "%",
    "unary_not": "!",
    "unary_neg": "−",
    "_?_:_": "? :",
    "_&&_": "&&",
    "_||_": "||",
}
_OVERLOAD = re.compile(r"no matching overload for (?:Token\('RULE', '(\w+)'\)|(\S+)) applied to")
_PART = re.compile(r"type: '<class '(?:\w+\.)*(\w+)'>' does not support field selection")
_MEMBER = re.compile(r"no such member in mapping: \W*(\w+)")
_INNER = re.compile(r"CELEvalError\(\*\((['\"])(.*?)\1, <class")
_CLASS = re.compile(r"<class '(?:\w+\.)*(\w+)'>")
VAGUE = "no such overload"
_KNOWN = {
    "modulus or divide by zero": "something is divided by nothing",
    "divide by zero": "something is divided by nothing",
    "invalid_argument": "a list has no entry at this place",
    "return error for overflow": "a value cannot be turned into another sort, or is too large",
    VAGUE: "a value is of another sort than expected here",
}


def in_words(error: CELEvalError) -> str:
    """Return why, with the place in the expression."""
    text = str(error.args[0]) if error.args else ""
    inner = _INNER.search(str(error.args[2])) if text == VAGUE and len(error.args) > 2 else None
    if inner:  # exists() and all() put what failed for an entry inside
        text = inner[2]
    place = f" (line {error.line}, column {error.column})" if error.line else ""
    return f"{_reason(text, error)}{place}."


def _reason(text: str, error: CELEvalError) -> str:
    if found := _OVERLOAD.search(text):
        sign = SIGNS.get(found[1] or found[2], "this")
        sorts = [BY_NAME.get(name, "a value") for name in _CLASS.findall(text)]
        return f"{sign} cannot be used on {' and '.join(sorts) or 'these values'}"
    if found := _PART.search(text):
        return f"a part is asked of {BY_NAME.get(found[1], 'a value')}, which has none"
    if found := _MEMBER.search(text):
        return f"there is no “{found[1]}” here"
    if text == "no such key":
        key = error.args[2][0] if len(error.args) > 2 and error.args[2] else ""
        return f"there is no “{str(key)[:60]}” here"
    return _KNOWN.get(text, text[:160] or "it failed")


def sort_of(value: Any) -> str:
    """Return what a value is, in words."""
    if value is None:
        return BY_NAME["NoneType"]
    return next((words for cls, words in SORTS if isinstance(value, cls)), "another sort of value")
