"""Own templates as files: out and in without loss, everything wrong said with its line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from specs import actions, catalogue
from specs.domain.attribute import Kind, Template
from specs.domain.drafting import edits
from specs.domain.drafting.own import read_own
from specs.exports.files import write_json, write_yaml
from specs.exports.template import template_as_plain
from specs.imports.faults import Refused
from specs.imports.source import read_source
from specs.imports.template import read_template
from specs.models import SpecTemplate, TemplateDraft
from tests.cast import Cast
from tests.specs.drafting.test_own_attributes import SHAPES, TYPED

KICKOFF = catalogue.template("one_page_kickoff")


def full() -> Template:
    """Return the model template with own attributes of every kind, reworded and staged."""
    own = [
        read_own({**TYPED, **shape, "title": f"Own {kind}"}, kind, f"own.{kind.value}")
        for kind, shape in SHAPES.items()
    ]
    own[0] = replace(own[0], show_when="own.yes_no")
    template = edits.add_attributes(catalogue.template("ml_model_spec"), "s2", own)
    wording = edits.Wording("What we call it", "In words.", required=True, required_from="mvp")
    template = edits.add_attributes(template, "s1", [catalogue.attributes()["project.stage"]])
    template = edits.reword(template, "problem.statement", replace(wording, material=True))
    plain = edits.Wording("Own short text", "In words.", required=False, material=False)
    return edits.reword(template, "own.short_text", plain)


def read(text: str) -> Template:
    return read_template(read_source(text), catalogue.role_labels())


def same(template: Template) -> Template:
    """Return a template without what belongs to the organisation."""
    return replace(template, key="", source="")


def faults(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(text)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("key", sorted(catalogue.templates()))
@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_built_in_templates_go_out_and_come_back(key: str, write: type) -> None:
    template = edits.choose_optional(
        catalogue.template(key), catalogue.template(key).optional_sign_off
    )

    assert same(read(write(template_as_plain(template)))) == same(template)


def test_own_attributes_wording_and_stages_come_back() -> None:
    template = edits.choose_optional(full(), full().optional_sign_off)

    assert same(read(write_yaml(template_as_plain(template)))) == same(template)


def test_what_a_file_says_of_weight_is_taken() -> None:
    text = TEXT.replace(
        "key: problem.business_kpi", "key: problem.business_kpi\n      material: false", 1
    )

    assert read(text).items["problem.business_kpi"].material is False


TEXT = write_yaml(template_as_plain(KICKOFF))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format: countersign-template", "format: other", "line 1, format: A template says"),
        ("version: 1", "version: 2", "line 2, version: Only version 1"),
        ("key: project.title", "key: project.nothing", "There is no attribute project.nothing."),
        ("key: project.owner", "key: project.title", "project.title is asked twice."),
        ("- product_manager", "- witch_doctor", "There is no role witch_doctor."),
        ("key: kpi", "key: head", "There are two sections head."),
        ("key: kpi", "key: ../kpi", "A key holds small letters"),
        ("key: kpi", "key: carried-over", "A key holds small letters"),
        ("required: true", "required: perhaps", "Write true or false here."),
        ("required: false", "required: false\n      required_from: mvp", "has a stage, and is not"),
        ("required: true", "required: true\n      required_from: soon", "There are the stages"),
        ("required: true", "required: true\n      material: 1", "Write true or false here."),
        (
            "key: project.stage\n      required: false",
            "key: project.stage\n      required: false\n      material: false",
            "is always material",
        ),
        ("title: Header", "title: [Header]", "Write a text here."),
        ("title: Header", "heading: Header", "There is no heading here"),
        ("title: Business KPI", "title: Header", "Two sections are called “Header”."),
        ("- design_doc", "- novel", "There is no template novel."),
        ("- design_doc", "- ml_model_spec", "ml_model_spec is there twice."),
        (
            "key: project.stage\n      required: false",
            "key: project.stage\n      required: false\n      show_when: own.nothing",
            "depends on own.nothing",
        ),
    ],
)
def test_each_fault_is_said_with_its_line(old: str, new: str, words: str) -> None:
    assert old in TEXT
    found = faults(TEXT.replace(old, new, 1))

    assert any(words in fault and fault.startswith("line ") for fault in found), found


OWN = TEXT.replace(
    "    - key: project.title\n",
    "    - key: own.extra\n      required: false\n    - key: project.title\n",
    1,
)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("key: project.owner", "This one is the catalogue's."),
        ("key: own.Extra", "has a key like own.model_class"),
        ("key: own.extra\n  title: Extra\n  kind: spell\n  help: H.", "there is no kind 'spell'"),
        ("key: own.extra\n  title: Extra\n  help: H.", "kind is missing"),
        ("key: own.extra\n  title: Extra\n  kind: date\n  help: ''", "Say what belongs there"),
        ("key: own.extra\n  title: E\n  kind: choice\n  help: H.", "at least two options"),
        ("key: own.extra\n  title: E\n  kind: date\n  help: H.\n  roles: [x]", "There is no roles"),
        ("key: own.extra\n  title: E\n  kind: date\n  help: H.\n  min: 1e9", "expected a figure"),
        ("key: own.extra\n  title: E\n  kind: date\n  help: H.\n  min: 1", "holds more than"),
        ("key: own.extra\n  title: E\n  kind: date\n  help: H.\n  example: [[x]]", "no answer"),
        (
            "key: own.extra\n  title: E\n  kind: yes_no\n  help: H.\n  show_when: own.extra",
            "itself",
        ),
        (
            "key: own.extra\n  title: E\n  kind: yes_no\n  help: H.\n  show_when: '?'",
            "cannot be read",
        ),
    ],
)
def test_own_attributes_are_held_to_what_the_editor_makes(own: str, words: str) -> None:
    found = faults(f"{OWN}attributes:\n- {own}\n")

    assert any(words in fault for fault in found), found


@pytest.mark.parametrize(
    "text",
    [
        "just text",
        "- a\n- b",
        "format: countersign-template\nversion: 1\ntemplate: []",
        "format: countersign-template\nversion: 1\ntemplate: {sections: {}}",
        "format: countersign-template\nversion: 1\ntemplate: {sections: [1, null, [x]]}",
        "format: countersign-template\nversion: 1\ntemplate: {title: &a x, purpose: *a}",
        "format: countersign-template\nversion: 1\ntemplate: !!python/object:os.system {}",
        "format: countersign-template\nversion: 1\nattributes: [{key: own.a, kind: [x]}]",
        "format: countersign-template\nversion: 1\ntemplate: {sections: [{items: [{key: {}}]}]}",
        "{" * 200,
        "format: countersign-template\nformat: countersign-template",
        f"format: countersign-template\nversion: 1\ntemplate: {{title: {'x' * 100_000}}}",
        "format: countersign-template\nversion: 1\ntemplate: {sections: ["
        + ", ".join(["{}"] * 5_000)
        + "]}",
    ],
)
def test_hostile_files_are_refused_in_words(text: str) -> None:
    assert all(len(fault) < 1_000 for fault in faults(text))


def send(client: Client, content: bytes, name: str = "ours.yaml") -> tuple[int, str]:
    file = SimpleUploadedFile(name, content)
    response = client.post("/organisation/templates/import/", {"file": file})
    return response.status_code, response.content.decode()


def test_a_draft_is_exported_and_imported_by_another_organisation(
    client: Client, people: Cast
) -> None:
    source = SpecTemplate.objects.get(organisation=None, key="one_page_kickoff")
    draft = actions.copy_template(organisation=people.meridian, source=source, by=people.jonas)
    client.force_login(people.jonas)
    response = client.get(f"/organisation/templates/{draft.pk}/template.yaml")
    assert 'filename="our-one-page-kickoff.yaml"' in response["Content-Disposition"]

    client.force_login(people.carla)
    status, _text = send(client, response.content)

    copy = TemplateDraft.objects.get(organisation=people.northwind)
    assert status == 302
    assert (copy.title, copy.based_on) == ("Our One-page kickoff", None)
    assert copy.template.sections == draft.template.sections


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a: [", b"\x00", b"x" * 5_000_001])
def test_what_is_no_template_leaves_nothing_behind(
    client: Client, people: Cast, content: bytes
) -> None:
    client.force_login(people.jonas)

    status, text = send(client, content, "<b>.yaml")

    assert status == 422
    assert "Nothing was imported" in text
    assert "<b>.yaml" not in text
    assert not TemplateDraft.objects.exists()


def test_kinds_of_the_file_are_those_of_the_editor() -> None:
    assert set(SHAPES) == set(Kind)
