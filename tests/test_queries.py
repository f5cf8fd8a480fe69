"""Every page asks PostgreSQL as often where there is much to show as where there is little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from tests.access_table import PEOPLE, TABLE, Line, read
from tests.access_world import World, make_world
from tests.growing import begin, grow
from tests.test_access import address
from tests.worlds import undone, world

# The first test makes the world, counts for all pages, and lets the world grow.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
# Whoever sees most of a page is asked about it.
EYES = ("author", "admin", "signer", "auditor", "nobody")
COLUMNS = {person: list(PEOPLE).index(person) for person in EYES}


def who_sees(line: Line) -> str | None:
    """Return the first of them to whom a page opens."""
    return next((one for one, at in COLUMNS.items() if line.expected[at] == "200"), None)


LINES = [
    (line, person)
    for line in read(TABLE)
    if line.method == "GET" and (person := who_sees(line)) is not None
]


@dataclass(frozen=True)
class Before:
    """A world that has grown, and how often its pages asked before."""

    grown: World
    asked: dict[tuple[str, str], int]


def asks(here: World, line: Line, person: str) -> int:
    """Return how many queries one page takes."""
    url = address(here, line)
    with undone():
        here.ask(line, url, person)  # what a process reads once
    with undone(), CaptureQueriesContext(connection) as captured:
        answer = here.ask(line, url, person)
    assert answer.status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


@pytest.fixture(scope="module")
def before(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Before]:
    """Count the queries of every page, then let everything grow."""
    with world(django_db_blocker):
        small = make_world()
        begin(small)
        asked = {(line.name, person): asks(small, line, person) for line, person in LINES}
        grow(small)
        yield Before(small, asked)


@pytest.mark.parametrize(
    ("line", "person"), LINES, ids=[f"{line.name} for {person}" for line, person in LINES]
)
def test_a_page_asks_no_more_where_there_is_more(before: Before, line: Line, person: str) -> None:
    assert asks(before.grown, line, person) <= before.asked[line.name, person]
