"""Health checks of the containers: python -m config.probe web | worker NAME | scheduler"""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from config.celery import app

PATIENCE = 5
# The scheduler writes its state at least every three minutes.
SILENT = 10 * 60


def web() -> bool:
    """Say whether the server in this container answers, asked under the name that it serves."""
    name = urlsplit(os.environ.get("PUBLIC_URL", "")).hostname or "localhost"
    port = int(os.environ.get("PORT") or 8000)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def worker(name: str) -> bool:
    """Say whether the worker in this container takes messages."""
    return bool(app.control.ping([f"{name}@{socket.gethostname()}"], timeout=PATIENCE))


def scheduler(state: Path) -> bool:
    """Say whether the scheduler has written its state lately."""
    return any(
        time.time() - file.stat().st_mtime < SILENT for file in state.parent.glob(f"{state.name}*")
    )


def main(part: str, name: str = "") -> bool:
    """Ask the part that runs in this container."""
    if part == "web":
        return web()
    if part == "worker":
        return worker(name)
    return scheduler(Path(os.environ["COUNTERSIGN_VAR"]) / "beat")


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
