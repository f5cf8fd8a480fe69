"""GOV: what must not happen, and what has to be explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain import words
from specs.domain.checks.check import At, Severity, at_lines, check
from specs.domain.derived import lines_without
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.texts import texts_of
from specs.domain.wording import Terms, gist

NEGATIVE = "constraints.negative"
INTERPRETABILITY = "constraints.interpretability"
TRANSPARENCY = "constraints.model_transparency"
MITIGATION = "constraints.black_box_mitigation"
COMPLIANCE = "constraints.compliance"
ALGORITHM = "constraints.mandated_algorithm"
JUSTIFICATION = "constraints.algorithm_justification"
STATEMENT = "problem.statement"
REASON_CODES = "reason_codes_by_law"
EXPLAINED = ("per_decision", REASON_CODES)
DECIDED = frozenset({"yes", "no"})
WAVED_AWAY = frozenset(words.NOT_APPLICABLE)
CREDIT = Terms(words.CREDIT_WORDS)
REASONS = Terms(words.REASON_WORDS)
SUBJECT_KEYS = ("project.title", STATEMENT, "problem.decision")
# Where a spec would say that the customer is told why.
REASON_KEYS = (
    "problem.output_usage",
    "policy.statement",
    "requirements.functional",
    "requirements.constraints",
    "constraints.compliance_notes",
    MITIGATION,
)


@check(
    "GOV005",
    "Negative requirements not decided",
    Severity.WARNING,
    needs=(NEGATIVE,),
    presence=True,
    message="Not decided: {items}.",
    fix="Answer yes or no for each.",
    source="002 §7",
)
def negative_not_decided(document: Document) -> Iterator[At]:
    """For some of the usual prohibitions nobody said whether they apply.

    "Unknown" is found out later by an auditor or a lawyer, when the data are already collected
    and the model is built. A plain no, with its reason, is an answer.
    """
    undecided = lines_without(document, NEGATIVE, "applies", DECIDED)
    if undecided:
        yield At(NEGATIVE, undecided)


@check(
    "GOV006",
    "Negative requirement cannot be verified",
    Severity.WARNING,
    needs=(NEGATIVE,),
    message="No way to verify: {items}.",
    fix="Say how somebody would check it.",
    source="002 §7 (derived)",
)
def negative_not_verifiable(document: Document) -> Iterable[At]:
    """A prohibition applies, and nothing says how anybody would notice that it is broken.

    What must not happen leaves no trace by itself. A scan, a test or a report turns the sentence
    into something that can be shown.
    """
    rows = document.rows_where(NEGATIVE, _lacks_verification)
    return at_lines(document, NEGATIVE, rows, "verification")


@check(
    "GOV007",
    "Explanation mandatory, black box not mitigated",
    Severity.BLOCKER,
    needs=(INTERPRETABILITY, TRANSPARENCY, MITIGATION),
    message="Decisions must be explained, and the model accepted cannot explain itself.",
    fix="Require a transparent model, or describe the explanations.",
    source="003 §2; 002 §7",
)
def black_box_not_mitigated(document: Document) -> Iterator[At]:
    """Each decision needs an explanation, and a model without any is accepted.

    One of the two gives way in production, and it is the explanation. Either the model can be
    read, or the spec says how its answers are explained all the same.
    """
    if document.text(INTERPRETABILITY) not in EXPLAINED:
        return
    accepted = document.text(TRANSPARENCY)
    if accepted == "black_box" or (
        accepted == "black_box_explained" and document.is_blank(MITIGATION)
    ):
        yield At(MITIGATION)


@check(
    "GOV008",
    "Explanation demanded in one place, not in the other",
    Severity.WARNING,
    needs=(NEGATIVE, INTERPRETABILITY),
    message=(
        "The negative requirements ask for explained decisions; the need for explanation does not."
    ),
    fix="Make them agree.",
    source="002 §7 (derived)",
)
def explanation_contradicted(document: Document) -> Iterator[At]:
    """No decision without an explanation is demanded, and elsewhere none is needed.

    Whoever builds the model reads one of the two places. Half of them build it without
    explanations.
    """
    if document.text(INTERPRETABILITY) in EXPLAINED:
        return
    if document.line(NEGATIVE, "explain_decisions").text("applies") == "yes":
        yield At(INTERPRETABILITY)


@check(
    "GOV009",
    "Credit law without reason codes",
    Severity.BLOCKER,
    needs=(COMPLIANCE, INTERPRETABILITY),
    message="Credit decisions under ECOA must give reason codes.",
    fix="Set the need for explanation to reason codes.",
    source="002 §7",
)
def credit_law_without_reasons(document: Document) -> Iterator[At]:
    """The Equal Credit Opportunity Act applies, and reason codes are not asked for.

    Whoever is refused credit under it must be told the main reasons. A model that cannot give
    them may not decide.
    """
    if document.has(COMPLIANCE, "ecoa") and document.text(INTERPRETABILITY) != REASON_CODES:
        yield At(INTERPRETABILITY)


@check(
    "GOV022",
    "Algorithm imposed without validation",
    Severity.BLOCKER,
    needs=(ALGORITHM, JUSTIFICATION),
    message="A method is imposed and nobody showed that it fits.",
    fix="Remove it and state metric and target, or give source and test.",
    source="001 §7",
)
def algorithm_imposed(document: Document) -> Iterator[At]:
    """A method is prescribed, and nothing says where it was shown to work for this.

    A method that was right elsewhere may be wrong for these data. If it then fails, whoever
    built it did as told and nobody answers for the result.
    """
    if not document.is_blank(ALGORITHM) and document.is_blank(JUSTIFICATION):
        yield At(JUSTIFICATION)


@check(
    "GOV024",
    "Credit is decided and no reasons are given",
    Severity.WARNING,
    needs=(STATEMENT,),
    reads=("project.title", "problem.decision", INTERPRETABILITY, *REASON_KEYS),
    message=(
        "A credit decision must come with its reasons, and neither usage nor requirements speak "
        "of them."
    ),
    fix="Require reasons for the customer, or say which law spares you.",
    source="002 §7 (derived)",
)
def credit_without_reasons(document: Document) -> Iterator[At]:
    """The spec is about credit, and nowhere does a customer learn why it was refused.

    Most laws on credit demand it, and customers ask in any case. Reasons have to be built in
    from the start; a score alone does not contain them.
    """
    if not any(CREDIT.is_in(document.text(key)) for key in SUBJECT_KEYS):
        return
    if document.text(INTERPRETABILITY) == REASON_CODES:
        return
    if not any(REASONS.is_in(text) for key in REASON_KEYS for text in texts_of(document, key)):
        yield At(STATEMENT)


def _lacks_verification(row: Row) -> bool:
    if row.text("applies") != "yes":
        return False
    said = gist(row.text("verification"))
    return said.words < 2 or said.normal in WAVED_AWAY
