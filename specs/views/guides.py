"""The guides of a spec: short interviews that end in words, and in answers if one wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from specs import actions
from specs.domain.guides import BY_NAME, GUIDES
from specs.domain.guides.guide import Typed
from specs.domain.values import Invalid
from specs.forms import STALE, refuse_huge
from specs.views.frame import reading_or_404, reading_to_edit, spec_context
from specs.views.guiding import guide_context, read_seen, scene_of, to_write, token_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Section
    from specs.domain.guides.guide import Guide, Offer

PAGE = "specs/guide.html"


@dataclass(frozen=True)
class Entry:
    """A guide in the list of all."""

    guide: Guide
    headline: str
    sections: tuple[Section, ...]


@login_required
@require_safe
def guides(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """List all guides, each with what it finds in the answers as they are."""
    reading = reading_or_404(request, spec_id)
    entries = [_entry(one, reading) for one in GUIDES]
    return render_page(request, "specs/guides.html", spec_context(reading, entries=entries))


def _entry(guide: Guide, reading: Reading) -> Entry:
    scene = scene_of(reading)
    found = guide.find(scene, Typed(guide.filled(scene)))
    beside = {reading.template.section_of.get(key) for key in guide.serves}
    sections = tuple(s for s in reading.template.sections if s.key in beside)
    return Entry(guide, found.headline, sections)


@login_required
@require_safe
def guide(request: AuthedRequest, spec_id: UUID, name: str) -> HttpResponse:
    """Show one guide, filled from the answers."""
    reading = reading_or_404(request, spec_id)
    return render_page(request, PAGE, guide_context(reading, guide_or_404(name)))


@login_required
@require_POST
def use_guide(request: AuthedRequest, spec_id: UUID, name: str) -> HttpResponse:
    """Look where changed answers lead; or write what a button says, and nothing else."""
    reading = reading_to_edit(request, spec_id)
    used = guide_or_404(name)
    scene = scene_of(reading)
    typed = {one: request.POST.get(one, "").replace("\x00", "") for one in used.filled(scene)}
    wanted = request.POST.get("offer", "")
    try:
        refuse_huge(request.POST)
        seen = read_seen(request.POST, reading, used)
        if not wanted:
            context = guide_context(reading, used, typed, seen)
            return render_page(request, PAGE, context, fragment="found" if request.htmx else None)
        offers = used.find(scene, Typed(typed)).offers
        offer = next((o for o in offers if f"{o.name}.{token_of(o)}" == wanted), None)
        if offer is None:
            return _refuse(request, reading, used, typed, _CHANGED, seen, status=409)
        return _write(request, reading, used, offer, seen)
    except (Invalid, actions.UnknownBase, ValidationError) as problem:
        words = problem.message if isinstance(problem, Invalid) else str(STALE)
        if isinstance(problem, ValidationError):
            words = problem.messages[0]
        return _refuse(request, reading, used, typed, words)


_CHANGED = "Nothing was written: by now the button says something else. Look at it again."


def _write(
    request: AuthedRequest, reading: Reading, used: Guide, offer: Offer, seen: Mapping[str, int]
) -> HttpResponse:
    if offer.ends and not reading.can_manage:
        raise PermissionDenied
    answers, rows = to_write(reading, offer, seen)
    done = actions.write_guided(
        spec=reading.spec,
        guide=used.title,
        answers=answers,
        rows=rows,
        op_id=_read_op_id(request),
        by=request.user,
        ends=offer.ends,
    )
    if done.kept:
        words = _("Somebody changed this meanwhile, both texts are kept: %(titles)s.")
        messages.error(request, words % {"titles": ", ".join(dict.fromkeys(done.kept))})
    elif done.is_ended:
        messages.success(request, _("The spec is ended and archived, its reasons are kept."))
        return redirect("specs:read", reading.spec.pk)
    else:
        messages.success(request, _("Written to the spec."))
    return redirect("specs:guide", reading.spec.pk, used.name)


def _read_op_id(request: AuthedRequest) -> UUID:
    try:
        return UUID(request.POST.get("op_id", ""))
    except ValueError as error:
        raise Invalid(str(STALE)) from error


def _refuse(
    request: AuthedRequest,
    reading: Reading,
    used: Guide,
    typed: Mapping[str, str],
    words: str,
    seen: Mapping[str, int] | None = None,
    *,
    status: int = 422,
) -> HttpResponse:
    context = guide_context(reading, used, typed, seen, problem=words)
    return render_page(
        request, PAGE, context, fragment="found" if request.htmx else None, status=status
    )


def guide_or_404(name: str) -> Guide:
    """Return the guide with a name, as should-it-be-ml."""
    found = BY_NAME.get(name)
    if found is None:
        raise Http404
    return found
