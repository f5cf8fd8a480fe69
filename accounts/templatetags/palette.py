"""The colours of ``static/css/tokens.css``, for pictures that cannot use custom properties."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN = re.compile(
    r"--([a-z0-9-]+):\s*(#[0-9a-f]{6}|light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\));"
)


class Shade(NamedTuple):
    """One colour token in both themes."""

    light: str
    dark: str


@cache
def shades() -> Mapping[str, Shade]:
    """Return every plain colour token by name."""
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    found = {
        name: Shade(light or single, dark or single)
        for name, single, light, dark in TOKEN.findall(css)
    }
    return MappingProxyType(found)


def paint(token: str, *, literal: bool) -> str:
    """Return a colour for SVG: the light value for print, else the custom property."""
    return shades()[token].light if literal else f"var(--{token})"
