"""News by mail: at once, in the mail of the day, or not at all, as each person wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions.mail import INSTANCE, queue_mail
from accounts.models import Mail, Membership, Notice, NoticeChoice, User, When
from accounts.notices import SORTS
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

MORNING = 7  # o'clock, where the reader is
MOST_LISTED = 50


@transaction.atomic
def notify(
    *,
    to: User,
    kind: str,
    subject: str,
    lines: Sequence[str],
    url: str,
    key: str,
    chain: str,
    organisation: UUID,
) -> None:
    """Tell one person something once, in the way that they want to hear of this sort of news."""
    when = when_of(to).get(kind, When.AT_ONCE)
    if when == When.AT_ONCE:
        queue_mail(to=to, kind=kind, subject=subject, lines=lines, url=url, key=key, chain=chain)
    elif when == When.DAILY:
        Notice.objects.get_or_create(
            user=to,
            key=key,
            defaults={"organisation_id": organisation, "kind": kind, "words": subject, "url": url},
        )


def when_of(user: User) -> dict[str, str]:
    """Return when this person wants to hear of each sort of news."""
    said = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "when"))
    return {kind: said.get(kind, sort.when.value) for kind, sort in SORTS.items()}


@transaction.atomic
def choose_notices(*, user: User, choices: Mapping[str, str], by: User) -> None:
    """Say when one wants to hear of what; what waits for the daily mail still comes with it."""
    if by != user:
        message = "Everybody chooses their own mails."
        raise ValueError(message)
    before = when_of(user)
    changed = {
        kind: when for kind, when in choices.items() if kind in SORTS and before[kind] != when
    }
    for kind, when in changed.items():
        NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"when": when})
    if changed:
        append(
            chain=INSTANCE,
            kind=Kind.NOTICES_CHOSEN,
            by=by.as_actor(),
            object=str(user.pk),
            facts={"kinds": sorted(changed)},
        )


def send_digests() -> int:
    """Queue the mail of the day for everybody whose morning has come; returns how many."""
    waiting = User.objects.filter(notices__mail=None, is_active=True).distinct()
    now = timezone.now()
    return sum(_send_digest(user, now) for user in waiting if _local(user, now).hour >= MORNING)


def _local(user: User, now: datetime) -> datetime:
    try:
        return now.astimezone(ZoneInfo(user.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        return now


@transaction.atomic
def _send_digest(user: User, now: datetime) -> bool:
    """Queue one person's mail of the day, unless it went out today; news wait until tomorrow."""
    day = _local(user, now).date().isoformat()
    key = f"digest:{user.pk}:{day}"
    if Mail.objects.filter(key=key).exists():
        return False
    rows = list(Notice.objects.select_for_update().filter(user=user, mail=None).order_by("pk"))
    here = set(
        Membership.objects.filter(user=user, is_active=True).values_list("organisation", flat=True)
    )
    told = [row for row in rows if row.organisation_id in here]
    Notice.objects.filter(pk__in=[row.pk for row in rows if row not in told]).delete()
    if not told:
        return False
    lines = [f"{row.words}\n{settings.PUBLIC_URL}{row.url}" for row in told[:MOST_LISTED]]
    if len(told) > MOST_LISTED:
        lines.append(_("And %(n)d more, on My work.") % {"n": len(told) - MOST_LISTED})
    lines.append(_("Your account says what comes once a day, at once or not at all."))
    words = ngettext("%(n)d piece of news", "%(n)d pieces of news", len(told)) % {"n": len(told)}
    mail = queue_mail(to=user, kind="digest", subject=words, lines=lines, url="/", key=key)
    Notice.objects.filter(pk__in=[row.pk for row in told]).update(mail=mail)
    return True
