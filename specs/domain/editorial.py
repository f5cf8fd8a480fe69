"""Which answers are material, and which changes of the others only touch the wording."""

from __future__ import annotations

import re
from functools import cache

from specs.domain.attribute import Attribute, Json, Kind, TemplateItem
from specs.domain.checks import CHECKS

# The families that judge metrics, thresholds and what decides over going on.
JUDGED_BY = ("MET", "POL", "PHA")
FIGURE = re.compile(r"[^\s]*\d[^\s]*")
# Words whose coming or going turns a sentence into its opposite.
NEGATING = ("no", "not", "never", "none", "nothing", "nobody", "without", "except", "unless")
BINDING = ("must", "shall", "should", "may", "can", "cannot", "will", "always", "only")
COUNTING = ("all", "any", "every", "each", "some")
TURNING = frozenset((*NEGATING, *BINDING, *COUNTING))
WORD = re.compile(r"[a-z]+(?:n['\u2019]t)?")


@cache
def judged_keys() -> frozenset[str]:
    """The answers that the checks of metrics and thresholds read."""
    return frozenset(
        key for check in CHECKS if check.code.startswith(JUDGED_BY) for key in check.needs
    )


def is_text(attribute: Attribute) -> bool:
    """A template can say whether it is material: figures, choices, tables, people always are."""
    return attribute.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT)


def is_material_by_rule(attribute: Attribute) -> bool:
    """What holds where the template says nothing: all but free prose that no figure rests on."""
    return attribute.kind is not Kind.LONG_TEXT or attribute.key in judged_keys()


def is_material(item: TemplateItem) -> bool:
    """A change of it always asks for a new signature."""
    if item.material is None or not is_text(item.attribute):
        return is_material_by_rule(item.attribute)
    return item.material


def why_by_rule(attribute: Attribute) -> str:
    """Why the rule has it so, in words."""
    if not is_text(attribute):
        return "figures, choices, tables, dates and people always are"
    if attribute.kind is Kind.SHORT_TEXT:
        return "a short text says what something is called"
    if attribute.key in judged_keys():
        return "the checks of metrics and thresholds read it"
    return "it is free prose"


def is_editorial(item: TemplateItem, old: Json, new: Json) -> bool:
    """Only the wording of a text changed: both say something, and no figure or "not" moved."""
    if is_material(item) or not isinstance(old, str) or not isinstance(new, str):
        return False
    if not old.strip() or not new.strip():
        return False
    return _weight(old) == _weight(new)


def _weight(text: str) -> tuple[list[str], list[str]]:
    """The figures of a text and the words that turn a sentence, in their order."""
    figures = [found.strip(".,;:()") for found in FIGURE.findall(text)]
    words = WORD.findall(text.lower())
    return figures, [
        word for word in words if word in TURNING or word.endswith(("n't", "n\u2019t"))
    ]
