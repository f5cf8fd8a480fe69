"""What a page may load is said with whatever is sent."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/", "/healthz"])
def test_every_response_says_what_it_may_load(path: str) -> None:
    response = Client().get(path)

    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy == {
        name: " ".join(sources)
        for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    }
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
