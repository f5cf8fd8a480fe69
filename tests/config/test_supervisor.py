"""The supervisor: it keeps programs up, waits longer after every fall, and ends them all."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from config.embedded import Installation, clear_up
from config.processes import Trouble, signal_group, spawn, started_at, stop
from config.servers import Servers
from config.supervisor import Program, Supervisor, programs

OUTSIDE = frozenset({"DATABASE_URL", "REDIS_URL"})
URLS = {name: f"{name}://elsewhere" for name in OUTSIDE}
STUBBORN = "trap '' TERM; echo up; while true; do sleep 0.1; done"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Return an installation whose servers are somebody else's."""
    servers = Servers(tmp_path, tmp_path, is_durable=False, outside=OUTSIDE)
    return Installation(tmp_path, servers, {"PATH": "/usr/bin:/bin", **URLS})


def supervise(installation: Installation, **scripts: str) -> Supervisor:
    """Return a supervisor over shell scripts."""
    var = installation.var
    return Supervisor(
        installation,
        [Program(name, ["sh", "-c", line], var / f"{name}.log") for name, line in scripts.items()],
    )


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_program_that_ends_is_started_again_with_longer_pauses(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = supervise(installation, web="echo gone wrong; exit 3")
    [web] = supervisor.programs
    pauses = []

    for _ in range(4):
        web.due = 0
        supervisor.look()
        assert web.process is not None
        web.process.wait()
        supervisor.look()
        pauses.append(round(web.due - time.monotonic()))

    assert pauses == [1, 2, 4, 8]
    assert "web ended (code 3: gone wrong); it starts again in 1 s" in capsys.readouterr().out


def test_nothing_starts_before_its_pause_is_over(installation: Installation) -> None:
    supervisor = supervise(installation, web="exit 1")
    supervisor.look()
    [web] = supervisor.programs
    assert web.process is not None
    web.process.wait()

    supervisor.look()
    supervisor.look()

    assert web.process is None


def test_stopping_ends_even_what_does_not_listen(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.supervisor.GRACE", 0.3)
    supervisor = supervise(installation, deaf=STUBBORN, polite="sleep 60", parent="sleep 60 & wait")
    supervisor.look()
    children = supervisor.running()
    deaf = installation.var / "deaf.log"
    wait_for(lambda: deaf.exists() and "up" in deaf.read_text())

    supervisor.stop()

    assert [started_at(child.pid) for child in children.values()] == [None, None, None]


def test_what_a_killed_run_left_is_ended_by_the_next(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    left = spawn(["sh", "-c", STUBBORN], log=installation.var / "log")
    installation.remember({"web": left})
    facts = installation.note.read_text()
    installation.note.write_text(facts.replace('"started": "', '"started": "0', 1))

    clear_up(installation.note)

    assert left.wait(5) == -signal.SIGKILL
    assert f"stopping web ({left.pid}), left by a run that was killed" in capsys.readouterr().out
    assert not installation.note.exists()


def test_a_second_start_over_the_same_data_is_refused(installation: Installation) -> None:
    installation.remember({})

    with pytest.raises(Trouble, match=r"already runs from this folder as process \d+: stop it"):
        clear_up(installation.note)


def test_a_broken_note_does_not_stop_the_start(installation: Installation) -> None:
    installation.note.write_text('{"pid": 1, "sta')

    clear_up(installation.note)

    assert not installation.note.exists()


def test_ending_a_child_that_is_gone_is_no_fault() -> None:
    child = spawn(["true"])
    child.wait()

    stop(child)
    signal_group(child.pid, signal.SIGTERM)

    assert child.returncode == 0  # as it ended by itself, and not by a signal


def test_each_queue_has_a_worker_of_its_own(tmp_path: Path) -> None:
    lines = [[str(word) for word in one.command] for one in programs("127.0.0.1", 1, tmp_path)]
    taken = [line[line.index("-Q") + 1] for line in lines if "-Q" in line]

    assert sorted(taken) == sorted(settings.QUEUES)
