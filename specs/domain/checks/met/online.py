"""MET: what is measured on live traffic."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.wording import has_digit

METRIC = "evaluation.primary_metric"
ONLINE = "evaluation.online_metric"
ONLINE_TARGET = "evaluation.online_target"
LINK = "evaluation.offline_online_link"


@check(
    "MET015",
    "Offline metric without an online partner",
    Severity.WARNING,
    needs=(METRIC, ONLINE),
    message="A good offline number does not prove a business effect.",
    fix="Add the metric measured on live traffic.",
    source="002 §3; 003 §7",
)
def no_online_metric(document: Document) -> Iterator[At]:
    """The model is judged on stored data, and nothing is measured where it acts.

    Offline results have risen while sales fell. Only a metric on live traffic shows whether
    anybody is better off.
    """
    if document.is_blank(ONLINE) and not document.is_blank(METRIC):
        yield At(ONLINE)


@check(
    "MET034",
    "Online target without a number",
    Severity.WARNING,
    needs=(ONLINE, ONLINE_TARGET),
    message="The online metric has no target.",
    fix="Give value and comparison.",
    source="002 §3, §9",
)
def online_target_without_number(document: Document) -> Iterator[At]:
    """The online metric has no value that it should reach.

    After the test somebody has to say whether it worked. "Lower loss" is true of any result
    that somebody wants to be a success.
    """
    if not has_digit(document.text(ONLINE_TARGET)) and not document.is_blank(ONLINE):
        yield At(ONLINE_TARGET)


@check(
    "MET036",
    "Link from offline to online metric not explained",
    Severity.ADVICE,
    needs=(ONLINE, LINK),
    message="The two metrics never agree perfectly; nothing says why they should agree at all.",
    fix="State the link and where it may break.",
    source="002 §3; 003 §8",
)
def link_not_explained(document: Document) -> Iterator[At]:
    """Nothing says why a better offline metric should move the online one.

    When the two part, and they will, the team has to know which assumption failed. Written
    down beforehand, it is a place to look.
    """
    if document.is_blank(LINK) and not document.is_blank(ONLINE):
        yield At(LINK)
