"""Reviews, sign-offs, stand-ins, conditions and exports."""

from __future__ import annotations

from reviews.models.amendment import (
    Amendment,
    AmendmentChange,
    AmendmentState,
    Evidence,
    EvidenceSort,
    Position,
    Stance,
)
from reviews.models.break_glass import BreakGlass
from reviews.models.condition import Condition
from reviews.models.editorial import Answer, EditorialKeep
from reviews.models.export import Export, ExportKind, Handbook
from reviews.models.gate import GateDecision, GateFigure, GateMove, Stage, StageClock
from reviews.models.nudge import Nudge
from reviews.models.review import Outcome, Review, SignerAssignment
from reviews.models.route import ReviewRoute, ReviewRouteQuerySet
from reviews.models.sign_off import (
    Decision,
    IdentityFailure,
    SigningNonce,
    SignOff,
    SignOffQuerySet,
)
from reviews.models.stand_in import StandIn, StandInQuerySet
from reviews.models.waiting import Waiting

__all__ = (
    "Amendment",
    "AmendmentChange",
    "AmendmentState",
    "Answer",
    "BreakGlass",
    "Condition",
    "Decision",
    "EditorialKeep",
    "Evidence",
    "EvidenceSort",
    "Export",
    "ExportKind",
    "GateDecision",
    "GateFigure",
    "GateMove",
    "Handbook",
    "IdentityFailure",
    "Nudge",
    "Outcome",
    "Position",
    "Review",
    "ReviewRoute",
    "ReviewRouteQuerySet",
    "SignOff",
    "SignOffQuerySet",
    "SignerAssignment",
    "SigningNonce",
    "Stage",
    "StageClock",
    "Stance",
    "StandIn",
    "StandInQuerySet",
    "Waiting",
)
