"""Many specs at once: which are changed, which are left out and why, and the way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import choose_notices
from accounts.models import Mail, Notice, User, When
from jobs.holding import Hold
from jobs.models import JobStatus
from specs import actions
from specs.actions import bulk
from specs.actions.telling_owners import tell_new_owner
from specs.models import BulkChange, Deed, Spec, SpecTemplate, State
from specs.tasks import change_many
from tests.cast import Cast
from tests.make import make_full_spec, make_review, make_spec
from trail.domain.event import describe
from trail.models import Event

MANY = "/specs/many/"


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def ask(client: Client, deed: str, *specs: Spec, **more: str) -> Any:
    """Ask what a deed would do."""
    chosen = [("deed", deed), *(("spec", str(spec.pk)) for spec in specs), *more.items()]
    return client.get(f"{MANY}?{urlencode(chosen)}")


def do(client: Client, deed: str, *specs: Spec, **more: Any) -> BulkChange:
    """Confirm a deed, let the worker do it, and return what it is then."""
    posted = {"deed": deed, "spec": [str(spec.pk) for spec in specs], "why": "Old.", **more}
    response = client.post(MANY, posted)
    assert response.status_code == 302, response.content.decode()
    change = BulkChange.objects.latest("pk")
    change_many(change.pk)
    change.refresh_from_db()
    return change


def state_of(spec: Spec) -> str:
    """Return the state of a spec now."""
    return Spec.objects.get(pk=spec.pk).state


def test_what_will_happen_is_said_before(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    mine, reviewed = make_spec(people, template, "Mine"), make_full_spec(people, template)
    make_review(people, reviewed)
    theirs = actions.start_spec(
        organisation=people.meridian, template=template, title="Sam's", by=people.sam
    )

    page = ask(dana, "archive", mine, reviewed, theirs)

    assert page.context["number"] == 1
    assert page.context["total"] == 3
    told = page.content.decode()
    assert "Archive 1 spec" in told
    assert "1 of 3: you do not manage it" in told
    assert "1 of 3: it is in review: withdraw it first" in told
    assert BulkChange.objects.count() == 0


def test_only_what_may_be_archived_is(dana: Client, people: Cast, template: SpecTemplate) -> None:
    mine, reviewed = make_spec(people, template, "Mine"), make_full_spec(people, template)
    make_review(people, reviewed)

    change = do(dana, "archive", mine, reviewed)

    assert change.status == JobStatus.DONE
    assert (state_of(mine), state_of(reviewed)) == ("archived", "in_review")
    event = Event.objects.get(chain=mine.chain, kind="spec.archived")
    assert str(people.dana.pk) in event.actor_id
    page = dana.get(f"{MANY}{change.pk}/").content.decode()
    assert "1 spec archived" in page
    assert "1 of 2: it is in review" in page
    assert "Undo" in page


def test_undoing_returns_each_to_what_it_was(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    draft, approved = make_spec(people, template, "Draft"), make_spec(people, template, "Done")
    Spec.objects.filter(pk=approved.pk).update(state=State.APPROVED)
    change = do(dana, "archive", draft, approved)

    for _twice in range(2):
        dana.post(f"{MANY}{change.pk}/undo/")
    undo = BulkChange.objects.get(undoes=change)
    change_many(undo.pk)

    assert (state_of(draft), state_of(approved)) == ("draft", "approved")
    assert "It was undone" in dana.get(f"{MANY}{change.pk}/").content.decode()


def test_all_that_match_are_changed_on_every_page(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    for number in range(25):
        make_spec(people, template, f"Score {number}")
    other = make_spec(people, template, "Other")

    change = do(dana, "archive", all="1", q="score")

    assert change.items.done().count() == 25
    assert state_of(other) == "draft"


def test_a_new_owner_gets_the_specs_and_each_history_says_so(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    assert people.felix.name in ask(dana, "reassign", spec).content.decode()
    assert people.greta.name not in ask(dana, "reassign", spec).content.decode()

    do(dana, "reassign", spec, to=str(people.felix.pk))

    assert Spec.objects.get(pk=spec.pk).owner == people.felix
    assert Event.objects.filter(chain=spec.chain, kind="work.handed_on").count() == 1


def test_a_new_owner_gets_one_mail_however_many_specs_there_are(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    specs = [make_spec(people, template, f"Score {number:02}") for number in range(12)]

    do(dana, "reassign", *specs, to=str(people.felix.pk))

    mail = Mail.objects.get(to=people.felix)
    assert mail.subject == "Dana Okafor gave you 12 specs"
    assert "- Score 00\n" in mail.body
    assert "and 2 more." in mail.body
    assert mail.url == "/specs/?owner=me&from=all"


def test_who_is_given_one_spec_is_led_to_it(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template, "Score")

    change = do(dana, "reassign", spec, to=str(people.felix.pk))
    tell_new_owner(change)  # as an attempt that was cut off does again

    mail = Mail.objects.get(to=people.felix)
    assert mail.subject == "Dana Okafor gave you the spec “Score”"
    assert mail.url == f"/specs/{spec.pk}/read/"


def test_who_wants_that_news_with_the_others_gets_it_with_them(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    choose_notices(user=people.felix, choices={"new_owner": When.DAILY}, by=people.felix)

    do(dana, "reassign", make_spec(people, template, "Score"), to=str(people.felix.pk))

    assert not Mail.objects.filter(to=people.felix).exists()
    notice = Notice.objects.get(user=people.felix)
    assert notice.words == "Dana Okafor gave you the spec “Score”"


def test_who_takes_specs_needs_no_mail(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    client.force_login(people.ruth)

    do(client, "reassign", make_spec(people, template), to=str(people.ruth.pk))

    assert Spec.objects.get().owner == people.ruth
    assert not Mail.objects.filter(to=people.ruth).exists()


@pytest.mark.parametrize("deed", ["archive", "reassign", "unarchive"])
def test_the_queries_do_not_grow_with_the_specs(
    dana: Client, people: Cast, template: SpecTemplate, deed: str
) -> None:
    def asks(number: int) -> int:
        specs = [make_spec(people, template, f"{number} {n}") for n in range(number)]
        ids = [spec.pk for spec in specs]
        if deed == "unarchive":
            Spec.objects.filter(pk__in=ids).update(state=State.ARCHIVED)
        chosen = Spec.objects.filter(pk__in=ids)
        change = bulk.change_many(specs=chosen, deed=Deed(deed), by=people.dana, to=people.felix)
        with CaptureQueriesContext(connection) as asked:
            bulk.go_on(BulkChange.objects.get(pk=change.pk), Hold())
        assert change.items.done().count() == number
        return len(asked)

    assert asks(2) == asks(20)


def test_every_history_holds_the_deed_and_stays_whole(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    specs = [make_spec(people, template, f"Score {number}") for number in range(5)]

    do(dana, "archive", *specs)

    for spec in specs:
        last = Event.objects.of_chain(spec.chain).latest("seq")
        assert describe(last) == "Dana Okafor archived the spec. Reason: Old."
    call_command("verify_trail")


@pytest.mark.parametrize("to", ["", "nobody", "greta", "carla"])
def test_only_who_may_write_there_becomes_the_owner(
    dana: Client, people: Cast, template: SpecTemplate, to: str
) -> None:
    spec = make_spec(people, template)
    number = str(getattr(people, to).pk) if hasattr(people, to) else to

    posted = {"deed": "reassign", "spec": [str(spec.pk)], "to": number}
    refused = dana.post(MANY, posted)

    assert refused.status_code == 422
    assert "Choose who owns them" in refused.content.decode()


def test_archiving_needs_a_reason(dana: Client, people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)

    refused = dana.post(MANY, {"deed": "archive", "spec": [str(spec.pk)], "why": "  "})

    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()


def test_the_right_is_asked_again_when_its_turn_comes(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)
    dana.post(MANY, {"deed": "archive", "spec": [str(spec.pk)], "why": "Old."})
    Spec.objects.filter(pk=spec.pk).update(owner=people.sam)
    change = BulkChange.objects.get()

    change_many(change.pk)

    assert state_of(spec) == "draft"
    assert change.items.get().left_out == "no_right"


def test_what_one_attempt_does_not_reach_the_next_one_does(
    dana: Client, people: Cast, template: SpecTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    monkeypatch.setattr(bulk, "LONGEST", -1.0)
    specs = [make_spec(people, template, f"Score {number}") for number in range(2)]

    change = do(dana, "archive", *specs)
    assert change.status == JobStatus.WAITING
    assert "1 of 2" in dana.get(f"{MANY}{change.pk}/").content.decode()
    change_many(change.pk)

    assert [state_of(spec) for spec in specs] == ["archived", "archived"]
    assert Event.objects.filter(kind="spec.archived").count() == 2


def test_more_than_fit_are_refused(
    dana: Client, people: Cast, template: SpecTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)
    monkeypatch.setattr("specs.views.portfolio.bulk.MOST_AT_ONCE", 1)
    for number in range(2):
        make_spec(people, template, f"Score {number}")

    page = dana.post(MANY, {"deed": "archive", "all": "1", "why": "Old."})

    assert "Narrow the list first" in page.content.decode()
    assert BulkChange.objects.count() == 0


def test_nobody_sees_the_changes_of_others(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    change = do(dana, "archive", make_spec(people, template))

    def status(user: User) -> int:
        other = Client()
        other.force_login(user)
        return other.get(f"{MANY}{change.pk}/").status_code

    assert status(people.ruth) == status(people.carla) == 404


def test_an_auditor_selects_nothing(client: Client, people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)
    client.force_login(people.greta)

    assert 'name="spec"' not in client.get("/specs/").content.decode()
    assert ask(client, "archive", spec).status_code == 403


def test_specs_that_one_may_not_know_of_are_not_named(
    client: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template, "Secret")
    client.force_login(people.carla)

    page = ask(client, "archive", spec)

    assert page.context["total"] == 0
    assert "Secret" not in page.content.decode()
