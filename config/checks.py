"""System checks: combinations of settings under which Countersign must not be put into service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

OLDEST_POSTGRESQL = 150000


@register(Tags.security, deploy=True)
def demo_is_off(**_: Any) -> list[CheckMessage]:
    """The demo has known passwords and a known key."""
    if not settings.DEMO:
        return []
    hint = "Unset COUNTERSIGN_DEMO."
    return [Error("The demo's defaults are switched on.", hint=hint, id="countersign.E001")]


@register(Tags.security, deploy=True)
def hosts_are_named(**_: Any) -> list[CheckMessage]:
    """A wildcard lets anybody put their own address into the links of our mails."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Set ALLOWED_HOSTS to the names people use, separated by commas."
    return [Error("ALLOWED_HOSTS lets every name pass.", hint=hint, id="countersign.E002")]


@register(Tags.security, deploy=True)
def address_is_secure(**_: Any) -> list[CheckMessage]:
    """Links in mails and the cookies need HTTPS, and a name that is served here."""
    found: list[CheckMessage] = []
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https":
        hint = "Set PUBLIC_URL to the https:// address that people open."
        found.append(Error("PUBLIC_URL is not https.", hint=hint, id="countersign.E003"))
    if address.hostname not in {host.lstrip(".") for host in settings.ALLOWED_HOSTS}:
        hint = f"Add {address.hostname} to ALLOWED_HOSTS."
        text = "The host of PUBLIC_URL is not among ALLOWED_HOSTS."
        found.append(Error(text, hint=hint, id="countersign.E004"))
    return found


@register(Tags.database)
def database_is_recent(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Triggers and constraints are tested from PostgreSQL 15 on."""
    return [
        Error(
            f"PostgreSQL is version {connection.pg_version // 10000}.",
            hint="Use PostgreSQL 15 or later.",
            id="countersign.E005",
        )
        for connection in (connections[alias] for alias in databases or ())
        if isinstance(connection, DatabaseWrapper) and connection.pg_version < OLDEST_POSTGRESQL
    ]


@register(Tags.security, deploy=True)
def mail_goes_out(**_: Any) -> list[CheckMessage]:
    """Into a folder nobody looks: signers are not told that it is their turn."""
    if settings.EMAIL_BACKEND != "accounts.folder.FolderBackend":
        return []
    hint = "Set EMAIL_URL, for example smtp+tls://name:password@mail.example.com:587."
    text = f"Mails are kept in {settings.MAIL_ROOT} and sent to nobody."
    return [CheckMessage(WARNING, text, hint=hint, id="countersign.W001")]
