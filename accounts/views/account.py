"""One's own account: name, sessions, and what is shown when signing in pauses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, actions
from accounts.forms import ProfileForm
from accounts.http import AuthedRequest, render_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: AuthedRequest) -> HttpResponse:
    """Show and change one's name, title and time zone."""
    user = request.user
    initial = {"name": user.name, "title": user.title, "time_zone": user.time_zone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(user=user, by=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:account")
    context = {
        "form": form,
        "memberships": access.memberships_of(user).select_related("organisation"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render_page(request, "accounts/account.html", context, status=status)


@login_required
@require_POST
def end_session(request: AuthedRequest, session_id: int) -> HttpResponse:
    """Sign one's other browser out."""
    session = get_object_or_404(access.sessions_of(request.user), pk=session_id)
    actions.end_session(session=session, by=request.user)
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@login_required
@require_safe
def signed_in(request: AuthedRequest) -> HttpResponse:
    """Say that the session is there again, to somebody whose text waits in another tab."""
    return render_page(request, "accounts/signed_in.html")


@login_required
@require_safe
def whoami(request: AuthedRequest) -> HttpResponse:
    """Return the id of who is signed in, for a page that was signed out and holds their text."""
    return HttpResponse(str(request.user.pk), content_type="text/plain")


def locked_out(request: HttpRequest, *_args: Any) -> HttpResponse:
    """Say that signing in pauses; the same for accounts that exist and those that do not."""
    return render_page(request, "accounts/locked_out.html", status=HTTPStatus.TOO_MANY_REQUESTS)
