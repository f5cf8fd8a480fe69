"""DAT: whether the data is what it is taken for: fresh, checked, like production, stable."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import SECONDS, above
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.reading import Row

TRAINED = "data.last_trained"
MAX_AGE = "data.freshness_max_age"
LIKENESS = "data.representativeness"
RULES = "data.quality_rules"
READINESS = "data.readiness"
SOURCES = "data.sources"
STABILITY = "data.schema_stability"
CONTRACT = "data.schema_contract"


@check(
    "DAT010",
    "Training data older than allowed",
    Severity.WARNING,
    needs=(TRAINED, MAX_AGE),
    message="The last training is older than the freshness limit.",
    fix="Retrain, or change the limit.",
    source="000 §3",
)
def training_data_too_old(document: Document) -> Iterator[At]:
    """The model was last trained longer ago than the spec allows.

    The world has moved on in the meantime, as the limit foresaw. Either the limit matters or
    it should say what is meant.
    """
    age = document.days_since(TRAINED)
    if age is not None and above(age * SECONDS["days"], document.seconds(MAX_AGE)):
        yield At(TRAINED)


@check(
    "DAT018",
    "Likeness to the target environment not analysed",
    Severity.WARNING,
    needs=(LIKENESS,),
    presence=True,
    message="Nobody compares training data with reality.",
    fix="Describe the analysis and the largest difference allowed.",
    source="001 §3",
)
def likeness_not_analysed(document: Document) -> Iterator[At]:
    """It is open how the training data is compared with what the model will meet.

    Data is collected where that is easy, and used where it is needed. Groups, seasons and
    devices that are missing from training are where the model fails.
    """
    if document.is_blank(LIKENESS):
        yield At(LIKENESS)


@check(
    "DAT019",
    "No structure and cleanliness rules",
    Severity.WARNING,
    needs=(RULES,),
    presence=True,
    message="There are no rules that data must pass.",
    fix="Add rules with limits.",
    source="001 §3",
)
def no_rules_for_data(document: Document) -> Iterator[At]:
    """No rule says which data is too broken to train on.

    One faulty load, with empty columns or every row twice, then goes straight into the next
    model. Nothing errs; the model is only worse.
    """
    if not document.rows(RULES):
        yield At(RULES)


@check(
    "DAT020",
    "Data assumed to be ready",
    Severity.WARNING,
    needs=(READINESS,),
    reads=(SOURCES,),
    message="It is assumed that the data exists in the form needed.",
    fix="Look at a sample; then say what is true.",
    source="001 §3",
)
def data_assumed_ready(document: Document) -> Iterator[At]:
    """Nobody has looked at the data, or it is called checked while access to some is open.

    Most projects that miss their date miss it here. A sample of a hundred rows shows in an hour
    what a plan does not.
    """
    readiness = document.text(READINESS)
    if readiness == "assumed" or (
        readiness == "ready" and document.rows_where(SOURCES, _is_not_granted)
    ):
        yield At(READINESS)


@check(
    "DAT022",
    "Unstable schema without a contract",
    Severity.WARNING,
    needs=(STABILITY, CONTRACT),
    message="Columns may be renamed and nothing would notice.",
    fix="Agree announcements and a contract test.",
    source="002 §6",
)
def renames_without_contract(document: Document) -> Iterator[At]:
    """Columns get renamed or removed, or nobody knows, and nothing would catch it.

    A renamed column reads as empty. The pipeline fills the gap with its default and the model
    answers on, without the feature.
    """
    if document.text(STABILITY) in ("renames", "unknown") and document.is_blank(CONTRACT):
        yield At(CONTRACT)


def _is_not_granted(row: Row) -> bool:
    return not row.says("access", "granted")
