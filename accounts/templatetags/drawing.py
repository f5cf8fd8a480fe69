"""Small pictures as SVG text: the product's mark, the marks of roles, rings, meters."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.palette import paint

TICK = "M4.9 8.2 7.1 10.4 11.2 5.9"
FULL = 100


class Mark(NamedTuple):
    """One of the marks by which a role's standing is read without colour."""

    token: str
    word: object
    shape: str


# Shapes in a box of 16; {c} is the state's colour, {p} what shows through.
MARKS = {
    "approved": Mark(
        "approved",
        _("approved"),
        '<circle cx="8" cy="8" r="7" fill="{c}"/>'
        f'<path d="{TICK}" fill="none" stroke="{{p}}" stroke-width="1.9" '
        'stroke-linecap="round" stroke-linejoin="round"/>',
    ),
    "carried_over": Mark(
        "carried",
        _("carried over"),
        '<circle cx="8" cy="8" r="7" fill="{c}"/>'
        '<path d="M4.4 8h6.8M8.2 5 11.2 8 8.2 11" fill="none" stroke="{p}" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
    ),
    "conditions": Mark(
        "warning",
        _("approved with conditions"),
        '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{c}" stroke-width="1.6"/>'
        '<path d="M8 1.8a6.2 6.2 0 0 0 0 12.4z" fill="{c}"/>',
    ),
    "blocked": Mark(
        "blocker",
        _("blocked"),
        '<rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="{c}"/>'
        '<path d="M5.2 5.2 10.8 10.8M10.8 5.2 5.2 10.8" stroke="{p}" '
        'stroke-width="1.9" stroke-linecap="round"/>',
    ),
    "lapsed": Mark(
        "warning",
        _("lapsed"),
        '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{c}" stroke-width="1.7" '
        'stroke-dasharray="3.1 1.77" stroke-dashoffset="1.5"/>'
        '<path d="M5 8h6" stroke="{c}" stroke-width="1.7" stroke-linecap="round"/>',
    ),
    "opened": Mark(
        "warning",
        _("opened by break-glass"),
        '<path d="M8 1.2 14.8 8 8 14.8 1.2 8z" fill="none" stroke="{c}" stroke-width="1.6"'
        ' stroke-linejoin="round"/><path d="M8 4.6v4.2M8 10.6v.8" stroke="{c}"'
        ' stroke-width="1.7" stroke-linecap="round"/>',
    ),
    "waiting": Mark(
        "waiting",
        _("waiting"),
        '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{c}" stroke-width="1.5"/>',
    ),
}
ALSO = {"approved_with_conditions": "conditions", "carried": "carried_over", "voided": "lapsed"}


def mark_of(state: str) -> Mark:
    """Return the mark of a decision or standing; what is unknown waits."""
    return MARKS.get(ALSO.get(state, state), MARKS["waiting"])


def mark_svg(state: str, *, size: int = 16, name: str = "", literal: bool = False) -> SafeString:
    """Draw one mark; without a name it is hidden from assistive technology."""
    mark = mark_of(state)
    shape = mark.shape.format(
        c=paint(mark.token, literal=literal), p=paint("paper", literal=literal)
    )
    return format_html(
        '<svg class="mark" width="{size}" height="{size}" viewBox="0 0 16 16"{label}>{shape}</svg>',
        size=size,
        label=accessible(name),
        shape=mark_safe(shape),  # noqa: S308  only our own shapes and tokens
    )


def accessible(name: object) -> SafeString:
    """Return the attributes that name a picture, or hide it."""
    if not name:
        return mark_safe(' aria-hidden="true"')
    return format_html(' role="img" aria-label="{}"', name)


def ring_svg(answered: int, total: int, *, size: int = 16) -> SafeString:
    """Draw how much of a section is answered: a ring that closes, then a tick."""
    if total and answered >= total:
        inner = (
            '<circle cx="8" cy="8" r="7" fill="var(--ink-2)"/>'
            f'<path d="{TICK}" fill="none" stroke="var(--paper)" stroke-width="1.9" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )
    else:
        share = answered / total if total else 0
        around = 2 * math.pi * 6
        inner = '<circle cx="8" cy="8" r="6" fill="none" stroke="var(--line-2)" stroke-width="2"/>'
        if share:
            inner += (
                '<circle cx="8" cy="8" r="6" fill="none" stroke="var(--ink-2)" stroke-width="2" '
                f'stroke-dasharray="{around * share:.1f} {around:.1f}" '
                'transform="rotate(-90 8 8)"/>'
            )
    return format_html(
        '<svg class="ring" width="{size}" height="{size}" viewBox="0 0 16 16" '
        'aria-hidden="true">{inner}</svg>',
        size=size,
        inner=mark_safe(inner),  # noqa: S308  only numbers of our own
    )


def meter_svg(percent: int, *, width: int = 96) -> SafeString:
    """Draw completeness: a bar of ink, never green."""
    done = max(0, min(FULL, int(percent)))
    return format_html(
        '<svg class="meter" width="{width}" height="4" viewBox="0 0 100 4" '
        'preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="4" fill="var(--line-2)"/>'
        '<rect width="{done}" height="4" fill="var(--ink-2)"/></svg>',
        width=width,
        done=done,
    )


def _strand(phase: float, first: float, last: float, steps: int) -> str:
    points = []
    for step in range(steps + 1):
        angle = first + (last - first) * step / steps
        radius = 8.2 + 1.9 * math.sin(5 * angle + phase)
        points.append(f"{11 + radius * math.cos(angle):.2f} {11 + radius * math.sin(angle):.2f}")
    return "M" + "L".join(points)


@cache
def product_paths() -> str:
    """Two interlaced rings as one path: at each crossing the lower strand has a gap."""
    step = math.pi / 5
    gap = 0.105
    strands = []
    for crossing in range(0, 10, 2):
        for phase, shift in ((0.0, 0), (math.pi, 1)):
            under = (crossing + shift) * step
            strands.append(_strand(phase, under + gap, under + 2 * step - gap, 24))
    return "".join(strands)


def product_svg(*, size: int = 22, literal: bool = False) -> SafeString:
    """Draw the product's mark: two signatures, one seal."""
    return format_html(
        '<svg class="product-mark" width="{size}" height="{size}" viewBox="0 0 22 22" fill="none" '
        'stroke="{c}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        '<path d="{rings}" stroke-width="1.35"/>'
        '<path d="M7.6 11.3 10 13.7 14.5 8.6" stroke-width="1.7"/></svg>',
        size=size,
        c=paint("accent", literal=literal),
        rings=product_paths(),
    )
