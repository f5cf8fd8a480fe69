"""The pictures of a spec: the band of a revision, the heat map of its risks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.templatetags.palette import paint
from specs.domain import band as bands
from specs.domain import charts, pictures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

register = template.Library()

TONES = {
    charts.Tone.PLAIN: "series-1",
    charts.Tone.GOOD: "approved",
    charts.Tone.FAIR: "series-2",
    charts.Tone.BAD: "blocker",
}
LIGHTS = {"green": "approved", "amber": "series-2", "red": "blocker"}
PARTS = ("series-3", "series-2", "series-4", "series-5")
SIZES = {"small": bands.SMALL, "middle": bands.MIDDLE, "large": bands.LARGE}


@register.simple_tag
def band(content_hash: str, size: str = "small", *, literal: bool = False) -> SafeString:
    """Draw the band of a hash: small 180x20, middle 310x31, large 640x64."""
    chosen = SIZES[size]
    return format_html(
        '<svg class="band band-{size}" width="{w}" height="{h}" viewBox="0 0 {w}0 {h}0" '
        'fill="none" stroke="{c}" stroke-width="{stroke}" aria-hidden="true">{paths}</svg>',
        size=size,
        w=chosen.width,
        h=chosen.height,
        c=paint("accent", literal=literal),
        stroke=round(chosen.stroke * bands.SCALE),
        paths=format_html_join(
            "", '<path d="{}"/>', ((path,) for path in bands.paths(content_hash, chosen))
        ),
    )


@register.inclusion_tag("components/heat_map.html")
def heat_map(
    risks: Iterable[pictures.Risk],
    here: str = "",
    chosen: str = "",
    *,
    after: bool = False,
    literal: bool = False,
) -> dict[str, object]:
    """Draw the heat map; ``here`` makes each cell a link, ``chosen`` is "medium-high".

    With ``after`` the risks stand where their mitigation brings them.
    """
    drawn = pictures.heat_map(risk.after() if after else risk for risk in risks)
    cells = [
        {
            "cell": cell,
            "fill": paint(f"heat-{cell.heat}", literal=literal),
            "text": paint(f"on-heat-{cell.heat}", literal=literal),
            "is_chosen": chosen == f"{cell.probability}-{cell.impact}",
        }
        for cell in drawn.cells
    ]
    colours = {
        name.replace("-", "_"): paint(name, literal=literal)
        for name in ("ink", "ink-2", "paper", "accent")
    }
    return {
        "map": drawn,
        "cells": cells,
        "here": here,
        "colours": colours,
        "sides": sides(),
        "asked": "residual_" if after else "",
        "when": ", after mitigation" if after else "",
    }


@register.inclusion_tag("components/heat_maps.html")
def heat_maps(risks: Sequence[pictures.Risk]) -> dict[str, object]:
    """Draw the map of a register, and beside it the one after mitigation where there is one."""
    return {"risks": risks, "has_after": any(risk.after().is_placed for risk in risks)}


@register.inclusion_tag("components/heat_table.html")
def heat_table(risks: Iterable[pictures.Risk], *, after: bool = False) -> dict[str, object]:
    """Say in a table what the heat map shows."""
    placed = [risk.after() if after else risk for risk in risks]
    cells = pictures.heat_map(placed).cells
    width = len(pictures.LEVELS)
    return {
        "levels": pictures.LEVELS,
        "rows": [cells[start : start + width] for start in range(0, len(cells), width)],
        "unplaced": [risk.number for risk in placed if not risk.is_placed],
    }


def sides() -> list[dict[str, object]]:
    """Return where the words low, medium, high stand along both axes."""
    step = pictures.CELL + pictures.GAP
    middle = pictures.CELL // 2
    return [
        {
            "word": level.capitalize(),
            "x": pictures.LEFT + index * step + middle,
            "y": (2 - index) * step + middle + 4,
        }
        for index, level in enumerate(pictures.LEVELS)
    ]


@register.inclusion_tag("components/chart.html")
def chart(picture: charts.Picture, *, literal: bool = False) -> dict[str, object]:
    """Draw the picture of a calculator; its table is the page's to show."""
    colours = {
        name.replace("-", "_"): paint(name, literal=literal)
        for name in ("ink", "ink-2", "paper", "line-2", "line-ctl", "accent")
    }
    return {
        "picture": picture,
        "part": f"components/charts/{picture.form}.html",
        "role": "group" if getattr(picture, "has_links", False) else "img",
        "width": charts.WIDTH,
        "items": [
            {"drawn": drawn, "fill": paint(fill, literal=literal)} for drawn, fill in fills(picture)
        ],
        "colours": colours,
    }


def fills(picture: charts.Picture) -> Iterable[tuple[object, str]]:
    """Return each part of a picture with the token of its colour."""
    match picture:
        case charts.Bars():
            return [(drawn, TONES[drawn.bar.tone]) for drawn in picture.drawn]
        case charts.Curve():
            best = {True: "accent", False: "ink-2"}
            return [(drawn, best[drawn.mark.is_best]) for drawn in picture.drawn]
        case charts.Stack():
            return [
                (drawn, "series-1" if drawn.part.is_main else PARTS[drawn.number % len(PARTS)])
                for drawn in picture.drawn
            ]
        case charts.Lights():
            return [(d, LIGHTS.get(d.light.status, "line-2")) for d in picture.drawn]
