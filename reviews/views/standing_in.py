"""Stand-ins: who signs while somebody is away, naming them and ending it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access as people
from accounts.http import render_page
from accounts.models import User
from accounts.views.organisation import organisation_or_404
from reviews import access, actions
from reviews.actions.standing_in import zone_of
from reviews.models import StandIn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from accounts.models import Organisation

MOST_SHOWN = 50
ALL_ROLES = "*"  # no key of a role holds one


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """Somebody of the organisation, by name."""

    def __init__(self, **more: Any) -> None:
        wrong = {"invalid_choice": _("Choose an active member who may sign.")}
        more["error_messages"] = wrong | more.get("error_messages", {})
        super().__init__(**more)


class DayField(forms.DateField):
    """A day, chosen in the calendar of the browser or typed."""

    def __init__(self, *, missing: Any, **more: Any) -> None:
        words = {
            "required": missing,
            "invalid": _("Not a date. Write year, month and day, like 2026-03-02."),
        }
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, error_messages=words, **more)


class StandInForm(forms.Form):
    """Who signs in whose place, in which role, on which days."""

    person = PersonField(label=_("Who is away"), queryset=User.objects.none(), empty_label=None)
    stand_in = PersonField(
        label=_("Who signs instead"),
        queryset=User.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose who signs instead.")},
    )
    role = forms.ChoiceField(
        label=_("In which role"),
        help_text=_("In all roles that they sign, or in one of them only."),
        error_messages={
            "required": _("Choose a role, or all of them."),
            "invalid_choice": _("Choose a role, or all of them."),
        },
    )
    from_on = DayField(label=_("First day"), missing=_("Say from which day."))
    until_on = DayField(label=_("Last day"), missing=_("Say until which day."))

    def __init__(
        self,
        *args: Any,
        own: User,
        signers: QuerySet[User],
        roles: Iterable[tuple[str, str]],
        for_others: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = signers.order_by("name")
        if for_others:
            self.fields["person"].queryset = people  # type: ignore[attr-defined]
        else:
            del self.fields["person"]
            people = people.exclude(pk=own.pk)
        self.fields["stand_in"].queryset = people  # type: ignore[attr-defined]
        choices = [(ALL_ROLES, _("All roles")), *roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]

    def clean_role(self) -> str:
        """Return the key of the role; nothing stands for all of them."""
        role: str = self.cleaned_data["role"]
        return "" if role == ALL_ROLES else role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stand_ins(request: AuthedRequest) -> HttpResponse:
    """Show who stands in for whom, and take another one."""
    organisation = organisation_or_404(request)
    if request.method != "POST":
        return _page(request, organisation, _form(request, organisation))
    if not _may_name(request, organisation):
        raise PermissionDenied
    form = _form(request, organisation)
    if not form.is_valid():
        return _page(request, organisation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    named = {"person": request.user} | form.cleaned_data
    try:
        row = actions.name_stand_in(organisation=organisation, by=request.user, **named)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, organisation, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    words = {"name": row.stand_in.name, "person": row.person.name}
    messages.success(request, _("%(name)s stands in for %(person)s. Both are told.") % words)
    return redirect("reviews:stand-ins")


@login_required
@require_POST
def end_stand_in(request: AuthedRequest, stand_in_id: int) -> HttpResponse:
    """End one before its time."""
    organisation = organisation_or_404(request)
    known = access.stand_ins_known_to(request.user, organisation)
    row = get_object_or_404(known, pk=stand_in_id)
    actions.end_stand_in(stand_in=row, by=request.user)
    messages.success(request, _("Ended. What was signed stays on record with both names."))
    return redirect("reviews:stand-ins")


def _may_name(request: AuthedRequest, organisation: Organisation) -> bool:
    """May name somebody at all: for themselves, or for others."""
    user = request.user
    return access.can_name_stand_in(user, organisation, person=user)


def _form(request: AuthedRequest, organisation: Organisation) -> StandInForm:
    user = request.user
    today = timezone.now().astimezone(zone_of(user)).date()
    return StandInForm(
        request.POST if request.method == "POST" else None,
        own=user,
        signers=people.possible_signers(organisation),
        roles=people.roles_of(organisation).values_list("key", "label"),
        for_others=people.can_manage(user, organisation),
        initial={"person": user.pk, "role": ALL_ROLES, "from_on": today},
    )


def _page(
    request: AuthedRequest,
    organisation: Organisation,
    form: StandInForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    user = request.user
    known = access.stand_ins_known_to(user, organisation).select_related(
        "person", "stand_in", "named_by", "review__revision__spec"
    )
    open_ones = list(known.not_ended().order_by("starts_at", "pk"))
    over = known.exclude(pk__in=[row.pk for row in open_ones])
    labels = dict(people.roles_of(organisation).values_list("key", "label"))
    context = {
        "organisation": organisation,
        "organisations": people.organisations_visible_to(user),
        "form": form,
        "may_name": _may_name(request, organisation),
        "is_manager": people.can_manage(user, organisation),
        "rows": [_row(row, labels) for row in open_ones],
        "over": [_row(row, labels) for row in over[:MOST_SHOWN]],
    }
    return render_page(request, "reviews/stand_ins.html", context, status=status)


def _row(row: StandIn, labels: dict[str, str]) -> dict[str, object]:
    """Return a line of the list: who for whom, in which role, and whether it counts now."""
    return {
        "stand_in": row,
        "role": labels.get(row.role, row.role.replace("_", " ")),
        "is_now": row.starts_at <= timezone.now(),
    }
