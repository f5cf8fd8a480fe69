"""The history of a spec in words a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from accounts.http import render_page
from accounts.models import User
from reviews.views.frame import frame_or_404
from trail.models import Event

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest

PAGE = "reviews/history.html"
PER_PAGE = 50
# What a person looks for, and the beginnings of the kinds that belong to it.
GROUPS = (
    ("life", "Life of the spec", ("spec.", "review.")),
    ("sign-offs", "Sign-offs and conditions", ("signoff.", "condition.", "signer.")),
    ("writing", "Writing", ("answer.", "item.", "conflict.")),
    ("findings", "Findings and waivers", ("waiver.", "risk.", "checks.", "finding.")),
    ("files", "Files and mails", ("export.", "mail.")),
)


@login_required
@require_safe
def history(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the trail of one spec, newest first, by person and kind, a page at a time."""
    frame = frame_or_404(request, spec_id)
    everything = Event.objects.filter(chain=frame.reading.spec.chain)
    actors = set(everything.order_by().values_list("actor_id", flat=True).distinct())
    people = list(User.objects.filter(pk__in=[a for a in actors if a.isdecimal()]))
    group = next((g for g in GROUPS if g[0] == request.GET.get("kind")), None)
    person = next((p for p in people if str(p.pk) == request.GET.get("person")), None)
    found = everything.order_by("-seq")
    if person:
        found = found.filter(actor_id=str(person.pk))
    if group:
        kinds = everything.order_by().values_list("kind", flat=True).distinct()
        found = found.filter(kind__in=[kind for kind in kinds if kind.startswith(group[2])])
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 18:
        found = found.filter(seq__lt=int(before))
    shown = list(found[: PER_PAGE + 1])
    by_id = {str(one.pk): one for one in people}
    context = frame.context(
        events=[(event, by_id.get(event.actor_id)) for event in shown[:PER_PAGE]],
        older=shown[PER_PAGE - 1].seq if len(shown) > PER_PAGE else None,
        groups=GROUPS,
        group=group[0] if group else "",
        everybody=people,
        person=person,
        is_paged=bool(before),
    )
    return render_page(request, PAGE, context, fragment="events")
