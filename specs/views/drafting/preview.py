"""A template as those will see it who write by it and who sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import render_page
from accounts.models import StakeholderRole
from specs import access, actions
from specs.catalogue import role_labels
from specs.domain import stages
from specs.domain.roles import label_in
from specs.forms import Field
from specs.rows import NOT_BEGUN, build_pages, build_row, build_rows, lay_out
from specs.views.drafting.frame import draft_or_404

if TYPE_CHECKING:
    from accounts.http import AuthedRequest
    from specs.domain.attribute import Section, Template, TemplateItem
    from specs.models import TemplateDraft

PAGE = "specs/drafting/preview_template.html"
NOWHERE = UUID(int=0)


@login_required
@require_safe
def preview_template(request: AuthedRequest, draft_id: UUID) -> HttpResponse:
    """Show the draft, or a published version: one section as its author, or what a role signs."""
    draft = draft_or_404(request, draft_id)
    template, version = find_version(request, draft)
    roles = {**role_labels(), **actions.roles_for(draft.organisation)}
    context = {
        "draft": draft,
        "template": template,
        "version": version,
        "query": f"&version={version}" if version else "",
        "can_draft": access.can_draft(request.user, draft.organisation),
        "signing": [
            (role, label_in(roles, role), role in template.sign_off)
            for role in (*template.sign_off, *template.optional_sign_off)
        ],
        "roles": roles,
        "spec": {"pk": NOWHERE},
        "deleted": None,
    }
    if request.GET.get("as") == "signer":
        return render_page(request, PAGE, {**context, **as_signer(request, draft, template)})
    return render_page(request, PAGE, {**context, **as_author(request, template)})


def find_version(request: AuthedRequest, draft: TemplateDraft) -> tuple[Template, int]:
    """Return the draft and 0 for who writes it; else the version asked for, or the youngest."""
    asked = request.GET.get("version", "")
    if not asked and access.can_draft(request.user, draft.organisation):
        return draft.template, 0
    versions = access.versions_of(draft).order_by("-version")
    if asked:
        is_number = asked.isascii() and asked.isdecimal() and len(asked) < 9
        versions = versions.filter(version=int(asked) if is_number else 0)
    found = versions.first()
    if found is None:
        raise Http404
    return found.template, found.version


def as_author(request: AuthedRequest, template: Template) -> dict[str, Any]:
    """Return one section as the write page shows it, with nothing in it."""
    here = template.section(request.GET.get("section", "")) or next(iter(template.sections), None)
    fields = [build_blank(template, item) for item in here.items] if here else []
    return {"view": "author", "here": here, "fields": fields, "sections": template.sections}


def build_blank(template: Template, item: TemplateItem) -> Field:
    """Return a field that nobody has filled in."""
    attribute = item.attribute
    pages = build_pages(attribute, "", lay_out(attribute, [], NOWHERE), {})
    return Field(
        template.digest,
        attribute,
        is_required=item.required and not item.required_from,
        needed_from=stages.WORDS[item.required_from] if item.required_from else "",
        rows=build_rows(attribute, pages, [], ()) if attribute.kind.has_items else [],
        pages=pages if attribute.kind.has_items else None,
        blank_row=build_row(attribute, None, str(NOT_BEGUN)) if attribute.takes_rows else None,
    )


def as_signer(request: AuthedRequest, draft: TemplateDraft, template: Template) -> dict[str, Any]:
    """Return what one role signs, in the order of the sign page."""
    signing = (*template.sign_off, *template.optional_sign_off)
    asked = request.GET.get("role", "")
    role = asked if asked in signing else next(iter(signing), "")
    row = StakeholderRole.objects.of(draft.organisation).filter(key=role).first()
    sections: tuple[Section, ...] = template.sections_of_role(role) if role else ()
    return {
        "view": "signer",
        "role": role,
        "role_label": row.label if row else label_in({}, role),
        "question": row.block_prompt if row else "",
        "signed": sections,
        "is_required": role in template.sign_off,
    }
