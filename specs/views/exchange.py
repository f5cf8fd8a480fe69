"""Specs in and out: a file of one as it stands, and a new one made of a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choosing import chosen_first
from accounts.http import render_page
from accounts.models import Organisation
from specs import access, catalogue
from specs.exports.formats import FORMATS
from specs.forms import read_form_id
from specs.imports import Refused
from specs.imports.source import MOST_BYTES
from specs.portable import load_held
from specs.receiving import Upload, receive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from accounts.http import AuthedRequest
    from specs.imports import Fault

PAGE = "specs/import.html"
SHOWN = 200


class ImportForm(forms.Form):
    """A file, and where the spec in it belongs."""

    file = forms.FileField(
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        }
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    template = forms.CharField(required=False, max_length=60)

    def __init__(
        self,
        organisations: Iterable[Organisation],
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
    ) -> None:
        super().__init__(data, files)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


@login_required
@require_safe
def export(request: AuthedRequest, spec_id: UUID, ending: str) -> HttpResponse:
    """Send the spec as it stands now, in one of the formats."""
    visible = access.specs_visible_to(request.user)
    spec = get_object_or_404(
        visible.select_related("template", "organisation", "owner"), pk=spec_id
    )
    if not access.is_taker(access.level_of(request.user, spec)):
        raise PermissionDenied
    chosen = FORMATS.get(ending)
    if chosen is None:
        raise Http404
    response = HttpResponse(chosen.write(load_held(spec)), content_type=chosen.media_type)
    name = slugify(spec.title)[:80] or "spec"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: AuthedRequest) -> HttpResponse:
    """Take a file and start a spec from it, or say everything that is wrong with it."""
    organisations = access.organisations_to_write_in(request.user)
    own = chosen_first(request, organisations)
    if not own:
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, ImportForm(organisations), own)
    form = ImportForm(organisations, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, own, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    chosen = form.cleaned_data["template"]
    upload = Upload(file.name or "", file.read(MOST_BYTES + 1), chosen, read_form_id(request))
    try:
        spec = receive(
            upload, organisation=form.cleaned_data["organisation"] or own[0], by=request.user
        )
    except Refused as refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, form, own, refused.faults, upload.name, status=status)
    if spec.pieces_to_place:
        messages.success(request, _("Imported as a draft of yours. What found no place is here."))
        return redirect("specs:to-place", spec.pk)
    messages.success(request, _("Everything in the file is here now, as a draft of yours."))
    return redirect("specs:write", spec.pk)


def _page(
    request: AuthedRequest,
    form: ImportForm,
    organisations: list[Organisation],
    faults: tuple[Fault, ...] = (),
    name: str = "",
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "form": form,
        "organisations": organisations,
        "templates": catalogue.templates().values(),
        "faults": faults[:SHOWN],
        "count": len(faults),
        "more": len(faults[SHOWN:]),
        "file_name": name,
    }
    return render_page(request, PAGE, context, status=status)
