"""My work, and the list of all specs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import render_page

if TYPE_CHECKING:
    from accounts.http import AuthedRequest


@login_required
@require_GET
def my_work(request: AuthedRequest) -> HttpResponse:
    """Show what waits for this person."""
    return render_page(request, "specs/my_work.html", {})


@login_required
@require_GET
def spec_list(request: AuthedRequest) -> HttpResponse:
    """Show the specs that this person may know of."""
    return render_page(request, "specs/list.html", {})
