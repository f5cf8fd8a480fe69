"""Clients that send one request after the other over connections that stay open."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

TOKEN = "b" * 32  # any secret will do: the cookie and the form must say the same
VERSION = re.compile(rb'data-version="(\d+)"')
FORM = "application/x-www-form-urlencoded"


@dataclass
class Client:
    """A browser: a connection, a session, and where it reads and writes."""

    port: int
    cookies: dict[str, str]
    page: str
    saves: dict[str, str]
    texts: tuple[str, ...]
    versions: dict[str, int] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        """Open the connection."""
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.headers = {"Cookie": f"csrftoken={TOKEN}; {cookies}"}

    def read(self) -> bytes:
        """Load the page once."""
        return self._send("GET", self.page, "", {})

    def save(self) -> None:
        """Save the next text in the next field, on top of what this client saved before."""
        keys = tuple(self.saves)
        key = keys[self.turn % len(keys)]
        text = self.texts[self.turn // len(keys) % len(self.texts)]
        self.turn += 1
        form = {"op_id": str(uuid.uuid4()), "base_version": self.versions[key], "value": text}
        headers = {"HX-Request": "true", "X-CSRFToken": TOKEN, "Content-Type": FORM}
        body = self._send("POST", self.saves[key], urlencode(form), headers)
        found = VERSION.search(body)
        assert found, body[:300]
        self.versions[key] = int(found[1])

    def _send(self, method: str, path: str, body: str, headers: dict[str, str]) -> bytes:
        start = time.perf_counter()
        self.connection.request(method, path, body, {**self.headers, **headers})
        response = self.connection.getresponse()
        received = response.read()
        self.taken.append(time.perf_counter() - start)
        assert response.status == 200, (response.status, path, received[:300])
        return received


def drive(clients: Iterable[Client], deed: Callable[[Client], object], times: int) -> None:
    """Let all clients do a thing so often, each in a thread of its own."""
    clients = list(clients)

    def work(client: Client) -> None:
        client.connection.close()  # the server may have, in the meantime; it opens by itself
        for _ in range(times // len(clients)):
            deed(client)

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients))
