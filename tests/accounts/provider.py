"""Runs the provider for a test, changes its people, and goes through its pages as a person does."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.hashers import MD5PasswordHasher

from accounts.models import Organisation
from config.processes import guard, spawn, stop
from tests.browsing import free_port

CLIENT_ID = "countersign"
CLIENT_SECRET = "a secret of two"
PASSWORD = "at the provider"
PATIENCE = 30
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Provider:
    """One provider: its process, its address, its file of people."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def issuer(self) -> str:
        """What it calls itself."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        (self.folder / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        command = [*guard("TERM"), sys.executable, "-W", "ignore", "-m"]
        command += ["tests.accounts.oidc_provider.serve", str(self.port)]
        log = self.folder / "log"
        self.process = spawn(command, log=log, env={"PROVIDER_FOLDER": str(self.folder)})
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                message = f"the provider did not start:\n{log.read_text()}"
                raise RuntimeError(message)
            time.sleep(0.1)

    def stop(self) -> None:
        """End it."""
        if self.process:
            stop(self.process, grace=5)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.issuer}/.well-known/jwks.json", timeout=2):  # noqa: S310
                return True
        except OSError:
            return False

    def run(self, sql: str, *values: object) -> int:
        """Change its file of people; return the number of the new row, if there is one."""
        with sqlite3.connect(self.folder / "provider.sqlite3", timeout=10) as base:
            return base.execute(sql, values).lastrowid or 0

    def empty(self) -> None:
        """Forget everybody."""
        tables = ("allauth_idp_oidc_token", "account_emailaddress", "django_session", "auth_user")
        for table in tables:
            self.run(f"DELETE FROM {table}")

    def serves(self, organisation: Organisation, public_url: str) -> None:
        """Know where to send people back to."""
        back = f"{public_url}/sign-in/{organisation.pk}/back/"
        self.run("UPDATE allauth_idp_oidc_client SET redirect_uris = ?", back)

    def add(self, email: str, name: str = "", *, is_verified: bool = True) -> int:
        """Add a person; return their subject."""
        first, _, last = name.partition(" ")
        user = self.run(
            "INSERT INTO auth_user (username, email, password, first_name, last_name, is_active,"
            " is_staff, is_superuser, date_joined) VALUES (?, ?, ?, ?, ?, 1, 0, 0, '2026-01-01')",
            email,
            email,
            MD5PasswordHasher().encode(PASSWORD, "salt"),
            first,
            last,
        )
        self.run(
            'INSERT INTO account_emailaddress (email, verified, "primary", user_id)'
            " VALUES (?, ?, 1, ?)",
            email,
            is_verified,
            user,
        )
        return user

    def rename(self, subject: int, email: str, *, is_verified: bool = True) -> None:
        """Give a person another address, under which they also sign in."""
        self.run("UPDATE auth_user SET email = ?, username = ? WHERE id = ?", email, email, subject)
        self.run(
            "UPDATE account_emailaddress SET email = ?, verified = ? WHERE user_id = ?",
            email,
            is_verified,
            subject,
        )


class Visitor:
    """Somebody's browser at the provider: it keeps cookies, and stops where it would leave."""

    def __init__(self, provider: Provider, email: str) -> None:
        self.provider, self.email = provider, email
        self.browser = requests.Session()

    def go(self, address: str) -> str:
        """Follow the provider's pages from an address; return where they lead back to."""
        for _step in range(12):
            if not address.startswith(self.provider.issuer):
                return address
            answer = self.browser.get(address, allow_redirects=False, timeout=10)
            if answer.status_code == requests.codes.ok:
                answer = self._fill(address, answer.text)
            assert answer.is_redirect, (address, answer.status_code, answer.text[-2000:])
            address = urljoin(address, answer.headers["Location"])
        raise AssertionError(address)

    def _fill(self, address: str, page: str) -> requests.Response:
        """Type address and password, or the password alone where only that is asked for."""
        token = CSRF.search(page)
        assert token, page[-2000:]
        fields = {"csrfmiddlewaretoken": token[1], "login": self.email, "password": PASSWORD}
        return self.browser.post(address, fields, allow_redirects=False, timeout=10)


def path_of(address: str) -> str:
    """Return the part of an address that the test's own client asks for."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _running(folder: Path) -> Iterator[Provider]:
    provider = Provider(folder, free_port())
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def _provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    yield from _running(tmp_path_factory.mktemp("provider"))


@pytest.fixture(scope="session")
def _other_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    yield from _running(tmp_path_factory.mktemp("other-provider"))


@pytest.fixture
def provider(_provider: Provider) -> Provider:
    """Return a provider that nobody is known to yet."""
    _provider.empty()
    return _provider


@pytest.fixture
def other_provider(_other_provider: Provider) -> Provider:
    """Return another issuer, with a key and people of its own."""
    _other_provider.empty()
    return _other_provider
