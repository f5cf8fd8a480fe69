"""What keeps a draft from being published, each in words with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specs import catalogue
from specs.domain.attribute import Attribute, Kind, Template, TemplateItem
from specs.domain.drafting import edits
from specs.domain.drafting.problems import find_problems

KICKOFF = catalogue.template("one_page_kickoff")
MODEL = catalogue.template("ml_model_spec")


def said(template: Template) -> str:
    found = find_problems(template, catalogue.role_labels(), catalogue.attributes())
    return "\n".join(problem.message for problem in found)


def own(key: str = "own.extra", **more: str) -> Attribute:
    return Attribute(key, "Extra", Kind.YES_NO, "own", "Help.", (), "own", **more)  # type: ignore[arg-type]


def with_own(*attributes: Attribute) -> Template:
    return edits.add_attributes(KICKOFF, "head", attributes)


def changed(key: str, **fields: object) -> Template:
    item = KICKOFF.items[key]
    attribute = replace(item.attribute, **fields)  # type: ignore[arg-type]
    return edits.put_item(KICKOFF, TemplateItem(attribute, item.required))


@pytest.mark.parametrize("key", sorted(catalogue.templates()))
def test_a_copy_of_any_built_in_template_can_be_published(key: str) -> None:
    assert not said(catalogue.template(key))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (replace(KICKOFF, title=" "), "has no title"),
        (replace(KICKOFF, purpose=""), "Say what the template is for"),
        (replace(KICKOFF, sections=()), "has no section"),
        (edits.choose_optional(KICKOFF, edits.signing_roles(KICKOFF)), "Nobody must sign"),
        (edits.add_section(KICKOFF, title="New"), "“New” asks for nothing"),
        (edits.add_section(KICKOFF, title="New"), "Nobody signs the section “New”"),
        (edits.add_section(KICKOFF, title="Header"), "Two sections are called “Header”"),
        (edits.remove_attribute(KICKOFF, "project.title"), "does not ask for the project title"),
        (
            edits.remove_attribute(MODEL, "deployment.shadow_mode"),
            "depends on deployment.shadow_mode",
        ),
        (with_own(own(show_when="own.other")), "depends on own.other"),
        (with_own(own(show_when="own.extra")), "depends on itself"),
        (
            with_own(own("own.a", show_when="own.b"), own("own.b", show_when="own.a")),
            "depends on itself",
        ),
        (with_own(own(show_when="?? nonsense")), "a condition that cannot be read"),
        (with_own(own(show_when="project.stage == never")), "is no option of"),
        (with_own(own("project.sponsor_name")), "which the catalogue does not know"),
        (changed("project.stage", kind=Kind.YES_NO, example=None), "and another kind"),
        (changed("project.title", title=""), "project.title has no title"),
        (changed("project.title", help=" "), "has no help"),
        (changed("project.title", example="x" * 400), "The example of"),
    ],
)
def test_each_fault_is_said(template: Template, words: str) -> None:
    assert words in said(template)


def test_a_role_of_nobody_is_named() -> None:
    template = edits.change_section(
        KICKOFF, "head", title="Header", intro="", signed_by=["witch_doctor"]
    )

    assert "is to be signed by “witch_doctor”" in said(template)


def test_a_template_that_requires_nothing_is_refused() -> None:
    template = KICKOFF
    for item in KICKOFF.items.values():
        template = edits.put_item(template, TemplateItem(item.attribute, required=False))

    assert "Nothing is required" in said(template)


def test_a_stage_is_needed_where_something_waits_for_it() -> None:
    item = replace(KICKOFF.items["problem.decision"], required=True, required_from="mvp")
    template = edits.put_item(KICKOFF, item)

    assert not said(template)
    assert "does not ask for the stage" in said(edits.remove_attribute(template, "project.stage"))


def test_a_problem_knows_its_place() -> None:
    template = edits.remove_attribute(MODEL, "deployment.shadow_mode")

    found = find_problems(template, catalogue.role_labels(), catalogue.attributes())

    assert {problem.section for problem in found} == {"s6"}
    assert [problem.key for problem in found] == ["deployment.shadow_duration"]
