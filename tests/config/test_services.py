"""The servers: private, gone afterwards, and not stopped by what a killed run left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.environment import fresh_folder, identity, is_same
from config.processes import Trouble, started_at
from config.servers import Servers

SHOW = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"
WITH = [sys.executable, "-m", "config.services", "with", "--"]


def alive_in(folder: str) -> list[int]:
    """Return the processes that carry a folder's name in their command line."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes()
        except OSError:
            continue
        pid = int(place.parent.name)
        if folder.encode() in words and started_at(pid) is not None:
            found.append(pid)
    return found


def ends_within(seconds: float, folder: str) -> bool:
    """Say whether no process of a folder is left after a while."""
    end = time.monotonic() + seconds
    while alive_in(folder) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive_in(folder)


def folder_of(url: str) -> str:
    """Return the short folder that a socket's address lies in."""
    path = url.partition("://")[2].rpartition("=")[2]
    return "/".join(path.split("/")[:3])


def shown(env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command with servers that says where they are."""
    command = [*WITH, sys.executable, "-c", SHOW]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=env)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Servers]:
    """Return servers over a folder of their own, not yet started."""
    sockets = fresh_folder()
    servers = Servers(tmp_path, sockets, is_durable=False, outside=frozenset({"REDIS_URL"}))
    yield servers
    servers.stop()
    shutil.rmtree(sockets)


def test_a_command_gets_servers_and_leaves_nothing() -> None:
    done = shown()

    database, redis = done.stdout.split()
    assert done.returncode == 0
    assert alive_in(folder_of(redis)) == []
    assert not Path(folder_of(redis)).exists()
    assert folder_of(database) == folder_of(redis)


def test_the_exit_code_of_the_command_comes_through() -> None:
    assert subprocess.run([*WITH, "sh", "-c", "exit 7"], check=False).returncode == 7


def test_two_at_once_do_not_meet() -> None:
    show = [*WITH, sys.executable, "-c", f"{SHOW}; import time; time.sleep(1)"]

    both = [subprocess.Popen(show, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (process.communicate()[0].split() for process in both)

    assert len(first) == len(second) == 2
    assert set(first).isdisjoint(second)


def test_other_servers_may_be_named_for_tests() -> None:
    env = {**os.environ, "TEST_DATABASE_URL": "postgres://x/y", "TEST_REDIS_URL": "redis://z"}

    done = shown(env)

    assert done.stdout.split() == ["postgres://x/y", "redis://z"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_servers_die_with_the_wrapper(number: signal.Signals) -> None:
    script = f"{SHOW}; import sys, time; sys.stdout.flush(); time.sleep(60)"
    process = subprocess.Popen([*WITH, sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    folder = folder_of(process.stdout.readline().decode().split()[1])
    assert alive_in(folder)

    process.send_signal(number)
    process.wait()
    process.stdout.close()

    assert ends_within(10, folder)


def test_the_folder_of_a_killed_run_is_cleared_away() -> None:
    left = fresh_folder()
    ended = subprocess.Popen(["true"])
    (left / "owner").write_text(json.dumps({"pid": ended.pid, "started": "1"}))
    ended.wait()

    kept = fresh_folder()

    assert not left.exists()
    assert kept.exists()
    shutil.rmtree(kept)


def test_a_number_that_another_process_got_is_not_the_same_process() -> None:
    me = identity(os.getpid())

    assert is_same(me)
    assert not is_same({**me, "started": "1"})
    assert not is_same({"pid": None})


def test_a_stale_postmaster_file_does_not_stop_the_start(home: Servers) -> None:
    home.start()
    home.stop()
    # The number in it belongs to a process that lives, but is no PostgreSQL.
    (home.data / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n{home.data}/pg\n")

    url = home.start()["DATABASE_URL"]

    with psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_postgresql_without_supervisor_is_ended_first(
    home: Servers, capsys: pytest.CaptureFixture[str]
) -> None:
    home.start()
    orphan = home.running.pop("PostgreSQL")

    home.start()

    assert orphan.wait(10) == 0
    assert f"stopping PostgreSQL {orphan.pid}, left over" in capsys.readouterr().out


def test_a_server_that_fell_is_started_again_at_its_address(home: Servers) -> None:
    url = home.start()["DATABASE_URL"]
    home.running["PostgreSQL"].kill()
    home.running["PostgreSQL"].wait()

    assert home.revive() == ["PostgreSQL"]

    with psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_full_disk_is_said_in_one_line(home: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.servers.ROOM", 1 << 60)

    with pytest.raises(Trouble, match="The disk is full: free 200 MB"):
        home.start()


def test_what_postgresql_said_is_in_the_line(home: Servers) -> None:
    home.start()
    home.stop()
    (home.data / "pg" / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(Trouble, match=r"PostgreSQL did not start: .*see .*postgres\.log"):
        home.start()
