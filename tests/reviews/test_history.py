"""The history of a spec: who did what, when, where, and what it was before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.views.history import OFFERED
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import (
    change,
    make_full_spec,
    make_guest,
    make_review,
    make_sign_off,
    make_spec,
    make_thread,
)
from tests.reviews.asking import get
from trail.actions import append
from trail.browsing import PAGE
from trail.domain.event import Kind
from trail.domain.groups import GROUPS, group_of

PRIMARY = "evaluation.primary_metric"
PROBLEM = "problem.statement"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    return make_spec(people, template)


def history(client: Client, people: Cast, spec: Spec, **query: str) -> str:
    page = get(client, people.greta, "history", spec.pk, **query)
    assert page.status_code == 200
    return str(page.content.decode())


def lines(html: str) -> list[str]:
    """Return the lines of the history as one reads them."""
    found = html.partition('id="events"')[2].split('<li class="event">')[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]


def test_every_kind_of_event_belongs_to_one_group() -> None:
    assert {group_of(kind) for kind in Kind} <= set(GROUPS)
    assert sum(len(group.kinds) for group in GROUPS) == len(Kind)
    assert set(OFFERED) <= {group.key for group in GROUPS}


def test_a_save_says_what_it_was_before_and_what_it_became(
    client: Client, people: Cast, spec: Spec
) -> None:
    change(spec, "evaluation.ship_threshold", "0.90", people.dana)
    change(spec, PROBLEM, "One.", people.dana)
    change(spec, "evaluation.ship_threshold", "0.82", people.dana)

    html = history(client, people, spec)

    assert "<del>0.90</del>" in html
    assert "<ins>0.82</ins>" in html


def test_saves_of_one_field_in_a_row_are_one_line_that_unfolds(
    client: Client, people: Cast, spec: Spec
) -> None:
    for text in ("Fraud", "Fraud costs", "Fraud costs us money."):
        change(spec, PROBLEM, text, people.dana)

    html = history(client, people, spec)

    assert "3 saves in a row" in html
    assert sum("saved “Business problem”" in line for line in lines(html)) == 1


def test_another_person_between_ends_the_row(client: Client, people: Cast, spec: Spec) -> None:
    spec.editors.create(user=people.yusuf)
    change(spec, PROBLEM, "One.", people.dana)
    change(spec, PROBLEM, "Two.", people.yusuf)
    change(spec, PROBLEM, "Three.", people.dana)

    html = history(client, people, spec)

    assert "saves in a row" not in html


def test_an_event_leads_to_its_field(client: Client, people: Cast, spec: Spec) -> None:
    change(spec, PROBLEM, "Fraud.", people.dana)
    section = spec.template.template.section_of[PROBLEM]

    html = history(client, people, spec)

    assert f"/specs/{spec.pk}/write/{section}/#field-problem-statement" in html


def test_a_section_and_a_field_can_be_asked_for(client: Client, people: Cast, spec: Spec) -> None:
    change(spec, PROBLEM, "Fraud.", people.dana)
    change(spec, "evaluation.ship_threshold", "0.90", people.dana)
    make_thread(spec, people.felix)

    field = lines(history(client, people, spec, place=PROBLEM))
    section = lines(history(client, people, spec, place=spec.template.template.section_of[PROBLEM]))
    nowhere = lines(history(client, people, spec, place="no.such.key"))

    assert len(field) == 2
    assert "opened a thread" in field[0]
    assert len(section) == 2
    assert len(nowhere) > 2


def test_the_place_of_a_private_thread_is_not_told(
    client: Client, people: Cast, spec: Spec
) -> None:
    thread = make_thread(spec, people.piotr, "Between us.", role="sre_on_call")

    told = history(client, people, spec)
    at_place = lines(history(client, people, spec, place=PROBLEM))

    assert "opened a private thread" in told
    assert f"/comments/{thread.pk}/" not in told
    assert "Between us." not in told
    assert at_place == []
    theirs = get(client, people.piotr, "history", spec.pk).content.decode()
    assert f"/comments/{thread.pk}/" in theirs


def test_days_can_be_asked_for_and_a_wrong_one_is_said(
    client: Client, people: Cast, spec: Spec
) -> None:
    today = timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()

    assert lines(history(client, people, spec, since=today.isoformat()))
    assert lines(history(client, people, spec, until=today.isoformat()))
    assert not lines(history(client, people, spec, since=tomorrow))
    odd = history(client, people, spec, since="yesterday", until="9999-12-31")
    assert "“yesterday” is no day" in odd


def test_the_filters_stay_in_the_addresses_of_older_pages(
    client: Client, people: Cast, spec: Spec
) -> None:
    add_events(spec, people, PAGE + 5)

    first = history(client, people, spec, kind="files", person=str(people.dana.pk))
    older = re.search(r'href="[^"?]*(\?[^"]+)" rel="next"', first)

    assert older
    address = older[1].replace("&amp;", "&")
    assert "kind=files" in address
    assert f"person={people.dana.pk}" in address
    before = re.search(r"before=(\d+)", address)
    assert before
    second = history(client, people, spec, kind="files", before=before[1])
    assert len(lines(first)) == PAGE
    assert len(lines(second)) == 5


def test_mails_are_shown_to_those_who_ask_for_them(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    make_review(people, spec)

    plain = history(client, people, spec)
    mails = history(client, people, spec, kind="mails")
    everything = history(client, people, spec, kind="all")

    assert "A mail to" not in plain
    assert lines(mails)
    assert all("A mail to" in line for line in lines(mails))
    assert len(lines(everything)) > len(lines(mails))
    assert '<option value="all" selected>' in everything


def test_queries_do_not_grow_with_the_events(client: Client, people: Cast, spec: Spec) -> None:
    def count() -> int:
        client.force_login(people.greta)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/specs/{spec.pk}/history/")
        return len(queries)

    change(spec, PROBLEM, "One.", people.dana)
    make_thread(spec, people.felix)
    few = count()
    for number in range(8):
        change(spec, PROBLEM, f"Text {number}.", people.dana)
        change(spec, "evaluation.ship_threshold", f"0.8{number}", people.dana)
        make_thread(spec, people.felix)

    assert count() <= few


def test_a_guest_reads_the_history_of_their_spec_alone(
    client: Client, people: Cast, spec: Spec
) -> None:
    assert get(client, people.noor, "history", spec.pk).status_code == 404

    make_guest(spec, people.noor)

    assert get(client, people.noor, "history", spec.pk).status_code == 200


def add_events(spec: Spec, people: Cast, count: int) -> None:
    for _ in range(count):
        facts: dict[str, Any] = {"kind": "audit_pdf", "revision": 1}
        append(chain=spec.chain, kind=Kind.EXPORT_ASKED, by=people.dana.as_actor(), facts=facts)


def test_a_life_is_drawn_with_its_states_and_sign_offs(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    review = make_review(people, make_full_spec(people, template))
    make_sign_off(review, "sre_on_call", people.piotr)

    html = get(client, people.greta, "life", review.revision.spec_id).content.decode()

    assert 'role="img" aria-label="2 states, now in review, revision 1' in html
    assert "SRE / on-call" in html
    assert "Piotr Zielak signed revision 1" in html
    assert "saved “" not in html
    assert get(client, people.carla, "life", review.revision.spec_id).status_code == 404
