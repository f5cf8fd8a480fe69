"""The pages of threads: at a place, one by one, in a list, and beside the text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from specs import actions
from specs.domain.talk import Place
from specs.models import Comment, Spec, SpecTemplate, Thread
from tests.cast import Cast
from tests.make import make_full_spec, make_guest, make_thread, op

KEY = "problem.statement"
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's with everything in it."""
    return make_full_spec(people, template)


@pytest.fixture
def felix(client: Client, people: Cast) -> Client:
    """Sign a member in who neither writes nor signs."""
    client.force_login(people.felix)
    return client


def at(spec: Spec, query: str = f"?key={KEY}") -> str:
    return reverse("specs:talk", args=[spec.pk]) + query


def post(client: Client, url: str, *, htmx: bool = True, **typed: str) -> Any:
    body = {"op_id": str(op()), **typed}
    return client.post(url, body, headers=HTMX if htmx else {})


def test_a_comment_is_begun_at_its_place(felix: Client, spec: Spec) -> None:
    response = post(felix, at(spec), text="Since *when*?")

    thread = Thread.objects.get()
    assert (thread.key, response.status_code) == (KEY, 200)
    assert "Since <em>when</em>?" in response.content.decode()
    assert '"open": 1' in response["HX-Trigger"]


def test_without_script_one_comes_to_the_thread(felix: Client, spec: Spec) -> None:
    response = post(felix, at(spec), htmx=False, text="Since when?")

    thread = Thread.objects.get()
    assert response["Location"] == reverse("specs:thread", args=[spec.pk, thread.pk])
    assert "Since when?" in felix.get(response["Location"]).content.decode()


def test_what_was_typed_stays_when_it_is_refused(felix: Client, spec: Spec) -> None:
    response = post(felix, at(spec), text="Look", who="Nobody Here")

    text = response.content.decode()
    assert response.status_code == 422
    assert "Nobody here is called “Nobody Here”" in text
    assert ">Look</textarea>" in text
    assert not Comment.objects.exists()


def test_a_field_of_a_section_may_be_chosen(felix: Client, spec: Spec) -> None:
    page = felix.get(at(spec, "?section=s1")).content.decode()
    post(felix, at(spec, "?section=s1"), text="This one", about=KEY)

    assert f'<option value="{KEY}">' in page
    assert Thread.objects.get().key == KEY


def test_somebody_is_asked_by_name_or_address(felix: Client, people: Cast, spec: Spec) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    for who in ("piotr zielak", people.piotr.email):
        post(felix, at(spec), text="Is it?", who=who, due_on=str(tomorrow))

    asked = {(t.assignee, t.due_on) for t in Thread.objects.select_related("assignee")}
    assert asked == {(people.piotr, tomorrow)}


def test_nobody_is_asked_by_a_day_that_has_passed(felix: Client, people: Cast, spec: Spec) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)

    response = post(felix, at(spec), text="Is it?", who=people.piotr.email, due_on=str(yesterday))

    assert response.status_code == 422
    assert "This day has passed." in response.content.decode()
    assert not Thread.objects.exists()


def test_script_in_a_comment_is_text(felix: Client, spec: Spec) -> None:
    text = post(felix, at(spec), text="<script>alert(1)</script> [x](javascript:alert(1))")

    assert "<script>alert" not in text.content.decode()
    assert "javascript:alert(1)&quot;" not in text.content.decode()
    assert 'href="javascript' not in text.content.decode()


def test_who_is_named_stands_out(felix: Client, spec: Spec) -> None:
    text = post(felix, at(spec), text="@Piotr Zielak, look").content.decode()

    assert '<strong class="mention">@Piotr Zielak</strong>, look' in text


def test_a_reply_is_the_thread_with_it(felix: Client, people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.dana)
    url = reverse("specs:thread", args=[spec.pk, thread.pk])

    text = post(felix, url, text="It is").content.decode()

    assert text.count('class="said"') == 2
    assert "<html" not in text
    assert post(felix, url, text="").status_code == 422


def test_what_was_said_before_is_on_the_page(felix: Client, people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.felix, "Old words")
    comment = thread.comments.get()
    url = reverse("specs:edit-comment", args=[spec.pk, thread.pk, comment.pk])

    text = post(felix, url, text="New words").content.decode()

    assert "What it said before" in text
    assert "Old words" in text


def test_the_write_page_counts_open_threads(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    make_thread(spec, people.felix)
    actions.resolve_thread(thread=make_thread(spec, people.felix), by=people.felix)

    text = client.get(reverse("specs:write-section", args=[spec.pk, "s1"])).content.decode()

    assert f'?key={KEY}" data-talk="{KEY}"' in text
    badge = text.split(f'data-talk="{KEY}"')[1].split("</a>")[0]
    assert '<span class="talk-count">1</span>' in badge


def test_the_document_counts_open_threads(felix: Client, people: Cast, spec: Spec) -> None:
    make_thread(spec, people.felix)
    make_thread(spec, people.felix, place=Place(section="s1"))

    text = felix.get(reverse("specs:read", args=[spec.pk])).content.decode()

    for place in (KEY, "section:s1"):
        badge = text.split(f'data-talk="{place}"')[1].split("</a>")[0]
        assert '<span class="talk-count">1</span>' in badge


def test_the_tabs_count_open_threads_with_each_reply(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.dana)

    def tab(html: str) -> str:
        """Return what stands in the tab; out of band in a reply."""
        return html.split('<span id="comments-count"')[1].split("</a>", maxsplit=1)[0].strip()

    begun = post(client, at(spec), text="Is it?").content.decode()
    thread = Thread.objects.get()
    addresses = {
        name: reverse(f"specs:{name}-thread", args=[spec.pk, thread.pk])
        for name in ("resolve", "reopen")
    }
    resolved = post(client, addresses["resolve"]).content.decode()
    reopened = post(client, addresses["reopen"]).content.decode()
    page = client.get(reverse("specs:read", args=[spec.pk])).content.decode()

    one = '<span class="count">1</span></span>'
    assert tab(begun) == f'hx-swap-oob="true">{one}'
    assert tab(resolved) == 'hx-swap-oob="true"></span>'
    assert tab(reopened) == f'hx-swap-oob="true">{one}'
    assert tab(page) == f">{one}"


def test_the_list_shows_what_is_asked_for(felix: Client, people: Cast, spec: Spec) -> None:
    make_thread(spec, people.dana, "Of Dana", place=Place(section="s4"))
    make_thread(spec, people.felix, "Of Felix")
    done = make_thread(spec, people.felix, "Done")
    actions.resolve_thread(thread=done, by=people.felix)
    found = {}
    for query in ("", "?mine=1", "?section=s4", "?show=resolved", "?show=all", "?role=finance"):
        text = felix.get(reverse("specs:comments", args=[spec.pk]) + query).content.decode()
        found[query] = {words for words in ("Of Dana", "Of Felix", "Done") if words in text}

    assert found == {
        "": {"Of Dana", "Of Felix"},
        "?mine=1": {"Of Felix"},
        "?section=s4": {"Of Dana"},
        "?show=resolved": {"Done"},
        "?show=all": {"Of Dana", "Of Felix", "Done"},
        "?role=finance": found["?role=finance"],
    }


def test_a_long_list_has_pages(felix: Client, people: Cast, spec: Spec) -> None:
    for number in range(31):
        make_thread(spec, people.dana, f"Number {number:02}.")
    first = felix.get(reverse("specs:comments", args=[spec.pk])).content.decode()

    older = first.split('href="?before=')[1].split('"')[0]
    second = felix.get(reverse("specs:comments", args=[spec.pk]), {"before": older})

    assert "Number 30." in first
    assert "Number 00." not in first
    assert "Number 00." in second.content.decode()


def test_the_list_asks_as_often_for_many_threads(felix: Client, people: Cast, spec: Spec) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert felix.get(reverse("specs:comments", args=[spec.pk])).status_code == 200
        return len(captured)

    make_thread(spec, people.dana, "@Felix Braun")
    felix.get(reverse("specs:comments", args=[spec.pk]))
    few = asked()
    for person in (people.felix, people.piotr, people.marc, people.imani):
        thread = make_thread(spec, person, "@Dana Okafor?")
        actions.reply(thread=thread, text="@Felix Braun", op_id=op(), by=people.dana)

    assert asked() == few


def test_nothing_to_show_says_what_to_do(felix: Client, spec: Spec) -> None:
    page = reverse("specs:comments", args=[spec.pk])

    assert "Nothing is open" in felix.get(page).content.decode()
    assert "No such comment" in felix.get(page + "?mine=1").content.decode()


def test_people_are_offered_who_see_the_spec(felix: Client, people: Cast, spec: Spec) -> None:
    make_guest(spec, people.noor)
    url = reverse("specs:people-to-name", args=[spec.pk])

    assert "Noor Haddad" in felix.get(url, {"q": "noo"}).content.decode()
    assert felix.get(url, {"q": "gil"}).content.decode().strip() == ""
    assert felix.get(url, {"q": "carla"}).content.decode().strip() == ""


def test_a_private_thread_is_nowhere_for_others(client: Client, people: Cast, spec: Spec) -> None:
    thread = make_thread(spec, people.imani, "Between us", role="legal_compliance")
    pages = [
        reverse("specs:comments", args=[spec.pk]) + "?show=all",
        reverse("specs:comments-panel", args=[spec.pk]),
        at(spec),
        reverse("specs:read", args=[spec.pk]),
    ]
    for person, sees in ((people.dana, False), (people.imani, True)):
        client.force_login(person)
        one = client.get(reverse("specs:thread", args=[spec.pk, thread.pk]))

        assert one.status_code == (200 if sees else 404)
        assert any("Between us" in client.get(page).content.decode() for page in pages) is sees


def test_a_private_thread_is_begun_on_the_page(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.imani)
    page = client.get(at(spec)).content.decode()

    post(client, at(spec), text="Between us", role="legal_compliance")

    assert "Only Legal / compliance" in page
    assert Thread.objects.get().role == "legal_compliance"
    assert post(client, at(spec), text="For finance", role="finance").status_code == 403
