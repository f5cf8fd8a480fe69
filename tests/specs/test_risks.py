"""The risk register as a page, a map and a file."""

from __future__ import annotations

import csv
import uuid
from io import StringIO

import pytest
from django.test import Client

from specs import actions
from specs.exports.rows import harmless
from specs.models import Item, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, make_spec


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return the running example with its five risks."""
    return make_full_spec(people, template)


def page(client: Client, spec: Spec, query: str = "") -> str:
    return client.get(f"/specs/{spec.pk}/risks/{query}").content.decode()


def change(spec: Spec, people: Cast, place: int, **cells: str | None) -> None:
    item = Item.objects.filter(spec=spec, key="risk.register").order_by("position")[place]
    merged = {**item.cells, **cells}
    actions.save_item(
        spec=spec,
        attribute=spec.template.template.attributes["risk.register"],
        item_id=item.pk,
        cells={key: cell for key, cell in merged.items() if cell is not None},
        base_version=item.version,
        op_id=uuid.uuid4(),
        by=people.dana,
    )


def test_each_risk_stands_with_its_score_and_its_signal(dana: Client, spec: Spec) -> None:
    text = page(dana, spec)

    assert text.count('class="score score-6"') == 4
    assert text.count('class="score score-3"') == 1
    assert "watched by Model performance" in text


def test_a_cell_of_the_map_narrows_the_register(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "?probability=low&impact=high")

    assert "1 of 5 risks" in text
    assert "Fraud is missed above plan" in text
    assert "Fraudsters probe the limits" not in text


def test_a_cell_that_is_none_narrows_nothing(dana: Client, spec: Spec) -> None:
    assert "5 risks" in page(dana, spec, "?probability=x&impact=high")


def test_an_empty_cell_says_so(dana: Client, spec: Spec) -> None:
    assert "No risk stands in this cell" in page(dana, spec, "?probability=low&impact=low")


def test_the_register_sorts_by_score(dana: Client, spec: Spec, people: Cast) -> None:
    change(spec, people, 4, probability="high")

    rows = dana.get(f"/specs/{spec.pk}/risks/?sort=score").context["shown"]

    assert [row.score for row in rows] == [9, 6, 6, 6, 6]
    assert rows[0].number == 5


def test_findings_stand_under_their_risk(dana: Client, spec: Spec, people: Cast) -> None:
    change(spec, people, 3, owner=None)

    response = dana.get(f"/specs/{spec.pk}/risks/")

    [row] = [row for row in response.context["shown"] if row.findings]
    assert (row.number, row.findings[0].code) == (4, "RSK003")


def test_an_empty_register_offers_the_four(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_spec(people, template)

    text = page(dana, spec)
    dana.post(f"/specs/{spec.pk}/rows/risk.register/offered/", {"op_id": str(uuid.uuid4())})

    assert "Add the four" in text
    assert "4 risks" in page(dana, spec)


def test_a_reader_is_offered_no_change(client: Client, people: Cast, spec: Spec) -> None:
    client.force_login(people.felix)

    text = page(client, spec)

    assert "Add a risk" not in text
    assert f"/specs/{spec.pk}/write/s5/#row-" not in text


def test_the_rail_gets_the_map_alone(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "?panel=1")

    assert "<svg" in text
    assert "<html" not in text


def test_the_file_holds_every_risk(dana: Client, spec: Spec) -> None:
    response = dana.get(f"/specs/{spec.pk}/risks/register.csv")

    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Score"] for row in rows] == ["6", "6", "6", "6", "3"]
    assert rows[0]["Owner"] == "Product manager"
    assert "card-fraud-score-risks.csv" in response["Content-Disposition"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_the_file_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_formulas_that_people_typed_are_sent_as_text(
    dana: Client, spec: Spec, people: Cast
) -> None:
    change(spec, people, 0, mitigation='=HYPERLINK("https://elsewhere.example")')

    text = dana.get(f"/specs/{spec.pk}/risks/register.csv").content.decode()

    assert "'=HYPERLINK" in text


def test_strangers_do_not_learn_that_there_is_a_register(
    client: Client, people: Cast, spec: Spec
) -> None:
    client.force_login(people.carla)

    assert client.get(f"/specs/{spec.pk}/risks/").status_code == 404
    assert client.get(f"/specs/{spec.pk}/risks/register.csv").status_code == 404


def test_both_maps_stand_side_by_side(dana: Client, spec: Spec, people: Cast) -> None:
    change(spec, people, 0, residual_probability="low", residual_impact="medium")

    text = page(dana, spec)

    assert "Before mitigation" in text
    assert "After mitigation" in text
    assert "Low probability, medium impact, after mitigation: 1 risk, score 2" in text
    assert "Not rated: 2, 3, 4, 5." in text


def test_a_cell_of_the_map_after_mitigation_narrows_the_register(
    dana: Client, spec: Spec, people: Cast
) -> None:
    change(spec, people, 3, residual_probability="low", residual_impact="high")

    text = page(dana, spec, "?residual_probability=low&residual_impact=high")

    assert "Low probability, high impact after mitigation" in text
    assert "Fraudsters probe the limits" in text
    assert "Fraud is missed above plan" not in text


def test_a_high_risk_names_its_signal_or_says_why_none_can(
    dana: Client, spec: Spec, people: Cast
) -> None:
    asks = "Name the monitoring signal that would tell, or say why none can."
    assert page(dana, spec).count(asks) == 2

    change(spec, people, 0, signal="Prediction distribution")
    change(spec, people, 3, no_signal="Probing looks like ordinary payments.")

    text = page(dana, spec)
    assert asks not in text
    assert "No signal: Probing looks like ordinary payments." in text


def test_a_mitigation_that_is_late_says_since_when(dana: Client, spec: Spec, people: Cast) -> None:
    change(spec, people, 0, due="2020-03-02")
    change(spec, people, 1, due="2999-03-02")
    change(spec, people, 2, due="2020-03-02", status="closed")

    text = page(dana, spec)

    assert text.count("overdue since") == 1
    assert text.count("word-warning") >= 1


def test_the_file_holds_what_is_left_after_mitigation(
    dana: Client, spec: Spec, people: Cast
) -> None:
    change(spec, people, 0, residual_probability="low", residual_impact="medium")

    response = dana.get(f"/specs/{spec.pk}/risks/register.csv")

    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Score after mitigation"] for row in rows] == ["2", "", "", "", ""]
