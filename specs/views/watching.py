"""One click that names the signal which would show a risk, and one that takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from specs import actions
from specs.domain.register import is_unwatched
from specs.domain.sheets import REGISTER
from specs.domain.watching import SIGNALS, offered_signals
from specs.views.frame import reading_to_edit

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from specs.documents import Reading, StoredItem

# Where a risk without signal is stated, and so where one comes back to.
PAGES = {"risks": "specs:risks", "submit": "reviews:submit"}


@dataclass(frozen=True)
class Unwatched:
    """A high risk that names no signal, and the signals that could be named."""

    item_id: str
    name: str
    version: int
    signals: tuple[str, ...]

    @property
    def op_id(self) -> UUID:
        """A fresh id for each rendering, so that a form is one save."""
        return uuid4()


class UnlinkForm(forms.Form):
    """Which link is meant, and the page that it was made from."""

    op_id = forms.UUIDField()
    page = forms.ChoiceField(choices=[(name, name) for name in PAGES])


class LinkForm(UnlinkForm):
    """The signal, and the version of the risk that the page showed."""

    signal = forms.CharField(max_length=2000, strip=False)
    base_version = forms.IntegerField(min_value=0, max_value=2_000_000_000)


def find_unwatched(reading: Reading) -> list[Unwatched]:
    """Return the high risks that name no signal, nor say why none can tell."""
    attribute = reading.template.attributes.get(REGISTER)
    if attribute is None or attribute.column("no_signal") is None:
        return []
    items = reading.contents.items.get(REGISTER, [])
    return [build_unwatched(reading, item) for item in items if is_unwatched(item.cells)]


def build_unwatched(reading: Reading, item: StoredItem) -> Unwatched:
    signals: list[StoredItem] = []
    if reading.can_edit and SIGNALS in reading.template.items:
        signals = reading.contents.items.get(SIGNALS, [])
    return Unwatched(
        item.id,
        str(item.cells.get("failure_mode") or ""),
        item.version,
        offered_signals(item.cells.get("category"), (one.cells for one in signals)),
    )


def asked_link(request: AuthedRequest, reading: Reading) -> actions.Link | None:
    """Return the link that the address says was just made, while it can be taken back."""
    asked = request.GET.get("linked", "")
    if not asked or not reading.can_edit:
        return None
    try:
        return actions.find_link(reading.spec, UUID(asked))
    except ValueError:
        return None


@login_required
@require_POST
def link_risk(request: AuthedRequest, spec_id: UUID, item_id: UUID) -> HttpResponse:
    """Name the signal that would show a risk."""
    reading = reading_to_edit(request, spec_id)
    asked = read_asked(request, reading, LinkForm)
    if asked is None:
        return redirect("specs:risks", spec_id)
    here, data = asked
    try:
        actions.link_risk(spec=reading.spec, item_id=item_id, by=request.user, **data)
    except actions.NothingToFix:
        messages.error(
            request, _("Somebody changed this risk or its signal meanwhile. Look again.")
        )
        return redirect(here)
    return redirect(f"{here}?linked={data['op_id']}")


@login_required
@require_POST
def unlink_risk(request: AuthedRequest, spec_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a link back."""
    reading = reading_to_edit(request, spec_id)
    asked = read_asked(request, reading, UnlinkForm)
    if asked is None:
        return redirect("specs:risks", spec_id)
    here, data = asked
    try:
        actions.unlink_risk(spec=reading.spec, item_id=item_id, by=request.user, **data)
    except actions.NothingToFix:
        messages.error(request, _("The risk was changed since, so it was left as it stands."))
    return redirect(here)


def read_asked(
    request: AuthedRequest, reading: Reading, form_class: type[UnlinkForm]
) -> tuple[str, dict[str, Any]] | None:
    """Return the page to come back to and what was asked there; None once told to be wrong."""
    form = form_class(request.POST)
    if not form.is_valid() or REGISTER not in reading.template.items:
        messages.error(request, _("That link was not understood. Try it again."))
        return None
    data = form.cleaned_data
    return reverse(PAGES[data.pop("page")], args=[reading.spec.pk]), data
