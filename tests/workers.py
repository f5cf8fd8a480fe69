"""A Celery worker and a scheduler as processes of their own, over the test database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from config.processes import guard, signal_group, spawn, stop

PATIENCE = 30
CELERY = [*guard("QUIT"), sys.executable, "-m", "celery", "-A", "config.celery"]
COMMANDS = {
    "worker": ["worker", "-n", f"tests-{os.getpid()}@%h", "-Q", "checks,exports,mail", "-c", "2"],
    "scheduler": ["beat", "--pidfile="],
}
QUIET = {"worker": ["--without-gossip", "--without-mingle"], "scheduler": []}
SIGNS = {"worker": "ready.", "scheduler": "beat: Starting"}


class Workers:
    """Starts, kills and stops the processes that work in the background."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str = "worker") -> int:
        """Start one unless it runs; return its process number once it takes work."""
        process = self.running.get(name)
        if process is None or process.poll() is not None:
            process = self._launch(name)
        return process.pid

    def kill(self, name: str = "worker") -> None:
        """Kill one with everything it started, as a power cut would."""
        process = self.running.pop(name)
        signal_group(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Stop them all."""
        for process in self.running.values():
            stop(process, by=signal.SIGQUIT, grace=5)
        self.running.clear()

    def log(self, name: str = "worker") -> str:
        """Return what one has said since the tests began."""
        file = self._log_file(name)
        return file.read_text() if file.exists() else ""

    def _log_file(self, name: str) -> Path:
        return Path(settings.VAR) / f"{name}.log"

    def _launch(self, name: str) -> subprocess.Popen[bytes]:
        start = len(self.log(name))
        command = [*CELERY, *COMMANDS[name], *QUIET[name], "--loglevel", "info"]
        if name == "scheduler":
            command += ["-s", str(Path(settings.VAR) / "beat")]
        process = spawn(command, log=self._log_file(name), env=environment())
        self.running[name] = process
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            if SIGNS[name] in self.log(name)[start:]:
                return process
            time.sleep(0.05)
        message = f"the {name} did not start:\n{self.log(name)[start:]}"
        raise RuntimeError(message)


def environment() -> dict[str, str]:
    """Return the environment in which another process works on the test database and folders."""
    url = urlsplit(os.environ["DATABASE_URL"])
    database = str(connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{database}")),
        "REDIS_URL": settings.REDIS_URL,
        "COUNTERSIGN_VAR": str(settings.VAR),
    }
