"""Two tabs, or two people, that take one spec to another template."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from specs import actions
from specs.models import Spec
from tests.cast import Cast
from tests.make import change, make_spec
from tests.racing import collide
from tests.specs.test_moving import newest, stored
from trail.models import Event

SMALL, LARGER, LARGEST = "one_page_kickoff", "design_doc", "full_spec"
MOVED = "spec.template_changed"


@pytest.fixture
def spec(people: Cast, catalogue_rows: None) -> Spec:
    """Return a kickoff that says something, which Dana and Yusuf write."""
    spec = make_spec(people, newest(SMALL))
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    change(spec, "problem.decision", "Which payments are stopped.", people.dana)
    return spec


def take(spec: Spec, key: str, by: object) -> str:
    """Take the spec to a template, and return by which it is written then."""
    try:
        moved = actions.change_template(spec=spec, template=newest(key), by=by)  # type: ignore[arg-type]
    except PermissionDenied:
        return "refused"
    return moved.template.key


def test_a_second_tab_is_told_where_the_spec_went(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.dana)
    take(spec, LARGEST, people.yusuf)
    before = stored(spec)

    path = f"/specs/{spec.pk}/template/{newest(LARGER).pk}/"
    response = client.post(path, follow=True)

    assert response.redirect_chain == [(f"/specs/{spec.pk}/template/", 302)]
    assert "since you opened the page" in response.content.decode()
    assert Spec.objects.get(pk=spec.pk).template.key == LARGEST
    assert stored(spec) == before


def test_a_promotion_that_is_sent_twice_happens_once(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.dana)
    path = f"/specs/{spec.pk}/template/{newest(LARGER).pk}/"

    statuses = [client.post(path).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert Event.objects.filter(chain=spec.chain, kind=MOVED).count() == 1


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    ("second", "outcomes"),
    [(LARGEST, (LARGEST, LARGEST)), (LARGER, (LARGEST, "refused"))],
)
def test_of_two_who_promote_at_once_none_undoes_the_other(
    people: Cast, spec: Spec, second: str, outcomes: tuple[str, str]
) -> None:
    found = collide(
        lambda: take(spec, LARGEST, people.dana),
        lambda: take(Spec.objects.get(pk=spec.pk), second, people.yusuf),
    )

    assert found == outcomes
    assert Spec.objects.get(pk=spec.pk).template.key == LARGEST
    assert Event.objects.filter(chain=spec.chain, kind=MOVED).count() == 1
    assert stored(spec)["problem.decision"] == "Which payments are stopped."


@pytest.mark.usefixtures("committed")
def test_a_copy_holds_what_was_saved_before_it_or_waits(people: Cast, spec: Spec) -> None:
    def save() -> Spec:
        change(spec, "problem.decision", "Which payments are looked at.", people.yusuf)
        return spec

    _saved, copy = collide(
        save,
        lambda: actions.copy_spec(spec=spec, template=newest(SMALL), title="Copy", by=people.dana),
    )

    assert stored(copy)["problem.decision"] == "Which payments are looked at."
