"""The canonical text of a value (RFC 8785): the only form in which anything is hashed here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NoReturn, TypeAlias

import rfc8785

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

LARGEST = 2**53 - 1
_WRITER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


class NotCanonical(ValueError):
    """A value that has no canonical text; the message says which and why."""


def canonical(value: Json) -> str:
    """Return the one text of ``value`` under RFC 8785; figures with a fraction must be text.

    The standard library's encoder writes the same text far faster than a pure Python one.
    It differs in what it lets pass, so the text is read back and compared, and in how it sorts
    keys outside the Basic Multilingual Plane, so values that hold such characters go the slow way.
    """
    try:
        text = _WRITER.encode(value)
        if _READER.decode(text) != value:
            message = "Only objects with text keys, lists, text, whole numbers, true, false, null."
            raise NotCanonical(message)
        units = len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        message = f"Half of a surrogate pair at {error.start}: this is not text."
        raise NotCanonical(message) from error
    except (TypeError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    except ValueError as error:  # NotCanonical is one; the encoder raises plain ones for NaN
        raise error if isinstance(error, NotCanonical) else NotCanonical(str(error)) from error
    return text if units == len(text) else rfc8785.dumps(value).decode()


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 form, as hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def _refuse_fraction(figure: str) -> NoReturn:
    message = f"{figure} is a floating-point number: write figures as text."
    raise NotCanonical(message)


def _whole(figure: str) -> int:
    number = int(figure)
    if abs(number) > LARGEST:
        message = f"{figure} is too large for a number: write it as text."
        raise NotCanonical(message)
    return number


_READER = json.JSONDecoder(
    parse_float=_refuse_fraction, parse_int=_whole, parse_constant=_refuse_fraction
)
