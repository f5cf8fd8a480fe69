"""MLF: whether this should be machine learning at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from specs.domain.calculators.ml_verdict import AVOID_WHEN, USE_WHEN, Fit, Verdict, decide
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.wording import has_digit, has_timeframe

FOR = "mlfit.use_when"
AGAINST = "mlfit.avoid_when"
ALTERNATIVE = "mlfit.non_ml_alternative"
RULES = "mlfit.rules_reach_kpi"
DECISION = "mlfit.decision"
REASON = "mlfit.decision_reason"
CONTAINMENT = "risk.containment"
KPI = "problem.business_kpi"
TIMEFRAME = "problem.kpi_timeframe"
YES = "yes"
ANSWERED = frozenset({"yes", "no"})
FOR_ML = frozenset({Verdict.USE_ML.value, Verdict.USE_ML_WITH_SAFEGUARDS.value})
# Flags whose note says by what they are made safe.
SAFEGUARDED = ("errors_catastrophic", "black_box_unacceptable")


@check(
    "MLF001",
    "A 'do not use ML' flag has no answer",
    Severity.BLOCKER,
    needs=(AGAINST,),
    message="Flag raised and not answered: {items}.",
    fix="Write in the note how it is mitigated, or stop.",
    source="003 §2",
)
def flag_without_answer(document: Document) -> Iterator[At]:
    """Somebody said yes to a reason against ML, and the note beside it is empty.

    Each of these reasons ends a project unless something answers it. An empty note means that
    the project goes on and hopes.
    """
    raised = document.replies(AGAINST, YES)
    open_flags = [flag for flag in raised if not document.note(AGAINST, flag)]
    if open_flags:
        yield _at_lines(document, AGAINST, open_flags, "note")


@check(
    "MLF002",
    "Few reasons to use ML",
    Severity.WARNING,
    needs=(FOR,),
    message="Fewer than 3 of the 5 reasons for ML hold.",
    fix="Look at rules again, or give evidence.",
    source="003 §2",
)
def few_reasons_for_ml(document: Document) -> Iterator[At]:
    """Most of the reasons for which people use ML do not hold here.

    Without complex patterns, many decisions, data, and a changing world a model costs more than
    it brings. Rules are cheaper to build, to explain and to repair.
    """
    if document.is_blank(FOR):
        return
    if len(document.replies(FOR, YES)) < document.parameters.use_when_min:
        yield At(FOR)


@check(
    "MLF003",
    "ML checklists not finished",
    Severity.WARNING,
    needs=(FOR, AGAINST),
    presence=True,
    message="Open or unsure: {items}.",
    fix="Answer yes or no, with evidence.",
    source="003 §2",
)
def checklists_not_finished(document: Document) -> Iterator[At]:
    """A reason for or against ML has no answer, or nobody is sure of it.

    One open line can turn the decision: weak data or a rule that is good enough ends the
    project. Finding out takes days now and months later.
    """
    unsettled = (*_unsettled(document, FOR), *_unsettled(document, AGAINST))
    if unsettled:
        yield At(FOR, unsettled)


@check(
    "MLF004",
    "Decision differs from the decision tree",
    Severity.WARNING,
    needs=(DECISION, FOR, AGAINST),
    reads=(RULES, KPI, TIMEFRAME),
    message="The decision recorded is not the verdict of the tree.",
    fix=(
        "Change the decision, or explain the difference in the reason and let the sponsor accept "
        "it."
    ),
    source="003 §2 (derived)",
)
def decision_against_the_tree(document: Document) -> Iterator[At]:
    """The answers of the two checklists lead to another decision than the one recorded.

    People decide, not the tree. But where they decide otherwise, either an answer is wrong or
    there is a reason that the answers do not show, and signers should read it.
    """
    decision = document.text(DECISION)
    if decision and _verdict(document) not in (Verdict.INCOMPLETE, decision):
        yield At(DECISION)


@check(
    "MLF005",
    "No non-ML alternative",
    Severity.WARNING,
    needs=(ALTERNATIVE,),
    presence=True,
    message="Nobody wrote down what would be done without ML.",
    fix="Describe the best rule set or statistic, with its result.",
    source="003 §2, §8",
)
def no_alternative_to_ml(document: Document) -> Iterator[At]:
    """The spec does not say what the strongest solution without a model would be.

    It is the baseline to beat, the fallback when the model is off, and the plan when the
    project ends. A team that never looked for it cannot say that ML is needed.
    """
    if document.is_blank(ALTERNATIVE):
        yield At(ALTERNATIVE)


@check(
    "MLF006",
    "Rules already reach the KPI",
    Severity.BLOCKER,
    needs=(AGAINST, DECISION),
    reads=(RULES,),
    message="Rules reach the KPI, so ML only adds cost and risk.",
    fix="Use rules, or raise the KPI and show that rules fail it.",
    source="003 §2",
)
def rules_reach_the_kpi(document: Document) -> Iterator[At]:
    """The spec decides for ML and says at the same time that rules are good enough.

    A model needs data, monitoring and people for as long as it lives. Where the business gets
    what it wants without, nobody will pay for that for long.
    """
    if document.text(DECISION) not in FOR_ML:
        return
    if document.says_yes(RULES) or document.reply(AGAINST, "rules_good_enough") == YES:
        yield At(DECISION)


@check(
    "MLF007",
    "Catastrophic errors without containment",
    Severity.BLOCKER,
    needs=(AGAINST, CONTAINMENT),
    message="Errors would be catastrophic and nothing contains them.",
    fix="Add a containment, a person in the loop, or stop.",
    source="003 §2, §6",
)
def catastrophic_errors_not_contained(document: Document) -> Iterator[At]:
    """A wrong answer could do damage beyond repair, and no limit keeps it from doing so.

    Every model is wrong at times, and the next time cannot be foreseen. Where one error is too
    many, something other than the model has to stop it.
    """
    is_catastrophic = document.reply(AGAINST, "errors_catastrophic") == YES
    if is_catastrophic and document.is_blank(CONTAINMENT):
        yield At(CONTAINMENT)


@check(
    "MLF008",
    "Reason for the decision missing",
    Severity.WARNING,
    needs=(DECISION, REASON),
    message="The decision on ML stands without a reason.",
    fix="Give the reason and what would change it.",
    source="003 §2",
)
def decision_without_reason(document: Document) -> Iterator[At]:
    """It is decided whether to use ML, and nobody wrote why.

    The decision is questioned with every new budget. The reason, and what would change it, tell
    whether it still holds.
    """
    if not document.is_blank(DECISION) and document.is_blank(REASON):
        yield At(REASON)


def _at_lines(document: Document, key: str, items: list[str], column: str) -> At:
    """The place in a checklist where these items are at fault."""
    lines = document.template.items[key].attribute.items
    found = [(place, line.label) for place, line in enumerate(lines) if line.key in items]
    return At(key, tuple(label for _, label in found), tuple((place, column) for place, _ in found))


def _unsettled(document: Document, key: str) -> tuple[str, ...]:
    """The items of a checklist with neither yes nor no, unless it was said not to apply."""
    replied = document.replied(key)
    if ANSWERED.issuperset(replied.values()) or document.is_excused(key):
        return ()
    items = document.template.items[key].attribute.items
    return tuple(item.label for item in items if replied[item.key] not in ANSWERED)


def _verdict(document: Document) -> str:
    """Where the decision tree ends for the answers of the spec."""
    return _decided(
        tuple(document.replied(FOR).items()),
        tuple(document.replied(AGAINST).items()),
        tuple([item for item in SAFEGUARDED if document.note(AGAINST, item)]),
        document.says_yes(RULES),
        _is_framed(document),
    )


def _is_framed(document: Document) -> bool:
    """The KPI has a number and a timeframe; taken for granted where it is not asked for."""
    if not (document.asks(KPI) and document.asks(TIMEFRAME)):
        return True
    kpi = document.text(KPI)
    return has_digit(kpi) and (not document.is_blank(TIMEFRAME) or has_timeframe(kpi))


@lru_cache(maxsize=1024)
def _decided(
    use_when: tuple[tuple[str, str], ...],
    avoid_when: tuple[tuple[str, str], ...],
    noted: tuple[str, ...],
    rules_reach_kpi: bool,  # noqa: FBT001
    is_framed: bool,  # noqa: FBT001
) -> str:
    said, against = dict(use_when), dict(avoid_when)
    fit = Fit(
        use_when={item: said.get(item, "") for item in USE_WHEN},
        avoid_when={item: against.get(item, "") for item in AVOID_WHEN},
        notes=dict.fromkeys(noted, "noted"),
        rules_reach_kpi=rules_reach_kpi,
        is_framed=is_framed,
    )
    return decide(fit).verdict


CHECKS = (
    flag_without_answer,
    few_reasons_for_ml,
    checklists_not_finished,
    decision_against_the_tree,
    no_alternative_to_ml,
    rules_reach_the_kpi,
    catastrophic_errors_not_contained,
    decision_without_reason,
)
