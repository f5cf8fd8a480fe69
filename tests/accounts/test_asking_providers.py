"""Asking a provider over the network: what is not asked, not read, and not followed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

import pytest
import requests

from accounts.single_sign_on import fetching
from accounts.single_sign_on.discovery import Unfit, discover
from accounts.single_sign_on.fetching import NotAsked, fetch, is_safe
from tests.accounts.provider import Provider

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def server() -> Iterator[tuple[str, list[Answer]]]:
    """Serve whatever the list's last entry answers; return where, and the list."""
    answers: list[Answer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers[-1](self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}", answers
    running.shutdown()
    running.server_close()


def say(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Answer with these bytes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example.com",
        "http://169.254.169.254/latest/meta-data",
        "ftp://login.example.com",
        "file:///etc/passwd",
        "https://user:secret@login.example.com",
        "https://",
        "//login.example.com",
        "http://localhost.example.com",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_only_encrypted_addresses_are_asked(url: str) -> None:
    assert not is_safe(url)


def test_this_machine_is_asked_without_encryption_in_the_demo_only(
    settings: Any,
) -> None:
    assert is_safe("http://localhost:8000")
    settings.DEMO = False
    assert not is_safe("http://localhost:8000")


def test_ones_own_network_is_not_asked_in_production(
    settings: Any, server: tuple[str, list[Answer]]
) -> None:
    url, answers = server
    asked = []
    answers.append(lambda request: asked.append(request.path))
    settings.SIGN_ON_PRIVATE_ADDRESSES = False

    with pytest.raises(requests.RequestException, match="not a public address"):
        fetch(url)
    assert asked == []


def test_a_redirect_is_not_followed(server: tuple[str, list[Answer]]) -> None:
    url, answers = server
    answers.append(say(b"{}", 302, Location=f"{url}/elsewhere"))

    with pytest.raises(NotAsked):
        fetch(url)


@pytest.mark.parametrize("body", [b"[]", b"1", b"<html>", b"", b"\xff\xfe"])
def test_only_a_json_object_is_read(server: tuple[str, list[Answer]], body: bytes) -> None:
    url, answers = server
    answers.append(say(body))

    with pytest.raises(requests.RequestException):
        fetch(url)


def test_a_long_answer_is_not_read_to_its_end(server: tuple[str, list[Answer]]) -> None:
    url, answers = server
    answers.append(say(b'{"x": "' + b"x" * 5_000_000 + b'"}'))

    with pytest.raises(NotAsked):
        fetch(url)


def test_a_slow_answer_is_not_waited_for(
    server: tuple[str, list[Answer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, answers = server

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        for _ in range(40):
            request.wfile.write(b"1\r\n \r\n")
            request.wfile.flush()
            time.sleep(0.05)

    answers.append(drip)
    monkeypatch.setattr(fetching, "LONGEST", 0.3)
    started = time.monotonic()

    with pytest.raises(requests.RequestException):
        fetch(url)
    assert time.monotonic() - started < 1.5


def test_a_real_provider_is_fit(provider: Provider) -> None:
    found = discover(provider.issuer)

    assert found.issuer == provider.issuer
    assert found.hosts == [f"localhost:{provider.port}"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issuer": "https://other.example"}, "calls itself https://other.example"),
        ({"token_endpoint": "http://inside.example/token"}, "no safe address for token_endpoint"),
        ({"jwks_uri": None}, "no safe address for jwks_uri"),
        ({"response_types_supported": ["id_token"]}, "authorization code flow"),
    ],
)
def test_a_provider_that_is_not_fit_is_told_why(
    server: tuple[str, list[Answer]], changes: dict[str, object], words: str
) -> None:
    url, answers = server
    said = {
        "issuer": url,
        "authorization_endpoint": f"{url}/authorize",
        "token_endpoint": f"{url}/token",
        "jwks_uri": f"{url}/keys",
    }
    answers.append(say(json.dumps(said | changes).encode()))

    with pytest.raises(Unfit, match=words):
        discover(url)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (say(b"<html>"), "no JSON document"),
        (say(b"{}", 404), "status 404"),
        (say(b"{}", 302, Location="/"), "cannot be read from here"),
    ],
)
def test_what_is_no_provider_is_told_so(
    server: tuple[str, list[Answer]], answer: Answer, words: str
) -> None:
    url, answers = server
    answers.append(answer)

    with pytest.raises(Unfit, match=words):
        discover(url)
