"""Many specs at once: what would happen to how many, doing it, and watching it."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choosing import narrowed
from accounts.http import render_page
from accounts.models import Membership, User
from accounts.planning import planned_anew
from jobs.health import workers_away
from jobs.models import JobStatus
from specs import access
from specs.actions import bulk as actions
from specs.bulk import MOST_AT_ONCE, with_verdicts
from specs.list_setting import load_tenants
from specs.models import BulkChange, Deed, LeftOut
from specs.portfolio import PAGE
from specs.views.portfolio.asking import Offered, address, build_chips, read_wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse, QueryDict

    from accounts.http import AuthedRequest
    from specs.list_setting import Tenant
    from specs.models import Spec

SHOWN = 20
LONGEST_WHY = 2000
UNDER_WAY = (JobStatus.WAITING, JobStatus.RUNNING)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@planned_anew()
def change_many(request: AuthedRequest) -> HttpResponse:
    """Say what a deed would do to the chosen specs, and have it done once that is confirmed."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("deed") not in Deed.values:
        raise Http404
    tenants = narrowed(request, load_tenants(request.user))
    if not any(tenant.level in access.WRITERS for tenant in tenants.values()):
        raise PermissionDenied
    if request.method != "POST":
        return _confirm(request, asked, tenants)
    deed, why = Deed(asked.get("deed", "")), asked.get("why", "").replace("\0", "").strip()
    to = _find_taker(tenants, asked.get("to", ""))
    if deed == Deed.ARCHIVE and not why:
        return _confirm(request, asked, tenants, _("Say why. Each history keeps the reason."))
    if deed == Deed.REASSIGN and to is None:
        return _confirm(request, asked, tenants, _("Choose who owns them from now on."))
    try:
        change = actions.change_many(
            specs=_chosen(request.user, asked, tenants),
            deed=deed,
            by=request.user,
            why=why[:LONGEST_WHY],
            to=to,
        )
    except actions.TooMany:
        return _confirm(request, asked, tenants)
    return redirect("specs:bulk-change", change.pk)


def _chosen(user: User, asked: QueryDict, tenants: Mapping[UUID, Tenant]) -> QuerySet[Spec]:
    """Return the specs that were ticked, or all that the filters leave."""
    levels = {key: tenant.level for key, tenant in tenants.items()}
    visible = access.specs_listed_for(user, levels)
    if asked.get("all"):
        return read_wanted(asked, tenants).among(visible, user)
    return visible.filter(pk__in=_ids(asked))


def _ids(asked: QueryDict) -> list[UUID]:
    found = []
    for text in asked.getlist("spec")[:PAGE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _find_taker(tenants: Mapping[UUID, Tenant], number: str) -> User | None:
    """Return who takes the specs, if they may write in one of these organisations."""
    if not number.isdecimal() or len(number) > len(str(2**62)):
        return None
    return User.objects.filter(pk__in=_takers(tenants).values("user"), pk=int(number)).first()


def _takers(tenants: Mapping[UUID, Tenant]) -> QuerySet[Membership]:
    writes = [key for key, tenant in tenants.items() if tenant.level in access.WRITERS]
    return Membership.objects.filter(
        organisation__in=writes, is_active=True, level__in=access.WRITERS, user__is_active=True
    )


def _confirm(
    request: AuthedRequest, asked: QueryDict, tenants: Mapping[UUID, Tenant], problem: str = ""
) -> HttpResponse:
    deed, wanted = Deed(asked.get("deed", "")), read_wanted(asked, tenants)
    levels = {key: tenant.level for key, tenant in tenants.items()}
    specs = _chosen(request.user, asked, tenants)
    judged = with_verdicts(specs, deed, by=request.user, levels=levels, to=None)
    counted = judged.order_by().values("verdict").annotate(number=Count("pk", distinct=True))
    numbers = Counter({row["verdict"]: row["number"] for row in counted})
    total = sum(numbers.values())
    left_out = judged.exclude(verdict="").order_by("title")[:SHOWN]
    people = _takers(tenants).values_list("user", "user__name").distinct().order_by("user__name")
    context = {
        "deed": deed,
        "total": total,
        "number": numbers[""],
        "is_too_many": total > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "reasons": [(LeftOut(key).label, n) for key, n in numbers.most_common() if key],
        "left_out": [(spec, LeftOut(vars(spec)["verdict"]).label) for spec in left_out],
        "some": list(judged.filter(verdict="").order_by("title")[:SHOWN]),
        "chips": build_chips(wanted, Offered.to(tenants)) if asked.get("all") else [],
        "kept": _kept(asked, wanted.query()),
        "back": address(wanted.query()),
        "people": list(people) if deed == Deed.REASSIGN else [],
        "to": asked.get("to", ""),
        "why": asked.get("why", ""),
        "problem": problem,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render_page(request, "specs/change_many.html", context, status=status)


def _kept(asked: QueryDict, parts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what the form says again: the deed, and which specs."""
    kept = [("deed", asked.get("deed", ""))]
    kept += [(name, value) for name, value in parts.items() if value]
    if asked.get("all"):
        return [*kept, ("all", "1")]
    return [*kept, *(("spec", str(pk)) for pk in _ids(asked))]


@login_required
@require_safe
def bulk_change(request: AuthedRequest, change_id: int) -> HttpResponse:
    """Show how far a change is, what was left out, and the way back."""
    own = BulkChange.objects.filter(asked_by=request.user).select_related("to", "undoes")
    change = get_object_or_404(own, pk=change_id)
    counts = change.items.values("is_done", "left_out").annotate(number=Count("pk")).order_by()
    numbers = {(row["is_done"], row["left_out"]): row["number"] for row in counts}
    under_way = change.status in UNDER_WAY
    left_out = change.items.exclude(left_out="").select_related("spec").order_by("spec__title")
    context = {
        "change": change,
        "under_way": under_way,
        "is_away": under_way and workers_away(BulkChange.queue),
        "done": sum(n for (is_done, _why), n in numbers.items() if is_done),
        "total": sum(numbers.values()),
        "reasons": [(LeftOut(why).label, n) for (_is, why), n in numbers.items() if why],
        "left_out": left_out[:SHOWN],
        "may_undo": change.deed == Deed.ARCHIVE and change.status == JobStatus.DONE,
        "undo": BulkChange.objects.filter(undoes=change).first(),
    }
    return render_page(request, "specs/bulk_change.html", context, fragment="progress")


@login_required
@require_POST
def undo_bulk_change(request: AuthedRequest, change_id: int) -> HttpResponse:
    """Bring back what was archived in one go."""
    change = get_object_or_404(BulkChange, pk=change_id, asked_by=request.user)
    if change.status != JobStatus.DONE:
        raise PermissionDenied
    undo = actions.undo_archiving(change=change, by=request.user)
    return redirect("specs:bulk-change", undo.pk)
