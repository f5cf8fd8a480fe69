"""What the pages of one draft share: finding it, changing it, saying what went wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.http import render_page
from specs import access, actions
from specs.domain.values.text import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.models import TemplateDraft

LARGEST = 2_000_000_000
GONE = "specs/drafting/gone.html"
CHOSEN = ("required", "material", "asked_when", "section")
NOT_TYPED = ("csrfmiddlewaretoken", "version", "deed", "kind", *CHOSEN)


@dataclass(frozen=True)
class Tried:
    """What became of a change: the draft as it is now, and what was wrong, by control."""

    draft: TemplateDraft
    status: int = HTTPStatus.OK
    wrong: dict[str, str] | None = None
    notice: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What is wrong with each control: nothing with those that are not named."""
        return defaultdict(str, self.wrong or {})

    @property
    def is_done(self) -> bool:
        return self.status == HTTPStatus.OK

    def theirs(self, typed: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
        """What stands in the draft where somebody else was faster, beside what was typed."""
        other = self.status == HTTPStatus.CONFLICT
        differing = (name for name, held in stored.items() if other and held != typed.get(name))
        return defaultdict(str, {name: stored[name] or _("nothing") for name in differing})


def draft_or_404(request: AuthedRequest, draft_id: UUID) -> TemplateDraft:
    """Return a template that this person may know of."""
    visible = access.drafts_visible_to(request.user).select_related("organisation", "updated_by")
    return get_object_or_404(visible, pk=draft_id)


def draft_to_edit(request: AuthedRequest, draft_id: UUID) -> TemplateDraft:
    """Return a template that this person may change; else a 404 or a 403."""
    draft = draft_or_404(request, draft_id)
    if not access.can_draft(request.user, draft.organisation):
        raise PermissionDenied
    return draft


def posted_version(request: AuthedRequest) -> int:
    """Return the version that the page showed; 0, which no draft has, when it does not say."""
    typed = request.POST.get("version", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST))
    return int(typed) if is_number else 0


def attempt(request: AuthedRequest, draft: TemplateDraft, edit: actions.Edit) -> Tried:
    """Change a draft, or say why not; what was typed is still in the request."""
    try:
        changed = actions.change_draft(
            draft=draft, version=posted_version(request), edit=edit, by=request.user
        )
    except actions.OutOfDate:
        return out_of_date(request, draft)
    except Invalid as problem:
        wrong = {problem.part: problem.message}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return Tried(draft, status, wrong, "" if problem.part else problem.message)
    return Tried(changed)


def gone(request: AuthedRequest, draft: TemplateDraft) -> HttpResponse:
    """Say that somebody removed what was being changed, and show what was typed."""
    names = (name for name in request.POST if name not in NOT_TYPED)
    typed = {name: "\n".join(request.POST.getlist(name)).strip() for name in names}
    context = {"draft": draft, "typed": [text for text in typed.values() if text]}
    return render_page(request, GONE, context, status=HTTPStatus.CONFLICT)


def out_of_date(request: AuthedRequest, draft: TemplateDraft) -> Tried:
    """Say that somebody else was faster."""
    fresh = draft_or_404(request, draft.pk)
    words = _("%(name)s changed this template since you opened the page. Nothing was overwritten.")
    notice = words % {"name": fresh.updated_by.name}
    more = _("Look at it as it is now, then save again.")
    return Tried(fresh, HTTPStatus.CONFLICT, None, f"{notice} {more}")
