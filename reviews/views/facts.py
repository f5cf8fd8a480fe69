"""The few numbers that a role answers for, for the top of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.http import require_safe

from accounts.http import render_page
from reviews.documents import frozen
from reviews.domain.facts import facts
from specs.revisions import revisions_of
from specs.views.frame import reading_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest


@login_required
@require_safe
def facts_panel(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Show what a revision says to a role, beside what an earlier one said."""
    reading = reading_or_404(request, spec_id)
    wanted = {name: request.GET.get(name, "") for name in ("revision", "since")}
    rows = revisions_of(reading.spec).select_related("template")
    numbers = [int(n) for n in wanted.values() if n.isascii() and n.isdigit() and len(n) < 9]
    found = {str(row.number): row for row in rows.filter(number__in=numbers)}
    revision, former = found.get(wanted["revision"]), found.get(wanted["since"])
    if revision is None:
        raise Http404
    context = {"facts": facts(role, frozen(revision), frozen(former) if former else None)}
    return render_page(request, "reviews/facts_panel.html", context)
