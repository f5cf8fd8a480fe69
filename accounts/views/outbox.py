"""The mails that a person was sent: in the demo nothing else delivers them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import access
from accounts.http import AuthedRequest, render_page

PAGE = 50


@login_required
@require_safe
def outbox(request: AuthedRequest) -> HttpResponse:
    """List one's own mails, newest first, and whether they went out."""
    page = Paginator(access.mails_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render_page(request, "accounts/outbox.html", {"page": page})


@login_required
@require_safe
def mail(request: AuthedRequest, mail_id: int) -> HttpResponse:
    """Show one mail as it was sent."""
    found = get_object_or_404(access.mails_visible_to(request.user), pk=mail_id)
    return render_page(request, "accounts/mail.html", {"mail": found})
