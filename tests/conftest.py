"""What all tests share: a real worker, a real browser, and folders of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from specs.documents import find_template
from tests.workers import Workers

# Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytest_plugins = [
    name
    for name in (
        "tests.trail_fixtures",
        "tests.cast",
        "tests.browsing",
        "tests.browser.walking",
        "tests.accounts.provider",
        "tests.accounts.sign_on_scene",
    )
    if find_spec(name)
]


def pytest_configure(config: pytest.Config) -> None:
    """Give each of several test processes a Valkey database and folders of its own."""
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    if settings.REDIS_URL.startswith("unix://"):
        number = worker.removeprefix("gw")
        settings.REDIS_URL += f"?db={number}"
        settings.CELERY_BROKER_URL += f"?virtual_host={number}"
        settings.CACHES["volatile"]["LOCATION"] = settings.REDIS_URL
    # Fifty writers queue for four connections; on a busy machine that takes its time.
    settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 60
    # Nothing is collected for tests: files are served as they stand, under their own names.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"]["BACKEND"] = plain
    settings.VAR = Path(settings.VAR) / worker
    settings.EXPORTS_ROOT = settings.VAR / "exports"
    settings.KEYS_ROOT = settings.VAR / "keys"
    settings.STATIC_ROOT = settings.VAR / "static"
    for folder in (settings.EXPORTS_ROOT, settings.KEYS_ROOT, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def workers(django_db_setup: None) -> Iterator[Workers]:
    """Processes of the whole session over the test database; each test starts those it needs."""
    workers = Workers()
    yield workers
    workers.stop()


@pytest.fixture
def worker(workers: Workers) -> Workers:
    """Return the workers with one running that takes every queue. It sees committed rows only."""
    workers.start("worker")
    return workers


@pytest.fixture
def scheduler(workers: Workers) -> Workers:
    """Return the workers with the scheduler running, which sweeps up what nobody took."""
    workers.start("scheduler")
    return workers


@pytest.fixture(autouse=True)
def templates_of_this_test() -> None:
    """Forget the templates of earlier tests: in an emptied database their numbers come back."""
    find_template.cache_clear()


@pytest.fixture(autouse=True)
def counts_of_this_test(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Forget the tries to sign in that a test has committed: their table is no model's."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with django_db_blocker.unblock():
            cache.clear()
