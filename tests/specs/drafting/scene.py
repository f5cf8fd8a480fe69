"""How tests of an organisation's own templates ask for its pages."""

from __future__ import annotations

from typing import Any

from django.test import Client

from specs import actions
from specs.models import SpecTemplate, TemplateDraft
from tests.cast import Cast

WAYS = "/organisation/templates/"


def at(draft: TemplateDraft, rest: str = "") -> str:
    return f"{WAYS}{draft.pk}/{rest}"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def post(client: Client, draft: TemplateDraft, rest: str, status: int = 302, **typed: Any) -> str:
    """Post to a page of the draft as it stands now, and return what comes back."""
    version = TemplateDraft.objects.get(pk=draft.pk).version
    response = client.post(at(draft, rest), {"version": version, **typed})
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def fresh(draft: TemplateDraft) -> TemplateDraft:
    return TemplateDraft.objects.get(pk=draft.pk)


def publish(draft: TemplateDraft, people: Cast) -> SpecTemplate:
    version = fresh(draft).version
    published = actions.publish_draft(draft=draft, version=version, by=people.jonas)
    assert published
    return published
