"""The risks of the demo's specs: different ones, of different people, due on different days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from specs.domain.attribute import Json


@dataclass(frozen=True)
class Risk:
    """One line of a register; levels are probability and impact."""

    failure_mode: str
    category: str
    levels: tuple[str, str]
    hurts: str
    mitigation: str
    owner: str
    status: str = "mitigating"
    signal: str = ""
    after: tuple[str, str] = ("", "")
    due_in: int = 21  # days

    def as_row(self, today: date) -> dict[str, Json]:
        """Return the cells that hold something."""
        cells = {
            "failure_mode": self.failure_mode,
            "category": self.category,
            "probability": self.levels[0],
            "impact": self.levels[1],
            "impact_description": self.hurts,
            "mitigation": self.mitigation,
            "owner": self.owner,
            "status": self.status,
            "signal": self.signal,
            "residual_probability": self.after[0],
            "residual_impact": self.after[1],
            "due": (today + timedelta(days=self.due_in)).isoformat(),
        }
        return {key: cell for key, cell in cells.items() if cell}


def rows(risks: tuple[Risk, ...], today: date) -> list[Json]:
    """Return a register; what is to be done is due in the weeks to come, or was."""
    return [risk.as_row(today) for risk in risks]


REFUND: Final = (
    Risk(
        "Honest customers are asked for proof",
        "false_positive",
        ("medium", "high"),
        "1 in 8 of them never orders again",
        "Ask only at 0.90 and above; answer within 4 hours",
        "product_manager",
        signal="Prediction distribution",
        after=("low", "high"),
        due_in=12,
    ),
    Risk(
        "Groups share which amounts pass",
        "adversarial",
        ("high", "high"),
        "Abuse moves to $19, below the limit",
        "One score per household and card, limits hidden",
        "ml_engineer",
        signal="Input distribution",
        after=("medium", "high"),
        due_in=-6,
    ),
    Risk(
        "Sales seasons change who returns",
        "distribution_shift",
        ("high", "medium"),
        "Recall falls about 4 points",
        "Retraining before each season, drift alert at KL 0.1",
        "data_scientist",
        signal="Input distribution",
        due_in=30,
    ),
    Risk(
        "Return scans arrive a day late",
        "skew",
        ("medium", "medium"),
        "Training knows what serving does not",
        "Training leaves out the last day of scans",
        "data_engineer",
        status="closed",
        due_in=-20,
    ),
)
ONBOARDING: Final = (
    Risk(
        "A sector is refused as a whole",
        "compliance",
        ("low", "high"),
        "A complaint to the regulator",
        "Refusals per sector are read every week",
        "legal_compliance",
        signal="Prediction distribution",
        due_in=12,
    ),
    Risk(
        "Merchants that will fail are let in",
        "false_negative",
        ("medium", "high"),
        "$4,100 of chargebacks each",
        "Payouts of the first 30 days are held for 3 days",
        "finance",
        signal="Model performance",
        after=("low", "high"),
        due_in=21,
    ),
    Risk(
        "Nobody answers the queue at weekends",
        "organisation",
        ("high", "medium"),
        "900 applications wait on Monday",
        "A rota of two reviewers on Saturdays",
        "sre_on_call",
        status="open",
        due_in=30,
    ),
    Risk(
        "Web shops look different by season",
        "distribution_shift",
        ("high", "medium"),
        "Sound sellers of seasonal goods are sent back",
        "Retraining every 30 days, drift alert at KL 0.1",
        "data_scientist",
        signal="Input distribution",
        after=("medium", "medium"),
        due_in=30,
    ),
    Risk(
        "The registry answers later than in training",
        "skew",
        ("medium", "high"),
        "Scores without company age are 6 points worse",
        "Late answers are scored again within an hour",
        "ml_engineer",
        signal="Input distribution",
        due_in=-3,
    ),
    Risk(
        "Applicants copy the papers of sound merchants",
        "adversarial",
        ("medium", "high"),
        "Whole groups of shops are opened by one person",
        "One bank account, one device, one application a week",
        "ml_engineer",
        status="open",
        due_in=45,
    ),
)
CHARGEBACK: Final = (
    Risk(
        "Winnable cases are given up",
        "false_negative",
        ("medium", "high"),
        "$85 for each of them",
        "A tenth of the low scores is contested all the same",
        "data_scientist",
        signal="Model performance",
        after=("low", "medium"),
        due_in=12,
    ),
    Risk(
        "A card scheme changes its rules",
        "distribution_shift",
        ("medium", "high"),
        "Scores mean nothing until retrained",
        "Rules are read on the day they are announced",
        "product_manager",
        signal="Input distribution",
        after=("medium", "medium"),
        due_in=21,
    ),
    Risk(
        "Agents follow the score blindly",
        "organisation",
        ("medium", "medium"),
        "Notes stop, and labels with them",
        "Every 50th case is shown without its score",
        "product_manager",
        due_in=30,
    ),
    Risk(
        "Evidence is uploaded after the score was made",
        "skew",
        ("medium", "medium"),
        "Training sees papers that serving never has",
        "Training takes the papers of the first day only",
        "data_engineer",
        signal="Input distribution",
        due_in=14,
    ),
    Risk(
        "Buyers learn which reasons are not contested",
        "adversarial",
        ("low", "high"),
        "Chargebacks under that reason rise by a third",
        "Shares by reason are compared every week",
        "data_scientist",
        signal="Prediction distribution",
        after=("low", "medium"),
        due_in=60,
    ),
)
DISPUTES: Final = (
    Risk(
        "Urgent fraud letters land with billing",
        "false_negative",
        ("medium", "high"),
        "The cardholder pays for 2 days more",
        "A list of words sends a letter to fraud first",
        "product_manager",
        signal="Model performance",
        after=("low", "high"),
        due_in=12,
    ),
    Risk(
        "Letters in a fifth language",
        "distribution_shift",
        ("low", "medium"),
        "The class is a guess",
        "Unknown languages go to the mail room",
        "data_scientist",
        signal="Input distribution",
        due_in=21,
    ),
    Risk(
        "Names of third parties stay in the logs",
        "compliance",
        ("medium", "high"),
        "A breach to report within 72 hours",
        "Logs hold the class and a hash; tested weekly",
        "legal_compliance",
        after=("low", "high"),
        due_in=30,
    ),
    Risk(
        "The scanner drops the second page",
        "data",
        ("high", "low"),
        "About 40 letters a week are misread",
        "Page counts are compared every night",
        "data_engineer",
        status="accepted",
        due_in=39,
    ),
    Risk(
        "Scans are sharper in training than at the counter",
        "skew",
        ("medium", "medium"),
        "11% of letters are passed on, as today",
        "A tenth of the training scans is made coarser",
        "ml_engineer",
        signal="Input distribution",
        due_in=18,
    ),
)
