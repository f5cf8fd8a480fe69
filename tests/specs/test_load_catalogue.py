"""Loading the catalogue: a changed template makes a new version and leaves the old ones alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import call_command

from accounts.actions import load_roles
from accounts.models import StakeholderRole
from specs import catalogue
from specs.management.commands.load_catalogue import publish
from specs.models import SpecTemplate
from trail.domain.canonical import digest
from trail.models import Event

pytestmark = pytest.mark.django_db


def load() -> None:
    """Load what the files hold."""
    call_command("load_catalogue", verbosity=0)


def test_loading_twice_changes_nothing() -> None:
    load()
    before = list(SpecTemplate.objects.values()), list(StakeholderRole.objects.values())

    load()

    assert (list(SpecTemplate.objects.values()), list(StakeholderRole.objects.values())) == before
    assert Event.objects.filter(kind="template.published").count() == len(catalogue.templates())


def test_a_changed_template_makes_the_next_version_and_keeps_the_old() -> None:
    load()
    first = SpecTemplate.objects.get(key="ml_model_spec")

    second = publish(replace(catalogue.template("ml_model_spec"), purpose="Another purpose."))

    assert second is not None
    assert (first.version, second.version) == (1, 2)
    assert second.template.purpose == "Another purpose."
    first.refresh_from_db()
    assert first.template.purpose == catalogue.template("ml_model_spec").purpose
    assert first.digest == digest(first.definition)


def test_going_back_to_an_old_text_is_a_new_version_too() -> None:
    load()
    publish(replace(catalogue.template("ml_model_spec"), purpose="Another purpose."))

    load()

    versions = SpecTemplate.objects.filter(key="ml_model_spec").order_by("version")
    assert [template.version for template in versions] == [1, 2, 3]
    assert versions[0].digest == versions[2].digest


def test_a_stored_template_reads_back_as_it_was() -> None:
    load()

    stored = {row.key: row.template for row in SpecTemplate.objects.all()}
    assert stored == catalogue.templates()


def test_a_changed_role_is_brought_up_to_date_and_none_is_removed() -> None:
    load()
    finance = {**catalogue.roles()["finance"], "label": "Finance and controlling"}

    written = load_roles(roles={"finance": finance})

    assert written == 1
    assert StakeholderRole.objects.get(key="finance").label == "Finance and controlling"
    assert StakeholderRole.objects.count() == len(catalogue.roles()) == 10
