"""Two people at one draft, or at what is made from it: nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.models import User
from specs import actions
from specs.domain.attribute import Template
from specs.models import SpecTemplate, TemplateDraft
from tests.cast import Cast
from tests.racing import collide
from tests.specs.drafting.scene import fresh
from trail.models import Event

pytestmark = pytest.mark.usefixtures("committed")


def outcome(work: Callable[[], object]) -> str:
    """Return what became of a change: the name of what it gave or raised."""
    try:
        return type(work()).__name__
    except actions.OutOfDate:
        return "OutOfDate"


def says(purpose: str) -> actions.Edit:
    def describe(template: Template) -> Template:
        return replace(template, purpose=purpose)

    return actions.Edit("its purpose", describe)


def change(draft: TemplateDraft, purpose: str, by: User) -> str:
    edit = says(purpose)
    return outcome(
        lambda: actions.change_draft(draft=draft, version=draft.version, edit=edit, by=by)
    )


def publish(draft: TemplateDraft, by: User) -> str:
    return outcome(lambda: actions.publish_draft(draft=draft, version=draft.version, by=by))


def test_of_two_who_change_a_draft_at_once_one_is_told(draft: TemplateDraft, people: Cast) -> None:
    outcomes = collide(
        lambda: change(draft, "As Jonas says.", people.jonas),
        lambda: change(draft, "As Ruth says.", people.ruth),
    )

    assert outcomes == ("TemplateDraft", "OutOfDate")
    assert fresh(draft).template.purpose == "As Jonas says."
    assert fresh(draft).version == draft.version + 1
    assert Event.objects.filter(kind="template.changed").count() == 1


def test_two_who_publish_at_once_make_one_version(draft: TemplateDraft, people: Cast) -> None:
    outcomes = collide(lambda: publish(draft, people.jonas), lambda: publish(draft, people.ruth))

    assert outcomes == ("SpecTemplate", "NoneType")
    assert SpecTemplate.objects.filter(key=draft.key).count() == 1


def test_what_is_changed_while_it_is_published_is_published_next(
    draft: TemplateDraft, people: Cast
) -> None:
    outcomes = collide(
        lambda: change(draft, "Later.", people.jonas), lambda: publish(draft, people.ruth)
    )

    assert outcomes == ("TemplateDraft", "OutOfDate")
    assert not SpecTemplate.objects.filter(key=draft.key).exists()


def test_two_who_copy_at_once_have_a_draft_each(draft: TemplateDraft, people: Cast) -> None:
    first, second = collide(
        lambda: actions.copy_draft(draft=draft, by=people.jonas),
        lambda: actions.copy_draft(draft=draft, by=people.ruth),
    )

    assert len({draft.key, first.key, second.key}) == 3
    assert len({draft.title, first.title, second.title}) == 3


def test_two_who_retire_it_at_once_retire_it_once(draft: TemplateDraft, people: Cast) -> None:
    published = actions.publish_draft(draft=draft, version=draft.version, by=people.jonas)
    assert published

    first, second = collide(
        lambda: actions.retire_template(draft=draft, by=people.jonas).retired_at is not None,
        lambda: actions.retire_template(draft=draft, by=people.ruth).retired_at is not None,
    )

    assert first
    assert second
    assert Event.objects.filter(kind="template.retired").count() == 1
