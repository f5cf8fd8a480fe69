"""A mail server that is away."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class RefusingBackend(BaseEmailBackend):
    """Refuses every mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Fail like a server that does not answer."""
        raise ConnectionRefusedError(f"{len(email_messages)} mails refused")
