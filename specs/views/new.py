"""Starting a spec: pick a template, give it a title."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.choosing import chosen_first
from accounts.http import render_page
from specs import access, actions, catalogue
from specs.domain import choosing
from specs.domain.attribute import Kind
from specs.domain.roles import label_in
from specs.forms import NewSpecForm, read_form_id
from specs.models import SpecTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from accounts.http import AuthedRequest
    from specs.domain.attribute import Template
    from specs.domain.choosing import Question, Recommendation

USUAL = "ml_model_spec"
# A first draft, from what a required answer of each kind takes; all others are a click or a figure.
MINUTES = {Kind.LONG_TEXT: 6, Kind.TABLE: 12, Kind.CHECKLIST: 6, Kind.RUBRIC: 12}
MINUTES_ELSE = 2


@dataclass(frozen=True)
class Slot:
    """A role in the strip of those who will sign."""

    label: str
    state: str = "waiting"


@dataclass(frozen=True)
class Card:
    """What a template is for, and what it takes."""

    key: str
    title: str
    purpose: str
    steps: int
    takes: str
    signers: tuple[Slot, ...]
    also: tuple[str, ...]
    of: str = ""  # the organisation whose own it is


@dataclass(frozen=True)
class Advice:
    """The three questions with what was answered, and the template that follows from it."""

    questions: tuple[tuple[Question, str], ...]
    is_asked: bool
    missing: tuple[str, ...]
    found: Recommendation | None


@cache
def cards() -> tuple[Card, ...]:
    """Return the templates that are offered, smallest first."""
    return tuple(
        _card(template, catalogue.role_labels()) for template in catalogue.templates().values()
    )


def own_cards(rows: Iterable[SpecTemplate]) -> dict[str, tuple[Card, SpecTemplate]]:
    """Return the own templates that are offered; two organisations may have one of a key."""
    own = list(rows)
    labels = access.own_role_labels({row.organisation_id for row in own if row.organisation_id})
    found = {}
    for row in own:
        key = f"{row.key}.{row.pk}"
        called = labels.get(row.organisation_id, {}) if row.organisation_id else {}
        card = _card(row.template, {**catalogue.role_labels(), **called})
        found[key] = (replace(card, key=key, of=str(row.organisation)), row)
    return found


def _card(template: Template, labels: Mapping[str, str]) -> Card:
    return Card(
        key=template.key,
        title=template.title,
        purpose=template.purpose,
        steps=len(template.sections),
        takes=first_draft_in(template),
        signers=tuple(Slot(label_in(labels, role)) for role in template.sign_off),
        also=tuple(label_in(labels, role) for role in template.optional_sign_off),
    )


def first_draft_in(template: Template) -> str:
    """Say how long a first draft takes, in round words."""
    needed = (item.attribute.kind for item in template.items.values() if item.required)
    minutes = sum(MINUTES.get(kind, MINUTES_ELSE) for kind in needed)
    if minutes < 60:
        return _("about %(n)d minutes") % {"n": -(-minutes // 10) * 10}
    hours = round(minutes / 60)
    return ngettext("about %(n)d hour", "about %(n)d hours", hours) % {"n": hours}


def newest_templates() -> QuerySet[SpecTemplate]:
    """Return the youngest version of each template that can be chosen."""
    newest = SpecTemplate.objects.filter(key=OuterRef("key"), organisation=None)
    youngest = Subquery(newest.order_by("-version").values("pk")[:1])
    return SpecTemplate.objects.filter(
        organisation=None, key__in=catalogue.templates(), pk=youngest
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: AuthedRequest) -> HttpResponse:
    """Show the templates, or start a spec from one."""
    organisations = access.organisations_to_write_in(request.user)
    own = chosen_first(request, organisations)
    if not own:
        raise PermissionDenied
    built_in = {row.key: row for row in newest_templates()}
    ours = access.own_templates_offered_in([one.pk for one in own])
    offered = {c.key: (c, built_in[c.key]) for c in cards() if c.key in built_in}
    offered |= own_cards(ours.select_related("organisation").order_by("title"))
    rows = {key: row for key, (_card, row) in offered.items()}
    templates = SpecTemplate.objects.filter(pk__in=[row.pk for row in rows.values()])
    data = request.POST if request.method == "POST" else None
    form = NewSpecForm(organisations, templates, data)
    if data is not None and form.is_valid():
        chosen = form.cleaned_data
        spec = actions.start_spec(
            organisation=chosen["organisation"] or chosen["template"].organisation or own[0],
            template=chosen["template"],
            title=chosen["title"],
            by=request.user,
            form_id=read_form_id(request),
        )
        return redirect("specs:write", spec.pk)
    advice = read_advice(request)
    context = {
        "form": form,
        "cards": list(offered.values()),
        "chosen": find_chosen(request, rows, advice),
        "advice": advice,
        "organisations": own,
    }
    status = 422 if form.errors else 200
    return render_page(request, "specs/new.html", context, fragment="templates", status=status)


def read_advice(request: AuthedRequest) -> Advice:
    """Return the three questions as they were answered in the address, and what follows."""
    answers = {q.key: request.GET.get(q.key, "") for q in choosing.QUESTIONS}
    return Advice(
        questions=tuple((question, answers[question.key]) for question in choosing.QUESTIONS),
        is_asked=any(answers.values()) or "advice" in request.GET,
        missing=tuple(question.words for question in choosing.unanswered(answers)),
        found=choosing.recommend(answers),
    )


def find_chosen(request: AuthedRequest, rows: dict[str, SpecTemplate], advice: Advice) -> str:
    """Return the key of the template that is marked: as posted, recommended or linked to."""
    posted = request.POST.get("template", "")
    asked = next((key for key, row in rows.items() if str(row.pk) == posted), "")
    asked = asked or (advice.found.template if advice.found else request.GET.get("template", ""))
    return asked if asked in rows else USUAL
