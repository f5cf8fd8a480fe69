"""When an attribute is shown or required, as far as other answers tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from specs.domain.attribute import Attribute, Json, Malformed

Read = Callable[[str], Json]

_FORM = re.compile(
    r"(?P<key>[a-z0-9_]+(?:\.[a-z0-9_]+)+)"
    r"(?: (?P<filled>filled)| (?P<test>==|!=|in|contains) (?P<options>\S.*))?"
)


class Asked(StrEnum):
    """What is asked of an answer."""

    YES = "yes"
    FILLED = "filled"
    IS = "=="
    IS_NOT = "!="
    IN = "in"
    CONTAINS = "contains"


@dataclass(frozen=True)
class Condition:
    """One question about the answer of one attribute."""

    key: str
    test: Asked
    options: tuple[str, ...] = ()

    @cached_property
    def holds(self) -> Callable[[Json], bool]:
        """Tells of an answer whether it is as asked; a blank one satisfies only "is not"."""
        options = self.options
        # The option alone, as a choice holds it and as a list of choices does.
        answered = (options[0], [options[0]]) if options else ()
        match self.test:
            case Asked.YES:
                return lambda value: value is True
            case Asked.FILLED:
                return lambda value: value not in (None, "", [], {})
            case Asked.IS:
                return lambda value: value in answered
            case Asked.IS_NOT:
                return lambda value: value not in answered
            case Asked.IN:
                return lambda value: value in options
            case Asked.CONTAINS:
                return lambda value: isinstance(value, list) and options[0] in value


@cache
def parse_condition(text: str) -> Condition:
    """The condition that a text states; blank text states none and is refused."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise Malformed(f"not a condition: {text!r}.")
    if found["filled"]:
        return Condition(found["key"], Asked.FILLED)
    if not found["test"]:
        return Condition(found["key"], Asked.YES)
    test = Asked(found["test"])
    if test is not Asked.IN:
        return Condition(found["key"], test, (found["options"].strip(),))
    options = tuple(option.strip() for option in found["options"].split(","))
    return Condition(found["key"], test, options)


def holds(text: str, read: Read) -> bool:
    """The condition is satisfied; one that is not there always is.

    ``read`` gives the value of a key in plain form, and None for what is blank, hidden or
    outside the template: so what depends on a hidden answer is hidden in turn.
    """
    if not text:
        return True
    condition = parse_condition(text)
    return condition.holds(read(condition.key))


def keys_of(text: str) -> frozenset[str]:
    """The keys that a condition reads."""
    return frozenset({parse_condition(text).key}) if text else frozenset()


def is_shown(key: str, attributes: Mapping[str, Attribute], read: Read) -> bool:
    """The attribute matters; an answer that is itself hidden reads as blank."""
    attribute = attributes.get(key)
    return attribute is not None and holds(
        attribute.show_when,
        lambda other: read(other) if is_shown(other, attributes, read) else None,
    )


def is_needed(key: str, attributes: Mapping[str, Attribute], read: Read) -> bool:
    """It is shown, and what makes it optional does not hold."""
    attribute = attributes.get(key)
    return (
        attribute is not None
        and is_shown(key, attributes, read)
        and holds(
            attribute.required_when,
            lambda other: read(other) if is_shown(other, attributes, read) else None,
        )
    )
