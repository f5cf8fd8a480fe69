"""Asking a provider over the network: encrypted, briefly, no further than it was named."""

from __future__ import annotations

import time
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    import socket

PATIENCE = (3.05, 5)  # seconds: to connect, and between two pieces of an answer
LONGEST = 8.0  # seconds, for all of an answer
MOST = 256 * 1024  # bytes
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class NotAsked(requests.RequestException):
    """The address is none that may be asked, or its answer is none that may be read."""


def is_safe(url: str) -> bool:
    """Say whether an address may be asked: encrypted, or on this machine in the demo."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username or parts.password or not host:
        return False
    if parts.scheme == "https":
        return True
    return settings.DEMO and parts.scheme == "http" and (host in LOOPBACK or host == "::1")


def _check_peer(sock: socket.socket) -> socket.socket:
    """Hang up on an address inside one's own network, whatever its name resolved to before."""
    peer = ip_address(sock.getpeername()[0].split("%")[0])
    if not (peer.is_global or settings.SIGN_ON_PRIVATE_ADDRESSES):
        sock.close()
        raise NotAsked("not a public address")
    return sock


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn())


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn())


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


class CarefulSession(requests.Session):
    """A session that reads one JSON object from one address, and follows nobody elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("https://", _Adapter())
        self.mount("http://", _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002
        """Follow nobody; looking where to would read an answer of any length."""
        return

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask, and return the answer whole; anything but a JSON object is an error."""
        if not is_safe(str(url)):
            raise NotAsked("not an address that may be asked")
        kwargs |= {"timeout": PATIENCE, "allow_redirects": False, "stream": True}
        started = time.monotonic()
        with super().request(method, url, *args, **kwargs) as response:
            response._content = _read(response, started)  # noqa: SLF001 - what .content reads
        if response.is_redirect or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NotAsked(f"status {response.status_code}")
        if not isinstance(response.json(), dict):
            raise NotAsked("not a JSON object")
        response.headers["content-type"] = "application/json"
        return response


def _read(response: requests.Response, started: float) -> bytes:
    found = b""
    for piece in response.iter_content(16 * 1024):
        found += piece
        if len(found) > MOST or time.monotonic() - started > LONGEST:
            raise NotAsked("too long an answer")
    return found


def fetch(url: str, **headers: str) -> dict[str, Any]:
    """Return the JSON object at an address."""
    with CarefulSession() as session:
        response = session.get(url, headers={"Accept": "application/json", **headers})
        response.raise_for_status()
        found: dict[str, Any] = response.json()
        return found
