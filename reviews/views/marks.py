"""The marks of several specs at once, for a list that lower apps show."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from accounts.http import render_page
from reviews.strips import MOST, load_strips

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import AuthedRequest


@login_required
@require_safe
def marks(request: AuthedRequest) -> HttpResponse:
    """Return the strips of the specs that are named, each to be put in its place in the list."""
    spec_ids = [found for text in _named(request) if (found := read_id(text))]
    return render_page(
        request, "reviews/marks.html", {"strips": load_strips(request.user, spec_ids)}
    )


def _named(request: AuthedRequest) -> list[str]:
    return request.GET.get("ids", "").split(",")[:MOST]


def read_id(text: str) -> UUID | None:
    """Return the id that a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
