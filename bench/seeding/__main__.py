"""Fills an empty database: ``python -m bench.seeding``; see docs/seeding.md."""

from __future__ import annotations

import argparse
import os
import sys
import time

import django


def main() -> int:
    """Migrate, seed, and say how to look at it."""
    parser = argparse.ArgumentParser(prog="python -m bench.seeding", description=__doc__)
    for name, usual in (("organisations", 10), ("people", 1000), ("specs", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--events", type=int, default=200_000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.seeding.seed import Size, seed

    started = time.monotonic()
    told = seed(Size(asked.organisations, asked.people, asked.specs, asked.events), say=print)
    print(f"{told} in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
