"""Verifying: is this audit PDF genuine, unaltered, and what does it cover?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import render_page
from reviews import access
from reviews.models import Export

PAGE = "reviews/verify.html"
LARGEST = 64 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Take a PDF and say what it is; what it covers is told to those who may see the spec."""
    if request.method != "POST":
        return render_page(request, PAGE, {"verdict": None, "problem": ""})
    file = request.FILES.get("file")
    if file is None:
        problem = _("No file came with it. Choose an audit PDF, then verify.")
        return render_page(request, PAGE, {"verdict": None, "problem": problem}, status=422)
    if file.size is None or file.size > LARGEST:
        problem = _("This file is larger than any export. An audit PDF has less than 64 MB.")
        return render_page(request, PAGE, {"verdict": None, "problem": problem}, status=413)
    from reviews.exports.verifying import verify_file

    verdict = verify_file(file.read())
    export = _export(request, verdict.file_hash)
    context = {"verdict": verdict, "export": export, "problem": "", "name": file.name}
    return render_page(request, PAGE, context, fragment="verdict")


def _export(request: HttpRequest, file_hash: str) -> Export | None:
    if not request.user.is_authenticated:
        return None
    visible = access.exports_visible_to(request.user).select_related("revision__spec")
    return visible.filter(file_hash=file_hash).first()
