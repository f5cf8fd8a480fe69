"""Two templates compared, question by question."""

from __future__ import annotations

from dataclasses import replace

from specs import catalogue
from specs.domain.attribute import Attribute, Kind, Option, Section, Template, TemplateItem
from specs.domain.moving import Move, Way, compare_templates, reworded_sections, way_between
from tests.specs.example import example_values


def asked(key: str, title: str = "", **more: object) -> Attribute:
    """An attribute of an organisation's own."""
    made = Attribute(key, title or key, Kind.SHORT_TEXT, "own", "Help.", (), "own")
    return replace(made, **more)  # type: ignore[arg-type]


def template(**sections: tuple[Attribute, ...]) -> Template:
    """A template with these sections."""
    made = tuple(
        Section(
            key,
            "",
            key.upper(),
            "",
            ("finance",),
            tuple(TemplateItem(a, required=True) for a in held),
        )
        for key, held in sections.items()
    )
    return Template("own", "Own", "", "", "", ("finance",), (), (), made)


OLD = template(a=(asked("x.one"), asked("x.two")), b=(asked("x.three"), asked("x.four")))


def titles(move: Move) -> dict[str, list[str]]:
    """The keys in each list of a comparison that has any."""
    lists = ("added", "changed", "moved", "removed", "carried", "unfit")
    found = {name: [q.attribute.key for q in getattr(move, name)] for name in lists}
    return {name: keys for name, keys in found.items() if keys}


def test_the_same_template_changes_nothing() -> None:
    move = compare_templates(OLD, OLD, {"x.one": "1"})

    assert titles(move) == {}
    assert [question.attribute.key for question in move.answered] == ["x.one"]


def test_what_is_added_removed_and_moved_is_told_apart() -> None:
    new = template(a=(asked("x.one"), asked("x.three")), b=(asked("x.four"), asked("x.five")))

    move = compare_templates(OLD, new, {"x.two": "kept", "x.three": "moves along"})

    assert titles(move) == {
        "added": ["x.five"],
        "moved": ["x.three"],
        "removed": ["x.two"],
        "carried": ["x.two"],
    }
    [moved] = move.moved
    assert (moved.former_section, moved.section, moved.is_answered) == ("B", "A", True)


def test_what_changed_about_a_question_is_said_in_words() -> None:
    options = (Option("low", "Low"), Option("high", "High"))
    old = template(a=(asked("x.one"), asked("x.two", kind=Kind.CHOICE, options=options)))
    more = (Option("low", "Little"), Option("max", "Utmost"))
    new = template(
        a=(
            asked("x.one", "One thing", help="Other help."),
            asked("x.two", kind=Kind.CHOICE, options=more),
        )
    )

    one, two = compare_templates(old, new, {}).changed

    assert one.changes == ("called “x.one” before", "explained in other words")
    assert two.changes == (
        "new options: Utmost",
        "options no longer there: High",
        "options worded in another way",
    )


def test_a_question_that_is_needed_later_says_from_when() -> None:
    new = template(a=OLD.sections[0].attributes, b=OLD.sections[1].attributes)
    first = new.sections[0]
    later = replace(first.items[0], required_from="mvp")
    open_ = replace(first.items[1], required=False)
    new = replace(new, sections=(replace(first, items=(later, open_)), *new.sections[1:]))

    one, two = compare_templates(OLD, new, {}).changed

    assert one.differences == ("needed from the MVP on",)
    assert two.differences == ("optional now",)
    assert compare_templates(OLD, new, {}).reworded == ()


def test_rows_do_not_fit_where_a_single_value_is_asked() -> None:
    new = template(
        a=(asked("x.one", kind=Kind.TABLE), asked("x.two")), b=OLD.sections[1].attributes
    )

    assert titles(compare_templates(OLD, new, {"x.one": "text"}))["unfit"] == ["x.one"]
    assert "unfit" not in titles(compare_templates(OLD, new, {}))


def test_what_was_carried_over_before_stays_so_or_comes_back() -> None:
    beyond = (asked("x.five"), asked("x.six"))
    new = template(a=OLD.sections[0].attributes, b=(*OLD.sections[1].attributes, asked("x.five")))

    move = compare_templates(OLD, new, {"x.five": "5", "x.six": "6"}, beyond)

    assert [question.attribute.key for question in move.returning] == ["x.five"]
    assert [question.attribute.key for question in move.carried] == ["x.six"]


def test_every_question_is_either_answered_or_open() -> None:
    small, full = catalogue.template("one_page_kickoff"), catalogue.template("full_spec")
    values = {key: value for key, value in example_values().items() if key in small.items}

    move = compare_templates(small, full, values)

    assert len(move.to_answer) + len(move.answered) == len(full.items)
    assert move.removed == ()
    assert move.unfit == ()


def test_only_words_that_an_answer_is_read_with_reword_a_section() -> None:
    helped = template(
        a=(asked("x.one", help="Other."), asked("x.two")), b=OLD.sections[1].attributes
    )
    renamed = template(
        a=OLD.sections[0].attributes, b=(asked("x.three", "At most"), asked("x.four"))
    )

    assert reworded_sections(OLD, helped) == frozenset()
    assert reworded_sections(OLD, renamed) == {"b"}


def test_what_asks_for_more_is_larger_though_nobody_named_it() -> None:
    more = replace(
        template(a=(*OLD.sections[0].attributes, *OLD.sections[1].attributes, asked("x.five"))),
        key="more",
    )

    assert way_between(OLD, more) is Way.PROMOTE
    assert way_between(more, OLD) is Way.COPY
    assert way_between(OLD, replace(OLD, purpose="Newer.")) is Way.UPGRADE


def weighing(key: str, *, material: bool | None) -> Template:
    """A template that asks for one free text and says whether it is material."""
    item = TemplateItem(asked(key, kind=Kind.LONG_TEXT), required=True, material=material)
    section = Section("a", "", "A", "", ("finance",), (item,))
    return Template("own", "Own", "", "", "", ("finance",), (), (), (section,))


def test_what_becomes_material_is_told() -> None:
    by_rule, marked = weighing("x.text", material=None), weighing("x.text", material=True)

    [more] = compare_templates(by_rule, marked, {}).changed
    [less] = compare_templates(marked, by_rule, {}).changed

    assert more.differences == ("material now: each change asks for new signatures",)
    assert less.differences == ("no longer material: a change of its wording can keep signatures",)
    assert not compare_templates(by_rule, weighing("x.text", material=False), {}).changed
    assert not reworded_sections(by_rule, marked)
