"""Reads YAML as it was written: figures and dates stay text, and no key comes twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import yaml

from specs.domain.attribute import Json, Malformed


class _Loader(yaml.CSafeLoader):
    """Knows text, true, false and null; "yes", 0.90 and 2026-02-16 are text."""

    yaml_implicit_resolvers = {}

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - its signature
    ) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise Malformed(f"line {line}: a key has to be a text.")
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise Malformed(f"line {line}: the key {key!r} is there twice.")
            seen.add(key)
        return cast("dict[object, object]", super().construct_mapping(node, deep=deep))


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""]
)


def read_yaml(path: Path) -> dict[str, Json]:
    """The one mapping that the file holds; what is wrong with it names the file."""
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except (Malformed, yaml.YAMLError) as error:
        raise Malformed(f"{path.name}: {error}") from error


def parse_yaml(text: str) -> dict[str, Json]:
    data = yaml.load(text, Loader=_Loader)  # noqa: S506 - derives from SafeLoader
    if not isinstance(data, dict):
        raise Malformed("line 1: expected a mapping.")
    return data
