"""Mail servers that refuse, or never answer: one mail waits, and nothing else does."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.actions import queue_mail
from accounts.models import Mail
from accounts.tasks import send_mail
from jobs.models import JobStatus
from tests.cast import Cast
from tests.make import make_invitation

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Refusing(socketserver.StreamRequestHandler):
    """A server that knows nobody."""

    reply = b"550 5.1.1 No such person here"

    def handle(self) -> None:
        """Speak as much of the protocol as it takes to refuse a recipient."""
        self.wfile.write(b"220 mail.example\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                self.wfile.write(self.reply + b"\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 Bye\r\n")
                return
            else:
                self.wfile.write(b"250 OK\r\n")


class Full(Refusing):
    """A server that wants to be asked later."""

    reply = b"452 4.2.2 The mailbox is full"


@pytest.fixture
def server(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    """Run a server of the kind that the test names."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), request.param) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address[:2]
        yield
        running.shutdown()


def ask(people: Cast) -> Mail:
    return queue_mail(to=people.sam, kind="x", subject="Hello", lines=(), key="hello")


@pytest.mark.parametrize("server", [Refusing], indirect=True)
def test_who_is_refused_for_good_is_not_written_to_again(people: Cast, server: None) -> None:
    mail = ask(people)

    send_mail(mail.pk)

    mail.refresh_from_db()
    assert mail.status == JobStatus.DEAD
    assert mail.error == "Refused by the mail server: 550 5.1.1 No such person here"
    assert mail.attempt == 1


@pytest.mark.parametrize("server", [Full], indirect=True)
def test_who_cannot_be_reached_now_is_written_to_later(people: Cast, server: None) -> None:
    mail = ask(people)

    send_mail(mail.pk)

    mail.refresh_from_db()
    assert mail.status == JobStatus.WAITING
    assert "452" in mail.error


@pytest.mark.parametrize("server", [Refusing], indirect=True)
def test_who_invites_is_told_that_the_mail_did_not_arrive(
    client: Client, people: Cast, server: None
) -> None:
    make_invitation(people.meridian, "nobody@meridian.example", people.jonas)
    client.force_login(people.jonas)
    before = client.get(reverse("accounts:people")).content.decode()

    send_mail(Mail.objects.get(kind="invitation").pk)

    page = client.get(reverse("accounts:people")).content.decode()
    assert "has not arrived" not in before
    assert "The mail has not arrived. Refused by the mail server: 550" in page


def test_a_server_that_never_answers_holds_a_worker_for_seconds(
    people: Cast, settings: Settings
) -> None:
    assert 0 < settings.EMAIL_TIMEOUT < 15
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 0.5
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        mail = ask(people)
        began = time.monotonic()

        with pytest.raises(OSError, match="timed out"):
            send_mail(mail.pk)

    mail.refresh_from_db()
    assert time.monotonic() - began < 5
    assert mail.status == JobStatus.WAITING
