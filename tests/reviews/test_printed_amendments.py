"""What the audit PDF and its bundle say of amendments."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from reviews import actions
from reviews.dossiers import load_dossier
from reviews.exports.bundle import build_bundle
from reviews.exports.render import render
from reviews.models import Stance
from specs.models import SpecTemplate
from tests.cast import Cast
from tests.reviews import reading_pdf
from tests.reviews.amendment_scene import RULING, WHY, agree, approve_spec, prepare

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


def test_the_pdf_and_its_bundle_hold_all_of_an_amendment(
    people: Cast, template: SpecTemplate, tmp_path: Path
) -> None:
    spec = approve_spec(people, template)
    prepared = prepare(people, spec)
    upload = actions.Upload("poc.csv", "text/csv", b"label,score\n")
    evidence = actions.add_evidence(
        amendment=prepared, title="Runs of the PoC", upload=upload, by=people.dana
    )
    amendment = actions.propose_amendment(amendment=prepared, by=people.dana)
    agree(people, amendment, "product_manager", "data_scientist")
    actions.give_position(
        amendment=amendment,
        role="legal_compliance",
        stance=Stance.AGREE_IF,
        reason="The appeal path stays.",
        seen=1,
        by=people.imani,
    )
    review = actions.accept_amendment(amendment=amendment, ruling=RULING, by=people.dana)
    export = actions.ask_for_export(revision=review.revision, by=people.dana)

    dossier = load_dossier(export)
    text = " ".join(reading_pdf.words(render(dossier), tmp_path).split())
    with ZipFile(BytesIO(build_bundle(dossier))) as bundle:
        [held] = json.loads(bundle.read("amendments.json"))

    for words in (
        "Amendment 1 of revision 1: Accepted",
        "1 threshold is loosened after a result was known",
        "Asked by Dana Okafor",
        WHY,
        "PoC run 14",
        "0.61 (0.58 to 0.64)",
        "Agrees if: The appeal path stays.",
        "Runs of the PoC",
        evidence.content_hash[:4],
        f"Accepted by Dana Okafor, {dossier.made_at.day}",
        RULING.why,
        "It is revision 2.",
    ):
        assert words in text, words
    told = " ".join(event.words for event in dossier.trail)
    assert "accepted amendment 1, which makes revision 2" in told
    [change] = held["changes"]
    assert (change["old"], change["new"], change["move"]) == ("0.7", "0.62", "loosened")
    assert held["evidence"][0]["content_hash"] == evidence.content_hash
    assert [one["stance"] for one in held["positions"]] == ["Agrees", "Agrees", "Agrees if"]


def test_a_spec_without_amendments_has_no_chapter_for_them(
    people: Cast, template: SpecTemplate
) -> None:
    spec = approve_spec(people, template)
    review = spec.revisions.get().review
    dossier = load_dossier(actions.ask_for_export(revision=review.revision, by=people.dana))

    with ZipFile(BytesIO(build_bundle(dossier))) as bundle:
        assert "amendments.json" not in bundle.namelist()
    assert dossier.amendments == ()
