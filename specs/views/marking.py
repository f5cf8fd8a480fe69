"""Marking sections as read, one's own bookmark in a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import render_page, wants_fragment
from specs import actions
from specs.domain.roles import label_in
from specs.readers import find_reader
from specs.views.frame import reading_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.documents import Reading


@login_required
@require_POST
def mark_read(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Mark sections as read as the page showed them, or take that back."""
    reading = reading_or_404(request, spec_id)
    seen = {key: shown for key, _sep, shown in map(_parted, request.POST.getlist("seen")) if key}
    late: set[str] = set()
    if "undo" in request.POST:
        actions.mark_unread(spec=reading.spec, sections=seen, by=request.user)
    else:
        late = seen.keys() - actions.mark_read(spec=reading.spec, seen=seen, by=request.user)
    if wants_fragment(request) and len(seen) == 1:
        return _show(request, reading, next(iter(seen)), is_late=bool(late))
    _tell(request, len(seen) - len(late), len(late))
    address = urlsplit(request.headers.get("Referer", ""))
    query = f"?{address.query}" if address.query else ""
    place = f"#section-{next(iter(seen))}" if len(seen) == 1 else ""
    return redirect(reverse("specs:read", args=[spec_id]) + query + place)


def _parted(text: str) -> tuple[str, str, str]:
    return text.partition(":")


def _show(request: AuthedRequest, reading: Reading, key: str, *, is_late: bool) -> HttpResponse:
    """Show how the section stands now, and how far the whole is."""
    progress = find_reader(reading).progress
    standing = progress.standing(key)
    if standing is None:
        raise Http404
    role = request.POST.get("as", "")
    first = [section.key for section in reading.template.sections_of_role(role)]
    context = {
        "spec": reading.spec,
        "section": reading.template.section(key),
        "standing": standing,
        "is_late": is_late,
        "progress": progress,
        "lens_role": role,
        "label": label_in(reading.role_labels, role),
        "first_total": len(first),
        "first_read": progress.count(first),
    }
    return render_page(
        request, "specs/reading/marked.html", context, status=409 if is_late else 200
    )


def _tell(request: AuthedRequest, done: int, late: int) -> None:
    if "undo" in request.POST:
        messages.success(request, _("Marked as unread."))
    elif done:
        words = ngettext("%(n)d section marked as read.", "%(n)d sections marked as read.", done)
        messages.success(request, words % {"n": done})
    if late:
        words = ngettext(
            "%(n)d section changed after you opened the page, so it is not marked.",
            "%(n)d sections changed after you opened the page, so they are not marked.",
            late,
        )
        messages.error(request, words % {"n": late})
