"""The templates of an organisation: its own, and those that it can copy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import organisations_visible_to
from accounts.http import render_page
from accounts.views.organisation import organisation_or_404
from specs import access, actions
from specs.forms import read_form_id
from specs.models import SpecTemplate
from specs.views.new import newest_templates

if TYPE_CHECKING:
    from accounts.http import AuthedRequest
    from accounts.models import Organisation
    from specs.models import TemplateDraft


@login_required
@require_safe
def own_templates(request: AuthedRequest) -> HttpResponse:
    """List the organisation's own templates, and the built-in ones to copy."""
    organisation = organisation_or_404(request)
    versions = SpecTemplate.objects.filter(organisation=organisation, key=OuterRef("key"))
    last = versions.order_by().values("key").annotate(last=Max("version")).values("last")
    drafts = (
        access.drafts_visible_to(request.user)
        .filter(organisation=organisation)
        .select_related("updated_by")
        .annotate(published=Subquery(last))
        .order_by("retired_at", "title")
    )
    can_draft = access.can_draft(request.user, organisation)
    built_in = sorted(newest_templates(), key=lambda row: len(row.template.items))
    context = {
        "organisation": organisation,
        "organisations": organisations_visible_to(request.user),
        "drafts": drafts,
        "built_in": built_in if can_draft else [],
        "can_draft": can_draft,
    }
    return render_page(request, "specs/drafting/own_templates.html", context)


@login_required
@require_POST
def copy_template(request: AuthedRequest) -> HttpResponse:
    """Begin a template of the organisation's own as a copy."""
    organisation = organisation_or_404(request)
    if not access.can_draft(request.user, organisation):
        raise PermissionDenied
    if "draft" in request.POST:
        return _copy_own(request, organisation)
    typed = request.POST.get("template", "")
    wanted = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else 0
    source = get_object_or_404(access.templates_usable_in(organisation.pk), pk=wanted)
    draft = actions.copy_template(
        organisation=organisation, source=source, by=request.user, form_id=read_form_id(request)
    )
    return _begun(request, draft)


def _copy_own(request: AuthedRequest, organisation: Organisation) -> HttpResponse:
    own = access.drafts_visible_to(request.user).filter(organisation=organisation)
    try:
        source = own.filter(pk=UUID(request.POST["draft"])).select_related("organisation").first()
    except ValueError:
        source = None
    if source is None:
        raise Http404
    return _begun(
        request, actions.copy_draft(draft=source, by=request.user, form_id=read_form_id(request))
    )


def _begun(request: AuthedRequest, draft: TemplateDraft) -> HttpResponse:
    messages.success(request, _("This copy is yours to change. Nobody else sees it yet."))
    return redirect("specs:edit-template", draft.pk)
