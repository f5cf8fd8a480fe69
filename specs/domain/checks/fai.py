"""FAI: fairness and bias."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from specs.domain.amounts import below
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.wording import similar

CONCERNS = "fairness.concerns_people"
ASSESSMENT = "fairness.assessment_planned"
PROTECTED = "fairness.protected_attributes"
REPRESENTATION = "fairness.representation"
MEASURE = "fairness.measure"
MAX_GAP = "fairness.max_gap"
NEGATIVE = "constraints.negative"
SUBGROUPS = "evaluation.subgroups"
PII = "data.pii_in_training"
COMPLIANCE = "constraints.compliance"
INPUTS = "io.inputs"


@check(
    "FAI001",
    "No bias assessment",
    Severity.BLOCKER,
    needs=(ASSESSMENT, CONCERNS),
    presence=True,
    message="Decisions concern people, so a bias assessment is mandatory.",
    fix="Plan it and name who does it.",
    source="001 §3",
)
def no_bias_assessment(document: Document) -> Iterator[At]:
    """The predictions are about people or change what they get, and nobody will look at whether
    some groups fare worse.

    Data carries the decisions of the past, and a model continues them at scale. That cannot be
    seen in an average; it has to be looked for, by somebody who is named.
    """
    if document.says_yes(CONCERNS) and not document.says_yes(ASSESSMENT):
        yield At(ASSESSMENT)


@check(
    "FAI002",
    "Protected attributes not listed",
    Severity.BLOCKER,
    needs=(PROTECTED, NEGATIVE),
    message="Discrimination is forbidden, and the spec does not say on what.",
    fix="List the attributes.",
    source="002 §7",
)
def protected_attributes_not_listed(document: Document) -> Iterator[At]:
    """The system must not discriminate, and it is open by which attributes.

    A ban without a list cannot be tested: nobody knows which groups to compare. Which
    attributes are protected depends on country and use, so somebody who knows the law has to
    name them.
    """
    if document.rows(PROTECTED):
        return
    if document.line(NEGATIVE, "no_discrimination").text("applies") == "yes":
        yield At(PROTECTED)


@check(
    "FAI003",
    "Protected attribute used as an input",
    Severity.BLOCKER,
    needs=(PROTECTED,),
    message="Used as an input without a legal basis: {items}.",
    fix="Remove it or give the basis.",
    source="002 §7; 001 §3",
)
def protected_attribute_as_input(document: Document) -> Iterable[At]:
    """The model reads an attribute on which it must not discriminate, and no legal basis is given.

    In many countries and uses that alone is unlawful, whatever the results. There are cases
    where it is allowed or even needed; then the basis belongs beside it, before anybody trains.
    """
    rows = document.rows_where(PROTECTED, _is_used_without_basis)
    return at_rows(PROTECTED, rows, "attribute", "legal_basis")


@check(
    "FAI004",
    "A group is under-represented",
    Severity.WARNING,
    needs=(REPRESENTATION,),
    message="Too rare in training compared with production: {items}.",
    fix="Add data or weight the group.",
    source="001 §3",
)
def group_too_rare(document: Document) -> Iterable[At]:
    """A group makes up a much smaller part of the training data than of those whom the model will
    meet.

    What is rare in training is learnt badly, and the error falls on the same people every time.
    More cases of the group, or a larger weight for them, cost less before the launch than an
    apology after it.
    """
    least = document.parameters.representation_ratio
    rows = document.rows_where(REPRESENTATION, _is_too_rare, least)
    return at_rows(REPRESENTATION, rows, "group", "training_share")


@check(
    "FAI005",
    "No limit for unequal treatment",
    Severity.WARNING,
    needs=(MAX_GAP, ASSESSMENT, MEASURE),
    reads=(CONCERNS,),
    message="The assessment has no pass mark.",
    fix="Choose the measure and the largest gap.",
    source="003 §7; 001 §3",
)
def no_fairness_limit(document: Document) -> Iterator[At]:
    """A bias assessment is planned without a measure, or without the difference from which it has
    failed.

    Some difference is always found. If nobody said beforehand how much is too much, whatever is
    found will be called acceptable. Where each group has to reach the value to ship, that value
    is the limit.
    """
    if _is_assessed(document) and not _has_pass_mark(document):
        yield At(MAX_GAP)


@check(
    "FAI006",
    "Protected attribute without a subgroup",
    Severity.WARNING,
    needs=(SUBGROUPS, PROTECTED),
    message="Not evaluated as a subgroup dimension: {items}.",
    fix="Add at least one subgroup for each.",
    source="000 §4; 002 §7 (derived)",
)
def attribute_without_subgroup(document: Document) -> Iterable[At]:
    """An attribute is listed as protected, and no group that is evaluated belongs to it.

    Then it stays a word in the document. Harm to a group becomes visible only when its cases
    are measured apart, with a value of their own to reach.
    """
    dimensions = document.told_by_rows(SUBGROUPS, _dimensions)
    rows = document.rows_where(PROTECTED, _is_not_evaluated, dimensions)
    return at_rows(SUBGROUPS, rows, "attribute")


@check(
    "FAI007",
    "Representation not compared",
    Severity.WARNING,
    needs=(REPRESENTATION, ASSESSMENT),
    reads=(CONCERNS,),
    message="Nobody compares how groups appear in training and in production.",
    fix="Fill the table.",
    source="001 §3",
)
def representation_not_compared(document: Document) -> Iterator[At]:
    """A bias assessment is planned, and the shares of the groups in training and in production are
    not set side by side.

    It is the cheapest test there is, and finds the most frequent cause. A group that is missing
    from the data cannot be treated well by what is learnt from it.
    """
    if _is_assessed(document) and not document.rows(REPRESENTATION):
        yield At(REPRESENTATION)


@check(
    "FAI008",
    "No people concerned, yet personal data",
    Severity.WARNING,
    needs=(CONCERNS,),
    reads=(PII, COMPLIANCE, INPUTS),
    message=(
        "The spec says that no decision concerns people, and elsewhere it uses data about people."
    ),
    fix="Correct the answer, or remove the personal data.",
    source="001 §3; 002 §7 (derived)",
)
def people_denied(document: Document) -> Iterator[At]:
    """The spec says that its decisions do not concern people, and other answers tell of data about
    persons or of laws that protect them.

    That answer hides the whole section on fairness, so one wrong click removes every question
    in it. A machine part has no personal data; where there is some, somebody is behind it.
    """
    if document.value(CONCERNS) is False and _uses_personal_data(document):
        yield At(CONCERNS)


def _is_used_without_basis(row: Row) -> bool:
    return row.says("used_as_input", "yes") and row.lacks("legal_basis")


def _is_too_rare(row: Row, ratio: Decimal) -> bool:
    production = row.number("production_share")
    if not production:
        return False
    return below(row.number("training_share"), ratio * production)


def _dimensions(rows: tuple[Row, ...]) -> frozenset[str]:
    return frozenset(row.text("dimension") for row in rows)


def _is_not_evaluated(row: Row, dimensions: frozenset[str]) -> bool:
    """No subgroup is of this attribute; one without a name asks for none."""
    attribute = row.text("attribute")
    if not attribute or attribute in dimensions:
        return False
    return not any(similar(attribute, dimension) for dimension in dimensions)


def _is_assessed(document: Document) -> bool:
    """A bias assessment is planned, and nobody says that no people are concerned."""
    return document.says_yes(ASSESSMENT) and document.value(CONCERNS) is not False


def _has_pass_mark(document: Document) -> bool:
    measure = document.text(MEASURE)
    if not measure:
        return False
    return measure == "subgroup_thresholds" or document.number(MAX_GAP) is not None


def _uses_personal_data(document: Document) -> bool:
    return (
        document.text(PII) in ("raw", "pseudonymised")
        or document.has(COMPLIANCE, "ecoa")
        or bool(document.rows_where(INPUTS, Row.says, "personal_data", "yes"))
    )


CHECKS = (
    no_bias_assessment,
    protected_attributes_not_listed,
    protected_attribute_as_input,
    group_too_rare,
    no_fairness_limit,
    attribute_without_subgroup,
    representation_not_compared,
    people_denied,
)
