"""Verifying: is this audit PDF genuine, unaltered, and what does it cover?"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import render_page
from reviews import access
from reviews.exports.verify import LARGEST, Kind, Verdict
from reviews.models import Export
from reviews.register import verify_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = "reviews/verify.html"
TITLES = {
    Kind.GENUINE: gettext_lazy("Genuine"),
    Kind.SUPERSEDED: gettext_lazy("Genuine, superseded"),
    Kind.ALTERED: gettext_lazy("Altered"),
    Kind.UNKNOWN: gettext_lazy("Unknown"),
    Kind.UNREADABLE: gettext_lazy("Not an audit PDF"),
}
# What is said to whoever may not see the spec: the verdict, and not what the file is about.
IN_SHORT = {
    Kind.GENUINE: gettext_lazy(
        "This file was sealed here and is unaltered. Who may see the spec is told what it covers."
    ),
    Kind.SUPERSEDED: gettext_lazy(
        "This file was sealed here and is unaltered, but a later revision was approved since."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Take a PDF and say what it is; what it covers is told to those who may see the spec."""
    if request.method != "POST":
        return _page(request)
    file = request.FILES.get("file")
    if file is None:
        problem = _("No file came with it. Choose an audit PDF, then verify.")
        return _page(request, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    if file.size is None or file.size > LARGEST:
        problem = _("This file is larger than 50 MB. No audit PDF is; nothing was read.")
        return _page(request, problem, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    verdict = verify_file(file.read())
    export = _visible_export(request, verdict)
    return _page(
        request,
        verdict=verdict,
        name=file.name,
        title=TITLES[verdict.kind],
        words=verdict.words if export else IN_SHORT.get(verdict.kind, verdict.words),
        export=export,
    )


def _visible_export(request: HttpRequest, verdict: Verdict) -> Export | None:
    if verdict.known is None or not request.user.is_authenticated:
        return None
    visible = access.exports_visible_to(request.user).select_related("revision__spec")
    return visible.filter(file_hash=verdict.file_hash).first()


def _page(
    request: HttpRequest, problem: str = "", status: int = HTTPStatus.OK, **found: object
) -> HttpResponse:
    context = {"verdict": None, "problem": problem} | found
    return render_page(request, PAGE, context, fragment="verdict", status=status)
