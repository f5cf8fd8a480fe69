"""Views of the list of specs: saved, renamed, changed, deleted, brought back, and chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from specs import access
from specs.models import ListChoice, SavedView
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import Organisation, User

MOST_VIEWS = 100
ALL = "all specs"


class NameTaken(Exception):
    """There is a view of this name already where this one should stand."""


class TooMany(Exception):
    """One keeps no more views than a menu can show."""


@transaction.atomic
def save_view(
    *, name: str, query: str, by: User, organisation: Organisation | None = None
) -> SavedView:
    """Keep filters, order and columns under a name; a shared one is in the organisation's trail."""
    if organisation and not access.can_share_views(by, organisation.pk):
        raise PermissionDenied
    whose = {"organisation": organisation} if organisation else {"owner": by, "organisation": None}
    if SavedView.objects.standing().filter(**whose).count() >= MOST_VIEWS:
        raise TooMany
    view = SavedView(owner=by, organisation=organisation, name=name, query=query)
    _write(view)
    _record(view, Kind.VIEW_SHARED, by)
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str, by: User) -> SavedView:
    """Call a view otherwise."""
    view = _lock(view, by)
    if view.name == name:
        return view
    before, view.name = view.name, name
    _write(view)
    _record(view, Kind.VIEW_RENAMED, by, former=before)
    return view


@transaction.atomic
def change_view(*, view: SavedView, query: str, by: User) -> SavedView:
    """Let a view show something else under the same name."""
    view = _lock(view, by)
    if view.query != query:
        before, view.query = view.query, query
        _write(view)
        _record(view, Kind.VIEW_CHANGED, by, before=before)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: User) -> SavedView:
    """Take a view out of the menus; it can be brought back."""
    view = _lock(view, by)
    if view.deleted_at is None:
        view.deleted_at = timezone.now()
        _write(view)
        _record(view, Kind.VIEW_REMOVED, by)
    return view


@transaction.atomic
def restore_view(*, view: SavedView, by: User) -> SavedView:
    """Bring a view back, unless its name was taken meanwhile."""
    view = _lock(view, by)
    if view.deleted_at is not None:
        view.deleted_at = None
        _write(view)
        _record(view, Kind.VIEW_RESTORED, by)
    return view


@transaction.atomic
def choose_view(*, view: SavedView | None, by: User) -> None:
    """Let the list open with a view, or with all specs."""
    if view and not access.views_visible_to(by).filter(pk=view.pk).exists():
        raise PermissionDenied
    ListChoice.objects.update_or_create(user=by, defaults={"view": view})


def choose_columns(*, columns: str, by: User) -> None:
    """Let the list show these columns where no address and no view says otherwise."""
    ListChoice.objects.update_or_create(user=by, defaults={"columns": columns})


def _lock(view: SavedView, by: User) -> SavedView:
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if not access.can_change_view(by, view):
        raise PermissionDenied
    return view


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        if "view_name_once" in str(error):
            raise NameTaken from error
        raise


def _record(view: SavedView, kind: Kind, by: User, former: str = "", before: str = "") -> None:
    """Write what became of a shared view; what somebody keeps for themselves is nobody's matter."""
    if view.organisation is None:
        return
    facts = {"view": view.name, "shows": view.query or ALL} | ({"former": former} if former else {})
    append(
        chain=view.organisation.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"view:{view.pk}",
        facts=facts | ({"showed": before or ALL} if kind is Kind.VIEW_CHANGED else {}),
    )
