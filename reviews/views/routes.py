"""How an organisation has its revisions signed: the routes, and the page on which one is edited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import (
    can_manage,
    holders_in,
    organisations_visible_to,
    possible_signers,
    roles_of,
)
from accounts.http import render_page
from accounts.views.organisation import managed_organisation, organisation_or_404
from reviews import actions
from reviews.access import routes_of
from reviews.domain.route import MOST_STAGES, Route, read_route
from reviews.route_form import AT_LEAST, RoleRow, RouteForm, read_form, show_route
from specs.access import templates_offered_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from accounts.models import Organisation
    from reviews.models import ReviewRoute

# How the address calls the route of all templates; no template is called so.
OF_ALL = "all-templates"


@dataclass(frozen=True)
class Subject:
    """What a route is for: one template, or all that have none of their own."""

    key: str
    title: str
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def address(self) -> str:
        """How its page is called."""
        return self.key or OF_ALL


@dataclass(frozen=True)
class Line:
    """One route in the list, or what holds where there is none."""

    subject: Subject
    route: Route | None
    row: ReviewRoute | None

    @property
    def stages(self) -> list[tuple[str, int]]:
        """Each stage as it is called, and how many roles sign in it."""
        if self.route is None:
            return []
        signing = {*self.subject.required, *self.subject.optional}
        asked = Counter(self.route.place(role).stage for role in signing)
        return [(stage.title, asked[stage.number]) for stage in self.route.stages]


@login_required
@require_safe
def routes(request: AuthedRequest) -> HttpResponse:
    """List the route of every template, and the one for all others."""
    organisation = organisation_or_404(request)
    kept = {row.template_key: row for row in routes_of(organisation) if row.definition}
    lines = [_line(subject, kept.get(subject.key)) for subject in _subjects(organisation)]
    context = _shared(request, organisation) | {"of_all": lines[0], "lines": lines[1:]}
    return render_page(request, "reviews/routes.html", context)


def _line(subject: Subject, row: ReviewRoute | None) -> Line:
    return Line(subject, read_route(row.definition) if row else None, row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def route(request: AuthedRequest, key: str) -> HttpResponse:
    """Show one route; who manages the organisation changes it, step by step without a script."""
    organisation = organisation_or_404(request)
    subject = next((one for one in _subjects(organisation) if one.address == key), None)
    if subject is None:
        raise Http404
    if request.method != "POST":
        kept = next((r for r in routes_of(organisation) if r.template_key == subject.key), None)
        shown = read_route(kept.definition) if kept and kept.definition else None
        form = show_route(shown, _rows(organisation, subject))
        return _page(request, organisation, subject, form, is_kept=shown is not None)
    if not can_manage(request.user, organisation):
        raise PermissionDenied
    return _take(request, managed_organisation(request), subject)


def _take(request: AuthedRequest, organisation: Organisation, subject: Subject) -> HttpResponse:
    form, do = read_form(request.POST, _rows(organisation, subject)), request.POST.get("do", "")
    if do == "drop":
        return _save(request, organisation, subject, Route())
    if do:
        return _page(request, organisation, subject, form.changed(do), is_edited=True)
    people = {str(user.pk): user for user in possible_signers(organisation)}
    form = form.checked(people)
    if not form.is_valid:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, organisation, subject, form, is_edited=True, status=status)
    return _save(request, organisation, subject, form.route(people))


def _save(
    request: AuthedRequest, organisation: Organisation, subject: Subject, route: Route
) -> HttpResponse:
    saved = actions.save_route(
        organisation=organisation,
        template_key=subject.key,
        template=subject.title,
        route=route,
        by=request.user,
    )
    if saved is None:
        messages.success(request, _("Nothing was changed."))
    elif route.stages:
        words = _(
            "Saved. It holds for what is submitted from now on; reviews under way keep theirs."
        )
        messages.success(request, words)
    else:
        messages.success(request, _("Taken away. Reviews under way keep the route they have."))
    return redirect("reviews:routes")


def _subjects(organisation: Organisation) -> list[Subject]:
    """Return what can have a route: all templates together, then each one that is offered."""
    newest = {}
    for row in templates_offered_in(organisation.pk).order_by("key", "version"):
        newest[row.key] = row.template
    every = tuple(_labels(organisation))
    return [
        Subject("", _("all templates"), (), every),
        *sorted(
            (
                Subject(key, template.title, template.sign_off, template.optional_sign_off)
                for key, template in newest.items()
            ),
            key=lambda subject: subject.title,
        ),
    ]


def _labels(organisation: Organisation) -> dict[str, str]:
    """Return what each role is called here, in the order of the roles."""
    rows = sorted(roles_of(organisation), key=lambda row: row.position)
    own_last = sorted(rows, key=lambda row: row.organisation_id is not None)
    return {row.key: row.label for row in own_last}


def _rows(organisation: Organisation, subject: Subject) -> list[RoleRow]:
    labels = _labels(organisation)
    held = Counter(holders_in(organisation).values_list("role", flat=True))
    return [
        RoleRow(
            role,
            labels.get(role, role.replace("_", " ").capitalize()),
            is_required=role in subject.required,
            holders=held[role],
        )
        for role in (*subject.required, *subject.optional)
    ]


def _shared(request: AuthedRequest, organisation: Organisation) -> dict[str, object]:
    return {
        "organisation": organisation,
        "organisations": organisations_visible_to(request.user),
        "can_manage": can_manage(request.user, organisation),
    }


def _page(
    request: AuthedRequest,
    organisation: Organisation,
    subject: Subject,
    form: RouteForm,
    *,
    is_edited: bool = False,
    is_kept: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = _shared(request, organisation) | {
        "subject": subject,
        "form": form,
        "people": possible_signers(organisation).order_by("name"),
        "at_least": [(str(number), number) for number in AT_LEAST],
        "has_room": len(form.stages) < MOST_STAGES,
        "is_edited": is_edited,
        "is_kept": is_kept or bool(request.POST.get("is_kept")),
    }
    return render_page(request, "reviews/route.html", context, status=status)
