"""A draft as a whole: what it is called, its sections in order, publishing, retiring."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import render_page, wants_fragment
from specs import access, actions
from specs.domain.drafting import edits
from specs.domain.roles import label_in
from specs.domain.values.text import Invalid
from specs.views.drafting.frame import (
    Tried,
    attempt,
    draft_to_edit,
    out_of_date,
    posted_version,
)

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.domain.attribute import Template

PAGE = "specs/drafting/edit_template.html"
STEPS = {"up": -1, "down": 1}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_template(request: AuthedRequest, draft_id: UUID) -> HttpResponse:
    """Show the sections of a draft, or change what it is called and who need not sign."""
    draft = draft_to_edit(request, draft_id)
    if request.method != "POST":
        return _page(request, Tried(draft))
    tried = attempt(request, draft, actions.Edit(_("its title and purpose"), _describe(request)))
    if not tried.is_done:
        return _page(request, tried)
    messages.success(request, _("Saved."))
    return redirect("specs:edit-template", draft.pk)


def _describe(request: AuthedRequest) -> Any:
    typed = {name: request.POST.get(name, "") for name in ("title", "purpose", "length")}
    optional = request.POST.getlist("optional")

    def describe(template: Template) -> Template:
        return edits.choose_optional(edits.describe(template, **typed), optional)

    return describe


@login_required
@require_POST
def arrange_template(request: AuthedRequest, draft_id: UUID) -> HttpResponse:
    """Add, move or remove a section or an attribute, or take the last change back."""
    draft = draft_to_edit(request, draft_id)
    tried = attempt_deed(request, draft)
    if request.htmx or not tried.is_done:
        return _page(request, tried)
    return redirect("specs:edit-template", draft.pk)


def attempt_deed(request: AuthedRequest, draft: Any) -> Tried:
    """Do what the button that was pressed says: a deed, and what it is done to."""
    deed, _space, key = request.POST.get("deed", "").partition(" ")
    if deed == "undo":
        try:
            undone = actions.undo_change(
                draft=draft, version=posted_version(request), by=request.user
            )
        except actions.OutOfDate:
            return out_of_date(request, draft)
        return Tried(undone)
    try:
        edit = read_deed(draft.template, deed, key, request.POST.get("section_title", ""))
    except Invalid as problem:
        return Tried(draft, 422, {}, problem.message)
    return attempt(request, draft, edit)


def read_deed(template: Template, deed: str, key: str, typed: str) -> actions.Edit:
    """Return the change that a button stands for; raises Invalid for one that there is not."""
    section, item = template.section(key), template.items.get(key)
    if deed == "add-section":
        words = _("added the section “%(title)s”") % {"title": typed[:200]}
        return actions.Edit(words, partial(_add_section, typed=typed))
    name = section.title if section else item.attribute.title if item else ""
    titled = {"title": name}
    if section and deed in STEPS:
        change = partial(edits.move_section, key=key, step=STEPS[deed])
        return actions.Edit(_("moved the section “%(title)s”") % titled, change)
    if section and deed == "remove":
        change = partial(edits.remove_section, key=key)
        return actions.Edit(_("removed the section “%(title)s”") % titled, change)
    if item and deed in STEPS:
        change = partial(edits.move_attribute, key=key, step=STEPS[deed])
        return actions.Edit(_("moved “%(title)s”") % titled, change)
    if item and deed == "remove":
        change = partial(edits.remove_attribute, key=key)
        return actions.Edit(_("no longer asks for “%(title)s”") % titled, change)
    raise Invalid(edits.GONE)


def _add_section(template: Template, *, typed: str) -> Template:
    try:
        return edits.add_section(template, title=typed)
    except Invalid as problem:
        raise Invalid(problem.message, "section_title") from None


def _page(request: AuthedRequest, tried: Tried) -> HttpResponse:
    draft, template = tried.draft, tried.draft.template
    labels = actions.roles_for(draft.organisation)
    problems = actions.problems_of(draft)
    stored = {name: getattr(template, name) for name in ("title", "purpose", "length")}
    is_refused = not tried.is_done and "title" in request.POST
    typed = {n: request.POST.get(n, "") if is_refused else held for n, held in stored.items()}
    optional = request.POST.getlist("optional") if is_refused else template.optional_sign_off
    context = {
        "draft": draft,
        "template": template,
        "typed": typed,
        "theirs": tried.theirs(typed, stored if is_refused else {}),
        "section_title": request.POST.get("section_title", "") if not tried.is_done else "",
        "wrong": tried.said,
        "notice": tried.notice,
        "is_fragment": tried.is_done and wants_fragment(request),
        "sections": [
            (section, ", ".join(label_in(labels, role) for role in section.signed_by))
            for section in template.sections
        ],
        "signing": [
            (role, label_in(labels, role), role in optional)
            for role in edits.signing_roles(template)
        ],
        "problems": problems,
        "versions": access.versions_of(draft).order_by("-version").defer("definition"),
    }
    return render_page(request, PAGE, context, fragment="outline", status=tried.status)


@login_required
@require_POST
def publish_template(request: AuthedRequest, draft_id: UUID) -> HttpResponse:
    """Make the next version of a draft, or say what has to be put right first."""
    draft = draft_to_edit(request, draft_id)
    try:
        published = actions.publish_draft(
            draft=draft, version=posted_version(request), by=request.user
        )
    except actions.OutOfDate:
        return _page(request, out_of_date(request, draft))
    except actions.NotFit:
        words = _("Not published. What has to be put right first is listed below.")
        return _page(request, Tried(draft, 422, {}, words))
    if published is None:
        messages.info(request, _("Nothing changed since the last version."))
    else:
        words = _("Version %(n)s is published. New specs can be made from it.")
        messages.success(request, words % {"n": published.version})
    return redirect("specs:edit-template", draft.pk)


@login_required
@require_POST
def retire_template(request: AuthedRequest, draft_id: UUID) -> HttpResponse:
    """Offer a template no longer."""
    draft = draft_to_edit(request, draft_id)
    actions.retire_template(draft=draft, by=request.user)
    messages.success(request, _("Retired. Specs that were made from it go on as they are."))
    return redirect("specs:edit-template", draft.pk)


@login_required
@require_POST
def restore_template(request: AuthedRequest, draft_id: UUID) -> HttpResponse:
    """Offer a retired template again."""
    draft = draft_to_edit(request, draft_id)
    actions.restore_template(draft=draft, by=request.user)
    messages.success(request, _("What was published of it is offered again."))
    return redirect("specs:edit-template", draft.pk)
