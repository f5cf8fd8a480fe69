"""Starting a spec: pick a template, give it a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import render_page
from specs import access, actions
from specs.catalogue import role_labels
from specs.forms import NewSpecForm
from specs.models import SpecTemplate

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.http import AuthedRequest

OFFERED = ("ml_model_spec",)


def newest_templates() -> QuerySet[SpecTemplate]:
    """Return the youngest version of each template that can be chosen."""
    newest = SpecTemplate.objects.filter(
        key=OuterRef("key"), organisation=None
    ).order_by("-version")
    return SpecTemplate.objects.filter(
        organisation=None, key__in=OFFERED, pk=Subquery(newest.values("pk")[:1])
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: AuthedRequest) -> HttpResponse:
    """Show the templates, or start a spec from one."""
    organisations = access.organisations_to_write_in(request.user)
    first = organisations.first()
    if first is None:
        raise PermissionDenied
    templates = newest_templates()
    data = request.POST if request.method == "POST" else None
    form = NewSpecForm(organisations, templates, data)
    if data is not None and form.is_valid():
        chosen = form.cleaned_data
        spec = actions.start_spec(
            organisation=chosen["organisation"] or first,
            template=chosen["template"],
            title=chosen["title"],
            by=request.user,
        )
        return redirect("specs:write", spec.pk)
    context = {
        "form": form,
        "cards": list(templates),
        "organisations": list(organisations),
        "roles": role_labels(),
    }
    return render_page(request, "specs/new.html", context, status=422 if form.errors else 200)
