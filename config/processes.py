"""Child processes that die with their parent, and questions about processes that others started."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SETPRIV = shutil.which("setpriv")


class Trouble(Exception):
    """Something a person has to put right; the text is one line that says what to do."""


def guard(death_signal: str) -> list[str]:
    """Return the prefix that has Linux signal a command once its parent is gone, by kill -9 too."""
    return [SETPRIV, "--pdeathsig", death_signal] if SETPRIV else []


def spawn(
    command: Sequence[str | Path], *, log: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own: Ctrl-C in the terminal is ours to pass on."""
    if log is None:
        return subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a child's whole group; one that is gone already is no fault."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def stop(
    process: subprocess.Popen[bytes],
    *,
    by: signal.Signals = signal.SIGTERM,
    grace: float = 10,
) -> None:
    """End a child: ask it first, then kill what is left of its group."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    signal_group(process.pid, signal.SIGKILL)


def started_at(pid: int) -> str | None:
    """Return when a process started, in ticks since boot, or None when there is no such process.

    A pid alone is no identity: a container hands the same small numbers out after every restart.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()
    return None if state == "Z" else fields[18]


def command_line(pid: int) -> list[str]:
    """Return the words a process was started with; nothing when it is gone."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return raw.decode(errors="replace").split("\0")


def works(command: Sequence[str]) -> bool:
    """Say whether a command exists and ends well."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def die_with_parent() -> None:
    """Have Linux end this process, politely, when its parent is gone."""
    set_death_signal = 1
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGTERM)


def last_line(log: Path) -> str:
    """Return the last line of a log."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
