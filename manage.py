#!/usr/bin/env python
"""Django's command line for Countersign."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError
from psycopg_pool import PoolTimeout

# A file is checked by anybody, without an installation: no secret, no server.
WITHOUT_SERVERS = ("check_spec",)
NO_SERVERS = {
    "COUNTERSIGN_DEMO": "1",
    "DATABASE_URL": "postgres://nobody@/nothing?host=/nowhere",
    "REDIS_URL": "unix:///nowhere",
}


def main() -> int:
    """Run a command; a setting or a database that is missing is one line, not a traceback."""
    if sys.argv[1:2] and sys.argv[1] in WITHOUT_SERVERS:
        for name, value in NO_SERVERS.items():
            os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        line = str(error)
    except (OperationalError, PoolTimeout) as error:
        line = f"The database (DATABASE_URL) cannot be used: {' '.join(str(error).split())}"
    else:
        return 0
    sys.stderr.write(f"countersign: {line}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
