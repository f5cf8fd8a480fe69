"""On which answers an attribute of a draft can depend, to be chosen from a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specs.domain.attribute import Attribute, Kind, Template


@dataclass(frozen=True, slots=True)
class Wish:
    """A condition, and how it reads."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """All conditions about one attribute."""

    title: str
    choices: tuple[Wish, ...]


def offered(template: Template, key: str) -> tuple[Wishes, ...]:
    """What an attribute can depend on: the closed questions of the template beside it."""
    others = (a for a in template.attributes.values() if a.key != key)
    return tuple(Wishes(a.title, choices) for a in others if (choices := tuple(_wishes(a))))


def _wishes(attribute: Attribute) -> Iterator[Wish]:
    match attribute.kind:
        case Kind.YES_NO:
            yield Wish(attribute.key, f"{attribute.title}: yes")
        case Kind.CHOICE:
            for option in attribute.options:
                text = f"{attribute.key} == {option.value}"
                yield Wish(text, f"{attribute.title}: {option.label}")
        case Kind.MULTI_CHOICE:
            for option in attribute.options:
                text = f"{attribute.key} contains {option.value}"
                yield Wish(text, f"{attribute.title}: among them {option.label}")
