"""Asking the pages of reviews for something, as a person does."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD


def get(client: Client, user: User, name: str, *args: object, **query: str) -> Any:
    client.force_login(user)
    return client.get(reverse(f"reviews:{name}", args=args), query)


def post(client: Client, user: User, name: str, *args: object, **data: object) -> Any:
    client.force_login(user)
    return client.post(reverse(f"reviews:{name}", args=args), data)


def filled(page: Any, **changes: object) -> dict[str, object]:
    """Return what the sign page would post, with the decision to approve."""
    html = page.content.decode()
    hidden = {
        name: found[1]
        for name in ("content_hash", "nonce")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', html))
    }
    typed = {"decision": "approved", "block_answer": "No runbook.", "password": PASSWORD}
    return {**hidden, **typed, "acknowledge": "on", **changes}
