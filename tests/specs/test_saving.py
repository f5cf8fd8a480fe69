"""Saving answers: nothing is lost, and nobody is overwritten."""

from __future__ import annotations

import uuid

import pytest

from specs import actions
from specs.actions import NotEditable, UnknownBase, save_answer, save_answer_in
from specs.documents import read_spec
from specs.models import Answer, AnswerVersion, Conflict, Spec, SpecTemplate, State
from tests.cast import Cast
from tests.make import make_spec, op
from trail.models import Event

KEY = "problem.statement"


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a draft of Dana's in which Yusuf writes, too."""
    spec = make_spec(people, template)
    actions.add_editor(spec=spec, user=people.yusuf, by=people.dana)
    return spec


def save(
    spec: Spec,
    people: Cast,
    text: object,
    base: int,
    who: str = "dana",
    key: str = KEY,
    op_id: uuid.UUID | None = None,
) -> actions.Saved | Conflict:
    """Save at length, as everything but the plain case does."""
    return save_answer(
        spec=spec,
        attribute=spec.template.template.attributes[key],
        value=text,  # type: ignore[arg-type]
        base_version=base,
        op_id=op_id or op(),
        by=getattr(people, who),
    )


def save_swiftly(
    spec: Spec,
    people: Cast,
    text: str,
    base: int,
    who: str = "dana",
    op_id: uuid.UUID | None = None,
) -> actions.Saved | Conflict:
    """Save as the page does."""
    reading = read_spec(spec.pk, getattr(people, who))
    assert reading is not None
    return save_answer_in(
        reading,
        attribute=spec.template.template.attributes[KEY],
        value=text,
        base_version=base,
        op_id=op_id or op(),
    )


SAVES = pytest.mark.parametrize("save", [save, save_swiftly])


@SAVES
def test_a_save_keeps_the_value_its_version_and_one_event(
    spec: Spec, people: Cast, save: object
) -> None:
    events = Event.objects.of_chain(spec.chain).count()

    saved = save(spec, people, "Cards are stolen.", 0)  # type: ignore[operator]

    assert (saved.value, saved.version) == ("Cards are stolen.", 1)
    assert Answer.objects.get(spec=spec, key=KEY).value == "Cards are stolen."
    assert AnswerVersion.objects.get(spec=spec, key=KEY).author == people.dana
    assert Event.objects.of_chain(spec.chain).count() == events + 1
    assert [event.kind for event in Event.objects.of_chain(spec.chain)][-1] == "answer.saved"


@SAVES
def test_both_ways_of_saving_leave_the_same_rows(spec: Spec, people: Cast, save: object) -> None:
    save(spec, people, "One", 0)  # type: ignore[operator]
    save(spec, people, "Two", 1)  # type: ignore[operator]

    answer = Answer.objects.get(spec=spec, key=KEY)
    spec.refresh_from_db()
    versions = AnswerVersion.objects.filter(spec=spec, key=KEY).order_by("version")
    assert [(v.version, v.value, v.base_version, v.is_merged) for v in versions] == [
        (1, "One", 0, False),
        (2, "Two", 1, False),
    ]
    assert (answer.version, answer.changed_in, answer.updated_by) == (
        2,
        spec.content_version,
        people.dana,
    )
    assert (spec.updated_by, spec.updated_at) == (people.dana, answer.updated_at)


@SAVES
def test_the_same_op_id_is_one_save(spec: Spec, people: Cast, save: object) -> None:
    again = op()
    first = save(spec, people, "One", 0, op_id=again)  # type: ignore[operator]
    save(spec, people, "Two", 1)  # type: ignore[operator]

    second = save(spec, people, "One", 0, op_id=again)  # type: ignore[operator]

    assert second == first
    assert Answer.objects.get(spec=spec, key=KEY).value == "Two"
    assert AnswerVersion.objects.filter(spec=spec, key=KEY).count() == 2


@SAVES
def test_changes_of_different_paragraphs_are_merged(spec: Spec, people: Cast, save: object) -> None:
    save(spec, people, "First.\n\nSecond.", 0)  # type: ignore[operator]
    save(spec, people, "First, by Dana.\n\nSecond.", 1)  # type: ignore[operator]

    merged = save(spec, people, "First.\n\nSecond, by Yusuf.", 1, who="yusuf")  # type: ignore[operator]

    assert merged.is_merged
    assert merged.value == "First, by Dana.\n\nSecond, by Yusuf."
    assert Answer.objects.get(spec=spec, key=KEY).value == merged.value


@SAVES
def test_a_text_that_cannot_be_merged_is_kept_whole(spec: Spec, people: Cast, save: object) -> None:
    save(spec, people, "Recall", 0)  # type: ignore[operator]
    save(spec, people, "Recall at 0.70", 1)  # type: ignore[operator]

    conflict = save(spec, people, "Recall at 0.90", 1, who="yusuf")  # type: ignore[operator]

    assert isinstance(conflict, Conflict)
    assert (conflict.mine, conflict.theirs, conflict.base) == (
        "Recall at 0.90",
        "Recall at 0.70",
        "Recall",
    )
    assert (conflict.author, conflict.theirs_author) == (people.yusuf, people.dana)
    assert Answer.objects.get(spec=spec, key=KEY).value == "Recall at 0.70"


@SAVES
def test_a_retried_conflict_is_the_same_conflict(spec: Spec, people: Cast, save: object) -> None:
    again = op()
    save(spec, people, "Recall", 0)  # type: ignore[operator]
    save(spec, people, "Recall at 0.70", 1)  # type: ignore[operator]

    first = save(spec, people, "Recall at 0.90", 1, op_id=again)  # type: ignore[operator]
    second = save(spec, people, "Recall at 0.90", 1, op_id=again)  # type: ignore[operator]

    assert first == second
    assert Conflict.objects.count() == 1


@SAVES
def test_a_save_on_a_version_that_never_was_is_refused(
    spec: Spec, people: Cast, save: object
) -> None:
    with pytest.raises(UnknownBase):
        save(spec, people, "From the future", 9)  # type: ignore[operator]

    assert not Answer.objects.filter(spec=spec, key=KEY).exists()


@SAVES
@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED, State.ARCHIVED])
def test_only_a_draft_takes_saves(spec: Spec, people: Cast, save: object, state: State) -> None:
    Spec.objects.filter(pk=spec.pk).update(state=state)

    with pytest.raises(NotEditable):
        save(spec, people, "Too late", 0)  # type: ignore[operator]


@SAVES
@pytest.mark.parametrize("who", ["felix", "ruth", "greta"])
def test_only_owner_and_editors_write(spec: Spec, people: Cast, save: object, who: str) -> None:
    with pytest.raises(NotEditable):
        save(spec, people, "Not mine", 0, who=who)  # type: ignore[operator]


def test_the_title_of_the_spec_follows_its_answer(spec: Spec, people: Cast) -> None:
    reading = read_spec(spec.pk, people.dana)
    assert reading is not None
    attribute = spec.template.template.attributes["project.title"]

    save_answer_in(reading, attribute=attribute, value="A new name", base_version=1, op_id=op())

    spec.refresh_from_db()
    assert spec.title == "A new name" == reading.spec.title


def test_figures_stay_as_they_were_typed(spec: Spec, people: Cast) -> None:
    save(spec, people, "0.90", 0, key="evaluation.ship_threshold")

    assert Answer.objects.get(spec=spec, key="evaluation.ship_threshold").value == "0.90"


def test_settling_writes_the_chosen_text_and_keeps_the_others(spec: Spec, people: Cast) -> None:
    save(spec, people, "Recall", 0)
    save(spec, people, "Recall at 0.70", 1)
    conflict = save(spec, people, "Recall at 0.90", 1, who="yusuf")
    assert isinstance(conflict, Conflict)

    settled = actions.settle_conflict(
        conflict=conflict, outcome="third", value="Recall at 0.80", op_id=op(), by=people.dana
    )

    assert settled.outcome == "third"
    assert Answer.objects.get(spec=spec, key=KEY).value == "Recall at 0.80"
    assert not Conflict.objects.open().exists()
    assert Conflict.objects.get().mine == "Recall at 0.90"


def test_keeping_theirs_changes_no_answer(spec: Spec, people: Cast) -> None:
    save(spec, people, "Recall", 0)
    save(spec, people, "Recall at 0.70", 1)
    conflict = save(spec, people, "Recall at 0.90", 1, who="yusuf")
    assert isinstance(conflict, Conflict)

    actions.settle_conflict(
        conflict=conflict, outcome="theirs", value=None, op_id=op(), by=people.dana
    )

    assert Answer.objects.get(spec=spec, key=KEY).version == 2
    assert not Conflict.objects.open().exists()


def test_settling_does_not_write_over_what_nobody_saw(spec: Spec, people: Cast) -> None:
    save(spec, people, "Recall", 0)
    save(spec, people, "Recall at 0.70", 1)
    first = save(spec, people, "Recall at 0.90", 1, who="yusuf")
    assert isinstance(first, Conflict)
    save(spec, people, "Recall at 0.75", 2)

    actions.settle_conflict(
        conflict=first, outcome="mine", value=first.mine, op_id=op(), by=people.yusuf
    )

    assert Answer.objects.get(spec=spec, key=KEY).value == "Recall at 0.75"
    second = Conflict.objects.open().get()
    assert (second.mine, second.theirs) == ("Recall at 0.90", "Recall at 0.75")
