"""Importing a file: everything in it, or every fault of it and nothing else."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from specs import actions
from specs.domain.register import text_hash
from specs.models import Item, LoosePiece, RiskAcceptance, Spec, SpecTemplate, Waiver
from tests.cast import Cast
from tests.make import change, make_full_spec, make_spec
from trail.domain.event import describe
from trail.models import Event

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
HEAD = "format: countersign-spec\nversion: 1\ntemplate:\n  key: ml_model_spec\n"
HEAD += "spec:\n  title: Card fraud\n"


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def send(
    client: Client, text: str | bytes, name: str = "spec.yaml", template: str = ""
) -> HttpResponse:
    """Import a file by the page."""
    raw = text.encode() if isinstance(text, str) else text
    response = client.post(
        "/specs/new/import/", {"file": SimpleUploadedFile(name, raw), "template": template}
    )
    assert isinstance(response, HttpResponse)
    return response


def export(client: Client, spec: Spec, ending: str = "yaml") -> str:
    """Export a spec by its button."""
    response = client.get(f"/specs/{spec.pk}/export/{ending}/")
    assert response.status_code == 200
    return bytes(response.content).decode()


def imported(client: Client, text: str, name: str = "spec.yaml") -> Spec:
    """Import a file that is right, and return the spec that it became."""
    before = set(Spec.objects.values_list("pk", flat=True))
    assert send(client, text, name).status_code == 302
    return Spec.objects.exclude(pk__in=before).get()


def words(response: HttpResponse) -> str:
    """Return the text of a page, as one reads it."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    plain = text.replace("&gt;", ">").replace("&#x27;", "'").replace("&quot;", '"')
    return " ".join(plain.split())


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_a_spec_goes_out_and_comes_back_the_same(
    dana: Client, people: Cast, template: SpecTemplate, ending: str
) -> None:
    spec = make_full_spec(people, template)
    change(spec, "deployment.burst_handling", {"not_applicable": "Nobody: yet."}, people.dana)
    change(spec, "problem.statement", 'One\n\n| a | b |\n- "x": #1\n  é 🎈', people.dana)
    text = export(dana, spec, ending)

    again = imported(dana, text)

    assert ID.sub("", export(dana, again, ending)) == ID.sub("", text)
    assert Waiver.objects.filter(spec=again).count() == Waiver.objects.filter(spec=spec).count()
    assert (again.title, again.owner, again.state) == (spec.title, people.dana, "draft")


def test_an_imported_spec_is_written_in_like_any_other(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = imported(dana, export(dana, make_full_spec(people, template)))

    change(spec, "problem.statement", "Another one.", people.dana)

    assert dana.get(f"/specs/{spec.pk}/write/s2/").status_code == 200
    assert dana.get(f"/specs/{spec.pk}/read/").status_code == 200


def test_an_import_is_one_event_that_names_the_file(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = imported(dana, export(dana, make_full_spec(people, template)))

    [event] = Event.objects.of_chain(spec.chain)
    said = "Dana Okafor started the spec “Card fraud score” from the file spec.yaml."
    assert describe(event) == said


def test_every_fault_is_said_with_line_and_path(dana: Client) -> None:
    text = f"""{HEAD}answers:
  problem.statement: [1]
  no.such: x
  risk.register:
    - row: r1
      cells: {{}}
    - cells:
        probability: huge
        colour: red
  data.label_verified_current: "300"
  data.label_verified_current: "2"
waivers:
  - code: MET001
    reason: ''
more: 1
"""

    response = send(dana, text)

    said = words(response)
    assert response.status_code == 422
    for fault in (
        "A text belongs here. Line 8, answers > problem.statement",
        "The template ml_model_spec has no attribute no.such. Line 9, answers > no.such",
        "There is no row r1. Line 11, answers > risk.register > entry 1 > row",
        "huge is not one of the options. Choose one of the list. Line 14",
        "There is no column colour. Line 15, answers > risk.register > entry 2 > cells > colour",
        "The key data.label_verified_current is there twice. Keep one of them. Line 17",
        "Must be at most 100. Line 16, answers > data.label_verified_current",
        "The message is missing.",
        "The reason is missing. Line 20",
        "There is no more here",
        "Nothing was imported 10 things are wrong in spec.yaml.",
    ):
        assert fault in said
    assert not Spec.objects.exists()
    assert not Event.objects.filter(kind="spec.imported").exists()


def test_a_cell_that_is_no_option_is_told_with_its_line(dana: Client) -> None:
    text = f"{HEAD}answers:\n  risk.register:\n    - cells:\n        probability: huge\n"

    said = words(send(dana, text))

    assert "huge is not one of the options. Choose one of the list. Line 10" in said


@pytest.mark.parametrize(
    ("text", "words_"),
    [
        ("a: &x [1]\nb: *x", "names a part to be repeated"),
        ("a: *x", "stands for another part"),
        ("a: !!python/object/apply:os.system ['true']", "is not read here"),
        ("[" * 100_000, "nested more than 12 levels"),
        ("[" * 500 + "]" * 500, "nested more than 12 levels"),
        ("a:\n" + "".join(f"{'  ' * n}a:\n" for n in range(1, 40)), "nested more than 12 levels"),
        ("? " * 5000 + "x", "A key has to be a text"),
        ("a: \x00", "a null character"),
        ('{"a": "\\u0000", "a": 1}', "is there twice"),
        ('{"format": "countersign-spec", "spec": {"title": "a\\u0000"}}', "a null character"),
        ("a: [", "is not valid YAML"),
        ('{"a": NaN}', "NaN is no figure"),
        (b"\xff\xfe\x00a", "not UTF-8"),
        (b"PK\x03\x04\x14\x00", "This is a workbook, a Word document or an archive."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"x" * 20_000_000, "larger than 5 MB"),
        ("- a\n" * 210_000, "more than 200,000 parts"),
        ("   ", "is empty"),
        ("just words", "This is no spec"),
        ("a: 1\n---\nb: 2", "second document"),
        (f"{HEAD}answers: 3", "Parts with names belong here"),
        (HEAD.replace("ml_model_spec", "nope"), "There is no template nope here"),
        (HEAD.replace("ml_model_spec", "ml_model_spec\n  version: 9"), "no version 9"),
        (HEAD.replace("version: 1", "version: 2"), "Only version 1"),
        (HEAD.replace("title: Card fraud", "title: ''"), "The title is missing"),
        (f"{HEAD}waivers: {{}}", "A list of waivers belongs here"),
        ('{"format":\t"countersign-spec",\n\t"x": 1}', "There is no x here"),
    ],
)
def test_a_hostile_file_is_refused_in_words(dana: Client, text: str | bytes, words_: str) -> None:
    response = send(dana, text)

    assert response.status_code == 422
    assert words_ in words(response)
    assert not Spec.objects.exists()


def test_a_form_without_a_file_says_so(dana: Client) -> None:
    response = dana.post("/specs/new/import/")

    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_the_account_of_a_stranger_is_left_out(dana: Client, people: Cast) -> None:
    person = "{{name: Ann, role: finance, user: '{}'}}"
    for user in (people.carla, people.felix):
        send(dana, f"{HEAD}answers:\n  project.owner: {person.format(user.pk)}\n")

    held = [s.answers.get(key="project.owner").value for s in Spec.objects.order_by("created_at")]

    assert held == [
        {"name": "Ann", "role": "finance"},
        {"name": "Ann", "role": "finance", "user": str(people.felix.pk)},
    ]


def test_a_guest_takes_no_file(client: Client, people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)
    client.force_login(people.carla)

    assert client.get(f"/specs/{spec.pk}/export/yaml/").status_code == 404


def test_a_format_that_there_is_not_is_not_found(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)

    assert dana.get(f"/specs/{spec.pk}/export/exe/").status_code == 404


def test_the_exports_page_offers_every_format(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)

    text = dana.get(f"/specs/{spec.pk}/exports/").content.decode()

    for ending in ("yaml", "json", "md", "xlsx"):
        url = f"/specs/{spec.pk}/export/{ending}/"
        assert url in text
        assert dana.get(url)["Content-Disposition"].endswith(f'.{ending}"')


def test_the_commands_do_the_same(people: Cast, template: SpecTemplate, tmp_path: Path) -> None:
    spec = make_full_spec(people, template)
    path, said = tmp_path / "spec.json", StringIO()
    call_command("export_spec", str(spec.pk), "--format", "json", "--out", str(path))

    where = ("--organisation", "Meridian Payments", "--owner", people.dana.email)
    call_command("import_spec", str(path), *where, stdout=said)

    again = Spec.objects.exclude(pk=spec.pk).get()
    assert str(again.pk) in said.getvalue()
    printed = StringIO()
    call_command("export_spec", str(again.pk), "--format", "json", stdout=printed)
    assert ID.sub("", printed.getvalue()) == ID.sub("", path.read_text())


@pytest.mark.parametrize(
    ("organisation", "owner", "text", "said"),
    [
        ("Nowhere", "dana@meridian.example", "{}", "no organisation Nowhere"),
        ("Meridian Payments", "x@y.example", "{}", "Nobody here"),
        ("Meridian Payments", "dana@meridian.example", "{}", "format: countersign-spec"),
        ("Northwind Health", "dana@meridian.example", HEAD, "may not write in"),
    ],
)
def test_the_command_refuses_in_words(
    people: Cast, tmp_path: Path, organisation: str, owner: str, text: str, said: str
) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text)

    with pytest.raises(CommandError, match=said):
        call_command("import_spec", str(path), "--organisation", organisation, "--owner", owner)

    assert not Spec.objects.exists()


def test_plain_rows_are_taken_as_well(dana: Client) -> None:
    rows = [{"failure_mode": "Drift", "probability": "high"}]
    data = {
        "format": "countersign-spec",
        "version": 1,
        "template": {"key": "ml_model_spec"},
        "answers": {"project.title": "Card fraud", "risk.register": rows},
    }

    spec = imported(dana, json.dumps(data))

    assert [item.cells for item in spec.items.all()] == rows


def test_what_was_carried_over_comes_along(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    small = SpecTemplate.objects.filter(key="one_page_kickoff").latest("version")
    copy = actions.copy_spec(spec=spec, template=small, title="Small", by=people.dana)
    text = export(dana, copy)
    assert "\ncarried_over:\n" in text

    again = imported(dana, text)

    assert ID.sub("", export(dana, again)) == ID.sub("", text)


def test_an_acceptance_goes_out_with_its_name_and_comes_in_as_something_to_know(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    risk = Item.objects.present().filter(spec=spec, key="risk.register").first()
    assert risk
    last_day = timezone.now().date() + timedelta(days=30)
    actions.accept_risk(
        spec=spec,
        item_id=risk.pk,
        seen=text_hash(risk.cells),
        reason="It is rare.",
        expires_on=last_day,
        by=people.dana,
    )
    text = export(dana, spec)

    copy = imported(dana, text)

    assert f"risk: {risk.pk}" in text
    assert not RiskAcceptance.objects.filter(spec=copy).exists()
    piece = LoosePiece.objects.get(spec=copy)
    assert "Dana Okafor accepted it" in piece.text
    assert "It is rare." in piece.text
    page = dana.get(f"/specs/{copy.pk}/risks/").content.decode()
    assert "nobody accepted it by name" in page
    again = imported(dana, export(dana, copy))
    assert LoosePiece.objects.get(spec=again).text == piece.text
