"""Telling people which specs are theirs now: one mail, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from specs.models import Spec

if TYPE_CHECKING:
    from specs.models import BulkChange

MOST_NAMED = 10


def tell_new_owner(change: BulkChange) -> None:
    """Tell who has the specs of a change now, once, unless they took them themselves."""
    given = Spec.objects.filter(pk__in=change.items.done().values("spec"), owner=change.to)
    specs = list(given.select_related("organisation").order_by("title", "pk")[: MOST_NAMED + 1])
    if not specs or change.to is None or change.to == change.asked_by:
        return
    number = given.count()
    said = {"by": change.asked_by.name, "number": number, "title": specs[0].title}
    if number == 1:
        subject = _("%(by)s gave you the spec “%(title)s”") % said
        lines = [_("You own it from now on: you say who writes and signs, and submit it.")]
        url, chain = reverse("specs:read", args=[specs[0].pk]), specs[0].chain
    else:
        subject = _("%(by)s gave you %(number)d specs") % said
        lines = [
            _("You own them from now on: you say who writes and signs, and submit them."),
            "\n".join(f"- {spec.title}" for spec in specs[:MOST_NAMED]),
        ]
        if number > MOST_NAMED:
            lines.append(_("and %(rest)d more.") % {"rest": number - MOST_NAMED})
        url, chain = reverse("specs:list") + "?owner=me&from=all", specs[0].organisation.chain
    notify(
        to=change.to,
        kind="new_owner",
        subject=subject,
        lines=lines,
        url=url,
        key=f"new_owner:{change.pk}",
        chain=chain,
        organisation=specs[0].organisation_id,
    )
