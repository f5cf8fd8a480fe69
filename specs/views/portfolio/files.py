"""What the list matches as a file: CSV or a workbook, sent while it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choosing import narrowed
from accounts.planning import planned_anew
from specs import access, keyset
from specs.actions.taking import note_taken
from specs.exports.portfolio import FIELDS, HEADS, Teller
from specs.exports.rows import write_csv, write_workbook_rows
from specs.list_setting import load_tenants
from specs.portfolio import MATCH, SORTS, with_columns
from specs.views.portfolio.asking import Offered, build_chips, read_wanted

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.http import AuthedRequest

AT_ONCE = 1000
KINDS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@login_required
@require_POST
@planned_anew()
def export_list(request: AuthedRequest, ending: str) -> StreamingHttpResponse:
    """Send all specs that the filters leave, on every page, as far as this person may take them.

    Guests read, they take nothing. One query is walked row by row, so what it saw is of one
    moment and the memory it takes does not grow.
    """
    if ending not in KINDS:
        raise Http404
    tenants = narrowed(request, load_tenants(request.user))
    levels = {key: t.level for key, t in tenants.items() if access.is_taker(t.level)}
    if not levels:
        raise PermissionDenied
    wanted, offered = read_wanted(request.POST, tenants), Offered.to(tenants)
    title, media_type = KINDS[ending]
    words = ", ".join(chip.words for chip in build_chips(wanted, offered)) or _("not archived")
    found = wanted.among(access.specs_listed_for(request.user, levels), request.user)
    note_taken(specs=found, file=title, filters=words, by=request.user)
    order = keyset.order_columns(SORTS["changed" if wanted.sort == MATCH else wanted.sort])
    specs = with_columns(found, ("comments",)).order_by(*order).values_list(*FIELDS)

    def address(spec_id: UUID) -> str:
        return request.build_absolute_uri(reverse("specs:read", args=[spec_id]))

    rows = map(Teller.to(offered.roles, address).row, specs.iterator(chunk_size=AT_ONCE))
    if ending == "csv":
        pieces = write_csv([*HEADS], rows)
    else:
        pieces = write_workbook_rows([*HEADS], rows, widths=[*HEADS.values()])
    response = StreamingHttpResponse(pieces, content_type=media_type)
    name = f"specs-{timezone.localdate().isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
