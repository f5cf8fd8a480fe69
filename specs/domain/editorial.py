"""Which answers are material, and which changes of the others only touch the wording."""

from __future__ import annotations

import re
from functools import cache

from specs.domain.attribute import Json, Kind, TemplateItem
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


def is_material(item: TemplateItem) -> bool:
    """A change of it always asks for a new signature.

    All but free prose is: figures, choices, tables, names. So is prose that the template marks,
    and prose that the checks of metrics and thresholds read.
    """
    is_prose = item.attribute.kind is Kind.LONG_TEXT
    return item.material or not is_prose or item.key in judged_keys()


def is_editorial(item: TemplateItem, old: Json, new: Json) -> bool:
    """Only the wording of free prose changed: both say something, and no figure or "not" moved."""
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
