"""The whole life of a spec as a picture, and what it shows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import people_named
from accounts.http import render_page
from reviews.boards.board import said_days
from reviews.domain.life import SHOWN, Told, build_life
from reviews.views.events import build_entries
from reviews.views.frame import frame_or_404
from trail.browsing import Wanted, events_of_kinds
from trail.domain.kinds import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest

MOST = 400
MARKS = (
    ("approved", _("approved, accepted, passed or made")),
    ("carried_over", _("carried over or kept")),
    ("conditions", _("with conditions, or agrees if")),
    ("blocked", _("blocked, missed or against")),
    ("lapsed", _("withdrawn or ended")),
    ("waiting", _("asked, set or goes on")),
)
KINDS = [kind.value for kind in Kind if kind in SHOWN]


@login_required
@require_safe
def life(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show states, sign-offs, amendments, stages, re-reviews and files along time."""
    frame = frame_or_404(request, spec_id)
    chain = frame.reading.spec.chain
    events = events_of_kinds(chain, KINDS, MOST + 1)
    is_cut = len(events) > MOST
    events = events[-MOST:]
    people = people_named({event.actor_id for event in events})
    picture = build_life(
        (Told(event.kind, event.at, event.facts) for event in events), timezone.now()
    )
    phases = picture.phases if picture else ()
    context = frame.context(
        life=picture,
        phases=[(phase, said_days(phase.took)) for phase in phases],
        entries=build_entries(frame.reading, events[::-1], people),
        wanted=Wanted(),
        marks=MARKS,
        is_cut=is_cut,
        most=MOST,
    )
    return render_page(request, "reviews/life.html", context)
