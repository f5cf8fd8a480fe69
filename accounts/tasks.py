"""Delivers mails."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

from celery import shared_task
from django.core.mail import EmailMessage

from accounts import actions
from accounts.models import Mail

FOR_GOOD = 500  # RFC 5321: such a reply is not to be asked for again


@shared_task(acks_late=True, ignore_result=True)
def send_mail(mail_id: int) -> None:
    """Deliver one mail; a row that is taken or finished is left alone."""
    mail = Mail.objects.claim(mail_id)
    if mail is None:
        return
    if mail.to and not mail.to.is_active:
        mail.finish(error="Not sent: the account is deactivated.")
        return
    try:
        EmailMessage(
            subject=mail.subject,
            body=mail.text,
            to=[mail.to.email if mail.to else mail.to_address],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        ).send()
    except SMTPRecipientsRefused as refusal:
        _settle_refusal(mail, refusal)
        return
    except Exception as error:
        mail.fail(error)
        raise
    actions.note_mail_sent(mail=mail)


def _settle_refusal(mail: Mail, refusal: SMTPRecipientsRefused) -> None:
    """Give a mail up that its server will never take; ask again where it says "not now"."""
    [(code, said)] = refusal.recipients.values()
    words = f"Refused by the mail server: {code} {said.decode(errors='replace')}"
    if code >= FOR_GOOD:
        mail.give_up(words)
    else:
        mail.fail(words)


@shared_task(ignore_result=True)
def send_digests() -> None:
    """Queue the mail of the day for everybody whose morning has come."""
    actions.send_digests()
