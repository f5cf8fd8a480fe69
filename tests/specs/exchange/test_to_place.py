"""What an imported file says beside the template waits in a tray until it has a place."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from specs import actions
from specs.models import Answer, LoosePiece, Spec
from tests.cast import Cast
from tests.make import op
from tests.specs.exchange.test_import import imported, send
from tests.specs.exchange.test_import import words as words_of
from trail.domain.event import describe
from trail.models import Event

TEXT = """# Card fraud

## Business problem

Cards are stolen.

## Weather

Rain *and* snow.

## Wishes

| Failure mode | Probability |
| --- | --- |
| Hail | high |
"""


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(dana: Client) -> Spec:
    """Return a spec made of a document with two pieces that found no place."""
    response = send(dana, TEXT, "card-fraud.md", template="ml_model_spec")
    spec = Spec.objects.get()
    assert response["Location"] == f"/specs/{spec.pk}/to-place/"
    return spec


def post(client: Client, spec: Spec, position: int, what: str = "place", **body: str) -> object:
    """Do something with a piece by its buttons."""
    piece = LoosePiece.objects.get(spec=spec, position=position)
    body = {"op_id": str(op()), "text": piece.text, "how": "add", **body}
    return client.post(f"/specs/{spec.pk}/to-place/{piece.pk}/{what}/", body)


def words(response: object) -> str:
    """Return the text of a page, as one reads it."""
    assert isinstance(response, HttpResponse)
    return words_of(response)


def value(spec: Spec, key: str = "problem.statement") -> object:
    """Return what a field holds."""
    return Answer.objects.get(spec=spec, key=key).value


def waiting(spec: Spec) -> int:
    """Return how many pieces wait, as the pages say it and as it is."""
    spec.refresh_from_db()
    assert spec.pieces_to_place == LoosePiece.objects.open().filter(spec=spec).count()
    return spec.pieces_to_place


def test_pieces_are_shown_where_one_writes(dana: Client, spec: Spec) -> None:
    said = words(dana.get(f"/specs/{spec.pk}/write/s1/"))
    tray = words(dana.get(f"/specs/{spec.pk}/to-place/"))

    assert "2 pieces of the imported file wait for a place." in said
    assert "Weather" in tray
    assert "Rain *and* snow." in tray
    assert value(spec) == "Cards are stolen."


def test_a_piece_is_added_to_a_text(dana: Client, spec: Spec, people: Cast) -> None:
    post(dana, spec, 1, key="problem.statement")

    assert value(spec) == "Cards are stolen.\n\nRain *and* snow."
    assert waiting(spec) == 1
    said = [describe(event) for event in Event.objects.of_chain(spec.chain)]
    assert said[-1] == "Dana Okafor placed “Weather” of the imported file in “Business problem”."
    assert said[-2] == "Dana Okafor saved “Business problem”."


def test_a_piece_takes_the_place_of_a_text(dana: Client, spec: Spec) -> None:
    post(dana, spec, 1, key="problem.statement", how="replace", text="Other words.")

    assert value(spec) == "Other words."
    assert LoosePiece.objects.get(spec=spec, position=1).text == "Rain *and* snow."


def test_a_table_becomes_rows(dana: Client, spec: Spec) -> None:
    post(dana, spec, 2, key="risk.register")

    assert [item.cells for item in spec.items.filter(key="risk.register")] == [
        {"failure_mode": "Hail", "probability": "high"}
    ]


def test_rows_take_back_that_a_table_does_not_apply(dana: Client, spec: Spec, people: Cast) -> None:
    attribute = spec.template.template.attributes["risk.register"]
    excuse = {"not_applicable": "None."}
    actions.save_answer(
        spec=spec, attribute=attribute, value=excuse, base_version=0, op_id=op(), by=people.dana
    )

    post(dana, spec, 2, key="risk.register")

    assert value(spec, "risk.register") is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"key": "evaluation.baseline"}, "Not a number"),
        ({"key": "risk.register"}, "no room"),
        ({"key": ""}, "Choose a field."),
        ({"key": "problem.statement", "text": " "}, "There is nothing to place."),
        ({"key": "problem.statement", "text": "a\x07"}, "a bell character"),
        ({"key": "problem.statement", "op_id": "x"}, "older than the spec"),
        ({"key": "problem.statement", "text": "x" * 100_001}, "At most 100,000 characters"),
    ],
)
def test_what_does_not_fit_is_said_and_stays(
    dana: Client, spec: Spec, body: dict[str, str], said: str
) -> None:
    response = post(dana, spec, 1, **body)

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert said in words(response)
    assert waiting(spec) == 2
    assert value(spec) == "Cards are stolen."


def test_an_unknown_field_is_not_found(dana: Client, spec: Spec) -> None:
    assert post(dana, spec, 1, key="no.such").status_code == 404  # type: ignore[attr-defined]


def test_a_dismissed_piece_is_kept_and_comes_back(dana: Client, spec: Spec) -> None:
    post(dana, spec, 1, "dismiss")
    assert waiting(spec) == 1
    assert "Dismissed by Dana Okafor" in words(dana.get(f"/specs/{spec.pk}/to-place/"))

    post(dana, spec, 1, "restore")

    assert waiting(spec) == 2


def test_a_second_click_changes_nothing(dana: Client, spec: Spec) -> None:
    for what in ("place", "place", "dismiss"):
        post(dana, spec, 1, what, key="problem.statement")

    assert value(spec) == "Cards are stolen.\n\nRain *and* snow."
    assert waiting(spec) == 1


def test_a_document_needs_a_template(dana: Client) -> None:
    response = send(dana, TEXT, "card-fraud.md")

    assert response.status_code == 422
    assert "Choose a template: the document names none." in words(response)


def test_a_document_that_names_its_template_needs_no_choice(dana: Client, spec: Spec) -> None:
    text = dana.get(f"/specs/{spec.pk}/export/md/").content.decode()
    assert re.search(r"Template: .* \(ml_model_spec, version 1\)", text)

    again = imported(dana, text, "again.md")

    assert value(again) == "Cards are stolen."
    assert again.pieces_to_place == 0


def test_a_long_document_is_refused(dana: Client) -> None:
    response = send(dana, "# A\n" + "x" * 300_001, "a.md", template="kickoff")

    assert "longer than 300,000 characters" in words(response)


def test_a_template_that_there_is_not_is_refused(dana: Client) -> None:
    assert "There is no template nope here" in words(send(dana, "# A", "a.md", template="nope"))


def test_rows_that_find_no_room_wait_as_one_piece(dana: Client) -> None:
    rows = "".join(f"| failure {n} | low |\n" for n in range(1_003))
    table = f"| Failure mode | Probability |\n| --- | --- |\n{rows}"

    response = send(dana, f"# T\n\n## Risk register\n\n{table}", "t.md", template="ml_model_spec")

    spec = Spec.objects.get()
    [piece] = LoosePiece.objects.filter(spec=spec)
    assert response["Location"] == f"/specs/{spec.pk}/to-place/"
    assert piece.text == "failure 1000, low\nfailure 1001, low\nfailure 1002, low"
    assert piece.why == "The table is full."


def test_a_long_tray_is_shown_from_its_top(dana: Client) -> None:
    text = "# T\n\n" + "".join(f"## Weather {n}\n\nRain.\n\n" for n in range(60))
    send(dana, text, "t.md", template="ml_model_spec")
    spec = Spec.objects.get()

    page = dana.get(f"/specs/{spec.pk}/to-place/").content.decode()

    assert page.count('name="op_id"') == 40
    assert "20 more wait behind these" in page


def test_a_document_of_another_kind_is_refused_not_scattered(dana: Client) -> None:
    text = "# T\n\n" + "".join(f"## Weather {n}\n\nRain.\n\n" for n in range(600))

    response = send(dana, text, "t.md", template="ml_model_spec")

    assert response.status_code == 422
    assert "600 of its parts find no place" in words(response)
    assert not Spec.objects.exists()
