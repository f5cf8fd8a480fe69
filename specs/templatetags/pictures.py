"""The pictures of a spec: the band of a revision, the heat map of its risks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.templatetags.palette import paint
from specs.domain import band as bands
from specs.domain import pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

register = template.Library()

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
    literal: bool = False,
) -> dict[str, object]:
    """Draw the heat map; ``here`` makes each cell a link, ``chosen`` is "medium-high"."""
    drawn = pictures.heat_map(risks)
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
    return {"map": drawn, "cells": cells, "here": here, "colours": colours, "sides": sides()}


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
