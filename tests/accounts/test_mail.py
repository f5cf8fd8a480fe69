"""Mails: one row, one mail, whatever happens to the worker, and only its reader sees it."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.core import mail as sent
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.actions import note_mail_sent, queue_mail, queue_password_link
from accounts.models import Mail, User
from accounts.tasks import send_mail
from jobs.models import JobStatus
from tests.cast import Cast
from trail.models import Event

pytestmark = pytest.mark.django_db
FOLDER = "accounts.folder.FolderBackend"


def ask(people: Cast, key: str = "to_sign:1") -> Mail:
    """Queue the mail that asks Sam to sign."""
    return queue_mail(
        to=people.sam,
        kind="to_sign",
        subject="To sign: “Card fraud score”",
        lines=("Dana Okafor asks you to sign.", "It takes minutes."),
        url="/specs/1/sign/product_manager/",
        key=key,
        chain=people.meridian.chain,
    )


def read_folder(folder: Path) -> list[EmailMessage]:
    """Return the mails in a folder."""
    parser = BytesParser(EmailMessage, policy=policy.default)
    return [parser.parsebytes(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]


def test_asking_twice_gives_one_row_and_one_event(people: Cast) -> None:
    first, second = ask(people), ask(people)

    assert first.pk == second.pk
    assert Event.objects.filter(kind="mail.queued").count() == 1


def test_a_worker_sends_it_once(people: Cast) -> None:
    mail = ask(people)

    send_mail(mail.pk)
    send_mail(mail.pk)

    mail.refresh_from_db()
    [message] = sent.outbox
    assert message.to == ["sam@meridian.example"]
    assert message.subject == "To sign: “Card fraud score”"
    assert message.body == (
        "Hello Sam Ortiz,\n\nDana Okafor asks you to sign.\n\nIt takes minutes.\n\n"
        "http://localhost:8000/specs/1/sign/product_manager/\n"
    )
    assert mail.status == JobStatus.DONE
    assert mail.sent_at is not None
    assert Event.objects.filter(kind="mail.sent").count() == 1


def test_a_worker_that_died_before_it_said_so_leaves_one_mail(
    people: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_ROOT = FOLDER, tmp_path
    mail = ask(people)

    send_mail(mail.pk)
    Mail.objects.filter(pk=mail.pk).update(status=JobStatus.WAITING, sent_at=None)
    send_mail(mail.pk)

    [message] = read_folder(tmp_path)
    assert message["Message-ID"] == mail.message_id
    assert message["Subject"] == "To sign: “Card fraud score”"


def test_a_late_worker_does_not_report_it_sent_again(people: Cast) -> None:
    ask(people)
    late = Mail.objects.claim(Mail.objects.get().pk)
    assert late is not None
    Mail.objects.update(attempt=2)

    assert note_mail_sent(mail=late) is False
    assert not Event.objects.filter(kind="mail.sent").exists()


def test_a_server_that_refuses_is_asked_again_later(people: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.broken.RefusingBackend"
    mail = ask(people)

    with pytest.raises(ConnectionRefusedError):
        send_mail(mail.pk)

    mail.refresh_from_db()
    assert mail.status == JobStatus.WAITING
    assert "ConnectionRefusedError" in mail.error
    assert mail.sent_at is None


def test_a_link_that_lets_somebody_in_is_forgotten_once_sent(people: Cast) -> None:
    mail = queue_password_link(
        to=people.sam, url="http://x.example/accounts/password/reset/key/1-abc/", is_new=True
    )

    send_mail(mail.pk)

    mail.refresh_from_db()
    assert "1-abc" in str(sent.outbox[0].body)
    assert "1-abc" not in mail.url + mail.body


def test_nothing_is_sent_to_a_deactivated_account(people: Cast) -> None:
    mail = ask(people)
    User.objects.filter(pk=people.sam.pk).update(is_active=False)

    send_mail(mail.pk)

    mail.refresh_from_db()
    assert not sent.outbox
    assert (mail.sent_at, mail.error) == (None, "Not sent: the account is deactivated.")


def test_a_subject_keeps_to_one_line(people: Cast) -> None:
    mail = queue_mail(
        to=people.sam, kind="x", subject="One\r\nBcc: all@example.com", lines=(), key="x"
    )

    send_mail(mail.pk)

    assert sent.outbox[0].subject == "One Bcc: all@example.com"


def test_one_reads_ones_own_mails_only(client: Client, people: Cast) -> None:
    mail = ask(people)
    client.force_login(people.sam)

    listed = client.get(reverse("accounts:outbox")).content.decode()
    shown = client.get(reverse("accounts:mail", args=[mail.pk])).content.decode()
    client.force_login(people.ruth)
    others = client.get(reverse("accounts:outbox")).content.decode()

    assert "Card fraud score" in listed
    assert "Waiting" in listed
    assert "Dana Okafor asks you to sign." in shown
    assert "Card fraud score" not in others
    assert client.get(reverse("accounts:mail", args=[mail.pk])).status_code == 404
