"""What is known of signatures beside the answers: who signs, and what was signed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from specs.domain.attribute import Json
from specs.domain.values.figures import read_day

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
class Signing:
    """Who signs for each role, and what the revision that was approved last said, and when.

    Of what is approved only the targets are kept, in the form in which they are stored.
    """

    signers: Mapping[str, str] | None = None
    previous: Mapping[str, Json] = field(default_factory=dict)
    last_signed: date | None = None

    def as_json(self) -> dict[str, Json]:
        """Return it in the shape in which a revision keeps it."""
        return {
            "signers": None if self.signers is None else {**self.signers},
            "previous": {**self.previous},
            "last_signed": self.last_signed.isoformat() if self.last_signed else None,
        }

    @classmethod
    def from_json(cls, stored: Json) -> Signing:
        """Read it out of a revision; an older one keeps none of it."""
        if not isinstance(stored, dict):
            return NOT_KNOWN
        signers, previous = stored.get("signers"), stored.get("previous")
        return cls(
            {role: str(who) for role, who in signers.items()}
            if isinstance(signers, dict)
            else None,
            previous if isinstance(previous, dict) else {},
            read_day(stored.get("last_signed")),
        )


NOT_KNOWN = Signing()
