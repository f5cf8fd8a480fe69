"""My work: what waits for one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import render_page
from specs import access
from specs.actions.freezing import unwaived_warnings
from specs.domain.checks.check import Severity
from specs.models import Spec, SpecEditor, State
from specs.snapshots import take_snapshots
from specs.to_answer import load_to_answer
from specs.views.findings import NOT_ANSWERED
from specs.views.frame import Spot, spot_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.http import AuthedRequest
    from accounts.models import User
    from specs.domain.checks.check import Finding
    from specs.snapshots import Snapshot

DRAFTS_LOOKED_AT = 5
FINDINGS_SHOWN = 10
FINDINGS_OF_ONE = 5
MISSING_LISTED = 3  # more missing answers than that are one line
SHOWN_ASIDE = 6


@dataclass(frozen=True)
class Place:
    """A finding with where it stands."""

    finding: Finding
    spot: Spot


@dataclass(frozen=True)
class ToFix:
    """A draft that something holds up, with the worst that was found in it."""

    spec: Spec
    percent: int
    places: Sequence[Place]
    total: int
    missing: int = 0

    @property
    def more(self) -> int:
        """How many findings are neither listed here nor summed up as missing."""
        return self.total - self.missing - len(self.places)


@login_required
@require_safe
def my_work(request: AuthedRequest) -> HttpResponse:
    """Show what waits for this person: to sign, to fix, and what they did last."""
    user = request.user
    levels = access.levels_of(user)
    specs = access.specs_listed_for(user, levels)
    edited = specs.filter(updated_by=user).exclude(state=State.ARCHIVED)
    to_fix = load_to_fix(user, specs)
    in_review = specs.filter(owner=user, state=State.IN_REVIEW).order_by("updated_at", "pk")
    context = {
        "to_answer": load_to_answer(user, specs),
        "today": timezone.localdate(),
        "to_fix": to_fix,
        "held_up": sum(one.total for one in to_fix),
        "edited": list(edited.order_by("-updated_at", "pk")[:SHOWN_ASIDE]),
        "in_review": list(in_review[:SHOWN_ASIDE]),
        "can_create": can_create(levels),
    }
    return render_page(request, "specs/my_work.html", context)


def can_create(levels: Mapping[UUID, str]) -> bool:
    """Say whether somebody with these levels may start a spec somewhere."""
    return any(level in access.WRITERS for level in levels.values())


def load_to_fix(user: User, specs: QuerySet[Spec]) -> list[ToFix]:
    """Return the drafts this person edited last and what holds them up, in two queries.

    The findings are computed here and now, so they are current whether a worker is there or not.
    """
    edits = Exists(SpecEditor.objects.filter(spec=OuterRef("pk"), user=user))
    drafts = specs.filter(Q(owner=user) | edits, state=State.DRAFT).order_by("-updated_at", "pk")
    rows = list(drafts[:DRAFTS_LOOKED_AT])
    snapshots = take_snapshots(row.pk for row in rows)
    room = FINDINGS_SHOWN
    found: list[ToFix] = []
    for row in rows:
        one = _to_fix(row, snapshots[row.pk], min(room, FINDINGS_OF_ONE))
        if one.total:
            found.append(one)
            room -= len(one.places)
    return found


def _to_fix(spec: Spec, snapshot: Snapshot, room: int) -> ToFix:
    evaluated = snapshot.evaluate()
    template = evaluated.document.template
    blockers = [f for f in evaluated.findings if f.severity is Severity.BLOCKER]
    missing = [finding for finding in blockers if finding.code == NOT_ANSWERED]
    wrong = [finding for finding in blockers if finding.code != NOT_ANSWERED]
    wrong += unwaived_warnings(evaluated.findings, snapshot.waivers)
    is_summed = len(missing) > MISSING_LISTED
    listed = wrong if is_summed else [*wrong, *missing]
    contents = snapshot.contents
    places = [Place(found, spot_of(spec.pk, template, found, contents)) for found in listed[:room]]
    return ToFix(
        spec,
        evaluated.completeness.percent,
        places,
        total=len(wrong) + len(missing),
        missing=len(missing) if is_summed else 0,
    )
