"""The installation that lives in var/: its servers, its note of who runs, its leftovers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from config.environment import (
    base_environment,
    fresh_folder,
    identity,
    is_alive,
    is_same,
    secret_key,
    var_folder,
)
from config.processes import Trouble, signal_group
from config.servers import Servers

SERVERS = ("DATABASE_URL", "REDIS_URL")
ADDRESSES = (*SERVERS, "PUBLIC_URL")


@dataclass
class Installation:
    """What runs from var/ and how to reach it."""

    var: Path
    servers: Servers
    env: dict[str, str] = field(default_factory=dict)

    @property
    def note(self) -> Path:
        """Where it says who runs: read by a second start and by ``here``."""
        return self.var / "run.json"

    def remember(self, children: Mapping[str, Popen[bytes]]) -> None:
        """Write down who runs, so that the next start finds what a kill -9 left behind."""
        processes = {name: child.pid for name, child in children.items()}
        facts = {
            **identity(os.getpid()),
            "urls": {name: self.env[name] for name in ADDRESSES if name in self.env},
            "children": {name: identity(pid) for name, pid in processes.items()},
        }
        new = self.note.with_suffix(".new")
        new.write_text(json.dumps(facts))
        new.replace(self.note)


def own_environment(var: Path) -> dict[str, str]:
    """Return the environment of all that works on var/."""
    return base_environment() | {"COUNTERSIGN_VAR": str(var), "SECRET_KEY": secret_key(var)}


def clear_up(note: Path) -> None:
    """Refuse a second start over the same data; end what a killed run left behind."""
    try:
        facts = json.loads(note.read_text())
    except (OSError, ValueError):
        facts = {}
    if is_same(facts):
        pid = facts["pid"]
        message = (
            f"Countersign already runs from this folder as process {pid}: stop it (kill {pid})."
        )
        raise Trouble(message)
    for name, child in facts.get("children", {}).items():
        if is_same(child):
            print(f"countersign: stopping {name} ({child['pid']}), left by a run that was killed.")
            signal_group(child["pid"], signal.SIGKILL)
    note.unlink(missing_ok=True)


@contextlib.contextmanager
def embedded() -> Iterator[Installation]:
    """Give the durable servers of var/, or those that DATABASE_URL and REDIS_URL name."""
    var = var_folder()
    var.mkdir(parents=True, exist_ok=True)
    clear_up(var / "run.json")
    given = {name: url for name in SERVERS if (url := os.environ.get(name))}
    sockets = fresh_folder()
    servers = Servers(var, sockets, is_durable=True, outside=frozenset(given))
    installation = Installation(var, servers)
    try:
        urls = installation.servers.start() | given
        installation.env = own_environment(var) | urls
        installation.remember({})
        yield installation
    finally:
        installation.servers.stop()
        installation.note.unlink(missing_ok=True)
        shutil.rmtree(sockets, ignore_errors=True)


@contextlib.contextmanager
def here() -> Iterator[dict[str, str]]:
    """Give the servers of var/: those that run, or else of their own for the moment."""
    var = var_folder()
    if is_alive(var / "run.json"):
        yield own_environment(var) | json.loads((var / "run.json").read_text())["urls"]
    else:
        with embedded() as installation:
            yield installation.env
