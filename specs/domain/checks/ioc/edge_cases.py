"""IOC: what happens when an input is missing or unusual, or the model is late."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.wording import gist

ON_MISSING = "io.on_missing_input"
ON_UNUSUAL = "io.on_out_of_distribution"
ON_LATE = "io.on_latency_exceeded"
DEFAULT = "io.missing_input_default"
ON_TIMEOUT = "deployment.timeout_behaviour"
CAPACITY = "policy.review_capacity"
FALLBACK = "fallback"
# Defaults that let a case through, as ``gist`` writes them.
WAVED_THROUGH = frozenset(
    {
        *("pass", "passes", "allow", "allowed", "approve", "approved", "accept", "accepted"),
        *("ok", "okay", "let through", "show", "shown", "0", "no"),
    }
)


@check(
    "IOC007",
    "Missing input: no behaviour",
    Severity.BLOCKER,
    needs=(ON_MISSING,),
    presence=True,
    message="What happens if a required input is missing?",
    fix="Choose default, null or reject.",
    source="000 §2",
)
def missing_input_unhandled(document: Document) -> Iterator[At]:
    """It is open what the model does when a required input is missing.

    It will happen, and then the code decides by accident. Caller and signer have to know what
    comes back.
    """
    if document.is_blank(ON_MISSING):
        yield At(ON_MISSING)


@check(
    "IOC008",
    "Out-of-distribution input: no behaviour",
    Severity.BLOCKER,
    needs=(ON_UNUSUAL,),
    presence=True,
    message="What happens with an input unlike training?",
    fix="Choose review, fallback or uncertainty score.",
    source="000 §2, intro",
)
def unusual_input_unhandled(document: Document) -> Iterator[At]:
    """It is open what the model does with an input unlike anything in training.

    A model answers such a case as surely as any other, only that the answer means nothing.
    Somebody has to decide who gets the case instead.
    """
    if document.is_blank(ON_UNUSUAL):
        yield At(ON_UNUSUAL)


@check(
    "IOC009",
    "Latency exceeded: no behaviour",
    Severity.BLOCKER,
    needs=(ON_LATE,),
    presence=True,
    message="What does the caller get when the model is late?",
    fix="Choose cached result, fallback or error.",
    source="000 §2",
)
def late_answer_unhandled(document: Document) -> Iterator[At]:
    """It is open what the caller gets when the model takes too long.

    One request in a hundred is slower than the P99 by definition. Without an agreed behaviour
    the whole system waits.
    """
    if document.is_blank(ON_LATE):
        yield At(ON_LATE)


@check(
    "IOC010",
    "Default not given",
    Severity.BLOCKER,
    needs=(ON_MISSING, DEFAULT),
    message="A default is returned and nobody said which.",
    fix="Give the value.",
    source="000 §2 (derived)",
)
def default_not_given(document: Document) -> Iterator[At]:
    """A missing input is answered by a default, and the default is not stated.

    The default is a decision about real cases. Left open, it becomes whatever the programmer
    typed first.
    """
    if document.text(ON_MISSING) == "return_default" and document.is_blank(DEFAULT):
        yield At(DEFAULT)


@check(
    "IOC011",
    "Fallback not described",
    Severity.BLOCKER,
    needs=("io.fallback",),
    reads=(ON_LATE, ON_UNUSUAL, ON_TIMEOUT, "framing.guardrails"),
    message="A fallback is promised and not described.",
    fix="Describe what answers, and how good it is.",
    source="000 §2, §6; 003 §3",
)
def fallback_not_described(document: Document) -> Iterator[At]:
    """Some answer relies on a fallback, and the fallback itself is not described.

    What answers in place of the model is a product of its own: it has a latency and a quality,
    and somebody keeps it running.
    """
    if not document.is_blank("io.fallback"):
        return
    is_promised = any(
        document.text(key) == FALLBACK for key in (ON_LATE, ON_UNUSUAL, ON_TIMEOUT)
    ) or document.has("framing.guardrails", "fallback_to_rules")
    if is_promised:
        yield At("io.fallback")


@check(
    "IOC014",
    "Two different answers for a late model",
    Severity.BLOCKER,
    needs=(ON_TIMEOUT, ON_LATE),
    message="Edge case handling and timeout behaviour contradict each other.",
    fix="Make them agree.",
    source="000 §2, §6 (derived)",
)
def late_answer_contradicted(document: Document) -> Iterator[At]:
    """The contract promises one thing when the model is late, the deployment does another.

    Callers build for what the contract says. They would learn of the error, or of the fallback,
    in production.
    """
    pair = (document.text(ON_TIMEOUT), document.text(ON_LATE))
    if pair in (("error", "cached"), ("error", FALLBACK), (FALLBACK, "error")):
        yield At(ON_LATE)


@check(
    "IOC015",
    "Strange cases go to people who are not planned",
    Severity.WARNING,
    needs=(ON_UNUSUAL, CAPACITY),
    message="Out-of-distribution cases go to review, and there is no review capacity.",
    fix="Give the capacity or choose another behaviour.",
    source="000 §2; 001 §4 (derived)",
)
def reviewers_not_planned(document: Document) -> Iterator[At]:
    """Unusual cases are handed to people, and nobody says how many such cases people can take.

    After a shift the unusual is every second case. A queue without a capacity only grows, and
    what waits in it is decided by nobody.
    """
    if document.text(ON_UNUSUAL) == "human_review" and document.number(CAPACITY) is None:
        yield At(CAPACITY)


@check(
    "IOC019",
    "Out-of-distribution input cannot be recognised",
    Severity.WARNING,
    needs=(ON_UNUSUAL, "io.ood_detection"),
    message="The behaviour is chosen, but nothing recognises the case.",
    fix="Give a rule with a number.",
    source="000 §2, intro (derived)",
)
def unusual_input_not_recognised(document: Document) -> Iterator[At]:
    """It is agreed what happens with unusual inputs, and not how one is noticed.

    The model does not notice by itself. Without a rule the agreed behaviour never sets in.
    """
    if not document.is_blank(ON_UNUSUAL) and document.is_blank("io.ood_detection"):
        yield At("io.ood_detection")


@check(
    "IOC020",
    "A missing input lets everything pass",
    Severity.WARNING,
    needs=(ON_MISSING, DEFAULT),
    message="When the input fails, the default waves every case through.",
    fix="Choose the safe side as default, or send the case to a person.",
    source="000 §2 (derived)",
)
def default_lets_everything_pass(document: Document) -> Iterator[At]:
    """When an input is missing, every case is let through.

    An outage of one source then switches the model off without anybody noticing, and whoever
    profits from that has a reason to cause it.
    """
    default = gist(document.text(DEFAULT)).normal.rstrip(".!")
    if document.text(ON_MISSING) == "return_default" and default in WAVED_THROUGH:
        yield At(DEFAULT)
