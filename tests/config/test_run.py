"""`make run` as a person sees it: it comes up, stays up, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.processes import started_at

pytestmark = pytest.mark.timeout(240)
PATIENCE = 90
# As a shell starts what ends with "&": deaf to this signal, and so are the children.
IN_BACKGROUND = ("sh", "-c", "trap '' QUIT; exec \"$@\"", "sh")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Run:
    """One `make run` over a folder of its own."""

    def __init__(self, var: Path, output: Path, **env: str) -> None:
        self.port = free_port()
        self.var = var
        self.output = output
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "MAKELEVEL"}
        }
        own = {"COUNTERSIGN_VAR": str(var), "PORT": str(self.port), **env}
        with self.output.open("ab") as out:
            self.process = subprocess.Popen(
                [*IN_BACKGROUND, sys.executable, "-m", "config.run"],
                env=inherited | own,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        """Return what it has printed."""
        return self.output.read_text()

    def await_ready(self) -> None:
        """Wait until it says where to go."""
        wait_for(lambda: "is ready" in self.said() or self.process.poll() is not None)
        assert "is ready" in self.said(), self.said()

    def status(self, path: str) -> int:
        """Return how a page answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as page:
            code: int = page.status
        return code

    def everyone(self) -> dict[int, str]:
        """Return every process that works on this folder, by number, with its command line."""
        mark = f"COUNTERSIGN_VAR={self.var}\0".encode()
        found = {}
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (place / "environ").read_bytes() + b"\0":
                    found[int(place.name)] = (place / "cmdline").read_bytes().decode()
            except OSError:
                continue
        return {pid: words for pid, words in found.items() if started_at(pid) is not None}

    def end(self) -> None:
        """Stop it whatever it does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


def wait_for(condition: Callable[[], Any]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Return what starts runs over one folder, and ends them."""
    runs: list[Run] = []

    def begin(**env: str) -> Run:
        runs.append(Run(tmp_path / "var", tmp_path / f"{len(runs)}.out", **env))
        return runs[-1]

    yield begin
    for run in runs:
        run.end()


def test_it_comes_up_stays_up_and_goes_without_a_trace(start: Callable[..., Run]) -> None:
    first = start()
    first.await_ready()
    second = start()
    second.process.wait(20)
    assert "already runs from this folder as process" in second.said()
    assert first.status("/healthz") == 200

    wait_for(lambda: sum("granian" in words for words in first.everyone().values()) >= 3)
    wait_for(lambda: any("beat" in words for words in first.everyone().values()))
    web = min(pid for pid, words in first.everyone().items() if "granian" in words)
    os.killpg(web, signal.SIGKILL)
    wait_for(lambda: "web ended" in first.said())
    wait_for(lambda: answers(first))

    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(30) == 0
    assert first.everyone() == {}
    assert first.said().endswith("countersign: stopped.\n")


def answers(run: Run) -> bool:
    """Say whether pages come."""
    try:
        return run.status("/healthz") == 200
    except OSError:
        return False


def test_data_stays_and_a_kill_is_cleaned_up(start: Callable[..., Run]) -> None:
    killed = start()
    killed.await_ready()
    key = (killed.var / "secret_key").read_text()
    killed.process.kill()
    wait_for(lambda: not killed.everyone())

    again = start()
    again.await_ready()

    assert (again.var / "secret_key").read_text() == key
    assert "preparing the data" in killed.said()
    assert "preparing the data" not in again.said()
    for _ in range(2):
        again.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    again.process.wait(10)
    assert again.everyone() == {}


def test_a_port_in_use_is_said_before_anything_starts(start: Callable[..., Run]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        run = start(PORT=str(port))

        assert run.process.wait(20) == 1
    assert run.said() == (
        f"countersign: Cannot listen on 127.0.0.1, port {port} (address already in use): "
        f"stop what listens there, or take another port: PORT={port + 1} make run\n"
    )
    assert not run.var.exists()


def test_a_port_that_is_none_is_said(start: Callable[..., Run]) -> None:
    run = start(PORT="eighty")

    assert run.process.wait(20) == 1
    assert "PORT is 'eighty': write a number" in run.said()


def test_servers_from_outside_are_used(start: Callable[..., Run]) -> None:
    nowhere = "postgres://app@/postgres?host=/nowhere"

    run = start(DATABASE_URL=nowhere)

    assert run.process.wait(90) == 1
    assert "The data could not be prepared: countersign: The database (DATABASE_URL)" in run.said()
    assert not (run.var / "pg").exists()
    assert (run.var / "valkey").exists()
