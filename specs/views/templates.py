"""The template of a spec: a larger one, a newer version, or a copy in another."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import render_page
from specs import access, actions
from specs.actions.moving import may_take
from specs.domain.moving import Way, compare_templates, way_between
from specs.forms import read_form_id
from specs.views.frame import reading_or_404, spec_context

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Template
    from specs.domain.moving import Move
    from specs.models import SpecTemplate


class CopyForm(forms.Form):
    """What a copy is called."""

    title = forms.CharField(
        max_length=300,
        error_messages={"required": gettext_lazy("Give the copy a title.")},
    )


@dataclass(frozen=True)
class Target:
    """A template that a spec can be taken to, and what that would mean."""

    row: SpecTemplate
    template: Template
    way: Way
    move: Move

    @property
    def needed(self) -> int:
        """How many questions would be open that have to be answered."""
        return sum(question.is_required for question in self.move.to_answer)


@login_required
@require_safe
def template(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show by which template the spec is written, and to which others it can go."""
    reading = reading_or_404(request, spec_id)
    targets = find_targets(reading)
    context = spec_context(
        reading,
        version=find_row(reading, reading.spec.template_id).version,
        upgrades=[target for target in targets if target.way is Way.UPGRADE],
        promotions=[target for target in targets if target.way is Way.PROMOTE],
        copies=[target for target in targets if target.way is not Way.UPGRADE],
        may_copy=may_copy(request, reading),
    )
    return render_page(request, "specs/template.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_template(request: AuthedRequest, spec_id: UUID, template_id: int) -> HttpResponse:
    """Show what a larger or newer template changes, question by question, then take it."""
    reading = reading_or_404(request, spec_id)
    if not reading.can_edit:
        raise PermissionDenied
    row = find_row(reading, template_id)
    if row.pk == reading.spec.template_id or is_retired(request, reading, row):
        return redirect("specs:template", spec_id)
    target = build_target(reading, row)
    if request.method == "POST" and target.way is Way.COPY:  # the page was older than the spec
        words = _(
            "The spec went to “%(now)s” since you opened the page; “%(title)s” is not larger."
        )
        messages.error(request, words % {"now": reading.template.title, "title": row.title})
        return redirect("specs:template", spec_id)
    if target.way is Way.COPY or not may_take(reading.spec, row):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, reading, target)
    try:
        actions.change_template(spec=reading.spec, template=row, by=request.user)
    except actions.CannotMove as refused:
        return _page(request, reading, target, refused=refused, status=HTTPStatus.CONFLICT)
    words = _("Written by “%(title)s” from now on. Every answer was kept.")
    messages.success(request, words % {"title": row.title})
    return redirect("specs:write", spec_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: AuthedRequest, spec_id: UUID, template_id: int) -> HttpResponse:
    """Show what a copy in another template holds, then make it."""
    reading = reading_or_404(request, spec_id)
    if not may_copy(request, reading):
        raise PermissionDenied
    row = find_row(reading, template_id)
    if is_retired(request, reading, row):
        return redirect("specs:template", spec_id)
    target = build_target(reading, row)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.copy_spec(
            spec=reading.spec,
            template=target.row,
            title=form.cleaned_data["title"],
            by=request.user,
            form_id=read_form_id(request),
        )
        messages.success(request, _("This is the copy. The spec that it was made of is unchanged."))
        return redirect("specs:write", made.pk)
    typed = request.POST.get("title") if form.errors else reading.spec.title
    problems = form.errors.get("title", ())
    context = spec_context(reading, target=target, typed=typed, problems=problems)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render_page(request, "specs/copy.html", context, status=status)


def _page(
    request: AuthedRequest,
    reading: Reading,
    target: Target,
    *,
    refused: actions.CannotMove | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = spec_context(
        reading, target=target, refused=refused, is_upgrade=target.way is Way.UPGRADE
    )
    return render_page(request, "specs/change_template.html", context, status=status)


def find_targets(reading: Reading) -> list[Target]:
    """Return the youngest version of every other template, and of this one if it is younger."""
    offered = access.templates_offered_in(reading.spec.organisation_id)
    own = find_row(reading, reading.spec.template_id)
    # A sub-query compares NULL with NULL as unknown, so built-in templates are told apart by key.
    younger = offered.filter(key=OuterRef("key"))
    youngest = Subquery(younger.order_by("organisation", "-version").values("pk")[:1])
    rows = offered.filter(pk=youngest).exclude(pk=own.pk).order_by("pk")
    return [
        build_target(reading, row)
        for row in rows
        if row.key != own.key or may_take(reading.spec, row)
    ]


def build_target(reading: Reading, row: SpecTemplate) -> Target:
    """Return a template beside the one of the spec."""
    new = row.template
    values = reading.contents.stored()
    move = compare_templates(reading.template, new, values, reading.carried)
    return Target(row, new, way_between(reading.template, new), move)


def find_row(reading: Reading, template_id: int) -> SpecTemplate:
    """Return a template that the organisation may write by, else a 404."""
    usable = access.templates_usable_in(reading.spec.organisation_id)
    return get_object_or_404(usable, pk=template_id)


def is_retired(request: AuthedRequest, reading: Reading, row: SpecTemplate) -> bool:
    """Say whether nothing new is written by a template, and tell who came for it."""
    offered = access.templates_offered_in(reading.spec.organisation_id)
    if offered.filter(pk=row.pk).exists():
        return False
    words = _("“%(title)s” is retired. Nothing new is written by it.")
    messages.error(request, words % {"title": row.title})
    return True


def may_copy(request: AuthedRequest, reading: Reading) -> bool:
    """Say whether this person may start a spec where this one belongs."""
    own = access.organisations_to_write_in(request.user)
    return own.filter(pk=reading.spec.organisation_id).exists()
