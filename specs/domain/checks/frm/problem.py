"""FRM: the problem as people have it, and the way from there down to an action."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.reading import Row
from specs.domain.wording import has_digit, sentences

STATEMENT = "problem.statement"
PERFORMANCE = "problem.current_performance"
CORRECT = "problem.correct_answer"
CONSUMERS = "problem.output_consumers"
IMPLIED = "problem.implied_requirements"
FAILURES = "framing.failures_ruled_out"
POLICY = "policy.statement"
POLICY_TYPES = "policy.types"
# The levels above the action policy, each with the answers of which one has to be there.
LEVELS = (
    ("level 0 business objective", ("problem.objective",)),
    ("level 1 product outcome", ("framing.product_outcome", "problem.workflow_change")),
    ("level 2 model goal", ("framing.model_goal",)),
)
RULED_OUT = frozenset({"yes"})
FEWEST_SENTENCES, MOST_SENTENCES = 2, 5


@check(
    "FRM007",
    "Problem statement too short or too long",
    Severity.ADVICE,
    needs=(STATEMENT,),
    message="The problem statement should be a paragraph of 2 or 3 sentences (5 at most).",
    fix="Say who has which problem and which decision the model serves.",
    source="000 §1; 002 §9",
)
def statement_of_odd_length(document: Document) -> Iterator[At]:
    """The problem is told in a single sentence, or in more than five.

    One sentence rarely says who has the problem, how large it is, and which decision would
    change. A page is not read, and everybody then works on a problem of their own.
    """
    statement = document.text(STATEMENT)
    if statement and not FEWEST_SENTENCES <= sentences(statement) <= MOST_SENTENCES:
        yield At(STATEMENT)


@check(
    "FRM008",
    "Hole in the framing stack",
    Severity.WARNING,
    needs=(
        *("problem.objective", "framing.product_outcome", "problem.workflow_change"),
        *("framing.model_goal", POLICY),
    ),
    message="The action policy is written while a higher level is empty: {items}.",
    fix="Work from the top down: why, what, prediction, action.",
    source="003 §1",
)
def hole_in_the_framing(document: Document) -> Iterator[At]:
    """It is settled what happens with a score, and open what the score is for.

    Objective, product outcome, model goal and policy each follow from the one before. Where one
    is skipped, an action is built that nothing above it justifies.
    """
    if document.is_blank(POLICY):
        return
    holes = [level for level, keys in LEVELS if all(map(document.is_blank, keys))]
    if holes:
        yield At("framing.product_outcome", tuple(holes))


@check(
    "FRM009",
    "Decision policy missing (level 3)",
    Severity.BLOCKER,
    needs=(POLICY, POLICY_TYPES),
    presence=True,
    message="Nothing says what happens with a prediction.",
    fix="Choose the policy type and write score, action and who acts.",
    source="003 §1, §10",
)
def no_decision_policy(document: Document) -> Iterator[At]:
    """The policy has no type or no text, so nobody knows what a score leads to.

    A model that predicts well changes nothing until somebody acts on it. Which score, which
    action, and who takes it decide the value of the project more than accuracy does.
    """
    if document.is_blank(POLICY) or _is_absent(document, POLICY_TYPES):
        yield At(POLICY)


@check(
    "FRM011",
    "Performance without the model not measured",
    Severity.WARNING,
    needs=(PERFORMANCE,),
    message="How well things go without the model is described, not measured.",
    fix="Give at least one number for the present way.",
    source="000 §1",
)
def performance_not_measured(document: Document) -> Iterator[At]:
    """The way things are done at present is described without a single figure.

    The model has to beat it. With no figure for today, any result looks like progress, and a
    model worse than the people it replaces can ship.
    """
    performance = document.text(PERFORMANCE)
    if performance and not has_digit(performance):
        yield At(PERFORMANCE)


@check(
    "FRM020",
    "Consequences of the usage not stated",
    Severity.WARNING,
    needs=(IMPLIED, CONSUMERS),
    message="It is known who uses the output, but not what follows for: {items}.",
    fix="Give the level and the reason for latency, interpretability and accuracy.",
    source="000 §1",
)
def consequences_not_stated(document: Document) -> Iterator[At]:
    """The users of the output are named, and what they demand of it is open.

    A customer who waits needs an answer in milliseconds, an analyst needs reasons, an automatic
    decision needs few errors. Found out after the model is built, any of them can end it.
    """
    if document.is_blank(CONSUMERS):
        return
    stated = document.told_by_rows(IMPLIED, _with_level)
    lines = document.template.items[IMPLIED].attribute.fixed_rows
    missing = [line.label for line in lines if line.key not in stated]
    if missing:
        yield At(IMPLIED, tuple(missing))


@check(
    "FRM021",
    "A framing failure is not ruled out",
    Severity.WARNING,
    needs=(FAILURES,),
    presence=True,
    message="Not confirmed: {items}.",
    fix="Settle the point in review, then answer yes, or change the framing.",
    source="003 intro; 002 intro",
)
def failure_not_ruled_out(document: Document) -> Iterator[At]:
    """Somebody doubts, or nobody said, that one of the usual mistakes of framing was avoided.

    Most projects that fail do so before any modelling: the wrong target, a cheaper rule, a
    feature that does not exist when it is needed. Each is cheap to settle now.
    """
    replied = document.replied(FAILURES)
    if RULED_OUT.issuperset(replied.values()):
        return
    places = [place for place, said in enumerate(replied.values()) if said != "yes"]
    if places:
        lines = document.template.items[FAILURES].attribute.items
        cells = tuple((place, "answer") for place in places)
        yield At(FAILURES, tuple(lines[place].label for place in places), cells)


@check(
    "FRM022",
    "Correct answer has no evidence or deadline",
    Severity.ADVICE,
    needs=(CORRECT,),
    message="What counts as correct is named without a period or number.",
    fix="Say which evidence settles a case and within how many days.",
    source="001 intro",
)
def correct_answer_without_deadline(document: Document) -> Iterator[At]:
    """It is said what a correct answer is, but not how long one waits for the evidence.

    A case that is not settled yet looks like a correct one. Two teams that wait 30 and 90 days
    get different labels, and different models, from the same data.
    """
    correct = document.text(CORRECT)
    if correct and not has_digit(correct):
        yield At(CORRECT)


def _with_level(rows: tuple[Row, ...]) -> frozenset[str]:
    return frozenset(row.text("row") for row in rows if row.text("level"))


def _is_absent(document: Document, key: str) -> bool:
    """Nothing is said there, not even why it does not apply."""
    return document.is_blank(key) and not document.is_excused(key)
