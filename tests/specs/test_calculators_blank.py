"""The calculators of a spec in which nothing was answered yet."""

from __future__ import annotations

from django.test import Client

from specs.domain.calculators import CALCULATORS
from specs.models import Spec, SpecTemplate
from tests.cast import Cast, sign_in
from tests.make import make_spec


def page(client: Client, spec: Spec, code: str) -> str:
    return client.get(f"/specs/{spec.pk}/calculators/{code}/").content.decode()


def test_a_blank_spec_says_what_is_missing(
    client: Client, people: Cast, catalogue_rows: None
) -> None:
    dana = sign_in(client, people.dana)
    full = SpecTemplate.objects.get(organisation=None, key="full_spec")
    spec = make_spec(people, full)

    for one in CALCULATORS:
        assert "Fill from the answers" in page(dana, spec, one.code)
    assert "Not enough data: Cost of one false positive is blank." in page(dana, spec, "CALC-02")
