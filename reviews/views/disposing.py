"""What becomes of a comment of a review, said in its thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from reviews import actions
from specs.domain.values.text import Invalid
from specs.forms import WordedForm
from specs.models import Disposition
from specs.talks import dispositions_of
from specs.views.talking import answer, refused, show_one, thread_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest

CHOOSE = _("Choose what becomes of the comment.")


class DispositionForm(WordedForm):
    """What becomes of a comment, and why."""

    disposition = forms.TypedChoiceField(
        choices=Disposition.choices,
        coerce=Disposition,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    reason = forms.CharField(max_length=2000, required=False)


@login_required
@require_POST
def dispose(request: AuthedRequest, spec_id: UUID, thread_id: int) -> HttpResponse:
    """Give a comment its disposition; where that ends the review, the page begins anew."""
    reading, found = thread_or_404(request, spec_id, thread_id)
    if not (reading.can_comment and dispositions_of(reading, found)):
        raise PermissionDenied
    try:
        said = DispositionForm(request.POST).checked()
        disposed = actions.dispose_comment(thread=found, by=request.user, **said)
    except (Invalid, ValidationError) as error:
        wrong = refused(request, error, "dispose")
        return show_one(request, reading, found, status=422, **wrong)
    response = answer(request, spec_id, found)
    disposed.spec.refresh_from_db(fields=["state"])
    if request.htmx and disposed.spec.state != reading.spec.state:
        response["HX-Refresh"] = "true"
    return response
