"""Prints figures beside what must hold: `make bench`, or `bin/bench P1 P15` for some by name.

Exit code 1 when one of them misses what it must hold.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping

import django

from bench.rows import Row, table


def web(asked: set[str]) -> Iterable[Row]:
    """A save and a page by the web server."""
    from bench import web as figures

    return figures.measure(asked)


def pages(asked: set[str]) -> Iterable[Row]:
    """Every page on an installation with ten thousand specs."""
    from bench import pages as figures

    return figures.measure(asked)


def trail(asked: set[str]) -> Iterable[Row]:
    """Verifying the trail, and what the chain costs."""
    from bench import trail as figures

    return (row for row in figures.run() if row.number in asked)


def pdf(asked: set[str]) -> Iterable[Row]:
    """What an audit PDF takes."""
    from bench import pdf as figures

    return (row for row in figures.run() if row.number in asked)


def checks(asked: set[str]) -> Iterable[Row]:
    """The checks, and freezing."""
    from bench import checks as figures

    return (row for row in figures.run_bench() if row.number in asked)


def lists(asked: set[str]) -> Iterable[Row]:
    """The list of specs and its search, at a hundred thousand of them."""
    from bench import lists as figures

    return figures.measure(asked)


# Each bench, by the figures that it measures.
BENCHES: Mapping[Callable[[set[str]], Iterable[Row]], tuple[str, ...]] = {
    web: ("P1", "P2", "P3", "P17", "P18"),
    pdf: ("P9",),
    checks: ("P11", "P12", "P13"),
    trail: ("P14", "P15"),
    lists: ("P8", "P16"),
    pages: ("PAGES",),
}
USUAL = ("P1", "P2", "P3", "P9", "P11", "P12", "P13", "P14", "PAGES")


def main() -> int:
    """Measure what was asked for, and print the table."""
    known = [figure for figures in BENCHES.values() for figure in figures]
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="P1", help=f"any of {', '.join(known)}")
    asked = set(parser.parse_args().figures) or set(USUAL)
    if unknown := asked - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    rows: list[Row] = []
    for bench, figures in BENCHES.items():
        if asked.intersection(figures):
            print(f"measuring {', '.join(figures)} …", file=sys.stderr, flush=True)
            rows += bench(asked)
    print(table(rows))
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
