"""P1, P2, P3, P17, P18: a save and a page by our server, against the yardstick in the same run."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from bench import world
from bench.fields import FIELDS, SECTION, values
from bench.load import Client, drive
from bench.rows import Row
from bench.servers import Server, postgres_time, serve
from specs.domain.attribute import Kind

CLIENTS, WARM_UP = 8, 200
ROUNDS, REQUESTS = 5, 400
BARE = "bench.bare.settings"
# One text in four brings a finding, so half of the saves change findings and counts.
PLAIN = "Alerts reach the analysts within the hour, and each states the three strongest reasons. "
TEXTS = (
    f"{PLAIN}Today 41 % of them are looked at too late to stop the payment.",
    f"{PLAIN}The bank loses 2.3 million euros a year to fraud on cards.",
    f"{PLAIN}It must be fast and user-friendly, etc.",
    f"{PLAIN}In 2025 a third of the disputed payments were fraud.",
)


@dataclass(frozen=True)
class Both:
    """Our server and the yardstick, with the clients of each."""

    desks: list[world.Desk]
    ours: Server
    bare: Server
    our_clients: list[Client]
    bare_clients: list[Client]

    def against(self, deed: Callable[[Client], object]) -> tuple[float, float, float]:
        """Return milliseconds of processors for one of our requests, a bare one, and the ratio."""
        drive(self.our_clients, deed, WARM_UP)
        drive(self.bare_clients, deed, WARM_UP)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(cost(self.ours, self.our_clients, deed))
            bare.append(cost(self.bare, self.bare_clients, deed))
        ratio = median(one / other for one, other in zip(ours, bare, strict=True))
        return median(ours) * 1000, median(bare) * 1000, ratio


def cost(
    server: Server,
    clients: list[Client],
    deed: Callable[[Client], object],
    requests: int = REQUESTS,
) -> float:
    """Return the seconds that the processors spend on one request, PostgreSQL's included."""
    before = server.processor_time() + postgres_time()
    drive(clients, deed, requests)
    return (server.processor_time() + postgres_time() - before) / requests


@contextlib.contextmanager
def both() -> Iterator[Both]:
    """Start both servers over databases of their own, with the same documents in them."""
    desks = world.prepare(CLIENTS)
    sessions = prepare_bare()
    with (
        serve("config.wsgi:application", "config.settings") as ours,
        serve("bench.bare.wsgi:application", BARE) as bare,
    ):
        our_clients = [our_client(ours.port, desk) for desk in desks]
        bare_clients = [bare_client(bare.port, *named) for named in enumerate(sessions, 1)]
        for client in (*our_clients, *bare_clients):
            assert client.read().count(b"<form") >= len(FIELDS)
        yield Both(desks, ours, bare, our_clients, bare_clients)


def prepare_bare() -> list[str]:
    """Make the yardstick's database and return a session for each of its documents."""
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS bare WITH (FORCE)")
        cursor.execute("CREATE DATABASE bare")
    command = [sys.executable, "-m", "bench.bare", str(CLIENTS)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": BARE}
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE)
    sessions: list[str] = json.loads(done.stdout)
    return sessions


def texts_saved() -> list[str]:
    """Return the keys of the long texts among the fields."""
    return [field.key for field in FIELDS if field.kind is Kind.LONG_TEXT]


def our_client(port: int, desk: world.Desk) -> Client:
    here = f"/specs/{desk.spec.pk}"
    return Client(
        port,
        cookies={settings.SESSION_COOKIE_NAME: desk.session},
        page=f"{here}/write/{SECTION}/",
        saves={key: f"{here}/answers/{key}/" for key in texts_saved()},
        texts=TEXTS,
        versions={key: int(key in values()) for key in texts_saved()},
    )


def bare_client(port: int, number: int, session: str) -> Client:
    return Client(
        port,
        cookies={"sessionid": session},
        page=f"/{number}/",
        saves={key: f"/{number}/answers/{key}/" for key in texts_saved()},
        texts=TEXTS,
        versions=dict.fromkeys(texts_saved(), 0),
    )


def measure(asked: set[str]) -> Iterator[Row]:
    """Measure the figures of the web server that are asked for."""
    figures = {
        "P1": autosave,
        "P2": section_page,
        "P3": round_trips,
        "P17": memory,
        "P18": latency,
    }
    if asked.intersection(figures):
        with both() as servers:
            yield from (figure(servers) for number, figure in figures.items() if number in asked)


def autosave(servers: Both) -> Row:
    """P1: a save with permission, version, trail, checks and fragment."""
    ours, bare, ratio = servers.against(Client.save)
    return Row(
        number="P1",
        what="autosave: CPU of server and PostgreSQL",
        measured=f"{ours:.2f} ms",
        reference=f"bare save {bare:.2f} ms",
        ratio=ratio,
        must="<= 1.0x",
        goal="<= 0.6x",
        holds=ratio <= 1.0,
    )


def section_page(servers: Both) -> Row:
    """P2: a section with its navigation and findings."""
    ours, bare, ratio = servers.against(Client.read)
    return Row(
        number="P2",
        what=f"section page of {len(FIELDS)} fields: CPU of server and PostgreSQL",
        measured=f"{ours:.2f} ms",
        reference=f"bare page {bare:.2f} ms",
        ratio=ratio,
        must="<= 1.0x",
        goal="<= 0.5x",
        holds=ratio <= 1.0,
    )


def round_trips(servers: Both) -> Row:
    """P3: statements that one request sends, those of the session included."""
    reader, client = Browser(), servers.our_clients[0]
    reader.cookies[settings.SESSION_COOKIE_NAME] = servers.desks[0].session
    key, save = next(iter(client.saves.items()))
    answer = {"op_id": str(uuid4()), "base_version": client.versions[key], "value": TEXTS[0]}
    assert reader.get(client.page).status_code == 200  # what a process reads once
    counts = [
        statements(lambda: reader.post(save, answer, headers={"HX-Request": "true"})),
        statements(lambda: reader.get(client.page)),
        statements(lambda: reader.get("/specs/")),
    ]
    client.versions[key] += 1
    return Row(
        number="P3",
        what="SQL round trips: autosave / section page / list",
        measured=" / ".join(map(str, counts)),
        must="5 / 5 / 4",
        goal="3 / 3 / 2",
        holds=all(count <= most for count, most in zip(counts, (5, 5, 4), strict=True)),
    )


def statements(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


def memory(servers: Both) -> Row:
    """P17: what the web tier holds after all that."""
    held = servers.ours.memory() / 2**20
    return Row(
        number="P17",
        what="memory of the web tier, 2 workers",
        measured=f"{held:.0f} MiB",
        reference=f"bare {servers.bare.memory() / 2**20:.0f} MiB",
        must="<= 260 MiB",
        goal="<= 180 MiB",
        holds=held <= 260,
    )


def latency(servers: Both) -> Row:
    """P18: how much longer the slowest saves take than the usual one."""
    for client in servers.our_clients:
        client.taken.clear()
    drive(servers.our_clients, Client.save, ROUNDS * REQUESTS)
    taken = [seconds for client in servers.our_clients for seconds in client.taken]
    cuts = quantiles(taken, n=100)
    usual, slow = cuts[49], cuts[98]
    return Row(
        number="P18",
        what=f"autosave by {CLIENTS} clients: p99 against p50",
        measured=f"{slow * 1000:.1f} ms",
        reference=f"p50 {usual * 1000:.1f} ms",
        ratio=slow / usual,
        must="<= 4x",
        goal="<= 2.5x",
        holds=slow / usual <= 4,
    )
