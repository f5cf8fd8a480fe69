"""Findings that are mended on one click, and the click that takes it back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pytest
from django.test import Client

from specs import actions, catalogue
from specs.documents import load_document
from specs.domain.attribute import Json
from specs.domain.checks import run
from specs.domain.fixes import MISSING_LINES, Fix, find_fix
from specs.models import Answer, Conflict, Item, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import change, make_full_spec, op
from trail.domain.event import Kind, describe
from trail.models import Event

HTMX = {"HX-Request": "true"}
DIRECTION = "evaluation.metric_direction"
SIGNALS, REGISTER = "monitoring.signals", "risk.register"


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


def full_template() -> SpecTemplate:
    return SpecTemplate.objects.filter(key="full_spec").latest("version")


def spec_with(people: Cast, changes: Mapping[str, Json]) -> Spec:
    return make_full_spec(people, full_template(), changes)


def fixes(spec: Spec) -> dict[str, Fix]:
    document = load_document(spec)
    return {f.code: fix for f in run(document) if (fix := find_fix(f, document))}


def typed(code: str, key: str, version: int = 1) -> dict[str, str]:
    return {"code": code, "key": key, "base_version": str(version), "op_id": str(uuid.uuid4())}


def kinds(spec: Spec) -> list[str]:
    events = Event.objects.filter(chain=spec.chain).order_by("-seq")
    return [event.kind for event in events[:2]]


@pytest.fixture
def wrong_way(people: Cast) -> Spec:
    """Return a spec that says that a lower recall is better."""
    return spec_with(people, {DIRECTION: "lower"})


def test_the_direction_is_set_on_one_click(dana: Client, wrong_way: Spec) -> None:
    url = f"/specs/{wrong_way.pk}/findings/"
    assert "Fix: set to “Higher is better”" in dana.get(url).content.decode()

    response = dana.post(f"{url}fix/", typed("MET024", DIRECTION), headers=HTMX)

    text = response.content.decode()
    assert "Fixed MET024" in text
    assert "Fix: set to" not in text
    assert Answer.objects.get(spec=wrong_way, key=DIRECTION).value == "higher"


def test_the_trail_says_that_it_was_a_fix(dana: Client, wrong_way: Spec) -> None:
    dana.post(f"/specs/{wrong_way.pk}/findings/fix/", typed("MET024", DIRECTION))

    assert kinds(wrong_way) == [Kind.FINDING_FIXED, Kind.ANSWER_SAVED]
    said = describe(Event.objects.filter(chain=wrong_way.chain).latest("seq"))
    assert "fixed the finding MET024 in “Direction” on one click: set to" in said


def test_a_fix_can_be_taken_back_once(dana: Client, wrong_way: Spec) -> None:
    url, form = f"/specs/{wrong_way.pk}/findings/", typed("MET024", DIRECTION)
    dana.post(f"{url}fix/", form, headers=HTMX)

    first = dana.post(f"{url}undo/", form, headers=HTMX)
    second = dana.post(f"{url}undo/", form, headers=HTMX)

    assert first.status_code == 200
    assert second.status_code == 409
    assert Answer.objects.get(spec=wrong_way, key=DIRECTION).value == "lower"
    assert kinds(wrong_way) == [Kind.FIX_UNDONE, Kind.ANSWER_SAVED]


def test_what_was_written_since_is_not_taken_back(
    dana: Client, people: Cast, wrong_way: Spec
) -> None:
    url, form = f"/specs/{wrong_way.pk}/findings/", typed("MET024", DIRECTION)
    dana.post(f"{url}fix/", form, headers=HTMX)
    change(wrong_way, DIRECTION, None, people.dana)

    response = dana.post(f"{url}undo/", form, headers=HTMX)

    assert response.status_code == 409
    assert Answer.objects.get(spec=wrong_way, key=DIRECTION).value is None
    assert not Conflict.objects.filter(spec=wrong_way).exists()


def test_a_finding_that_is_gone_is_not_fixed(dana: Client, people: Cast, wrong_way: Spec) -> None:
    change(wrong_way, DIRECTION, "higher", people.dana)

    url = f"/specs/{wrong_way.pk}/findings/fix/"
    response = dana.post(url, typed("MET024", DIRECTION), headers=HTMX)

    assert response.status_code == 409
    assert "Somebody changed this meanwhile" in response.content.decode()


def test_an_empty_table_gets_its_standard_lines(dana: Client, people: Cast) -> None:
    spec = spec_with(people, {SIGNALS: None})
    form = typed("MON001", SIGNALS, 0)

    dana.post(f"/specs/{spec.pk}/findings/fix/", form, headers=HTMX)

    present = Item.objects.present().filter(spec=spec, key=SIGNALS)
    assert len(present) == 4
    dana.post(f"/specs/{spec.pk}/findings/undo/", form, headers=HTMX)
    assert not present.all().exists()


def test_a_line_that_is_missing_is_added(people: Cast) -> None:
    spec = spec_with(people, {})
    for item in Item.objects.present().filter(spec=spec, key=REGISTER):
        if item.cells.get("category") == "distribution_shift":
            actions.delete_item(
                spec=spec, item_id=item.pk, base_version=1, op_id=uuid.uuid4(), by=people.dana
            )
    assert fixes(spec)["RSK004"].words == "add the line “Distribution shift”"

    actions.fix_finding(
        spec=spec, code="RSK004", key=REGISTER, base_version=0, op_id=uuid.uuid4(), by=people.dana
    )

    assert "RSK004" not in fixes(spec)


def test_every_line_that_can_be_missing_is_one_that_the_catalogue_gives() -> None:
    known = catalogue.attributes()

    for code, (column, value) in MISSING_LINES.items():
        key = SIGNALS if code.startswith("MON") else REGISTER
        assert any(row.get(column) == value for row in known[key].default_rows), code


def test_a_metric_of_the_teams_own_has_no_known_direction(people: Cast) -> None:
    spec = spec_with(people, {"evaluation.primary_metric": "other", DIRECTION: "lower"})

    assert not [fix for fix in fixes(spec).values() if fix.key == DIRECTION]


@pytest.mark.parametrize(("name", "status"), [("felix", 403), ("carla", 404)])
def test_who_may_fix(client: Client, people: Cast, wrong_way: Spec, name: str, status: int) -> None:
    client.force_login(getattr(people, name))

    response = client.post(f"/specs/{wrong_way.pk}/findings/fix/", typed("MET024", DIRECTION))

    assert response.status_code == status


def beside(spec: Spec, code: str, key: str) -> str:
    return f"/specs/{spec.pk}/answers/{key}/fix/{code}/"


def section_page(client: Client, spec: Spec, key: str) -> str:
    section = spec.template.template.section_of[key]
    return client.get(f"/specs/{spec.pk}/write/{section}/").content.decode()


def test_the_fix_stands_beside_its_field(dana: Client, wrong_way: Spec) -> None:
    page = section_page(dana, wrong_way, DIRECTION)

    assert "Fix: set to “Higher is better”" in page
    assert f'action="{beside(wrong_way, "MET024", DIRECTION)}"' in page


def test_the_field_comes_back_mended_with_the_way_to_undo_it(dana: Client, wrong_way: Spec) -> None:
    here, save = beside(wrong_way, "MET024", DIRECTION), {"op_id": str(op()), "base_version": "1"}

    mended = dana.post(here, save, headers=HTMX)

    assert mended.headers["HX-Retarget"] == "#field-evaluation-metric_direction"
    assert "Fixed MET024" in mended.content.decode()
    assert "Fix: set to" not in mended.content.decode()
    assert Answer.objects.get(spec=wrong_way, key=DIRECTION).value == "higher"
    undone = dana.post(f"{here}undo/", {"op_id": save["op_id"]}, headers=HTMX)
    assert "Fix: set to “Higher is better”" in undone.content.decode()
    assert Answer.objects.get(spec=wrong_way, key=DIRECTION).value == "lower"


def test_a_save_brings_the_fix_of_what_it_made_wrong(dana: Client, people: Cast) -> None:
    spec = spec_with(people, {})
    save = {"op_id": str(op()), "base_version": "1", "value": "lower"}

    reply = dana.post(f"/specs/{spec.pk}/answers/{DIRECTION}/", save, headers=HTMX)

    assert f'action="{beside(spec, "MET024", DIRECTION)}"' in reply.content.decode()


def test_a_save_brings_the_fix_of_what_it_made_wrong_elsewhere(dana: Client, people: Cast) -> None:
    spec = spec_with(people, {DIRECTION: "higher"})
    save = {"op_id": str(op()), "base_version": "1", "value": "log_loss"}

    reply = dana.post(f"/specs/{spec.pk}/answers/evaluation.primary_metric/", save, headers=HTMX)

    assert "Fix: set to “Lower is better”" in reply.content.decode()


def test_a_table_is_filled_from_beside_it(dana: Client, people: Cast) -> None:
    spec = spec_with(people, {SIGNALS: None})
    save = {"op_id": str(op()), "base_version": "0"}

    reply = dana.post(beside(spec, "MON001", SIGNALS), save, headers=HTMX)

    assert "Fixed MON001" in reply.content.decode()
    assert len(Item.objects.present().filter(spec=spec, key=SIGNALS)) == 4


def test_without_script_the_list_says_what_was_fixed(dana: Client, wrong_way: Spec) -> None:
    save = {"op_id": str(op()), "base_version": "1"}

    page = dana.post(beside(wrong_way, "MET024", DIRECTION), save).content.decode()

    assert "Fixed MET024" in page
    assert "Undo" in page


def test_beside_the_field_a_finding_that_is_gone_is_not_fixed(
    dana: Client, people: Cast, wrong_way: Spec
) -> None:
    change(wrong_way, DIRECTION, "higher", people.dana)
    save = {"op_id": str(op()), "base_version": "1"}

    reply = dana.post(beside(wrong_way, "MET024", DIRECTION), save, headers=HTMX)

    assert reply.status_code == 409
    assert "Somebody changed this meanwhile" in reply.content.decode()
