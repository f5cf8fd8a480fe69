"""PRX: the label that stands for an outcome which nobody can record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from specs.domain import words
from specs.domain.amounts import above, amount, below
from specs.domain.calculators.proxy_score import CRITERIA, CRITICAL, proxy_score
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document
from specs.domain.reading import NO_ROW, Row
from specs.domain.wording import gist

USED = "proxy.uses_proxy"
CANDIDATES = "proxy.candidates"
CHOSEN = "proxy.chosen"
RISKS = "proxy.known_risks"
SPARSE = "proxy.sparse_handling"
REGISTER = "risk.register"
WEAK = Decimal(3)
NOT_APPLICABLE = frozenset(words.NOT_APPLICABLE)
NOTHING_KNOWN = ("none known", "no known", "no risk", "none.", "not known", "unknown")
SHORT = 12  # words: a longer text that begins so goes on to say something
NO_ANSWER_TO_SPARSITY = frozenset({"", "not_needed"})


@check(
    "PRX001",
    "Proxy used but not scored",
    Severity.BLOCKER,
    needs=(USED, CANDIDATES),
    message="A proxy label is used and no candidate was scored.",
    fix="Score it on the five criteria.",
    source="003 §5",
)
def proxy_not_scored(document: Document) -> Iterator[At]:
    """The model learns a stand-in for the outcome, and nobody judged how good a stand-in it is.

    A model learns exactly the label it is given. Whether clicks stand for usefulness decides
    the product, and the five criteria make people look before they train.
    """
    if document.says_yes(USED) and not document.rows(CANDIDATES):
        yield At(CANDIDATES)


@check(
    "PRX002",
    "Proxy scores below the bar",
    Severity.WARNING,
    needs=(USED, CHOSEN, CANDIDATES),
    message="The chosen proxy scores below 3.0 on average.",
    fix="Choose a better proxy or improve the weak criteria.",
    source="003 §5",
)
def proxy_below_the_bar(document: Document) -> Iterator[At]:
    """The mean of the five scores of the chosen label is lower than a proxy should have.

    It is then weak in several ways at once: easy to fake, rare, late, or far from the outcome.
    Each weakness alone could be dealt with; together they hide one another.
    """
    bar = document.parameters.proxy_pass
    if not document.says_yes(USED):
        return
    if below(document.told_by_rows(CANDIDATES, _mean_called, _name(document)), bar):
        yield At(CANDIDATES)


@check(
    "PRX003",
    "Proxy fails alignment or causal usefulness",
    Severity.BLOCKER,
    needs=(CHOSEN, USED, CANDIDATES),
    message="The chosen proxy is weak on: {items}.",
    fix=(
        "A proxy that does not follow the outcome makes the model work and the product fail. "
        "Choose another."
    ),
    source="003 §5",
)
def proxy_does_not_follow_outcome(document: Document) -> Iterator[At]:
    """The chosen label is far from the outcome, or raising it would not move the outcome.

    The other criteria can make up for each other, these two cannot. A model that predicts the
    wrong thing does so better with every improvement.
    """
    if not document.says_yes(USED):
        return
    least = document.parameters.proxy_critical
    weak = document.told_by_rows(CANDIDATES, _weak_at, _name(document), least)
    if weak:
        row = _chosen(document)
        lines = document.template.items[CANDIDATES].attribute.criteria
        labels = tuple(line.label for line in lines if line.key in weak)
        cells = tuple((row.place, f"scores.{criterion}") for criterion in weak)
        yield At(CANDIDATES, labels, cells)


@check(
    "PRX004",
    "Chosen proxy is not in the table",
    Severity.BLOCKER,
    needs=(USED, CHOSEN, CANDIDATES),
    message="The chosen proxy was not scored.",
    fix="Use the name of a scored candidate.",
    source="003 §5",
)
def chosen_proxy_not_scored(document: Document) -> Iterator[At]:
    """The label to train on has a name that no scored candidate has.

    The scores then speak of other labels than the one in use. Often only the spelling differs,
    and sometimes the label was changed after the discussion.
    """
    if not document.says_yes(USED) or not document.rows(CANDIDATES):
        return
    if not document.is_blank(CHOSEN) and _chosen(document) is NO_ROW:
        yield At(CHOSEN)


@check(
    "PRX005",
    "Only one candidate compared",
    Severity.ADVICE,
    needs=(USED, CANDIDATES),
    message="There was nothing to choose from.",
    fix="Score at least one alternative.",
    source="003 §5",
)
def only_one_candidate(document: Document) -> Iterator[At]:
    """A single label was scored, so its scores cannot be compared with anything.

    The first label that comes to mind is the one that is already recorded. A second one shows
    what the first is bad at.
    """
    if document.says_yes(USED) and len(document.rows(CANDIDATES)) == 1:
        yield At(CANDIDATES)


@check(
    "PRX006",
    "Proxy risks not written",
    Severity.BLOCKER,
    needs=(RISKS,),
    reads=(USED,),
    message="Every proxy fails somewhere; this spec does not say where.",
    fix="Describe how the proxy can rise while the outcome does not.",
    source="003 §10",
)
def proxy_risks_not_written(document: Document) -> Iterator[At]:
    """The known risks of the label are empty, or waved away in a few words.

    No stand-in follows its outcome everywhere. Whoever writes down where it does not can look
    there first when the figures rise and the business does not.
    """
    if not document.says_yes(USED):
        return
    told = gist(document.text(RISKS))
    is_waved_away = told.words <= SHORT and told.normal.startswith(NOTHING_KNOWN)
    if not told.normal or is_waved_away or told.normal in NOT_APPLICABLE:
        yield At(RISKS)


@check(
    "PRX007",
    "A closer label was dropped for volume",
    Severity.ADVICE,
    needs=(CANDIDATES, CHOSEN),
    message="Closer to business value but sparser, and not chosen: {items}.",
    fix="Prefer the closer label and use sampling or weighting.",
    source="003 §5",
)
def closer_label_dropped(document: Document) -> Iterator[At]:
    """Another candidate is better aligned with the outcome, and only rarer than the chosen one.

    Rarity can be dealt with by sampling and weighting. A label that means something else cannot
    be repaired by having more of it.
    """
    closer = document.told_by_rows(CANDIDATES, _closer_than, _name(document))
    if closer:
        yield At(CHOSEN, closer)


@check(
    "PRX008",
    "Proxy easy to game, no risk recorded",
    Severity.WARNING,
    needs=(USED, CHOSEN, REGISTER, CANDIDATES),
    message="The label can be faked and the register has no adversarial line.",
    fix="Add the risk with mitigation and owner.",
    source="003 §5, §6",
)
def gameable_proxy_without_risk(document: Document) -> Iterator[At]:
    """People can raise the label without the outcome, and the risk register is silent on it.

    Once a label pays, somebody produces it: clickbait, bought reviews, fake accounts. The model
    learns from them and rewards them.
    """
    if not document.says_yes(USED):
        return
    is_gameable = below(_score(_chosen(document), "gaming_risk"), WEAK)
    if is_gameable and not document.rows_where(REGISTER, Row.says, "category", "adversarial"):
        yield At(REGISTER)


@check(
    "PRX009",
    "Chosen proxy is not the best scored",
    Severity.ADVICE,
    needs=(USED, CHOSEN, CANDIDATES),
    message="Another candidate has a higher mean score.",
    fix="Choose it, or explain in the known risks why not.",
    source="003 §5 (derived)",
)
def better_proxy_not_chosen(document: Document) -> Iterator[At]:
    """A candidate that was not chosen has a better mean than the one that was.

    There may be a reason that the scores do not show, such as cost or law. Without it, whoever
    reads the table will ask why it was filled in.
    """
    if not document.says_yes(USED):
        return
    if document.told_by_rows(CANDIDATES, _are_better_than, _name(document)):
        yield At(CHOSEN)


@check(
    "PRX010",
    "Sparse proxy, nothing done about it",
    Severity.WARNING,
    needs=(USED, CHOSEN, SPARSE, CANDIDATES),
    message="The chosen proxy is sparse, and neither sampling nor weighting is planned.",
    fix="Choose sampling or weighting.",
    source="003 §5",
)
def sparse_proxy_left_alone(document: Document) -> Iterator[At]:
    """The chosen label is rare, and training treats it as if it were not.

    The model then learns the common case and never the rare one. Sampling or weighting keeps
    the label that is close to the outcome.
    """
    if document.text(SPARSE) not in NO_ANSWER_TO_SPARSITY or not document.says_yes(USED):
        return
    if below(_score(_chosen(document), "coverage"), WEAK):
        yield At(SPARSE)


def _name(document: Document) -> str:
    """What the chosen proxy is called, as names are compared."""
    return gist(document.text(CHOSEN)).normal


def _chosen(document: Document) -> Row:
    """The candidate that was chosen; a row without cells while none is."""
    return document.told_by_rows(CANDIDATES, _candidates).get(_name(document), NO_ROW)


def _candidates(rows: tuple[Row, ...]) -> Mapping[str, Row]:
    """The candidates by name; of one that is there twice the first counts."""
    named: dict[str, Row] = {}
    for row in rows:
        named.setdefault(gist(row.text("candidate")).normal, row)
    named.pop("", None)
    return named


def _weak_at(rows: tuple[Row, ...], name: str, least: Decimal) -> tuple[str, ...]:
    """The criteria without which a proxy does not follow the outcome, where it scores less."""
    row = _candidates(rows).get(name, NO_ROW)
    return tuple(criterion for criterion in CRITICAL if below(_score(row, criterion), least))


def _closer_than(rows: tuple[Row, ...], name: str) -> tuple[str, ...]:
    """The candidates that follow the outcome better than this one, and are seen less often."""
    candidates = _candidates(rows)
    chosen = candidates.get(name, NO_ROW)
    alignment, coverage = _score(chosen, "alignment"), _score(chosen, "coverage")
    return tuple(
        other.text("candidate")
        for other in candidates.values()
        if above(_score(other, "alignment"), alignment)
        and below(_score(other, "coverage"), coverage)
    )


def _mean_called(rows: tuple[Row, ...], name: str) -> Decimal | None:
    return _mean(_candidates(rows).get(name, NO_ROW))


def _are_better_than(rows: tuple[Row, ...], name: str) -> bool:
    """Some candidate has a better mean than this one."""
    mean = _mean_called(rows, name)
    return any(above(_mean(row), mean) for row in _candidates(rows).values())


def _score(row: Row, criterion: str) -> Decimal | None:
    """What a candidate scores, if that is a score at all."""
    scores = row.cells.get("scores")
    held = scores.get(criterion) if isinstance(scores, dict) else None
    return _read_score(held) if isinstance(held, str) else None


def _mean(row: Row) -> Decimal | None:
    """The mean of all five scores; None while one is missing."""
    scores = row.cells.get("scores")
    if not isinstance(scores, dict):
        return None
    held = [scores.get(criterion) for criterion in CRITERIA]
    return _mean_of(tuple([score if isinstance(score, str) else "" for score in held]))


@lru_cache(maxsize=256)
def _read_score(text: str) -> Decimal | None:
    score = amount(text)
    return score if score is not None and 1 <= score <= 5 and score == int(score) else None


@lru_cache(maxsize=1024)
def _mean_of(scores: tuple[str, ...]) -> Decimal | None:
    given = {key: _read_score(text) for key, text in zip(CRITERIA, scores, strict=True)}
    scored = proxy_score({key: int(score) for key, score in given.items() if score is not None})
    return scored.mean if scored else None


CHECKS = (
    proxy_not_scored,
    proxy_below_the_bar,
    proxy_does_not_follow_outcome,
    chosen_proxy_not_scored,
    only_one_candidate,
    proxy_risks_not_written,
    closer_label_dropped,
    gameable_proxy_without_risk,
    better_proxy_not_chosen,
    sparse_proxy_left_alone,
)
