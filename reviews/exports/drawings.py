"""The pictures of the pages with literal colours, and the words that a PDF needs beside each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.templatetags.drawing import mark_of, mark_svg, product_svg
from accounts.templatetags.palette import paint
from specs.domain import band as bands
from specs.domain import charts, pictures
from specs.templatetags import pictures as tags

STEPS = 250
CLOSE = 0.2  # units of the band: a twentieth of a millimetre on paper


def titled(svg: str, words: str) -> SafeString:
    """The picture with the words that are read aloud in its place."""
    return mark_safe(svg.replace(">", f"><title>{escape(words)}</title>", 1))  # noqa: S308


def product_mark() -> SafeString:
    """The mark of the product."""
    return titled(product_svg(size=30, literal=True), "Countersign")


def state_mark(state: str) -> SafeString:
    """The mark of a role's standing; a word always stands beside it."""
    return titled(mark_svg(state, size=12, literal=True), str(mark_of(state).word))


def band(content_hash: str) -> SafeString:
    """The line ornament of a revision, at full width; every path is one line or its mirror.

    Half of the steps of the page's band, and of these only where the line bends: paper does
    not show the rest, and each costs.
    """
    wave, size = bands.wave(content_hash), bands.LARGE
    middle, points = size.height / 2, [step / STEPS for step in range(STEPS + 1)]
    path = []
    for line in range(size.lines):
        drawn = bends(
            [(x * size.width, wave.at(x, line / (size.lines - 1)) * middle) for x in points]
        )
        for side in (1, -1):
            line_to = (f"{x:.1f} {middle - side * y:.1f}" for x, y in drawn)
            path.append("M" + "L".join(line_to))
    stroke = f'stroke="{paint("accent", literal=True)}" stroke-width="{size.stroke}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size.width} {size.height}"'
        f' width="{size.width}" height="{size.height}">'
        f'<path d="{"".join(path)}" fill="none" {stroke}/></svg>'
    )
    return titled(svg, f"Line ornament drawn from the hash {content_hash[:8]}")


def bends(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points of a line from left to right without those that it passes close by anyway."""
    kept, last = [points[0]], points[0]
    least, most = -math.inf, math.inf  # between which slopes the line has to go on
    for place, (x, y) in enumerate(points[1:], start=1):
        across = x - kept[-1][0]
        if not least <= (y - kept[-1][1]) / across <= most:
            kept.append(last)
            least, most, across = -math.inf, math.inf, x - last[0]
        start = kept[-1][1]
        least = max(least, (y - CLOSE - start) / across)
        most = min(most, (y + CLOSE - start) / across)
        last = points[place]
    return [*kept, last]


def heat_map(risks: Sequence[pictures.Risk], when: str = "") -> SafeString:
    """Probability by impact, each risk by its number; the words name every place."""
    drawn = pictures.heat_map(risks)
    cells = [
        {
            "cell": cell,
            "fill": paint(f"heat-{cell.heat}", literal=True),
            "text": paint(f"on-heat-{cell.heat}", literal=True),
        }
        for cell in drawn.cells
    ]
    colours = {"ink": paint("ink", literal=True), "quiet": paint("ink-2", literal=True)}
    context = {"map": drawn, "cells": cells, "sides": tags.sides(), "colours": colours}
    drawing = render_to_string("reviews/pdf/heat_map.html", context)
    return titled(drawing, _told(risks, when))


def _told(risks: Sequence[pictures.Risk], when: str) -> str:
    placed = [risk for risk in risks if risk.is_placed]
    ordered = sorted(placed, key=lambda risk: (risk.probability, risk.impact, risk.number))
    places = [
        f"{probability} probability and {impact} impact: risk "
        + ", ".join(str(risk.number) for risk in here)
        for (probability, impact), here in groupby(ordered, lambda r: (r.probability, r.impact))
    ]
    return f"Heat map of the risk register{when}. {'; '.join(places) or 'No risk recorded'}."


def chart(picture: charts.Picture) -> SafeString:
    """The picture of figures, whose table has to stand below it."""
    drawing = render_to_string("reviews/pdf/chart.html", tags.chart(picture, literal=True))
    return titled(drawing, picture.words)
