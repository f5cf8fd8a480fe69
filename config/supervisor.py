"""Keeps web, workers and scheduler up over the embedded servers, and ends them all."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded import Installation
from config.processes import Trouble, guard, last_line, signal_group, spawn

GRACE = 8
LONGEST_PAUSE = 30
STEADY = 60
LOG_LIMIT = 10 * 1024 * 1024


def say(line: str) -> None:
    """Print one line at once; a terminal that is gone is no reason to stop in the middle."""
    with contextlib.suppress(OSError):
        print(f"countersign: {line}", flush=True)


@dataclass
class Program:
    """One thing to keep running, and how often it has fallen over lately."""

    name: str
    command: Sequence[str | Path]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    falls: int = 0
    due: float = 0.0

    def start(self, env: dict[str, str]) -> None:
        """Start it with a log of its own."""
        self.log.parent.mkdir(exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.process = spawn(self.command, log=self.log, env=env)
        self.began = time.monotonic()

    def note_fall(self, process: subprocess.Popen[bytes]) -> None:
        """Clear away what is left of it, and say when it is tried again: later with every fall."""
        signal_group(process.pid, signal.SIGKILL)
        self.process = None
        self.falls = 1 if time.monotonic() - self.began > STEADY else self.falls + 1
        pause = min(2 ** (self.falls - 1), LONGEST_PAUSE)
        self.due = time.monotonic() + pause
        why = f"code {process.returncode}: {last_line(self.log)}"
        say(f"{self.name} ended ({why}); it starts again in {pause} s. Its log: {self.log}")


@dataclass
class Supervisor:
    """The programs of one installation."""

    installation: Installation
    programs: list[Program]
    # While pages are awaited nothing else competes with the first program for the processors.
    is_first_alone: bool = False
    servers_due: float = 0.0

    def look(self) -> None:
        """Start what does not run, servers first."""
        self._look_at_servers()
        has_changed = False
        for program in self.programs[: 1 if self.is_first_alone else None]:
            process = program.process
            if process is not None and process.poll() is not None:
                program.note_fall(process)
            if program.process is None and time.monotonic() >= program.due:
                program.start(self.installation.env)
                has_changed = True
        if has_changed:
            self.installation.remember(self.running())

    def _look_at_servers(self) -> None:
        if time.monotonic() < self.servers_due:
            return
        try:
            for name in self.installation.servers.revive():
                say(f"{name} had ended; it runs again.")
        except Trouble as trouble:
            say(f"{trouble} Trying again in 5 s.")
            self.servers_due = time.monotonic() + 5

    def running(self) -> dict[str, subprocess.Popen[bytes]]:
        """Return the children there are."""
        return {p.name: p.process for p in self.programs if p.process is not None}

    def stop(self) -> None:
        """Ask all programs to end, and kill what has not after a while."""
        children = self.running().values()
        for child in children:
            if child.poll() is None:
                child.terminate()
        end = time.monotonic() + GRACE
        while time.monotonic() < end and any(child.poll() is None for child in children):
            time.sleep(0.05)
        for child in children:
            signal_group(child.pid, signal.SIGKILL)
            child.wait()

    def kill(self) -> None:
        """End everything at once; what was committed is replayed at the next start."""
        for child in self.running().values():
            signal_group(child.pid, signal.SIGKILL)
        self.installation.servers.kill()


def programs(host: str, port: int, var: Path) -> list[Program]:
    """Return what runs beside the servers.

    Exports are slow, and a mail server may not answer: each has a worker of its own.
    """
    python = sys.executable
    web = [*guard("TERM"), python, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    web += ["--host", host, "--port", str(port), "--workers", "2", "--blocking-threads", "2"]
    web += ["--workers-kill-timeout", "5", "--log-level", "warning"]
    web += ["--respawn-failed-workers", "config.wsgi:application"]
    # QUIT ends a worker and its pool at once: the rows say what was under way.
    celery = [*guard("QUIT"), python, "-m", "celery", "-A", "config.celery"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "warning"]
    checks = ["worker", "-n", "checks@%h", "-Q", "checks", "-c", "2", *quiet]
    exports = ["worker", "-n", "exports@%h", "-Q", "exports", "-c", "1", *quiet]
    mail = ["worker", "-n", "mail@%h", "-Q", "mail", "-c", "1", *quiet]
    beat = ["beat", "--pidfile=", "-s", str(var / "beat"), "--loglevel", "warning"]
    commands = {
        "web": web,
        "worker-checks": [*celery, *checks],
        "worker-exports": [*celery, *exports],
        "worker-mail": [*celery, *mail],
        "scheduler": [*celery, *beat],
    }
    return [Program(name, line, var / "log" / f"{name}.log") for name, line in commands.items()]
