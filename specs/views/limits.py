"""The limits that checks compare with, and what an organisation set them to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import can_manage, organisations_visible_to
from accounts.http import render_page
from accounts.views.organisation import managed_organisation, organisation_or_404
from specs import actions, catalogue
from specs.access import limits_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from accounts.models import Organisation
    from specs.domain.limits import Limit


@dataclass(frozen=True)
class Line:
    """One limit on the page: what it means, and what was set or typed."""

    limit: Limit
    typed: str
    problem: str
    is_set: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: AuthedRequest) -> HttpResponse:
    """Show every limit with its bounds, and take others from who manages the organisation."""
    if request.method != "POST":
        return _page(request, organisation_or_404(request), {}, {})
    organisation = managed_organisation(request)
    if reset := catalogue.limits().get(request.POST.get("reset", "")):
        return _set(request, organisation, {reset.name: reset.default}, {})
    typed = {name: request.POST.get(name, "").strip() for name in catalogue.limits()}
    typed = {name: text for name, text in typed.items() if text}
    problems = {
        n: said for n, text in typed.items() if (said := catalogue.limits()[n].problem(text))
    }
    if problems:
        return _page(request, organisation, typed, problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _set(request, organisation, {n: Decimal(text) for n, text in typed.items()}, typed)


def _set(
    request: AuthedRequest,
    organisation: Organisation,
    wanted: Mapping[str, Decimal],
    typed: Mapping[str, str],
) -> HttpResponse:
    try:
        changed = actions.set_limits(organisation=organisation, limits=wanted, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _page(request, organisation, typed, {}, HTTPStatus.UNPROCESSABLE_ENTITY)
    words = ngettext(
        "%(n)d limit is changed. Drafts are checked again in the background.",
        "%(n)d limits are changed. Drafts are checked again in the background.",
        len(changed),
    )
    said = words % {"n": len(changed)} if changed else _("Nothing was changed.")
    messages.success(request, said)
    return redirect("specs:limits")


def _page(
    request: AuthedRequest,
    organisation: Organisation,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    held = {row.name: actions.plain_figure(row.value) for row in limits_of(organisation)}
    lines = [
        Line(
            limit,
            typed.get(name, held.get(name, actions.plain_figure(limit.default))),
            problems.get(name, ""),
            name in held,
        )
        for name, limit in catalogue.limits().items()
    ]
    context = {
        "organisation": organisation,
        "organisations": organisations_visible_to(request.user),
        "can_manage": can_manage(request.user, organisation),
        "lines": lines,
        "set_count": sum(line.is_set for line in lines),
    }
    return render_page(request, "specs/limits.html", context, status=status)
