"""Submitting: what will happen, what is still open, who is asked; and who signs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import possible_signers
from accounts.http import render_page
from accounts.naming import find_all_called, to_name, with_boxes
from reviews import access, actions
from reviews.documents import load_forecast, load_policy, load_signers, load_signing
from reviews.domain.policy import AUTHOR_ROLE
from reviews.domain.words import in_sentence, listed
from reviews.forms import DueForm, WaiverForm
from reviews.models import SignerAssignment
from reviews.views.frame import Frame, frame_or_404
from specs import actions as spec_actions
from specs.actions.freezing import section_hashes, unwaived_warnings
from specs.actions.risks import find_unaccepted, rows_of
from specs.domain.checks import run
from specs.domain.checks.check import Severity
from specs.domain.own_checks.outcomes import has_failed
from specs.domain.register import ACCEPTED
from specs.models import RiskAcceptance, State
from specs.own_findings import look_at_spec
from specs.views.frame import anchor_of, manage_or_403
from specs.views.watching import asked_link, find_unwatched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.http import AuthedRequest
    from accounts.models import User
    from reviews.domain.policy import Policy, Slot
    from specs.documents import Reading
    from specs.domain.checks.check import Finding
    from specs.models import Spec

PAGE = "reviews/submit.html"
# Answers that are simply missing are counted: forty lines that all say so hide the others.
NOT_ANSWERED = "REQ001"
NOBODY_SIGNS = "GOV012"


@dataclass(frozen=True)
class SlotChoice:
    """A role with the people who may be named for it."""

    slot: Slot
    ticks: Sequence[tuple[User, bool]]
    typed: str = ""  # what was not understood

    @property
    def named(self) -> bool:
        """Somebody is named for this spec, whoever holds the role else."""
        return any(is_named for _user, is_named in self.ticks)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show what submitting does, take waivers in place, then freeze and ask for signatures."""
    frame = frame_or_404(request, spec_id)
    if frame.reading.spec.state != State.DRAFT:
        return redirect("reviews:review", spec_id)
    if not frame.reading.can_write:
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, frame, DueForm())
    if request.POST.get("intent") == "waive":
        return _waive(request, frame)
    return _submit(request, frame, DueForm(request.POST))


def _submit(request: AuthedRequest, frame: Frame, form: DueForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, frame, form, status=422)
    spec = frame.reading.spec
    try:
        review = actions.open_review(spec=spec, by=request.user, due_on=form.cleaned_data["due_on"])
    except spec_actions.NotEditable:
        # The second click of a double click: the first one was faster.
        if frame_or_404(request, spec.pk).reading.spec.state != State.DRAFT:
            return redirect("reviews:review", spec.pk)
        raise
    except (actions.NobodySigns, spec_actions.NotReady):
        # What stands in the way is on the page itself, read anew.
        return _page(request, frame_or_404(request, spec.pk), form, status=409, is_refused=True)
    words = _("Revision %(number)s is submitted. Its signers are told by mail.")
    messages.success(request, words % {"number": review.revision.number})
    return redirect("reviews:review", spec.pk)


def _waive(request: AuthedRequest, frame: Frame) -> HttpResponse:
    spec, form = frame.reading.spec, WaiverForm(request.POST)
    code, key = request.POST.get("code", "")[:12], request.POST.get("key", "")[:80]
    problem = ""
    if form.is_valid():
        try:
            spec_actions.waive(
                spec=spec,
                code=code,
                key=key,
                by=request.user,
                signing=load_signing(spec, load_policy(spec)),
                **form.cleaned_data,
            )
        except ValidationError as error:
            problem = error.messages[0]
    else:
        problem = str(next(iter(form.errors.values()))[0])
    if not problem:
        return redirect("reviews:submit", spec.pk)
    wrong = {"code": code, "key": key, "words": problem, "typed": request.POST.get("reason", "")}
    wrong["typed_day"] = request.POST.get("expires_on", "")
    return _page(request, frame, DueForm(), status=422, wrong=wrong)


@login_required
@require_POST
def assign(request: AuthedRequest, spec_id: UUID, role: str) -> HttpResponse:
    """Say who signs for a role in this spec."""
    frame = frame_or_404(request, spec_id)
    spec = frame.reading.spec
    template = frame.reading.template
    if role not in (*template.sign_off, *template.optional_sign_off):
        raise Http404
    manage_or_403(frame.reading)
    if not access.can_assign(request.user, spec):
        messages.error(
            request,
            _("Who signs was frozen with revision %(number)s. Withdraw it to name others.")
            % {"number": spec.revision_number},
        )
        return redirect("reviews:review", spec_id)
    users, problem = _named(request, spec)
    if problem:
        messages.error(request, problem)
        typed = {role: request.POST.get("more", "")}
        return _page(request, frame, DueForm(), status=422, typed=typed)
    try:
        actions.assign_signers(spec=spec, role=role, users=users, by=request.user)
    except actions.NotASigner:
        words = _("The owner of the spec approves it as product manager at most. Name others.")
        messages.error(request, words)
        return _page(request, frame, DueForm(), status=422)
    return redirect("reviews:submit", spec_id)


def _named(request: AuthedRequest, spec: Spec) -> tuple[list[User], str]:
    """Return whom a form names, or what is wrong with it; nobody is named by a button only."""
    if "nobody" in request.POST:
        return [], ""
    ids, able = set(request.POST.getlist("signer")), possible_signers(spec.organisation)
    try:
        more = find_all_called(able, request.POST.get("more", "")[:2000])
    except ValidationError as error:
        return [], str(error.message)
    if not ids and not more:
        return [], _("Tick who signs. To leave it to whoever holds the role, say so by the button.")
    numbers = [pk[:12] for pk in ids if pk.isascii() and pk.isdecimal()]
    users = list(able.filter(pk__in=numbers))
    if len(users) != len(ids):
        return [], _("Choose among the people of this organisation who may sign.")
    return [*users, *more], ""


def _page(
    request: AuthedRequest,
    frame: Frame,
    form: DueForm,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    reading = frame.reading
    able = list(possible_signers(reading.spec.organisation).order_by("name"))
    policy = load_policy(reading.spec)
    hashes = section_hashes(reading.template, reading.contents.stored())
    findings = _findings(reading, policy)
    blockers = [f for f in findings if f.severity is Severity.BLOCKER]
    warnings, unfilled = unwaived_warnings(findings, reading.waivers), policy.unfilled()
    conflicts = len(reading.open_conflicts)
    unaccepted = unaccepted_risks(reading)
    forecast = load_forecast(reading.spec, policy, hashes)
    context = frame.context(
        form=form,
        forecast=forecast,
        blockers=_placed(reading, [f for f in blockers if f.code != NOT_ANSWERED]),
        blocker_count=len(blockers),
        missing=sum(f.code == NOT_ANSWERED for f in blockers),
        warnings=_placed(reading, warnings),
        waivers=reading.waivers,
        unfilled=unfilled,
        kept_apart=kept_apart(reading.spec, policy),
        failed_checks=_placed(reading, [f for f in findings if has_failed(f)]),
        conflicts=conflicts,
        unaccepted=unaccepted,
        unwatched=find_unwatched(reading),
        linked=asked_link(request, reading),
        is_ready=not (blockers or warnings or policy.hopeless() or conflicts or unaccepted),
        choices=_choices(reading, policy.slots, able, typed or {}),
        people_to_name=to_name(able),
        policy=policy,
        asked=[
            (stage, [fate for fate in forecast.fates if fate.slot.stage == stage.number])
            for stage in policy.stages
        ],
        unreachable=policy.unreachable(),
        next_number=reading.spec.revision_number + 1,
        **{"wrong": {}, "is_refused": False} | more,
    )
    context["bar"] = replace(context["bar"], next_label="", next_url="")
    return render_page(request, PAGE, context, status=status)


def kept_apart(spec: Spec, policy: Policy) -> list[str]:
    """Say which roles have nobody left since the organisation keeps duties apart."""
    said = []
    if policy.separation.writers_apart and policy.unfilled():
        named = load_signers(spec)
        for slot in policy.unfilled():
            wrote = [
                one.name for one in named.get(slot.role, ()) if policy.separation.wrote(one.id)
            ]
            if wrote:
                words = _("%(role)s: %(names)s wrote answers since the last approval, and whoever")
                words += _(" wrote signs as product manager at most. Name somebody else.")
                said.append(words % {"role": slot.label, "names": listed(wrote)})
    if left := policy.left_over():
        words = _("Nobody is left for %(roles)s: nobody signs a revision in more than one role.")
        words += _(" Name another person, or the review cannot be finished.")
        said.append(words % {"roles": listed(in_sentence(label) for label in left)})
    return said


def _findings(reading: Reading, policy: Policy) -> list[Finding]:
    """Return what the checks say, now that it is known who signs.

    Roles without a signer are named by the page itself.
    """
    signing = load_signing(reading.spec, policy)
    document = replace(
        reading.evaluated.document,
        signers=signing.signers,
        previous=signing.previous,
        last_signed=signing.last_signed,
    )
    found = (*run(document), *look_at_spec(reading.spec).findings)
    return [finding for finding in found if finding.code != NOBODY_SIGNS]


def unaccepted_risks(reading: Reading) -> list[spec_actions.Unaccepted]:
    """Return the risks that are marked as accepted and are not."""
    rows = rows_of(reading.contents.stored())
    if not any(cells.get("status") == ACCEPTED for _id, cells in rows):
        return []
    acceptances = RiskAcceptance.objects.by_item(reading.spec.pk)
    return find_unaccepted(rows, acceptances, timezone.now().date())


def _placed(reading: Reading, findings: Sequence[Finding]) -> list[dict[str, object]]:
    """Put each finding beside the section that it stands in, and what leads to its place there."""
    sections = {s.key: s for s in reading.template.sections}
    places, attributes = reading.template.section_of, reading.template.attributes
    return [
        {
            "finding": found,
            "section": sections.get(places.get(found.key, "")),
            "anchor": anchor_of(reading.spec.pk, attributes[found.key], found, reading.contents)
            if found.key in attributes
            else "",
        }
        for found in findings
    ]


def _choices(
    reading: Reading, slots: Sequence[Slot], people: Sequence[User], typed: Mapping[str, str]
) -> list[SlotChoice]:
    """Return each role with who may be named for it."""
    if not reading.can_manage:
        return []
    named: dict[str, set[int]] = {}
    for row in SignerAssignment.objects.filter(spec=reading.spec):
        named.setdefault(row.role, set()).add(row.user_id)
    choices: list[SlotChoice] = []
    for slot in slots:
        able = [p for p in people if p.pk != reading.spec.owner_id or slot.role == AUTHOR_ROLE]
        ticks = with_boxes(able, named.get(slot.role, ()))
        choices.append(SlotChoice(slot, ticks, typed.get(slot.role, "")))
    return choices
