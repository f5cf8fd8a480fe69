"""DEP: how many people and requests there are, and what happens above the peak."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import above, below
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document

MODE = "deployment.serving_mode"
PEAK = "deployment.peak_qps"
AVERAGE = "deployment.average_qps"
USERS = "deployment.dau"
PEOPLE = "deployment.total_population"
BURSTS = "deployment.burst_handling"
BATCH = "batch"


@check(
    "DEP010",
    "Peak QPS missing",
    Severity.BLOCKER,
    needs=(PEAK,),
    reads=(MODE,),
    presence=True,
    message="Capacity cannot be planned.",
    fix="Give the peak.",
    source="000 §6; 002 §5",
)
def no_peak(document: Document) -> Iterator[At]:
    """Nothing says how many requests arrive in the busiest second.

    Machines are bought for that second, not for the average day. A batch, which sets its own
    pace, needs none.
    """
    if document.number(PEAK) is None and document.text(MODE) != BATCH:
        yield At(PEAK)


@check(
    "DEP011",
    "Peak below average",
    Severity.BLOCKER,
    needs=(PEAK, AVERAGE),
    message="The peak is lower than the average.",
    fix="Correct one of them.",
    source="002 §5 (derived)",
)
def peak_below_average(document: Document) -> Iterator[At]:
    """The busiest second is said to bring fewer requests than an ordinary one.

    That cannot be, so one figure is wrong. Capacity planned from it would be too small on
    every single day.
    """
    if below(document.number(PEAK), document.number(AVERAGE)):
        yield At(PEAK)


@check(
    "DEP012",
    "Peak factor out of proportion",
    Severity.WARNING,
    needs=(AVERAGE, PEAK),
    reads=(MODE,),
    message="The peak is more than 50 times the average; one of the two is probably wrong.",
    fix="Measure the peak, or explain the difference.",
    source="002 §5",
)
def peak_out_of_proportion(document: Document) -> Iterator[At]:
    """The busiest second brings many times more requests than usual peaks do.

    Peaks are mostly 3 to 10 times the average, with office hours and seasons more. Far beyond
    that, somebody mixed up seconds, minutes or days, and the service is built for nobody.
    """
    average = document.number(AVERAGE)
    if average is None or average <= 0 or document.text(MODE) == BATCH:
        return
    if above(document.number(PEAK), document.parameters.peak_limit * average):
        yield At(PEAK)


@check(
    "DEP013",
    "The three scale numbers are not complete",
    Severity.WARNING,
    needs=(USERS, PEAK, PEOPLE),
    reads=(MODE,),
    presence=True,
    message="Missing: {items}.",
    fix="All three change the architecture by orders of magnitude.",
    source="002 §5",
)
def scale_not_known(document: Document) -> Iterator[At]:
    """Users per day, requests at the peak, or the number of people to score is not given.

    Each one decides another part: events and features, serving capacity, batches. A design for
    a thousand people is not a small design for a hundred million.
    """
    missing = [key for key in (USERS, PEAK, PEOPLE) if document.number(key) is None]
    if not missing:
        return
    is_batch = document.text(MODE) == BATCH
    wanted = (k for k in missing if not (k == PEAK and is_batch) and not document.is_excused(k))
    if items := tuple(document.label(key) for key in wanted):
        yield At(USERS, items)


@check(
    "DEP014",
    "More daily users than people",
    Severity.BLOCKER,
    needs=(USERS, PEOPLE),
    message="Daily active users exceed the total population.",
    fix="Correct one of them.",
    source="002 §5 (derived)",
)
def more_users_than_people(document: Document) -> Iterator[At]:
    """More people are said to use the product on a day than there are at all.

    One of the two figures counts something else: requests, devices, accounts. Both go into the
    design as if they counted people.
    """
    if above(document.number(USERS), document.number(PEOPLE)):
        yield At(USERS)


@check(
    "DEP015",
    "Burst handling missing",
    Severity.WARNING,
    needs=(BURSTS,),
    reads=(MODE,),
    presence=True,
    message="What happens above the peak?",
    fix="Scale, queue, shed or fall back.",
    source="000 §6",
)
def bursts_unhandled(document: Document) -> Iterator[At]:
    """It is open what happens when more requests arrive than were planned for.

    One day they will. A service that has no plan answers all of them late instead of some of
    them not at all.
    """
    if document.is_blank(BURSTS) and document.text(MODE) != BATCH:
        yield At(BURSTS)
