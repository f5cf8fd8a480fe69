"""From what errors cost to a metric (001 §4; the rule for beta was added, see CALC-04)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, DecimalException

from specs.domain.calculators.calculator import Impossible, plain, shown
from specs.domain.calculators.f_beta import COSTLIER, Advice, Beta, beta_of
from specs.domain.calculators.filling import currency, money, one_currency
from specs.domain.charts import Tone
from specs.domain.guides.guide import (
    Answer,
    Found,
    Group,
    Guide,
    Offer,
    Point,
    Question,
    Scene,
    Typed,
)
from specs.domain.metrics import METRICS
from specs.domain.values.figures import figure_problem, read_figure

MISS, ALARM = "errors.fn_cost", "errors.fp_cost"
COSTLIER_KEY, POSITIVES = "errors.costlier", "data.positive_rate"
METRIC, DIRECTION = "evaluation.primary_metric", "evaluation.metric_direction"
RATIONALE = "evaluation.metric_rationale"
SUGGESTED: dict[Advice, tuple[str, ...]] = {
    Advice.RECALL: ("recall", "cost_weighted_f1", "expected_cost"),
    Advice.EVEN: ("f1", "pr_auc", "expected_cost"),
    Advice.PRECISION: ("precision", "cost_weighted_f1", "expected_cost"),
}
REASONS = {
    "recall": "It counts what is missed, the costly error. Set a floor for precision beside it.",
    "precision": "It counts false alarms, the costly error. Set a floor for recall beside it.",
    "f1": "Both errors cost about the same, and it weighs them alike.",
    "cost_weighted_f1": "It weighs recall and precision by the ratio of the costs: beta {beta}.",
    "expected_cost": "It says in money what both errors cost together, at one threshold.",
    "pr_auc": "It looks at every threshold and stays honest where positives are rare.",
}


def ask(scene: Scene) -> tuple[Group, ...]:
    return (
        Group(
            "What one error costs",
            (
                _cost(scene, "fn_cost", "A case that is missed (false negative)", MISS),
                _cost(scene, "fp_cost", "A false alarm (false positive)", ALARM),
            ),
            help="On average, in the same money. Roughly is better than not at all.",
            keys=(MISS, ALARM),
        ),
        Group("In which money", (Question("unit", "Currency", _unit(scene)),)),
    )


def _cost(scene: Scene, name: str, title: str, key: str) -> Question:
    return Question(name, title, money(key, scene.document) if scene.asks(key) else "")


def _unit(scene: Scene) -> str:
    units = (currency(key, scene.document) for key in (MISS, ALARM) if scene.asks(key))
    return next((unit for unit in units if unit), "")


def find(scene: Scene, typed: Typed) -> Found:
    if words := _problem(scene, typed):
        return Found(words, Tone.BAD)
    miss, alarm = (read_figure(typed.text(name)) for name in ("fn_cost", "fp_cost"))
    if miss is None or alarm is None:
        return Found("Say what both errors cost, and the metric follows.")
    try:
        return _follow(scene, typed, miss, alarm)
    except Impossible as fault:
        return Found(fault.words, Tone.BAD)
    except DecimalException:
        return Found("These figures are too large or too small to compute with.", Tone.BAD)


def _follow(scene: Scene, typed: Typed, miss: Decimal, alarm: Decimal) -> Found:
    found = beta_of(miss, alarm, scene.document.parameters.cost_equal_ratio)
    reason = _rationale(miss, alarm, typed.text("unit"), found)
    return Found(
        headline=f"{reason.split('. ')[0]}. Choose {found.advice.value}.",
        tone=Tone.GOOD,
        points=tuple(_points(scene, found)),
        offers=tuple(_offers(scene, typed, found, reason)),
    )


def _problem(scene: Scene, typed: Typed) -> str:
    questions = [one for group in ask(scene) for one in group.questions]
    filled = {one.name: one.filled for one in questions}
    titles = {one.name: one.title for one in questions}
    is_as_stated = all(typed.text(name) == filled[name] for name in ("fn_cost", "fp_cost"))
    keys = [key for key in (MISS, ALARM) if scene.asks(key)]
    if is_as_stated and (words := one_currency(*keys)(scene.document)):
        return words
    for name in ("fn_cost", "fp_cost"):
        if (text := typed.text(name)) and (words := figure_problem(text)):
            return f"{titles[name]}: {words}"
    return ""


def _rationale(miss: Decimal, alarm: Decimal, unit: str, found: Beta) -> str:
    """Why the metric fits, in words for somebody who pays."""
    money_of = f" {unit}" if unit else ""
    costs = f"A missed case costs {plain(miss)}{money_of}, a false alarm {plain(alarm)}{money_of}"
    if found.advice is Advice.EVEN:
        return f"{costs}: about the same. Both errors have to count alike."
    if found.advice is Advice.RECALL:
        times = shown(found.ratio, 1).removesuffix(".0")
        return f"{costs}: {times} times as much. What is missed has to count most."
    if miss == 0:
        return f"{costs}: only false alarms cost anything. They have to count most."
    times = shown(1 / found.ratio, 1).removesuffix(".0")
    return f"{costs}: a false alarm costs {times} times as much. It has to count most."


def _points(scene: Scene, found: Beta) -> Iterator[Point]:
    now = scene.text(METRIC)
    against = {Advice.RECALL: "precision", Advice.PRECISION: "recall"}.get(found.advice)
    rate = scene.document.number(POSITIVES) if scene.asks(POSITIVES) else None
    if now == "accuracy" or (rate is not None and rate < scene.document.parameters.rare_positive):
        state = "Primary metric now" if now == "accuracy" else "Not this one"
        yield Point("Accuracy", state, Tone.BAD, _accuracy(rate))
    if now and now == against:
        words = "It does not count the costly error at all."
        yield Point(METRICS[now].name, "Primary metric now", Tone.BAD, words)
    for key in SUGGESTED[found.advice]:
        is_now = key == now
        yield Point(
            METRICS[key].name,
            "Primary metric now" if is_now else "",
            Tone.GOOD if is_now else Tone.PLAIN,
            REASONS[key].format(beta=shown(found.beta, 2)),
        )


def _accuracy(rate: Decimal | None) -> str:
    if rate is None:
        return "It counts both errors alike, whatever they cost."
    return (
        f"{plain(rate)}% of the cases are positive: a model that never finds any is "
        f"{plain(100 - rate)}% accurate."
    )


def _offers(scene: Scene, typed: Typed, found: Beta, reason: str) -> Iterator[Offer]:
    unit = typed.text("unit")
    costs = [
        Answer(key, {"value": typed.text(name), "unit": unit})
        for key, name in ((MISS, "fn_cost"), (ALARM, "fp_cost"))
        if unit and scene.asks(key) and scene.document.is_blank(key)
    ]
    label = scene.label(COSTLIER_KEY, COSTLIER[found.advice])
    words = f"Write “{label}” to “{scene.attribute(COSTLIER_KEY).title}”"
    yield from scene.offer(
        "costlier",
        f"{words}, and the costs" if any(scene.takes(one.key) for one in costs) else words,
        answers=[Answer(COSTLIER_KEY, COSTLIER[found.advice]), *costs],
    )
    is_blank = scene.takes(RATIONALE) and scene.document.is_blank(RATIONALE)
    for key in SUGGESTED[found.advice]:
        if key == scene.text(METRIC):
            continue
        told = f"{reason} {METRICS[key].name}: {REASONS[key].format(beta=shown(found.beta, 2))}"
        answers = [Answer(METRIC, key), Answer(DIRECTION, METRICS[key].direction)]
        yield from scene.offer(
            f"primary-{key}",
            f"Make “{METRICS[key].name}” the primary metric, with its direction"
            f"{' and this reason' if is_blank else ''}",
            answers=[*answers, *([Answer(RATIONALE, told)] if is_blank else [])],
        )


GUIDE = Guide(
    name="error-costs-to-metric",
    title="Error costs to metric",
    question="What does a miss cost, what a false alarm, and which metric follows?",
    source="001 §4 (beta rule added)",
    serves=(MISS, ALARM, COSTLIER_KEY, METRIC),
    ask=ask,
    find=find,
    writes=(MISS, ALARM, COSTLIER_KEY, METRIC, DIRECTION, RATIONALE),
)
