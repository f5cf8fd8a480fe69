"""DEP: what it runs on and where, who calls it, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import above
from specs.domain.checks.check import At, Severity, check
from specs.domain.conversion import in_megabytes
from specs.domain.document import Document
from specs.domain.wording import gist

COMPUTE = "deployment.compute_type"
INSTANCE = "deployment.instance"
MEMORY = "deployment.memory"
MODEL_SIZE = "deployment.max_model_size"
HOSTING = "deployment.hosting"
INTEGRATIONS = "deployment.integrations"
NEGATIVE = "constraints.negative"
COST = "deployment.monthly_cost"
CEILING = "constraints.cost_ceiling"


@check(
    "DEP020",
    "Infrastructure incomplete",
    Severity.WARNING,
    needs=(COMPUTE, INSTANCE, MEMORY, MODEL_SIZE),
    presence=True,
    message="Missing: {items}.",
    fix="Fill in compute, memory and model size.",
    source="000 §6",
)
def infrastructure_incomplete(document: Document) -> Iterator[At]:
    """Kind of processor, machines, memory or size of the model is open.

    Together they are the price of the service and the limit of what may be trained. A model
    chosen before them is often one that nobody can afford to run.
    """
    parts = (COMPUTE, INSTANCE, MEMORY, MODEL_SIZE)
    missing = [k for k in parts if document.is_blank(k) and not document.is_excused(k)]
    if missing:
        yield At(COMPUTE, tuple(document.label(key) for key in missing))


@check(
    "DEP021",
    "Model larger than memory",
    Severity.BLOCKER,
    needs=(MODEL_SIZE, MEMORY),
    message="The model does not fit into memory.",
    fix="Correct one of them.",
    source="000 §6 (derived)",
)
def model_larger_than_memory(document: Document) -> Iterator[At]:
    """The largest model that may be served needs more memory than one machine has.

    It would not even load. Mostly one of the figures has the wrong unit, or the machine was
    chosen for an earlier model.
    """
    size = in_megabytes(document.number(MODEL_SIZE), document.unit(MODEL_SIZE))
    if above(size, in_megabytes(document.number(MEMORY), document.unit(MEMORY))):
        yield At(MODEL_SIZE)


@check(
    "DEP022",
    "Hosting undecided",
    Severity.BLOCKER,
    needs=(HOSTING,),
    presence=True,
    message="Nobody knows where it will run: the model on a laptop.",
    fix="Choose existing hosting or migration.",
    source="001 §6, §7",
)
def hosting_undecided(document: Document) -> Iterator[At]:
    """It is open where the model will run.

    Accounts, network access and contracts take longer than a model does. Left to the end, they
    decide the launch date.
    """
    if document.text(HOSTING) in ("", "undecided"):
        yield At(HOSTING)


@check(
    "DEP023",
    "Integration undefined",
    Severity.BLOCKER,
    needs=(INTEGRATIONS,),
    presence=True,
    message="No system calls the model.",
    fix="List systems, direction, interface, owner.",
    source="001 §6, §7",
)
def no_integration(document: Document) -> Iterator[At]:
    """No system is named that calls the model or that it calls.

    A prediction is worth something once another system acts on it. Its owner has a plan of
    their own, and a place in it has to be asked for.
    """
    if not document.rows(INTEGRATIONS):
        yield At(INTEGRATIONS)


@check(
    "DEP027",
    "On-premises requirement against cloud hosting",
    Severity.BLOCKER,
    needs=(NEGATIVE, HOSTING),
    message="Data may not leave the premises, and hosting is elsewhere.",
    fix="Change hosting or the requirement.",
    source="002 §7",
)
def hosted_elsewhere_than_allowed(document: Document) -> Iterator[At]:
    """The spec demands that everything stays on own premises, and hosts it elsewhere.

    Such a requirement mostly stands in a law or a contract. It shows at the latest when the
    first data is copied out, and then it is a breach.
    """
    if document.text(HOSTING) in ("", "on_premises"):
        return
    if document.line(NEGATIVE, "on_prem_only").text("applies") == "yes":
        yield At(HOSTING)


@check(
    "DEP028",
    "Serving cost above the ceiling",
    Severity.BLOCKER,
    needs=(COST, CEILING),
    message="Running the model costs more than allowed.",
    fix="Use less compute or ask finance.",
    source="002 §8, §9 (derived)",
)
def serving_above_the_ceiling(document: Document) -> Iterator[At]:
    """The expected cost of a month is higher than what finance set as the limit.

    The cost comes back every month, whatever the model earns. It is compared where both are
    given in the same unit.
    """
    if not above(document.number(COST), document.number(CEILING)):
        return
    unit = gist(document.unit(COST)).normal
    if unit and unit == gist(document.unit(CEILING)).normal:
        yield At(COST)
