"""Tags that keep menus to what the person may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from accounts import access
from accounts.middleware import BY_LINK
from accounts.sessions import is_inside

if TYPE_CHECKING:
    from django.template.context import RequestContext

    from accounts.models import Organisation

register = template.Library()


@register.simple_tag(takes_context=True)
def sees_inside(context: RequestContext) -> bool:
    """Tell whether the person belongs to an organisation as more than a guest."""
    request = getattr(context, "request", None)
    return request is not None and is_inside(request)


@register.simple_tag(takes_context=True)
def came_by_link(context: RequestContext) -> bool:
    """Tell whether a guest's personal link let the person in: no pages of accounts are theirs."""
    session = getattr(getattr(context, "request", None), "session", None)
    return session is not None and bool(session.get(BY_LINK))


@register.simple_tag(takes_context=True)
def reads_trail(context: RequestContext, organisation: Organisation) -> bool:
    """Tell whether the person may read what happened in an organisation."""
    request = getattr(context, "request", None)
    return request is not None and access.can_read_trail(request.user, organisation)
