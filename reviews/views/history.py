"""The history of a spec in words a person reads: who, what, when, where, and what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from accounts.access import people_named
from accounts.http import render_page
from reviews.views.events import build_entries, find_attribute
from reviews.views.frame import frame_or_404
from specs import access
from trail.browsing import load_page, read_wanted, recent_actors
from trail.domain.groups import named

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.documents import Reading

PAGE = "reviews/history.html"
OFFERED = (
    "writing",
    "comments",
    "life",
    "sign-offs",
    "amendments",
    "findings",
    "files",
    "mails",
    "people",
    "other",
)


@login_required
@require_safe
def history(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the trail of one spec, newest first, a page at a time."""
    frame = frame_or_404(request, spec_id)
    reading = frame.reading
    keys = known_keys(reading)
    wanted = read_wanted(request.GET, keys)
    page = load_page(reading.spec.chain, wanted, objects_at(reading, keys.get(wanted.place, ())))
    actors = {*recent_actors(reading.spec.chain), *(e.actor_id for e in page.events)}
    people = people_named({*actors, wanted.person} - {""})
    attribute = find_attribute(reading, wanted.place)
    context = frame.context(
        page=page,
        entries=build_entries(reading, page.events, people),
        wanted=wanted,
        groups=named(OFFERED),
        everybody=sorted(people.values(), key=lambda one: one.name),
        has_system="system" in actors,
        sections=reading.template.sections,
        field=attribute if attribute and wanted.place in keys else None,
        older=wanted.link(before=str(page.older)) if page.older else "",
        newest="" if page.is_first else wanted.link() or "?",
    )
    return render_page(request, PAGE, context, fragment="events")


def known_keys(reading: Reading) -> dict[str, tuple[str, ...]]:
    """Return what can be asked for by place: a section, or a field, with the keys in it."""
    template = reading.template
    sections = {s.key: tuple(a.key for a in s.attributes) for s in template.sections}
    return {key: (key,) for key in template.attributes} | sections


def objects_at(reading: Reading, keys: tuple[str, ...]) -> list[str]:
    """Return what events at these fields are about: the fields, and the open talk on them.

    A private thread is not found by its place: that would tell where it is.
    """
    if not keys:
        return []
    threads = access.threads_visible_to(reading.user, reading.spec)
    public = threads.filter(role="", key__in=keys).values_list("pk", flat=True)
    return [*keys, *(f"thread {number}" for number in public)]
