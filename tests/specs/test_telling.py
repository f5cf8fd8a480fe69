"""News of threads by mail: at once, in the mail of the day, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actions import choose_notices, send_digests
from accounts.models import Mail, Membership, Notice, User
from jobs.models import JobStatus
from specs import actions
from specs.models import Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_thread, op
from trail.models import Event

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it."""
    return make_full_spec(people, template)


def waiting(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user, mail=None).values_list("words", flat=True))


def mails(user: User, kind: str) -> list[Mail]:
    return list(Mail.objects.filter(to=user, kind=kind))


def test_who_is_asked_hears_at_once(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix, assignee=people.piotr)

    [mail] = mails(people.piotr, "asked")

    assert mail.subject.startswith("Felix Braun asks you to answer on 1 Business problem")
    assert mail.url == reverse("specs:thread", args=[spec.pk, thread.pk])


def test_a_mention_waits_for_the_mail_of_the_day(people: Cast, spec: Spec) -> None:
    make_thread(spec, people.felix, "@Piotr Zielak, look")

    assert len(waiting(people.piotr)) == 1
    assert waiting(people.dana) == [
        "Felix Braun commented on 1 Business problem in “Card fraud score”"
    ]
    assert waiting(people.felix) == []
    assert not mails(people.piotr, "mention")


def test_a_reply_is_told_to_those_who_take_part(people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix)
    Notice.objects.all().delete()

    actions.reply(thread=thread, text="Yes", op_id=op(), by=people.dana)

    assert [notice.user for notice in Notice.objects.all()] == [people.felix]


def test_the_mail_of_the_day_goes_out_once(people: Cast, spec: Spec) -> None:
    make_thread(spec, people.felix, "@Piotr Zielak, look")
    with time_machine.travel(MORNING, tick=False):
        assert send_digests() == 2  # Piotr's and the owner's
        make_thread(spec, people.felix, "@Piotr Zielak, again")
        assert send_digests() == 0

    [mail] = mails(people.piotr, "digest")
    assert "Felix Braun named you on 1 Business problem" in mail.body
    assert "/comments/" in mail.body
    assert len(waiting(people.piotr)) == 1


def test_nobody_is_woken_by_it(people: Cast, spec: Spec) -> None:
    User.objects.filter(pk=people.piotr.pk).update(time_zone="America/Los_Angeles")
    make_thread(spec, people.felix, "@Piotr Zielak, look")

    with time_machine.travel(MORNING, tick=False):
        send_digests()

    assert not mails(people.piotr, "digest")


def test_who_left_is_told_nothing_more(people: Cast, spec: Spec) -> None:
    make_thread(spec, people.felix, "@Piotr Zielak, look")
    Membership.objects.filter(user=people.piotr).update(is_active=False)

    with time_machine.travel(MORNING, tick=False):
        send_digests()

    assert not mails(people.piotr, "digest")
    assert waiting(people.piotr) == []


def test_each_sort_can_be_switched(people: Cast, spec: Spec) -> None:
    choices = {"mention": "at_once", "to_sign": "never", "asked": "daily"}
    choose_notices(user=people.piotr, choices=choices, by=people.piotr)

    make_thread(spec, people.felix, "@Piotr Zielak, look")
    make_thread(spec, people.felix, "For you", assignee=people.piotr)
    make_review(people, spec)

    assert len(mails(people.piotr, "mention")) == 1
    assert not mails(people.piotr, "asked")
    assert not mails(people.piotr, "to_sign")
    assert mails(people.tomas, "to_sign")
    assert len(waiting(people.piotr)) == 1


def test_a_private_thread_is_told_without_its_place(people: Cast, spec: Spec) -> None:
    make_thread(spec, people.imani, "Between us", role="legal_compliance", assignee=people.imani)
    assert not Mail.objects.filter(kind="asked").exists()  # nobody writes to themselves
    assert not Notice.objects.exists()
    make_thread(spec, people.imani, "@Dana Okafor", role="legal_compliance")

    assert not Notice.objects.filter(user=people.dana).exists()
    queued = Event.objects.filter(chain=spec.chain, kind="mail.queued")
    assert not any("Business problem" in event.body for event in queued)


def test_the_link_of_a_mail_leads_to_its_thread_after_signing_in(
    client: Client, people: Cast, spec: Spec
) -> None:
    make_thread(spec, people.felix, assignee=people.piotr)
    [mail] = mails(people.piotr, "asked")

    response = client.get(mail.url)

    assert response["Location"] == f"/accounts/login/?next={mail.url}"
    assert mail.status == JobStatus.WAITING  # a worker's work: nobody waits for a mail server


def test_one_chooses_on_a_page(client: Client, people: Cast) -> None:
    client.force_login(people.piotr)
    page = reverse("accounts:notices")
    typed = dict.fromkeys(
        ("to_sign", "review_ended", "asked", "mention", "comment", "reply"), "never"
    )

    assert client.post(page, typed).status_code == 302
    assert client.post(page, {**typed, "mention": "sometimes"}).status_code == 422

    text = client.get(page).content.decode()
    assert text.count('value="never" required checked') == 6
    assert Event.objects.filter(kind="notices_chosen", actor_id=str(people.piotr.pk)).count() == 1
