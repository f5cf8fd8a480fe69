"""An own template as a file: taken out, and brought in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import render_page
from accounts.views.organisation import organisation_or_404
from specs import access, actions
from specs.exports.files import write_yaml
from specs.exports.template import template_as_plain
from specs.forms import read_form_id
from specs.imports.faults import Refused
from specs.imports.source import MOST_BYTES, decode, read_source
from specs.imports.template import read_template
from specs.views.drafting.frame import draft_to_edit

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from accounts.http import AuthedRequest
    from accounts.models import Organisation
    from specs.imports.faults import Fault

PAGE = "specs/drafting/import_template.html"
SHOWN = 100


class FileForm(forms.Form):
    """The file that a template comes in."""

    file = forms.FileField(
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


@login_required
@require_safe
def export_template(request: AuthedRequest, draft_id: UUID) -> HttpResponse:
    """Send the draft as it stands as YAML."""
    draft = draft_to_edit(request, draft_id)
    text = write_yaml(template_as_plain(draft.template))
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    name = slugify(draft.title)[:80] or "template"
    response["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_template(request: AuthedRequest) -> HttpResponse:
    """Take a file and begin a template from it, or say everything that is wrong with it."""
    organisation = organisation_or_404(request)
    if not access.can_draft(request.user, organisation):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, organisation, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, organisation, form, status=422)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    name = (file.name or "")[:120]
    try:
        source = read_source(decode(file.read(MOST_BYTES + 1)))
        template = read_template(source, actions.roles_for(organisation))
    except Refused as refused:
        return _page(request, organisation, form, refused.faults, name, status=422)
    draft = actions.import_template(
        organisation=organisation,
        template=template,
        file=name,
        by=request.user,
        form_id=read_form_id(request),
    )
    messages.success(request, _("Everything in the file is here now, as a draft."))
    return redirect("specs:edit-template", draft.pk)


def _page(
    request: AuthedRequest,
    organisation: Organisation,
    form: FileForm,
    faults: tuple[Fault, ...] = (),
    name: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "faults": faults[:SHOWN],
        "count": len(faults),
        "more": len(faults[SHOWN:]),
        "file_name": name,
    }
    return render_page(request, PAGE, context, status=status)
