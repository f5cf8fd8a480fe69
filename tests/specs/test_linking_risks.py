"""A high risk is linked to the signal that would show it on one click, and that is taken back."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from specs import actions
from specs.models import Item, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import make_full_spec, op
from trail.domain.event import Kind, describe
from trail.models import Event

REGISTER, SIGNALS = "risk.register", "monitoring.signals"


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return the running example, of whose high risks the first names no signal."""
    return make_full_spec(people, template)


@pytest.fixture
def risk(spec: Spec) -> Item:
    """Return the risk of false positives, which nothing watches."""
    item = Item.objects.present().filter(spec=spec, key=REGISTER).first()
    assert item
    assert "signal" not in item.cells
    return item


def links(spec: Spec, risk: Item, signal: str, page: str = "risks") -> tuple[str, dict[str, str]]:
    """Return the address that links a risk, and what its form posts."""
    form = {"signal": signal, "base_version": str(risk.version), "op_id": str(op()), "page": page}
    return f"/specs/{spec.pk}/risks/{risk.pk}/link/", form


def last_event(spec: Spec) -> Event:
    return Event.objects.filter(chain=spec.chain).latest("seq")


def test_the_register_offers_the_likeliest_signal_first(
    dana: Client, spec: Spec, risk: Item
) -> None:
    page = dana.get(f"/specs/{spec.pk}/risks/").content.decode()

    form = re.search(rf'action="[^"]*{risk.pk}/link/".*?</form>', page, re.DOTALL)
    assert form
    offered = re.findall(r'name="signal" value="([^"]*)"', form[0])
    assert offered[0] == "Prediction distribution"
    assert set(offered) <= set(
        Item.objects.present()
        .filter(spec=spec, key=SIGNALS)
        .values_list("cells__signal", flat=True)
    )


@pytest.mark.parametrize("place", ["risks", "submit"])
def test_one_click_links_and_another_takes_it_back(
    dana: Client, spec: Spec, risk: Item, place: str
) -> None:
    page = f"/specs/{spec.pk}/{place}/"
    assert f"{risk.pk}/link/" in dana.get(page).content.decode()
    here, form = links(spec, risk, "Latency", place)

    linked = dana.post(here, form, follow=True).content.decode()

    risk.refresh_from_db()
    assert risk.cells["signal"] == "Latency"
    assert "is watched by “Latency”" in linked
    assert f"{risk.pk}/link/" not in linked
    assert last_event(spec).kind == Kind.RISK_LINKED
    assert "to the signal “Latency” on one click" in describe(last_event(spec))
    undone = dana.post(here.replace("/link/", "/unlink/"), form, follow=True).content.decode()
    risk.refresh_from_db()
    assert "signal" not in risk.cells
    assert f"{risk.pk}/link/" in undone
    assert last_event(spec).kind == Kind.RISK_UNLINKED


def test_what_was_written_since_is_not_taken_back(
    dana: Client, people: Cast, spec: Spec, risk: Item
) -> None:
    here, form = links(spec, risk, "Latency")
    dana.post(here, form)
    actions.save_item(
        spec=spec,
        attribute=spec.template.template.attributes[REGISTER],
        item_id=risk.pk,
        cells={**risk.cells, "signal": "Latency", "owner": "finance"},
        base_version=risk.version + 1,
        op_id=uuid.uuid4(),
        by=people.dana,
    )

    undone = dana.post(here.replace("/link/", "/unlink/"), form, follow=True).content.decode()

    risk.refresh_from_db()
    assert risk.cells["signal"] == "Latency"
    assert "changed since" in undone


def test_a_signal_that_nobody_monitors_is_not_named(dana: Client, spec: Spec, risk: Item) -> None:
    here, form = links(spec, risk, "Intuition")

    page = dana.post(here, form, follow=True).content.decode()

    risk.refresh_from_db()
    assert "signal" not in risk.cells
    assert "changed this risk or its signal" in page


def test_a_second_click_after_a_lost_reply_links_once(dana: Client, spec: Spec, risk: Item) -> None:
    here, form = links(spec, risk, "Latency")
    dana.post(here, form)
    seq = last_event(spec).seq

    dana.post(here, form)

    assert last_event(spec).seq == seq


@pytest.mark.parametrize(("name", "status"), [("felix", 403), ("carla", 404)])
def test_who_may_link(
    client: Client, people: Cast, spec: Spec, risk: Item, name: str, status: int
) -> None:
    client.force_login(getattr(people, name))

    here, form = links(spec, risk, "Latency")

    assert client.post(here, form).status_code == status
