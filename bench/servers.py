"""Web servers under load, and the processor time that they and PostgreSQL take."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from config.processes import guard, last_line, spawn, stop

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PATIENCE = 30


@dataclass(frozen=True)
class Server:
    """One web server, and the port on which it listens."""

    process: subprocess.Popen[bytes]
    port: int

    def processor_time(self) -> float:
        """Return the seconds that its processes took so far."""
        return sum(map(_seconds, [self.process.pid, *_children(self.process.pid)]))

    def memory(self) -> int:
        """Return the bytes that its processes hold, what they share counted once."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return sum(map(_proportional_size, pids))


@contextlib.contextmanager
def serve(application: str, settings_module: str) -> Iterator[Server]:
    """Start granian as `make run` does, and end it."""
    port = _free_port()
    log = Path(settings.VAR) / f"{application.replace(':', '.')}.log"
    command = [*guard("TERM"), sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "2", "--log-level", "warning", application]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings_module}
    process = spawn(command, log=log, env=env)
    try:
        _await(process, port, log)
        yield Server(process, port)
    finally:
        stop(process)


def postgres_time() -> float:
    """Return the seconds that PostgreSQL took so far, its ended backends included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    postmaster = int(_stat(backend)[1])
    own = _stat(postmaster)
    ended = (int(own[13]) + int(own[14])) / TICKS
    return ended + sum(map(_seconds, [postmaster, *_children(postmaster)]))


def _stat(pid: int) -> list[str]:
    """Return the fields behind the name in /proc/…/stat: state, parent, and so on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _seconds(pid: int) -> float:
    try:
        fields = _stat(pid)
    except FileNotFoundError:  # it ended just now, and counts as such from here on
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _children(pid: int) -> list[int]:
    """Return its descendants, as far as they still run."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int(_stat(int(folder.name))[1])
    found, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        children = [child for child, above in parents.items() if above == parent]
        found += children
        waiting += children
    return found


def _proportional_size(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    message = f"The server does not answer: {last_line(log)}"
    raise RuntimeError(message)
