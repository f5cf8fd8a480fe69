"""One PostgreSQL and one Valkey over one folder of data: started, awaited, stopped."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.binaries import NOBODY, postgres_folder, postgres_prefix, valkey_server
from config.processes import Trouble, command_line, guard, spawn, started_at, stop

PATIENCE = 30
ROOM = 200 * 1024 * 1024
Command = list[str | Path]
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def last_words(log: Path) -> str:
    """Return the line of a server's log that says why it gave up."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "No space" in line]
    return (telling or lines or ["it said nothing"])[-1].strip()


def require_room(folder: Path) -> None:
    """Refuse to start on a full disk, where PostgreSQL would only fail in harder words."""
    if shutil.disk_usage(folder).free < ROOM:
        message = f"The disk is full: free 200 MB on the file system of {folder}, then start again."
        raise Trouble(message)


@dataclass
class Servers:
    """One PostgreSQL and one Valkey over one folder of data, but for those given from outside."""

    data: Path
    sockets: Path
    is_durable: bool
    outside: frozenset[str] = frozenset()
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> dict[str, str]:
        """Start what is wanted; return the addresses as environment variables."""
        self.data.mkdir(parents=True, exist_ok=True)
        require_room(self.data)
        urls = {}
        if "DATABASE_URL" not in self.outside:
            urls["DATABASE_URL"] = f"postgres://app@/postgres?host={self._start_postgres()}"
        if "REDIS_URL" not in self.outside:
            urls["REDIS_URL"] = f"unix://{self._start_valkey()}"
        return urls

    def revive(self) -> list[str]:
        """Start again what has ended, at its old address; return the names."""
        starters = {"PostgreSQL": self._start_postgres, "Valkey": self._start_valkey}
        fallen = [name for name, process in self.running.items() if process.poll() is not None]
        for name in fallen:
            require_room(self.data)
            starters[name]()
        return fallen

    def stop(self) -> None:
        """Stop what was started, last first."""
        for name, process in reversed(self.running.items()):
            # INT is PostgreSQL's way to end at once and in good order, whoever is connected.
            by = signal.SIGINT if name == "PostgreSQL" else signal.SIGTERM
            stop(process, by=by, grace=PATIENCE)
        self.running.clear()

    def kill(self) -> None:
        """Have everything end at once, without waiting for it."""
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGQUIT)

    def _start_postgres(self) -> Path:
        folder, home, log = postgres_folder(), self.data / "pg", self.data / "postgres.log"
        place = self.sockets / "db"
        place.mkdir(mode=0o700, exist_ok=True)
        if home.exists() and home.stat().st_uid not in {os.geteuid(), NOBODY}:
            message = f"{home} belongs to another user: start as that user, or move it away."
            raise Trouble(message)
        if not home.exists():
            self._initdb(folder, home, log)
        end_orphan(home)
        prefix = postgres_prefix(home, place)
        if prefix[-1].startswith("--ambient"):
            self.sockets.chmod(0o711)  # "nobody" has to pass through it to its own folder
        settings = ["-c", "listen_addresses=", "-c", "max_connections=200"]
        settings += [] if self.is_durable else FAST
        command: Command = [*prefix, folder / "postgres", "-D", home, "-k", place, *settings]
        log.unlink(missing_ok=True)
        process = spawn(command, log=log)
        self.running["PostgreSQL"] = process
        ready: Command = [folder / "pg_isready", "-q", "-h", place, "-U", "app", "-d", "postgres"]
        await_server("PostgreSQL", process, log, lambda: not subprocess.call(ready))
        return place

    def _initdb(self, folder: Path, home: Path, log: Path) -> None:
        """Make the cluster beside its place and move it there whole, lest a half-made one stay."""
        new = home.with_name("pg.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        options = ["-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        options += [] if self.is_durable else ["--no-sync"]
        process = spawn([*postgres_prefix(new), folder / "initdb", "-D", new, *options], log=log)
        if process.wait():
            message = f"PostgreSQL could not make {home}: {last_words(log)}"
            raise Trouble(message)
        new.rename(home)

    def _start_valkey(self) -> Path:
        home, log, place = self.data / "valkey", self.data / "valkey.log", self.sockets / "kv.sock"
        home.mkdir(exist_ok=True)
        log.unlink(missing_ok=True)
        options: Command = [
            "--port",
            "0",
            "--unixsocket",
            place,
            "--unixsocketperm",
            "700",
            "--dir",
            home,
        ]
        options += ["--save", "", "--appendonly", "yes" if self.is_durable else "no"]
        process = spawn([*guard("TERM"), valkey_server(), *options], log=log)
        self.running["Valkey"] = process
        await_server("Valkey", process, log, lambda: answers_ping(place))
        return place


def answers_ping(place: Path) -> bool:
    """Say whether the server behind a socket has loaded its data."""
    with socket.socket(socket.AF_UNIX) as channel, contextlib.suppress(OSError):
        channel.settimeout(2)
        channel.connect(str(place))
        channel.sendall(b"PING\r\n")
        return channel.recv(16).startswith(b"+PONG")
    return False


def await_server(
    name: str, process: subprocess.Popen[bytes], log: Path, is_ready: Callable[[], bool]
) -> None:
    """Wait until a server answers; say in its own words why it does not."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if is_ready():
            return
        time.sleep(0.03)
    stop(process, grace=2)
    message = f"{name} did not start: {last_words(log)} (see {log})"
    raise Trouble(message)


def end_orphan(home: Path) -> None:
    """Take away what a PostgreSQL that died, or lost its supervisor, left in its folder."""
    note = home / "postmaster.pid"
    if not note.exists():
        return
    pid = int(note.read_text().split("\n")[0] or 0)
    if str(home) in command_line(pid):
        print(f"countersign: stopping PostgreSQL {pid}, left over by a run that was killed.")
        os.kill(pid, signal.SIGINT)
        end = time.monotonic() + PATIENCE
        while started_at(pid) and time.monotonic() < end:
            time.sleep(0.05)
    # Its number may by now be that of another program, which would keep PostgreSQL from starting.
    note.unlink(missing_ok=True)
