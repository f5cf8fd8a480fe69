"""A real web server over the test database, and a browser for each person, watched for faults."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from accounts.models import User
from config.processes import guard, spawn, stop
from specs.models import SpecTemplate
from tests.cast import PASSWORD, Cast, make_cast
from tests.workers import environment

PATIENCE = 30
expect.set_options(timeout=10_000)
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# The browser says this of every answer that is not a 200; statuses are judged by themselves.
UNHASHED = re.compile(r"/static/js/[\w-]+\.js$")
NOT_A_FAULT = re.compile(r"^Failed to load resource")


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """The web server as a process of its own; it can be stopped and started at one address."""

    def __init__(self) -> None:
        self.port = free_port()
        # Passkeys belong to a name, so the browser has to come by one.
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until a page comes."""
        command = [*guard("TERM"), sys.executable, "-m", "granian", "--interface", "wsgi"]
        command += ["--no-ws", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        command += ["--blocking-threads", "4", "--log-level", "warning"]
        log = Path(settings.VAR) / "web.log"
        self.process = spawn([*command, "config.wsgi:application"], log=log, env=environment())
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                message = f"the web server did not start:\n{log.read_text()}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it; whoever comes finds nobody."""
        if self.process is not None:
            stop(self.process, grace=5)
            self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):  # noqa: S310
                return True
        except (OSError, urllib.error.URLError):
            return False


@dataclass
class Browsers:
    """Opens a browser of its own for each person, and notes what goes wrong in any of them."""

    browser: Browser
    site: Site
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def of(self, person: User, *, script: bool = True) -> Page:
        """Return a page of somebody who has signed in through the form."""
        page = self.nobody(script=script)
        sign_in(page, person.email)
        return page

    def nobody(self, *, script: bool = True) -> Page:
        """Return a page in a browser that nobody has signed in with."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce",
            java_script_enabled=script,
            accept_downloads=True,
            timezone_id="UTC",
            locale="en-GB",
        )
        context.set_default_timeout(15_000)
        context.on("console", self._heard)
        context.on("response", self._answered)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        self.contexts.append(context)
        return context.new_page()

    def allow(self, pattern: str) -> None:
        """Say which fault this test itself brings about."""
        self.allowed.append(pattern)

    def unexpected(self) -> list[str]:
        """Return what went wrong that the test did not bring about."""
        return [one for one in self.faults if not any(re.search(p, one) for p in self.allowed)]

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not NOT_A_FAULT.search(message.text):
            self.faults.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")
        if UNHASHED.search(response.url):
            self.faults.append(f"a module under a second name: {response.url}")


def launch_arguments() -> dict[str, Any]:
    """Return how to start the system's Chromium, which asks nobody on the network for anything."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", *quiet],
    }


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Drive the system's Chromium."""
    return launch_arguments()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in through the form, as people do."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def axe(page: Page, rules: Sequence[str] = EVERY_RULE) -> list[str]:
    """Return what axe finds serious or critical on a page as it stands."""
    # Describing everything that is right takes longer than finding what is wrong.
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[Site]:
    """Return the web server, as it runs in production: static files collected and compressed."""
    site = Site()
    # Mails hold the address; web server, worker and scheduler take it from the environment.
    os.environ["PUBLIC_URL"] = settings.PUBLIC_URL = site.url
    collect_static()
    site.start()
    yield site
    site.stop()


def collect_static() -> None:
    """Collect the static files under hashed names, which the web server's pages ask for.

    In another process, for here the tests ask for them under their plain names.
    """
    program = (
        "import django; django.setup();"
        "from config.management.commands.prepare import collect_changed; collect_changed()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=environment())


@pytest.fixture
def browsers(site: Site, browser: Browser) -> Iterator[Browsers]:
    """Return what opens browsers; whatever went wrong in them fails the test at its end."""
    cache.clear()  # tries to sign in are counted there, from one address for all tests
    browsers = Browsers(browser, site)
    yield browsers
    browsers.close()
    assert browsers.unexpected() == []


@pytest.fixture
def cast(committed: None, browsers: Browsers) -> Cast:
    """Return everybody, committed, so that the web server sees them."""
    call_command("load_catalogue", verbosity=0)
    return make_cast()


@pytest.fixture
def ml_template(cast: Cast) -> SpecTemplate:
    """Return the template of all specs."""
    return SpecTemplate.objects.get(organisation=None, key="ml_model_spec")
