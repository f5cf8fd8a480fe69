"""One section of a draft: its wording, who signs it, what it asks for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import render_page, wants_fragment
from specs import actions, catalogue
from specs.domain import stages
from specs.domain.drafting import edits
from specs.domain.drafting.own import WORDS
from specs.views.drafting.frame import Tried, attempt, draft_to_edit, gone
from specs.views.drafting.outline import attempt_deed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.domain.attribute import Attribute, Section
    from specs.models import TemplateDraft

PAGE = "specs/drafting/edit_section.html"
ADDING = "specs/drafting/add_attributes.html"


class Offer(NamedTuple):
    """An attribute of the catalogue, and the section that asks for it already."""

    attribute: Attribute
    home: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: AuthedRequest, draft_id: UUID, section_key: str) -> HttpResponse:
    """Show a section, change its wording and signers, or arrange what it asks for."""
    draft = draft_to_edit(request, draft_id)
    if request.method == "POST" and draft.template.section(section_key) is None:
        return gone(request, draft)
    section = section_or_404(draft, section_key)
    if request.method != "POST":
        return _page(request, Tried(draft), section_key)
    if "deed" in request.POST:
        tried = attempt_deed(request, draft)
        if tried.is_done and tried.draft.template.section(section_key) is None:
            return redirect("specs:edit-template", draft.pk)
        if request.htmx or not tried.is_done:
            return _page(request, tried, section_key)
        return redirect("specs:edit-section", draft.pk, section_key)
    known = actions.roles_for(draft.organisation)
    signed_by = [role for role in request.POST.getlist("signed_by") if role in known]
    change = partial(
        edits.change_section,
        key=section_key,
        title=request.POST.get("title", ""),
        intro=request.POST.get("intro", ""),
        signed_by=signed_by,
    )
    words = _("the section “%(title)s”") % {"title": section.title}
    tried = attempt(request, draft, actions.Edit(words, change))
    if tried.draft.template.section(section_key) is None:
        return gone(request, tried.draft)
    if not tried.is_done:
        return _page(request, tried, section_key)
    messages.success(request, _("Saved."))
    return redirect("specs:edit-section", draft.pk, section_key)


def section_or_404(draft: TemplateDraft, key: str) -> Section:
    """Return a section of a draft."""
    section = draft.template.section(key)
    if section is None:
        raise Http404
    return section


def _page(request: AuthedRequest, tried: Tried, key: str) -> HttpResponse:
    draft = tried.draft
    section = section_or_404(draft, key)
    is_refused = not tried.is_done and "title" in request.POST
    sections = draft.template.sections
    place = sections.index(section)
    chosen = request.POST.getlist("signed_by") if is_refused else section.signed_by
    roles = actions.roles_for(draft.organisation)
    stored = {"title": section.title, "intro": section.intro}
    typed = {n: request.POST.get(n, "") if is_refused else held for n, held in stored.items()}
    problems = [p for p in actions.problems_of(draft) if p.section == key]
    context = {
        "draft": draft,
        "section": section,
        "typed": typed,
        "theirs": tried.theirs(
            {**typed, "signed_by": _names(chosen, roles)},
            {**stored, "signed_by": _names(section.signed_by, roles)} if is_refused else {},
        ),
        "wrong": tried.said,
        "notice": tried.notice,
        "is_fragment": tried.is_done and wants_fragment(request),
        "roles": [(role, label, role in chosen) for role, label in roles.items()],
        "kinds": WORDS,
        "stages": stages.WORDS,
        "problems": problems,
        "previous": sections[place - 1] if place else None,
        "next": sections[place + 1] if place + 1 < len(sections) else None,
    }
    return render_page(request, PAGE, context, fragment="asked", status=tried.status)


def _names(signing: Sequence[str], roles: Mapping[str, str]) -> str:
    return ", ".join(label for role, label in roles.items() if role in signing)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_attributes(request: AuthedRequest, draft_id: UUID, section_key: str) -> HttpResponse:
    """Search the catalogue, and ask for what is ticked."""
    draft = draft_to_edit(request, draft_id)
    if request.method == "POST" and draft.template.section(section_key) is None:
        return gone(request, draft)
    section = section_or_404(draft, section_key)
    if request.method != "POST":
        return _adding_page(request, Tried(draft), section_key)
    known = catalogue.attributes()
    chosen = [known[key] for key in dict.fromkeys(request.POST.getlist("keys")) if key in known]
    if not chosen:
        words = _("Tick what the section is to ask for.")
        return _adding_page(request, Tried(draft, 422, {}, words), section_key)
    listed = ", ".join(f"“{attribute.title}”" for attribute in chosen[:10])
    words = _("asks for %(listed)s in “%(title)s”") % {"listed": listed, "title": section.title}
    change = partial(edits.add_attributes, key=section_key, attributes=chosen)
    tried = attempt(request, draft, actions.Edit(words, change))
    if not tried.is_done:
        return _adding_page(request, tried, section_key)
    count = len(tried.draft.template.items) - len(draft.template.items)
    said = ngettext("%(n)d attribute added.", "%(n)d attributes added.", count)
    messages.success(request, said % {"n": count})
    return redirect("specs:edit-section", draft.pk, section_key)


def _adding_page(request: AuthedRequest, tried: Tried, key: str) -> HttpResponse:
    draft = tried.draft
    asked = request.GET.get("q", "")[:100]
    ticked = [*request.POST.getlist("keys"), *request.GET.getlist("keys")]
    context = {
        "draft": draft,
        "section": section_or_404(draft, key),
        "asked": asked,
        "groups": find_offers(draft, asked, ticked),
        "ticked": ticked,
        "kinds": WORDS,
        "notice": tried.notice,
    }
    return render_page(request, ADDING, context, fragment="found", status=tried.status)


def find_offers(
    draft: TemplateDraft, asked: str, ticked: Sequence[str] = ()
) -> list[tuple[str, list[Offer]]]:
    """Return what the catalogue has that holds every word or is ticked, in its own groups."""
    words = asked.casefold().split()
    titles = catalogue.section_titles()
    homes = {section.key: section.heading for section in draft.template.sections}
    groups: dict[str, list[Offer]] = {}
    for attribute in catalogue.attributes().values():
        group = titles.get(attribute.section, attribute.section)
        text = f"{attribute.title} {attribute.key} {attribute.help} {group}".casefold()
        if attribute.key in ticked or all(word in text for word in words):
            home = homes.get(draft.template.section_of.get(attribute.key, ""), "")
            groups.setdefault(group, []).append(Offer(attribute, home))
    return list(groups.items())
