"""Plain data as text: YAML and JSON, the same bytes for the same spec."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from specs.domain.attribute import Json


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and never a sign that stands for another part."""

    def ignore_aliases(self, data: object) -> bool:
        """Write out what comes twice."""
        del data
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write_yaml(plain: dict[str, Json]) -> str:
    """Return YAML that people can read and change."""
    written: str = yaml.dump(
        plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31 - 1, indent=2
    )
    return written


def write_json(plain: dict[str, Json]) -> str:
    """Return the same data as JSON."""
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
