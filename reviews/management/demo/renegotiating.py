"""Targets of the demo that turned out to be out of reach, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from reviews import actions
from reviews.domain.amending import Place
from reviews.management.demo.telling import sign
from reviews.models import SignOff, Stance
from specs import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviews.management.demo.people import Stage
    from reviews.models import Amendment
    from specs.domain.attribute import Json
    from specs.models import Spec

SHIP: Final = "evaluation.ship_threshold"
MVP: Final = "phases.mvp_threshold"
PRECISION: Final = "evaluation.operating_precision"
RECALL: Final = "evaluation.operating_recall"


def with_f1() -> dict[str, Json]:
    """Return the answers of the running example with F1 of 0.90 as what was wanted."""
    return {
        "evaluation.primary_metric": "f1",
        "evaluation.metric_definition": "2 × precision × recall / (precision + recall) on payments"
        " of the last quarter, at the decision threshold",
        "evaluation.metric_rationale": "A missed fraud costs $100 and a false alarm an analyst's"
        " time. F1 holds both: of 100 frauds we want to stop 88, and 92 of 100 alarms to be right.",
        "evaluation.baseline": "0.27",
        SHIP: "0.90",
        PRECISION: "0.92",
        RECALL: "0.88",
        "policy.review_volume": "826",
        "phases.poc_threshold": "0.80",
        MVP: "0.90",
        "evaluation.subgroups": _rows("evaluation.subgroups", {"threshold": "0.90"}),
        "business.goal_translation": _rows("business.goal_translation", {"metric": "f1"}),
        "requirements.performance": [
            {
                "aspect": "quality",
                "measure": "F1 on confirmed fraud",
                "comparator": ">=",
                "value": "0.90",
                "unit": "F1",
            },
            *_rows("requirements.performance", {})[1:],
        ],
        "governance.renegotiation_trigger": "PoC F1 more than 0.05 below the MVP threshold, or"
        " online loss reduction below 20% at the 10% stage.",
    }


def _rows(key: str, cells: Mapping[str, Json]) -> list[Json]:
    rows = catalogue.example(key)
    held = rows if isinstance(rows, list) else []
    return [{**row, **cells} for row in held if isinstance(row, dict)]


def ask_for_less(stage: Stage, spec: Spec) -> Amendment:
    """Propose F1 of 0.82 instead of 0.90 after the proof of concept; two roles have answered."""
    spec.refresh_from_db()
    keys = (SHIP, MVP, PRECISION, RECALL)
    amendment = actions.begin_amendment(
        spec=spec, places=[Place(key) for key in keys], by=stage["dana"]
    )
    today = timezone.now().date()
    grounds = actions.Grounds(
        why="Three model families and all labels of a year end at the same place: 0.82. What is"
        " missing are the wallets, which are out of scope until autumn.",
        known="The proof of concept reached F1 of 0.82 on the held-out quarter, in all subgroups"
        " within 0.02 of that.",
        known_from="MLflow, experiment fraud-poc, run 14",
        known_on=today - timedelta(days=6),
        due_on=today + timedelta(days=4),
    )
    actions.write_grounds(amendment=amendment, grounds=grounds, by=stage["dana"])
    typed = {
        SHIP: actions.Value("0.82", "0.80", "0.84", "0.82"),
        MVP: actions.Value("0.82", "0.80", "0.84", "0.82"),
        PRECISION: actions.Value("0.84", "", "", "0.84"),
        RECALL: actions.Value("0.80", "", "", "0.80"),
    }
    values = {row.pk: typed[row.key] for row in amendment.changes.all()}
    actions.write_values(amendment=amendment, values=values, by=stage["dana"], seen=1)
    counts = b"model,precision,recall,f1\nlogistic,0.79,0.71,0.75\ntrees,0.84,0.80,0.82\n"
    upload = actions.Upload("poc-runs.csv", "text/csv", counts)
    actions.add_evidence(
        amendment=amendment, title="Runs of the proof of concept", upload=upload, by=stage["dana"]
    )
    actions.add_evidence(
        amendment=amendment,
        title="Report of the data science team",
        url="https://wiki.meridian.example/fraud/poc-report",
        by=stage["dana"],
    )
    actions.propose_amendment(amendment=amendment, by=stage["dana"])
    _speak(stage, amendment, "data_scientist", Stance.AGREE, "More of the same data adds nothing.")
    why = "If the 1,900 reviews a day stay as they are, and the value is looked at again in a year."
    _speak(stage, amendment, "finance", Stance.AGREE_IF, why)
    return amendment


def lower_recall(stage: Stage, spec: Spec) -> None:
    """Accept a recall of 0.66 instead of 0.70, and let the roles that it touches sign again."""
    spec.refresh_from_db()
    amendment = actions.begin_amendment(spec=spec, places=[Place(SHIP)], by=stage["dana"])
    grounds = actions.Grounds(
        why="The rules engine keeps 60 ms only without the device graph, and that costs recall.",
        known="Recall of 0.67 without the device graph.",
        known_from="Replay of 500,000 payments",
    )
    actions.write_grounds(amendment=amendment, grounds=grounds, by=stage["dana"])
    row = amendment.changes.get(key=SHIP)
    values = {row.pk: actions.Value("0.67", "", "", "0.66")}
    actions.write_values(amendment=amendment, values=values, by=stage["dana"], seen=1)
    actions.propose_amendment(amendment=amendment, by=stage["dana"])
    for role in ("product_manager", "data_scientist", "legal_compliance"):
        _speak(stage, amendment, role, Stance.AGREE, "")
    ruling = actions.Ruling(why="0.66 still beats the rules by 11 points.", seen=1)
    review = actions.accept_amendment(amendment=amendment, ruling=ruling, by=stage["dana"])
    kept = set(SignOff.objects.standing().filter(review=review).values_list("role", flat=True))
    template = spec.template.template
    for role in template.sign_off:
        if role not in kept:
            sign(stage, review, role)


def _speak(stage: Stage, amendment: Amendment, role: str, stance: Stance, reason: str) -> None:
    actions.give_position(
        amendment=amendment,
        role=role,
        stance=stance,
        reason=reason,
        seen=amendment.version,
        by=stage.signer(role),
    )
