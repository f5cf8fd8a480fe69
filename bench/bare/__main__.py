"""Prepares the database of the yardstick and prints one session for each document."""

from __future__ import annotations

import json
import sys

import django
from django.core.management import call_command

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from bench.bare.models import Answer, Membership  # noqa: E402
from bench.fields import typed_values  # noqa: E402


def prepare(documents: int) -> list[str]:
    """Write documents, each with a writer of its own, and return their sessions."""
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # ours, which refer to Django's
    return [prepare_document(number + 1) for number in range(documents)]


def prepare_document(number: int) -> str:
    user = User.objects.create_user(f"writer{number}", password=None)
    Membership.objects.create(user=user, level="member")
    Answer.objects.bulk_create(
        Answer(document=number, key=key, value=value) for key, value in typed_values().items()
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[1]))))
