"""A draft with what the calculators read, and its author."""

from __future__ import annotations

import pytest
from django.test import Client

from specs.catalogue import example
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import change, make_spec

STATED = (
    "framing.output_type",
    "errors.fp_cost",
    "errors.fn_cost",
    "policy.threshold",
    "business.annual_value",
    "business.build_cost",
    "business.annual_run_cost",
)


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def full(catalogue_rows: None) -> SpecTemplate:
    """Return the largest template, which asks for what every calculator needs."""
    return SpecTemplate.objects.get(organisation=None, key="full_spec")


@pytest.fixture
def spec(people: Cast, full: SpecTemplate) -> Spec:
    """Return a draft with those answers of the running example that calculators read."""
    spec = make_spec(people, full)
    for key in STATED:
        change(spec, key, example(key), people.dana)
    spec.refresh_from_db()
    return spec
