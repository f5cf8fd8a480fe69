"""A scene for guides, made from answers alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from specs import catalogue
from specs.domain.attribute import Json
from specs.domain.document import Document
from specs.domain.guides.guide import Scene
from specs.views.guiding import read_library

DAY = date(2026, 2, 16)


def scene(
    answers: Mapping[str, Json], template: str = "full_spec", unsettled: tuple[str, ...] = ()
) -> Scene:
    """Return what a guide looks at in a spec with these answers."""
    document = Document(catalogue.template(template), dict(answers), on=DAY, revision=1)
    return Scene(document, read_library(), catalogue.attributes(), frozenset(unsettled))


def example_scene(template: str = "full_spec") -> Scene:
    """Return what a guide looks at in the running example."""
    keys = catalogue.template(template).attributes
    return scene({key: catalogue.example(key) for key in keys}, template)
