"""A result of a calculator that was written to an answer is taken back, or left for good reason."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from specs.models import Conflict, Spec
from tests.cast import Cast
from tests.make import change
from tests.specs.calculators.test_pages_of_calculators import THRESHOLD, posted, value, write


def undo(dana: Client, spec: Spec, reply: str) -> str:
    """Press Undo as the reply to a write offers it."""
    found = re.search(r'name="undo" value="([^"]+)"', reply)
    assert found
    return write(dana, spec, {"key": THRESHOLD, "undo": found[1], "fp_cost": "4", "fn_cost": "100"})


def test_a_result_is_taken_back(dana: Client, people: Cast, spec: Spec) -> None:
    change(spec, THRESHOLD, "0.2", people.dana)
    reply = write(dana, spec, posted(spec))

    again = undo(dana, spec, reply)

    assert again.startswith("200")
    assert "says again what it said before" in again
    assert value(spec) == "0.2"
    assert undo(dana, spec, reply).startswith("200")
    assert value(spec) == "0.2"


def test_what_was_changed_since_is_not_taken_back(dana: Client, people: Cast, spec: Spec) -> None:
    reply = write(dana, spec, posted(spec))
    change(spec, THRESHOLD, "0.3", people.dana)

    again = undo(dana, spec, reply)

    assert again.startswith("409")
    assert "was changed since, so it stays as it is" in again
    assert value(spec) == "0.3"
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("made_up", ["", "x", "0" * 32])
def test_nothing_is_taken_back_that_was_not_written(
    dana: Client, people: Cast, spec: Spec, made_up: str
) -> None:
    change(spec, THRESHOLD, "0.3", people.dana)

    reply = write(dana, spec, {"key": THRESHOLD, "undo": made_up, "fp_cost": "4", "fn_cost": "100"})

    assert reply.startswith("409")
    assert value(spec) == "0.3"


def test_a_field_in_conflict_is_not_offered_and_not_overwritten(
    dana: Client, people: Cast, spec: Spec
) -> None:
    change(spec, THRESHOLD, "0.2", people.dana)
    data = posted(spec)
    change(spec, THRESHOLD, "0.3", people.dana)
    write(dana, spec, data)
    assert Conflict.objects.open().filter(spec=spec).count() == 1

    page = dana.get(f"/specs/{spec.pk}/calculators/CALC-02/").content.decode()

    assert "Two texts wait there to be settled." in page
    assert 'name="key" value="' not in page
    assert value(spec) == "0.3"
