"""The servers of the embedded set-up and of the tests, and a command that runs another with them.

python -m config.services with -- COMMAND…   throw-away servers, for tests and benches
python -m config.services here -- COMMAND…   the servers and data of this checkout's var/
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from config.embedded import SERVERS, here
from config.environment import base_environment, fresh_folder
from config.processes import Trouble, guard
from config.servers import Servers


@contextlib.contextmanager
def throw_away() -> Iterator[dict[str, str]]:
    """Give servers that nobody else sees and that leave nothing behind.

    TEST_DATABASE_URL and TEST_REDIS_URL put other servers in their place.
    """
    folder = fresh_folder()
    given = {name: os.environ[f"TEST_{name}"] for name in SERVERS if f"TEST_{name}" in os.environ}
    servers = Servers(folder, folder, is_durable=False, outside=frozenset(given))
    try:
        env = base_environment() | {"COUNTERSIGN_VAR": str(folder / "var")}
        yield env | servers.start() | given
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


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
