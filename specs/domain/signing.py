"""What is known of signatures beside the answers: who signs, and what was signed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from specs.domain.attribute import Json

# Several people may sign for the role: none of them alone has to.
SEVERAL = "any of several"
# The answers of which a change is agreed between business and technical people.
TARGETS = (
    "evaluation.ship_threshold",
    "phases.mvp_threshold",
    "phases.poc_threshold",
    "problem.kpi_target",
)


@dataclass(frozen=True, slots=True)
class Signed:
    """The targets of the revision that was approved last, in plain form, and the day it was."""

    targets: Mapping[str, Json] = field(default_factory=dict)
    on: date | None = None


NEVER_SIGNED = Signed()
