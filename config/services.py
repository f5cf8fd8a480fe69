"""The servers of the embedded set-up and of the tests, and a command that runs another with them.

python -m config.services with -- COMMAND…   throw-away servers, for tests and benches
python -m config.services here -- COMMAND…   the servers and data of this checkout's var/
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from config.processes import Trouble, guard, started_at
from config.servers import Servers

ROOT = Path(__file__).resolve().parent.parent
SYSLIBS = ROOT / ".venv" / "syslibs"
SERVERS = ("DATABASE_URL", "REDIS_URL")
# Sockets lie apart from the data, for their path must stay under 107 bytes.
PREFIX = "cs-"


def var_folder() -> Path:
    """Return where the embedded set-up keeps its data."""
    return Path(os.environ.get("COUNTERSIGN_VAR") or ROOT / "var").resolve()


def mine() -> str:
    """Return what tells this process from every other that had or will have its number."""
    return json.dumps({"pid": os.getpid(), "started": started_at(os.getpid())})


def is_alive(owner: Path) -> bool:
    """Say whether the process that wrote ``mine()`` into a file still runs."""
    try:
        note = json.loads(owner.read_text())
        return started_at(int(note["pid"])) == note["started"] is not None
    except (OSError, ValueError, KeyError, TypeError):
        return False


def fresh_folder() -> Path:
    """Make a short private folder, and clear those away whose process was killed."""
    base = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())  # noqa: S108
    for old in base.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if old.stat().st_uid == os.geteuid() and (old / "owner").exists():
                if not is_alive(old / "owner"):
                    shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    (folder / "owner").write_text(mine())
    return folder


def base_environment() -> dict[str, str]:
    """Return the environment, with the system libraries that bootstrap unpacked for those without root."""
    env = {**os.environ, "COUNTERSIGN_DEMO": os.environ.get("COUNTERSIGN_DEMO", "1")}
    if (SYSLIBS / "fonts.conf").exists():
        folders = [str(SYSLIBS / "usr/lib" / f"{os.uname().machine}-linux-gnu")]
        folders += [env["LD_LIBRARY_PATH"]] if env.get("LD_LIBRARY_PATH") else []
        env |= {
            "LD_LIBRARY_PATH": ":".join(folders),
            "FONTCONFIG_FILE": str(SYSLIBS / "fonts.conf"),
        }
    return env


@contextlib.contextmanager
def throw_away() -> Iterator[dict[str, str]]:
    """Give servers that nobody else sees and that leave nothing behind.

    TEST_DATABASE_URL and TEST_REDIS_URL put other servers in their place.
    """
    folder = fresh_folder()
    given = {
        name: os.environ[f"TEST_{name}"]
        for name in ("DATABASE_URL", "REDIS_URL")
        if f"TEST_{name}" in os.environ
    }
    servers = Servers(
        folder,
        folder,
        is_durable=False,
        postgres="DATABASE_URL" not in given,
        valkey="REDIS_URL" not in given,
    )
    try:
        env = base_environment() | {"COUNTERSIGN_VAR": str(folder / "var")}
        yield env | servers.start() | given
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def embedded() -> Iterator[dict[str, str]]:
    """Give the durable servers of var/, or those that DATABASE_URL and REDIS_URL name."""
    var = var_folder()
    var.mkdir(parents=True, exist_ok=True)
    note = var / "run.json"
    refuse_second(note)
    sockets = fresh_folder()
    env = base_environment() | {"COUNTERSIGN_VAR": str(var), "SECRET_KEY": secret_key(var)}
    given = {name: os.environ[name] for name in SERVERS if os.environ.get(name)}
    servers = Servers(
        var,
        sockets,
        is_durable=True,
        postgres="DATABASE_URL" not in given,
        valkey="REDIS_URL" not in given,
    )
    try:
        urls = servers.start() | given
        note.write_text(json.dumps(json.loads(mine()) | {"urls": urls}))
        yield env | urls
    finally:
        servers.stop()
        note.unlink(missing_ok=True)
        shutil.rmtree(sockets, ignore_errors=True)


def refuse_second(note: Path) -> None:
    """Refuse to start twice over the same data; forget a run that was killed."""
    if is_alive(note):
        pid = json.loads(note.read_text())["pid"]
        message = (
            f"Countersign already runs from this folder as process {pid}: stop it (kill {pid})."
        )
        raise Trouble(message)
    if note.exists():
        print("countersign: the last run was killed; what it left behind is cleared away.")
        note.unlink()


def secret_key(var: Path) -> str:
    """Return this installation's key, made at its first start."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    file = var / "secret_key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text()


@contextlib.contextmanager
def here() -> Iterator[dict[str, str]]:
    """Give the servers of var/: those that run, or else of their own for the moment."""
    note = var_folder() / "run.json"
    if is_alive(note):
        urls = json.loads(note.read_text())["urls"]
        own = {"COUNTERSIGN_VAR": str(var_folder()), "SECRET_KEY": secret_key(var_folder())}
        yield base_environment() | own | urls
    else:
        with embedded() as env:
            yield env


def run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command in the foreground, pass signals on, and return how it ended."""
    process = subprocess.Popen([*guard("TERM"), *command], env=env)

    def pass_on(number: int, _frame: object) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the command as well
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(arguments: Sequence[str]) -> int:
    """Run the command behind ``--`` with the servers that the first word asks for."""
    modes = {"with": throw_away, "here": here}
    if len(arguments) < 3 or arguments[0] not in modes or arguments[1] != "--":
        print(__doc__, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    with modes[arguments[0]]() as env:
        return run(arguments[2:], env)


def explain(error: OSError) -> str:
    """Put an error of the operating system into one line that says what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full: free some space where {error.filename or 'var/'} lies."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"No permission for {error.filename}: start as the user that it belongs to."
    return str(error)


def guarded(body: Callable[[Sequence[str]], int]) -> int:
    """Run a command's body; what a person has to mend is one line and exit code 1."""
    try:
        return body(sys.argv[1:])
    except Trouble as trouble:
        line = str(trouble)
    except OSError as error:
        line = explain(error)
    print(f"countersign: {line}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(guarded(main))
