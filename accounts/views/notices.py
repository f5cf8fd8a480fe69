"""Which news come by mail, and when."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.http import render_page
from accounts.models import When
from accounts.notices import SORTS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import AuthedRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: AuthedRequest) -> HttpResponse:
    """Show and choose when one hears of each sort of news."""
    problem = ""
    if request.method == "POST":
        choices = {kind: request.POST[kind] for kind in SORTS if kind in request.POST}
        if choices and all(when in When.values for when in choices.values()):
            actions.choose_notices(user=request.user, choices=choices, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("accounts:notices")
        problem = _("Choose when for each of them.")
    chosen = actions.when_of(request.user)
    context = {
        "sorts": [(kind, sort.label, chosen[kind]) for kind, sort in SORTS.items()],
        "whens": When.choices,
        "problem": problem,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render_page(request, "accounts/notices.html", context, status=status)
