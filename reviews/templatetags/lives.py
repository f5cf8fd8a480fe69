"""The picture of the life of a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import ngettext

from accounts.templatetags.drawing import mark_svg
from specs.domain.charts import WIDTH

if TYPE_CHECKING:
    from reviews.domain.life import Life

register = template.Library()
# The ground and the edge of each state; its word stands in it, or in the table.
FILLS = {
    "draft": ("sunken", "line-ctl"),
    "in_review": ("accent-tint", "accent-line"),
    "approved": ("approved-tint", "approved-line"),
    "superseded": ("warning-tint", "warning-line"),
    "archived": ("sunken", "line-2"),
}


@register.inclusion_tag("reviews/parts/life_picture.html")
def life_picture(life: Life) -> dict[str, object]:
    """Draw the states of a spec along time, and a line for each role and what else there was."""
    last = life.phases[-1].words.lower() if life.phases else ""
    states = ngettext("%(n)d state", "%(n)d states", len(life.phases)) % {"n": len(life.phases)}
    return {
        "life": life,
        "width": WIDTH,
        "words": f"{states}, now {last}. Lines: {', '.join(life.lanes) or 'none'}.",
        "bands": [
            {"drawn": band, "fill": f"var(--{fill})", "edge": f"var(--{edge})"}
            for band in life.bands
            for fill, edge in (FILLS[band.phase.state],)
        ],
        "lanes": [
            {
                "label": lane.label,
                "y": lane.y,
                "line": lane.y + 12,
                "spots": [
                    {"x": spot.x, "y": spot.y, "drawn": mark_svg(spot.mark, size=14)}
                    for spot in lane.spots
                ],
            }
            for lane in life.lines
        ],
        "ticks": life.ticks,
    }
