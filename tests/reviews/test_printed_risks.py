"""What the audit PDF prints of risks: both maps, both scores, and who accepted what."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from reviews.exports import pages
from reviews.exports.dossier import Dossier, RevisionText
from tests.reviews.make_dossier import (
    START,
    answers,
    earlier,
    make_dossier,
    make_revision,
    make_sign_offs,
    stamp,
)
from trail.domain.canonical import canonical, digest


def dossier_with(accepted: list[dict[str, Any]], **cells: str) -> Dossier:
    """Return the running example, with cells of its first risk and with accepted risks."""
    given = answers()
    [section] = [held for held in given.values() if "risk.register" in held]
    section["risk.register"][0]["cells"].update(cells)
    before = make_revision(1, earlier(given), START + timedelta(hours=8))
    now = make_revision(2, given, START + timedelta(days=14))
    if accepted:
        text = canonical({**json.loads(now.text), "accepted_risks": accepted})
        now = RevisionText(2, digest(text), text, now.frozen_at, now.frozen_by)
    signed = make_sign_offs(now, before)
    return replace(make_dossier(events=3), revision=now, earlier=(before,), sign_offs=signed)


def printed(dossier: Dossier) -> str:
    return pages.build_pages(dossier).html


def test_both_maps_are_printed_side_by_side() -> None:
    html = printed(dossier_with([], residual_probability="low", residual_impact="medium"))

    assert "After mitigation" in html
    assert "Heat map of the risk register, after mitigation. low probability" in html
    assert "Score after mitigation" in html


def test_a_register_without_what_is_left_is_printed_as_before() -> None:
    html = printed(dossier_with([]))

    assert "Heat map of the risk register." in html
    assert "fter mitigation" not in html
    assert "Risks accepted by name" not in html


def test_who_accepted_which_risk_is_printed() -> None:
    accepted = {
        "item": "1",
        "failure_mode": "Fraudsters probe the limits",
        "text_hash": digest("text"),
        "reason": "The limit holds for the pilot.",
        "by": "Ruth Lindqvist",
        "at": stamp(START),
        "expires_on": "2026-06-01",
    }

    html = printed(dossier_with([accepted]))

    assert "Risks accepted by name" in html
    assert "The limit holds for the pilot." in html
    assert "Ruth Lindqvist, 2 February 2026, 09:30 UTC, until 1 June 2026" in html
