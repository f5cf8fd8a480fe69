"""All threads of a spec: the page with its filters, and the panel beside the text."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import render_page
from specs import access
from specs.domain.roles import label_in
from specs.talks import (
    EVERY,
    HELD,
    OPEN,
    PAGE_THREADS,
    RESOLVED,
    Wanted,
    show_threads,
    threads_in_section,
)
from specs.views.frame import reading_or_404, spec_context
from specs.views.talking import NOTHING_WRONG

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading

CHIPS = {
    OPEN: _("Open"),
    RESOLVED: _("Resolved"),
    HELD: _("Without a disposition"),
    EVERY: _("All"),
}


class Chip(NamedTuple):
    """A filter that is offered."""

    words: str
    url: str
    is_on: bool


@login_required
@require_safe
def comments(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the threads of a spec: open, mine, by section, by who signs there."""
    reading = reading_or_404(request, spec_id)
    wanted = read_wanted(request, reading)
    before = request.GET.get("before", "")
    found = wanted.narrow(reading).order_by("-pk")
    if before.isascii() and before.isdigit():
        found = found.filter(pk__lt=int(before[:18]))
    page = list(found.values_list("pk", flat=True)[: PAGE_THREADS + 1])
    shown = page[:PAGE_THREADS]
    visible = access.threads_visible_to(request.user, reading.spec).filter(pk__in=shown)
    more = address(wanted, before=str(shown[-1])) if len(page) > PAGE_THREADS else ""
    context = spec_context(
        reading,
        threads=show_threads(reading, visible.order_by("-pk")),
        wanted=wanted,
        chips=offered(wanted),
        mine=Chip(str(_("Mine")), address(replace(wanted, mine=not wanted.mine)), wanted.mine),
        sections=[(one.key, one.heading) for one in reading.template.sections],
        roles=signers_of(reading),
        more=more,
        is_narrowed=wanted != Wanted(),
        op_id=uuid.uuid4(),
        today=timezone.localdate(),
        **NOTHING_WRONG,
    )
    return render_page(request, "specs/comments.html", context, fragment="found")


@login_required
@require_safe
def comments_panel(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show the open threads of a section, or of the whole spec, beside the text."""
    reading = reading_or_404(request, spec_id)
    section = reading.template.section(request.GET.get("section", ""))
    if section:
        found = threads_in_section(reading, section.key)
    else:
        found = access.threads_visible_to(request.user, reading.spec)
    newest = found.open().order_by("-pk").values_list("pk", flat=True)[:PAGE_THREADS]
    visible = access.threads_visible_to(request.user, reading.spec).filter(pk__in=list(newest))
    context = spec_context(
        reading,
        here=section.key if section else "",
        threads=show_threads(reading, visible.order_by("-pk")),
        op_id=uuid.uuid4(),
        today=timezone.localdate(),
        **NOTHING_WRONG,
    )
    return render_page(request, "specs/comments_panel.html", context, fragment="panel")


def read_wanted(request: AuthedRequest, reading: Reading) -> Wanted:
    """Read the filters of the address; what is not offered counts as not asked."""
    asked = {name: request.GET.get(name, "") for name in ("show", "section", "role")}
    return Wanted(
        show=asked["show"] if asked["show"] in CHIPS else OPEN,
        mine=bool(request.GET.get("mine")),
        section=asked["section"] if reading.template.section(asked["section"]) else "",
        role=asked["role"] if asked["role"] in signers_of(reading) else "",
    )


def signers_of(reading: Reading) -> dict[str, str]:
    """Return the roles that sign a section of this spec, with their labels."""
    labels = reading.role_labels
    roles = {role for section in reading.template.sections for role in section.signed_by}
    return {role: label_in(labels, role) for role in sorted(roles)}


def offered(wanted: Wanted) -> list[Chip]:
    """Return the states that one may ask for."""
    return [
        Chip(str(words), address(replace(wanted, show=show)), show == wanted.show)
        for show, words in CHIPS.items()
    ]


def address(wanted: Wanted, **more: Any) -> str:
    """Return the query that asks for these threads."""
    parts = {
        "show": "" if wanted.show == OPEN else wanted.show,
        "mine": "1" if wanted.mine else "",
        "section": wanted.section,
        "role": wanted.role,
        **more,
    }
    return "?" + urlencode({name: value for name, value in parts.items() if value})
