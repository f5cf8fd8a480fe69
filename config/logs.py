"""Keeps links that let somebody in out of the log."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

# What follows these parts of an address, also where it stands in a query, is a secret.
LINK = re.compile(r"((?:/|%2F)(?:invitation|visit|reset/key)(?:/|%2F))[^/%?&\s\"]+")
# A provider's answer: whoever reads it first could use it.
ANSWER = re.compile(r"(/sign-in/[0-9a-f-]+/back/\?)[^\s\"]+")


def hide_links(
    _logger: Any, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace the secret part of every address in an entry of the log."""
    for name, value in entry.items():
        if isinstance(value, str):
            entry[name] = ANSWER.sub(r"\1…", LINK.sub(r"\1…", value))
    return entry
