"""More than is taken in: answered in words, by the views and by the web server itself."""

from __future__ import annotations

import http.client
import uuid
from contextlib import closing
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from specs.models import Answer, Spec, SpecTemplate
from tests.browsing import Site
from tests.cast import Cast
from tests.make import make_spec

HTMX = {"HX-Request": "true"}
MEGABYTE = "x" * 1024 * 1024


@pytest.fixture
def spec(people: Cast, template: SpecTemplate, client: Client) -> Spec:
    """Return a draft of Dana's, who is signed in."""
    client.force_login(people.dana)
    return make_spec(people, template)


def save(client: Client, spec: Spec, key: str, value: str, **more: Any) -> Any:
    """Save a field as the page does."""
    data = {"op_id": str(uuid.uuid4()), "base_version": 0, "value": value}
    return client.post(reverse("specs:save-answer", args=[spec.pk, key]), data, **more)


def test_a_body_that_is_too_large_is_refused_in_words(client: Client, spec: Spec) -> None:
    response = save(client, spec, "problem.statement", MEGABYTE * 3)

    assert response.status_code == 413
    assert "This is too long to save" in response.content.decode()
    assert "Go back" in response.content.decode()


def test_a_page_that_sent_it_is_told_and_stays_as_it_is(client: Client, spec: Spec) -> None:
    response = save(client, spec, "problem.statement", MEGABYTE * 3, headers=HTMX)

    assert response.status_code == 413
    assert response["HX-Retarget"] == "#main"
    assert response["HX-Reswap"].startswith("afterbegin")
    assert "<html" not in response.content.decode()
    assert "what you typed is still here" in response.content.decode()


def test_too_many_fields_are_refused_in_words(client: Client, spec: Spec) -> None:
    many = {f"field{number}": "" for number in range(1100)}

    response = client.post(reverse("specs:new"), many)

    assert response.status_code == 413


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize("key", ["project.title", "problem.statement"])
def test_a_megabyte_in_a_field_is_refused_and_kept(
    client: Client, spec: Spec, key: str, headers: dict[str, str]
) -> None:
    before = list(Answer.objects.values_list("key", "value"))

    response = save(client, spec, key, MEGABYTE, headers=headers)

    assert response.status_code == 422
    assert "Shorten it." in response.content.decode()
    assert headers or MEGABYTE in response.content.decode()
    assert list(Answer.objects.values_list("key", "value")) == before


@pytest.mark.parametrize("megabytes", [3, 8, 20])
@pytest.mark.usefixtures("committed")
def test_the_web_server_answers_whoever_sends_too_much(site: Site, megabytes: int) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request("POST", "/accounts/login/", "login=" + MEGABYTE * megabytes, form)
        stranger = connection.getresponse()
        stranger.read()
        form["Cookie"] = f"csrftoken={'a' * 32}"
        connection.request("POST", "/accounts/login/", "login=" + MEGABYTE * megabytes, form)
        response = connection.getresponse()

        assert stranger.status == 403
        assert response.status == 413
        assert b"too long to save" in response.read()
