"""Every address, for every kind of person: whoever adds one says here who gets what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import pytest
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests.access_table import ARGUMENTS, PEOPLE, TABLE, Line, read
from tests.access_world import World, make_world
from tests.worlds import undone, world

Gaps: TypeAlias = tuple[str, ...]
pytestmark = pytest.mark.django_db
LINES = read(TABLE)


def addresses(
    resolver: URLResolver, space: str = "", gaps: Gaps = ()
) -> Iterator[tuple[str, Gaps]]:
    """Walk every address there is: its full name, and what it has to be given."""
    for entry in resolver.url_patterns:
        own = (*gaps, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}", own
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner, own)


ADDRESSES = dict(addresses(get_resolver()))


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Make the world once: it takes seconds, and no request changes it."""
    with world(django_db_blocker):
        yield make_world()


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert {line.name for line in LINES} == set(ADDRESSES)


def test_every_address_says_what_get_and_what_post_do() -> None:
    methods = {name: {line.method for line in LINES if line.name == name} for name in ADDRESSES}

    assert {name: asked for name, asked in methods.items() if asked != {"GET", "POST"}} == {}


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.method} {line.name}")
def test_who_gets_what(everything: World, line: Line) -> None:
    url = address(everything, line)
    found = {}
    for person in PEOPLE:
        with undone():
            found[person] = cell(everything.ask(line, url, person))

    assert found == dict(zip(PEOPLE, line.expected, strict=True))


def address(everything: World, line: Line) -> str:
    """Fill the gaps of an address with what is there."""
    spec = everything.specs.get(line.spec)
    known = everything.arguments | ARGUMENTS.get(line.name, {})
    known |= {"spec_id": spec.pk} if spec else {}
    return reverse(line.name, kwargs={gap: known[gap] for gap in ADDRESSES[line.name]})


def cell(response: HttpResponseBase) -> str:
    """Write an answer as the table does: "in" leads to signing in, "go" anywhere else."""
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response["Location"].startswith("/accounts/login/") else "go"
