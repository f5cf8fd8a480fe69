"""`make run`: prepares the data, starts everything, says where it is, and stops it at the end."""

from __future__ import annotations

import math
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.embedded import embedded
from config.environment import ROOT
from config.prepared import is_prepared, note_prepared
from config.processes import Trouble, die_with_parent, guard, last_line
from config.services import guarded
from config.supervisor import Supervisor, programs, say

PATIENCE = 60


class Stopped(Exception):
    """Somebody asked for the end while things were still starting."""


class Wish:
    """The wish to stop: once is enough, twice is in a hurry."""

    def __init__(self) -> None:
        self.times = 0
        self.supervisor: Supervisor | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.hear)
        # A shell starts what runs in the background deaf to this one, and workers die by it.
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)

    def hear(self, _number: int, _frame: object) -> None:
        """Take a signal."""
        self.times += 1
        if self.times == 1:
            say("stopping. (Once more stops at once.)")
            if self.supervisor is None:
                raise Stopped
        elif self.supervisor is not None:
            self.supervisor.kill()


def address() -> tuple[str, int]:
    """Return where to listen."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        message = f"PORT is {port!r}: write a number up to 65535, like PORT=8001 make run"
        raise Trouble(message)
    return os.environ.get("HOST") or "127.0.0.1", int(port)


def require_port(host: str, port: int) -> None:
    """Refuse at once, before anything is started, when somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            message = (
                f"Cannot listen on {host}, port {port} ({why}): "
                f"stop what listens there, or take another port: PORT={port + 1} make run"
            )
            raise Trouble(message) from error


def require_semaphores() -> None:
    """Refuse to start where Celery's pool would die, in words nobody understands."""
    shared = Path("/dev/shm")  # noqa: S108
    if not os.access(shared, os.W_OK):
        message = f"{shared} cannot be written: mount -t tmpfs -o mode=1777 tmpfs {shared}"
        raise Trouble(message)


def prepare(env: Mapping[str, str], log: Path) -> None:
    """Bring database, catalogue, demo and static files up to date, in one process for speed."""
    command = [*guard("TERM"), sys.executable, str(ROOT / "manage.py"), "prepare"]
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as out:
        done = subprocess.run(
            command, env=env, check=False, stdout=out, stderr=out, start_new_session=True
        )
    if done.returncode:
        message = f"The data could not be prepared: {last_line(log)} (all of it: {log})"
        raise Trouble(message)


def await_web(wish: Wish, supervisor: Supervisor, url: str) -> None:
    """Wait until a page comes; say once when it is late, and go on waiting."""
    supervisor.is_first_alone = True
    end = time.monotonic() + PATIENCE
    while not wish.times and not answers(url):
        if terminal_is_gone():
            return
        if time.monotonic() > end:
            log = supervisor.programs[0].log
            say(f"the web server does not answer yet: {last_line(log)} (all of it: {log})")
            end = math.inf
        supervisor.look()
        time.sleep(0.1)
    supervisor.is_first_alone = False


def answers(url: str) -> bool:
    """Say whether the web server answers."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310
            return True
    except (OSError, urllib.error.URLError):
        return False


def terminal_is_gone() -> bool:
    """Say whether the terminal was closed: make, where it leads the session, tells nobody."""
    if not stat.S_ISCHR(os.fstat(0).st_mode):
        return False
    watch = select.poll()
    watch.register(0, 0)
    return any(what & select.POLLHUP for _, what in watch.poll(0))


def greeting(url: str, var: Path) -> str:
    """Return the words that say where it is and who may enter."""
    demo = var / "demo.txt"
    lines = demo.read_text().splitlines() if demo.exists() else ["Sign in with your own account."]
    # The demo was made at another time, perhaps under another address.
    indented = "\n".join(f"  {line}".rstrip() for line in lines if "://" not in line).rstrip()
    return (
        f"\n  Countersign is ready: {url}\n\n{indented}\n\n  Data and logs: {var}\n  Stop: Ctrl-C\n"
    )


def main(_arguments: Sequence[str]) -> int:
    """Start, stay, stop."""
    if "MAKELEVEL" in os.environ:
        die_with_parent()
    wish = Wish()
    try:
        host, port = address()
        require_port(host, port)
        require_semaphores()
        serve(wish, host, port)
    except Stopped:
        say("stopped before everything was running.")
    else:
        say("stopped.")
    return 0


def addresses(host: str, port: int) -> tuple[str, str]:
    """Return the address that people open, and the one by which we reach the server ourselves."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    name = "localhost" if reached in {"127.0.0.1", "::1"} else reached
    names = (f"[{word}]" if ":" in word else word for word in (name, reached))
    shown, used = (f"http://{name}:{port}" for name in names)
    return shown, used


def serve(wish: Wish, host: str, port: int) -> None:
    """Run all programs until somebody wishes the end."""
    shown, used = addresses(host, port)
    with embedded() as installation:
        var, env = installation.var, installation.env
        env.setdefault("PUBLIC_URL", shown)
        is_ours = "DATABASE_URL" not in installation.servers.outside
        if not (is_ours and is_prepared(var)):
            say("PostgreSQL and Valkey answer; preparing the data.")
            prepare(env, var / "log" / "prepare.log")
        if is_ours:
            note_prepared(var)
        supervisor = Supervisor(installation, programs(host, port, var))
        wish.supervisor = supervisor
        try:
            await_web(wish, supervisor, used)
            if not wish.times:
                print(greeting(env["PUBLIC_URL"], var), flush=True)
            while not wish.times and not terminal_is_gone():
                supervisor.look()
                time.sleep(0.2)
        finally:
            supervisor.stop()


if __name__ == "__main__":
    sys.exit(guarded(main))
