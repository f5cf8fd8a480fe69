"""Who writes an organisation's own templates, and one that is begun."""

from __future__ import annotations

import pytest
from django.test import Client

from specs import actions
from specs.models import SpecTemplate, TemplateDraft
from tests.cast import Cast


@pytest.fixture
def jonas(client: Client, people: Cast) -> Client:
    """Sign the administrator in."""
    client.force_login(people.jonas)
    return client


@pytest.fixture
def draft(people: Cast) -> TemplateDraft:
    """Return a copy of the one-page kickoff, as Meridian begins its own."""
    source = SpecTemplate.objects.get(organisation=None, key="one_page_kickoff")
    return actions.copy_template(organisation=people.meridian, source=source, by=people.jonas)
