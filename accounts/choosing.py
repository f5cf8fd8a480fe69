"""Which of several organisations a person looks at: kept in the session, found again next time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from accounts.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest

    from accounts.models import Organisation, User

V = TypeVar("V")
CHOSEN = "organisation"  # in the session
NAME = "organisation_name"


def chosen_id(request: HttpRequest) -> UUID | None:
    """Return the organisation that was chosen, if one was; it may be one's own no longer."""
    held = request.session.get(CHOSEN)
    return UUID(held) if held else None


def narrowed(request: HttpRequest, levels: Mapping[UUID, V]) -> dict[UUID, V]:
    """Leave of one's organisations the chosen one, or all where none is chosen."""
    chosen = chosen_id(request)
    return {chosen: levels[chosen]} if chosen and chosen in levels else dict(levels)


def chosen_first(request: HttpRequest, found: Iterable[Organisation]) -> list[Organisation]:
    """Put the chosen organisation in front of the others."""
    chosen = chosen_id(request)
    return sorted(found, key=lambda one: one.pk != chosen)


def keep(request: HttpRequest, organisation: Organisation | None) -> None:
    """Look at one organisation from now on, or at all of them."""
    if organisation is None:
        request.session.pop(CHOSEN, None)
        request.session.pop(NAME, None)
    else:
        request.session[CHOSEN] = str(organisation.pk)
        request.session[NAME] = organisation.name


def recall(request: HttpRequest, user: User) -> None:
    """Look again at what was chosen last, where somebody who signs in belongs to several."""
    mine = Membership.objects.filter(user=user, is_active=True).select_related("organisation")
    found = list(mine)
    dated = [one for one in found if one.chosen_at]
    if len(found) > 1 and dated:
        last = max(dated, key=lambda one: one.chosen_at or one.joined_at)
        keep(request, last.organisation)
