"""DAT: personal data, and the right to use any of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain import words
from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.wording import Terms

NEGATIVE = "constraints.negative"
LAWS = "constraints.compliance"
IN_TRAINING = "data.pii_in_training"
IN_LOGS = "data.pii_in_logs"
INPUTS = "io.inputs"
RIGHTS = "data.rights_basis"
RETENTION = "data.retention"
RESIDENCY = "data.residency"
SOURCES = "data.sources"
USED = frozenset({"raw", "pseudonymised"})
PERSONAL = Terms(words.PERSONAL_WORDS)


@check(
    "DAT013",
    "Personal data against a negative requirement",
    Severity.BLOCKER,
    needs=(NEGATIVE, IN_TRAINING),
    reads=(INPUTS,),
    message="Personal data is forbidden in training, and the spec uses it.",
    fix="Remove the data or change the requirement with legal.",
    source="002 §1, §7",
)
def personal_data_where_forbidden(document: Document) -> Iterator[At]:
    """The spec forbids personal data in training, and trains on some.

    One of the two statements is broken on the first day. Pseudonymised data is personal data
    as well: who holds the key can name the person.
    """
    if document.line(NEGATIVE, "no_pii_in_training").text("applies") != "yes":
        return
    if document.text(IN_TRAINING) in USED or document.rows_where(
        INPUTS, Row.says, "personal_data", "yes"
    ):
        yield At(IN_TRAINING)


@check(
    "DAT014",
    "Personal data in logs against a negative requirement",
    Severity.BLOCKER,
    needs=(NEGATIVE, IN_LOGS),
    message="Personal data in logs is forbidden, and the spec logs it.",
    fix="Mask the logs.",
    source="002 §7",
)
def personal_data_in_logs_where_forbidden(document: Document) -> Iterator[At]:
    """The spec forbids personal data in logs, and says that the logs hold some.

    Logs are copied, kept and read by more people than any table. What was promised to be left
    out of them is hard to take out later.
    """
    is_forbidden = document.line(NEGATIVE, "no_pii_in_logs").text("applies") == "yes"
    if is_forbidden and document.says_yes(IN_LOGS):
        yield At(IN_LOGS)


@check(
    "DAT015",
    "Personal data among the inputs, none declared",
    Severity.BLOCKER,
    needs=(INPUTS, IN_TRAINING),
    message="Declared as free of personal data, but these inputs hold it: {items}.",
    fix="Correct the declaration or the inputs.",
    source="002 §6 (derived)",
)
def personal_data_not_declared(document: Document) -> Iterable[At]:
    """The training data is said to hold no personal data, and an input is marked as such.

    The declaration is what a lawyer reads; the table is what gets built. They have to tell the
    same story.
    """
    if document.text(IN_TRAINING) != "none":
        return ()
    rows = document.rows_where(INPUTS, Row.says, "personal_data", "yes")
    return at_rows(IN_TRAINING, rows, "input")


@check(
    "DAT016",
    "Right to use the data not stated",
    Severity.BLOCKER,
    needs=(RIGHTS,),
    presence=True,
    message="Nothing shows that the data may be used.",
    fix="State the basis for each source and how people are told.",
    source="001 §3; 002 §6",
)
def no_right_stated(document: Document) -> Iterator[At]:
    """It is open on what basis the data may be used, and how people learn of it.

    A model trained on data without a right to it may have to be destroyed, with all that was
    built on it. The question takes an hour now.
    """
    if document.is_blank(RIGHTS):
        yield At(RIGHTS)


@check(
    "DAT017",
    "Retention or region missing",
    Severity.BLOCKER,
    needs=(LAWS, RETENTION, RESIDENCY),
    reads=(IN_TRAINING,),
    message="Law asks how long and where data is kept.",
    fix="Fill in retention and residency.",
    source="002 §6",
)
def keeping_not_stated(document: Document) -> Iterator[At]:
    """Personal data or a law such as the GDPR is named, and not how long and where data is kept.

    Both have to be known before the first byte is copied. Data that must be deleted after a
    year cannot serve a model that needs two.
    """
    if not document.is_blank(RETENTION) and not document.is_blank(RESIDENCY):
        return
    laws = document.options(LAWS)
    if "gdpr" in laws or "data_residency" in laws or document.text(IN_TRAINING) in USED:
        yield At(RETENTION)


@check(
    "DAT026",
    "Personal data named, no right to use it",
    Severity.WARNING,
    needs=(SOURCES,),
    reads=(RIGHTS,),
    message="Holds personal data, and nothing says that it may be used: {items}.",
    fix="Fill the column on rights, or leave the personal fields out.",
    source="001 §3; 002 §7 (derived)",
)
def personal_source_without_right(document: Document) -> Iterable[At]:
    """A dataset has e-mail addresses, names or the like in its name, and no right to use it.

    Small specs do not ask for the legal basis of everything. Where a name tells that people can
    be recognised, somebody has to ask before data is copied.
    """
    if not document.is_blank(RIGHTS):
        return ()
    rows = document.rows_where(SOURCES, _is_personal_without_right)
    return at_rows(SOURCES, rows, "dataset", "rights_basis")


def _is_personal_without_right(row: Row) -> bool:
    """The name of the dataset tells that people can be recognised by it."""
    return row.lacks("rights_basis") and PERSONAL.is_in(row.text("dataset").replace("_", " "))
