"""What holds for the project as a whole: templates compile, no migration is missing."""

from __future__ import annotations

import importlib
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from jobs.models import Job

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.*")
)
# WeasyPrint's, not a browser's: no security policy applies to them.
PRINTED = [path for path in TEMPLATES if "pdf" in str(path)]
LONGEST_TEMPLATE = 120
APPS = ("config", "reviews", "specs", "accounts", "trail", "jobs")


@pytest.mark.parametrize("name", [str(path) for path in TEMPLATES])
def test_a_template_compiles_and_is_short(name: str) -> None:
    get_template(name)

    lines = (ROOT / "templates" / name).read_text().count("\n")
    assert lines <= LONGEST_TEMPLATE


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=said)

    assert said.getvalue() == "No changes detected\n"


@pytest.mark.parametrize("name", ["style=", "onclick=", "onchange=", "hx-on", "<style", "js:"])
def test_nothing_in_a_page_needs_inline_code(name: str) -> None:
    guilty = [
        str(path)
        for path in TEMPLATES
        if path.suffix == ".html"
        and path not in PRINTED
        and name in (ROOT / "templates" / path).read_text()
    ]

    assert guilty == []


def test_the_task_of_every_job_exists() -> None:
    jobs = [model for model in apps.get_models() if issubclass(model, Job)]

    assert jobs
    for model in jobs:
        module, _, name = model.task.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("app", APPS)
def test_a_module_says_first_what_it_holds(app: str) -> None:
    modules = [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    silent = [
        str(path)
        for path in modules
        if path.stat().st_size and not path.read_text().startswith('"""')
    ]

    assert silent == []


@pytest.mark.django_db
def test_machines_may_ask_without_signing_in(client: Client) -> None:
    alive, ready = client.get(reverse("healthz")), client.get(reverse("readyz"))

    assert (alive.status_code, alive.content) == (200, b"ok\n")
    assert ready.status_code == 200
    assert ready.json()["ready"] is True
