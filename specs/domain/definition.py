"""Plain data read strictly into dataclasses, and written back without what is blank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from trail.domain.canonical import Json

T = TypeVar("T")


class Malformed(ValueError):
    """A definition that does not say what it must, with the place where it fails."""


def to_plain(value: Any) -> Any:
    """Dataclasses as mappings without what is blank; figures as text."""
    if hasattr(value, "__dataclass_fields__"):
        pairs = ((f.name, getattr(value, f.name), f) for f in fields(value))
        return {name: to_plain(held) for name, held, f in pairs if not _is_default(f, held)}
    if isinstance(value, tuple | list):
        return [to_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: to_plain(entry) for key, entry in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return value


def _is_default(described: Any, held: object) -> bool:
    return (
        described.default is not MISSING
        and type(held) is type(described.default)
        and (held == described.default)
    )


def build(
    cls: Callable[..., T],
    data: Json,
    where: str,
    readers: Mapping[str, Callable[..., Any]],
) -> T:
    """One dataclass from its fields; what is unknown or missing is refused."""
    if not isinstance(data, dict):
        raise Malformed(f"{where}: expected fields, found {data!r}.")
    where = f"{where} {data.get('key') or data.get('value') or ''}".rstrip()
    unknown = [name for name in data if name not in readers]
    if unknown:
        raise Malformed(f"{where}: unknown field {', '.join(unknown)}.")
    values = {name: readers[name](held, f"{where}: {name}") for name, held in data.items()}
    needed = [f.name for f in fields(cls) if f.default is MISSING]  # type: ignore[arg-type]
    missing = [name for name in needed if name not in values]
    if missing:
        raise Malformed(f"{where}: {', '.join(missing)} is missing.")
    return cls(**values)


def as_text(data: Json, where: str) -> str:
    if not isinstance(data, str):
        raise Malformed(f"{where}: expected text, found {data!r}.")
    return data


def as_flag(data: Json, where: str) -> bool:
    if not isinstance(data, bool):
        raise Malformed(f"{where}: expected true or false, found {data!r}.")
    return data


def as_figure(data: Json, where: str) -> Decimal:
    held = as_text(data, where)
    if not held.removeprefix("-").replace(".", "", 1).isdecimal():
        raise Malformed(f"{where}: expected a figure, found {held!r}.")
    return Decimal(held)


def as_count(data: Json, where: str) -> int:
    held = as_text(data, where)
    if not held.isdecimal():
        raise Malformed(f"{where}: expected a whole number, found {held!r}.")
    return int(held)


def as_given(data: Json, where: str) -> Json:
    del where
    return data


def list_of(read: Callable[[Json, str], T]) -> Callable[[Json, str], tuple[T, ...]]:
    def read_list(data: Json, where: str) -> tuple[T, ...]:
        if not isinstance(data, list):
            raise Malformed(f"{where}: expected a list, found {data!r}.")
        read_entries = tuple(read(entry, where) for entry in data)
        keys = list(_keys(read_entries))
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise Malformed(f"{where}: {', '.join(repeated)} is there twice.")
        return read_entries

    return read_list


def _keys(entries: tuple[Any, ...]) -> Iterator[str]:
    for entry in entries:
        key = entry if isinstance(entry, str) else getattr(entry, "key", None)
        key = key if key is not None else getattr(entry, "value", None)
        if key is not None:
            yield key


def as_cells(data: Json, where: str) -> Mapping[str, str]:
    if not isinstance(data, dict):
        raise Malformed(f"{where}: expected a row, found {data!r}.")
    return {key: as_text(cell, f"{where}: {key}") for key, cell in data.items()}


def as_built(cls: type[T], readers: Mapping[str, Callable[..., Any]]) -> Callable[[Json, str], T]:
    return lambda data, where: build(cls, data, where, readers)
