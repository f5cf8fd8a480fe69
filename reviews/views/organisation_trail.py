"""The trail of an organisation: its people, roles, policies and templates, in words."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import can_read_trail, organisations_visible_to, people_named
from accounts.http import render_page
from accounts.views.organisation import organisation_or_404
from reviews.views.events import plain_entries
from specs.exports.rows import harmless
from trail.browsing import MOST_WRITTEN, events_wanted, load_page, read_wanted, recent_actors
from trail.checkpoints import coverage_of
from trail.domain.groups import named

if TYPE_CHECKING:
    from accounts.http import AuthedRequest
    from accounts.models import Organisation

OFFERED = ("people", "roles", "policies", "templates", "signing-in", "files", "mails", "other")
TITLES = ("Number", "Time (UTC)", "Who", "What", "Kind", "Hash")


@login_required
@require_safe
def organisation_trail(request: AuthedRequest) -> HttpResponse:
    """Show what happened in the organisation, newest first, a page at a time."""
    organisation = organisation_to_audit(request)
    wanted = read_wanted(request.GET)
    page = load_page(organisation.chain, wanted)
    actors = {*recent_actors(organisation.chain), *(event.actor_id for event in page.events)}
    people = people_named({*actors, wanted.person} - {""})
    context = {
        "organisation": organisation,
        "organisations": organisations_visible_to(request.user),
        "page": page,
        "entries": plain_entries(page.events, people),
        "wanted": wanted,
        "groups": named(OFFERED),
        "everybody": sorted(people.values(), key=lambda one: one.name),
        "has_system": "system" in actors,
        "coverage": coverage_of(organisation.chain),
        "most_written": MOST_WRITTEN,
        "file": wanted.link(),
        "older": wanted.link(before=str(page.older)) if page.older else "",
        "newest": "" if page.is_first else wanted.link() or "?",
    }
    return render_page(request, "reviews/organisation_trail.html", context, fragment="events")


@login_required
@require_safe
def organisation_trail_csv(request: AuthedRequest) -> HttpResponse:
    """Send the same events as a file for a spreadsheet, the youngest first."""
    organisation = organisation_to_audit(request)
    events = events_wanted(organisation.chain, read_wanted(request.GET))
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(TITLES)
    for event in events[:MOST_WRITTEN].iterator(chunk_size=500):
        row = (event.at.isoformat(), event.actor.name, event.words, event.kind, event.hash)
        writer.writerow([event.seq, *(harmless(cell) for cell in row)])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return response


def organisation_to_audit(request: AuthedRequest) -> Organisation:
    """Return the organisation that one looks at, for who manages or audits it."""
    organisation = organisation_or_404(request)
    if not can_read_trail(request.user, organisation):
        raise PermissionDenied
    return organisation
