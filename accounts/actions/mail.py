"""Asking for a mail, and noting that it went out."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import Mail, User
from trail.actions import append
from trail.domain.event import SYSTEM, Kind

INSTANCE = "instance"


@transaction.atomic
def queue_mail(
    *,
    to: User | str,
    kind: str,
    subject: str,
    lines: Sequence[str],
    key: str,
    url: str = "",
    chain: str = INSTANCE,
    is_secret: bool = False,
) -> Mail:
    """Queue one mail, or return the one that the key stands for already.

    ``to`` is a person, or the address of somebody without an account. ``lines`` are paragraphs;
    ``chain`` is where the trail records it, the spec's for a spec's mail.
    """
    user, address = (None, to) if isinstance(to, str) else (to, "")
    hello = _("Hello %(name)s,") % {"name": user.name} if user else _("Hello,")
    paragraphs = [hello, *lines]
    mail, is_new = Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": user,
            "to_address": address,
            "chain": chain,
            "subject": " ".join(subject.split())[:300],
            "body": "\n\n".join(paragraphs),
            "url": url,
            "is_secret": is_secret,
        },
    )
    if is_new:
        append(
            chain=chain,
            kind=Kind.MAIL_QUEUED,
            by=SYSTEM,
            object=f"mail:{mail.pk}",
            facts={"person": mail.reader, "subject": mail.subject},
        )
        mail.wake()
    return mail


@transaction.atomic
def note_mail_sent(*, mail: Mail) -> bool:
    """Finish a mail, and forget a link that would sign somebody in."""
    forgotten = {"url": ""} if mail.is_secret else {}
    if not mail.finish(sent_at=Now(), **forgotten):
        return False
    append(
        chain=mail.chain,
        kind=Kind.MAIL_SENT,
        by=SYSTEM,
        object=f"mail:{mail.pk}",
        facts={"person": mail.reader, "subject": mail.subject},
    )
    return True


def queue_password_link(*, to: User, url: str, is_new: bool, chain: str = INSTANCE) -> Mail:
    """Send the link with which somebody sets a password; it works once and for three days."""
    if is_new:
        subject = _("Set your password for Countersign")
        why = _("An account was made for you at Countersign. Set a password to start.")
    else:
        subject = _("Set a new password for Countersign")
        why = _("Somebody, most likely you, asked for a new password at Countersign.")
    how = _("The link below works once and for three days.")
    if not is_new:
        how += " " + _("If you did not ask, ignore this mail: nothing changes.")
    token = url.rstrip("/").rsplit("/", 1)[-1]
    return queue_mail(
        to=to,
        kind="password",
        subject=subject,
        lines=(why, how),
        url=url,
        key=f"password:{token}",
        chain=chain,
        is_secret=True,
    )
