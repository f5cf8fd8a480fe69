"""DAT: where the data comes from, who lets it be used, and how often it is renewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.domain.checks.check import At, Severity, at_rows, check
from specs.domain.document import Document
from specs.domain.reading import Row

SOURCES = "data.sources"
STAGE = "project.stage"
NEED = "data.freshness_need"
STILL_OPEN = frozenset({"pending", "not_requested"})
AFTER_THE_POC = frozenset({"mvp", "scale", "live"})
# From the quickest to what is never renewed.
FREQUENCIES = ("real_time", "hourly", "daily", "weekly", "monthly", "one_off")
SLOWNESS = {frequency: place for place, frequency in enumerate(FREQUENCIES)}


@check(
    "DAT001",
    "No data source",
    Severity.BLOCKER,
    needs=(SOURCES,),
    presence=True,
    message="There is no data source.",
    fix="List every dataset with owner, access, volume and frequency.",
    source="000 §3; 003 §10",
)
def no_data_source(document: Document) -> Iterator[At]:
    """The table of datasets is empty.

    A model is made of its data more than of its method. Until the datasets are named, nobody
    can ask for access, count examples or judge whether they may be used.
    """
    if not document.rows(SOURCES):
        yield At(SOURCES)


@check(
    "DAT002",
    "Access to data not granted",
    Severity.WARNING,
    needs=(SOURCES,),
    message="Access still open: {items}.",
    fix="Get the access or plan without the source.",
    source="000 §3",
)
def access_still_open(document: Document) -> Iterable[At]:
    """A dataset is counted on, and its owner has not agreed, or was not asked.

    Access takes weeks and sometimes ends in a no. Every figure that depends on this dataset is
    a hope until then.
    """
    rows = document.rows_where(SOURCES, _is_still_open)
    return at_rows(SOURCES, rows, "dataset", "access")


@check(
    "DAT003",
    "Access to data denied or missing after the PoC",
    Severity.BLOCKER,
    needs=(SOURCES,),
    reads=(STAGE,),
    message="No access: {items}.",
    fix="Remove the source and everything that depends on it, or get access.",
    source="000 §3; 003 §6 (data blocked)",
)
def no_access(document: Document) -> Iterable[At]:
    """A dataset was refused, or the project is past its proof of concept without it.

    What was refused cannot be planned with. From the minimum product on real users wait for
    the data, so an open request is as good as a refusal.
    """
    is_late = document.text(STAGE) in AFTER_THE_POC
    rows = document.rows_where(SOURCES, _is_closed if is_late else _is_denied)
    return at_rows(SOURCES, rows, "dataset", "access")


@check(
    "DAT004",
    "Data source without an owner",
    Severity.WARNING,
    needs=(SOURCES,),
    message="Nobody owns: {items}.",
    fix="Name the team.",
    source="000 §3; 002 §8",
)
def source_without_owner(document: Document) -> Iterable[At]:
    """A dataset belongs to no team.

    Somebody has to announce changes, mend errors and grant access. Data that nobody owns
    changes without a word, and the model with it.
    """
    rows = document.rows_where(SOURCES, Row.lacks, "owner")
    return at_rows(SOURCES, rows, "dataset", "owner")


@check(
    "DAT021",
    "No source is as fresh as needed",
    Severity.WARNING,
    needs=(NEED, SOURCES),
    message="Even the quickest source is slower than the freshness needed.",
    fix="Find a faster source or relax the need.",
    source="002 §6 (derived)",
)
def sources_too_slow(document: Document) -> Iterator[At]:
    """The model needs data of a certain age, and every dataset is renewed less often.

    A decision within the hour cannot rest on last week's figures. Either a feed is missing
    from the table or the need is higher than the decision asks for.
    """
    need = SLOWNESS.get(document.text(NEED))
    if need is None or document.rows_where(SOURCES, _is_fast_enough, need):
        return
    if document.rows(SOURCES):
        yield At(NEED)


@check(
    "DAT025",
    "Sources differ in freshness from features",
    Severity.ADVICE,
    needs=(SOURCES, STAGE),
    message="A one-off extract cannot feed a live model: {items}.",
    fix="Replace the extract by a feed.",
    source="000 §3; 001 §3 (derived)",
)
def one_off_extract_when_live(document: Document) -> Iterable[At]:
    """Past the proof of concept, a dataset is still an extract that is never renewed.

    For a first look an extract is right. A model in use is retrained, and then needs what
    happened since.
    """
    if document.text(STAGE) not in AFTER_THE_POC:
        return ()
    rows = document.rows_where(SOURCES, Row.says, "update_frequency", "one_off")
    return at_rows(SOURCES, rows, "dataset", "update_frequency")


def _is_still_open(row: Row) -> bool:
    return row.text("access") in STILL_OPEN


def _is_denied(row: Row) -> bool:
    return row.says("access", "denied")


def _is_closed(row: Row) -> bool:
    return not row.says("access", "granted")


def _is_fast_enough(row: Row, need: int) -> bool:
    return SLOWNESS.get(row.text("update_frequency"), 0) <= need
