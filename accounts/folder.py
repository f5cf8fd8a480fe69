"""Delivers mail into a folder: one file a mail, named by its Message-ID, so twice is once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes each mail to MAIL_ROOT; the same mail again replaces itself."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write every mail whole or not at all."""
        folder = Path(settings.MAIL_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            content = mail.message()
            name = sha256(str(content["Message-ID"]).encode()).hexdigest()[:24]
            unfinished = folder / f".{name}.{os.getpid()}"
            unfinished.write_bytes(content.as_bytes())
            unfinished.replace(folder / f"{name}.eml")
        return len(email_messages)
