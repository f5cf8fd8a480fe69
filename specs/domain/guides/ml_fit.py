"""Should this be ML at all? An interview along both checklists (003 §2, 002 §2; CALC-13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from specs.domain.calculators.ml_verdict import (
    AGAINST_TITLES,
    AVOID_WHEN,
    FOR_TITLES,
    QUESTIONS,
    TONES,
    USE_WHEN,
    WORDS,
    YES_NO_UNSURE,
    Decided,
    Fit,
    Verdict,
    decide,
    is_framed,
)
from specs.domain.charts import Tone
from specs.domain.guides.guide import (
    YES_NO,
    Answer,
    Found,
    Group,
    Guide,
    Line,
    Offer,
    Options,
    Point,
    Question,
    Scene,
    Sort,
    Typed,
    clipped,
)

FOR, AGAINST = "mlfit.use_when", "mlfit.avoid_when"
ALTERNATIVE, RULES = "mlfit.non_ml_alternative", "mlfit.rules_reach_kpi"
DECISION, REASON = "mlfit.decision", "mlfit.decision_reason"
TITLE = "Should this be ML at all?"
MOST_OF_A_REASON = 2000
# Decisions after which there is no ML product to specify.
ENDINGS = (Verdict.USE_RULES, Verdict.START_WITH_RULES, Verdict.DO_NOT_USE_ML)
DECISIONS: Options = tuple((v.value, WORDS[v]) for v in Verdict if v is not Verdict.INCOMPLETE)


def ask(scene: Scene) -> tuple[Group, ...]:
    says_rules = scene.document.value(RULES) if scene.asks(RULES) else None
    rules = ("yes" if says_rules else "no") if isinstance(says_rules, bool) else ""
    return (
        *_checklist(scene, FOR, FOR_TITLES, "What speaks for ML"),
        *_checklist(scene, AGAINST, AGAINST_TITLES, "What speaks against it"),
        Group(
            "Without ML",
            (
                Question(
                    "alternative",
                    "What is the best you could ship without ML, and how did it do?",
                    scene.text(ALTERNATIVE),
                    Sort.TEXT,
                ),
                Question("rules", "Do rules reach the KPI?", rules, Sort.CHOICE, YES_NO),
            ),
            keys=(ALTERNATIVE, RULES),
        ),
        Group(
            "Your decision",
            (
                Question(
                    "decision",
                    "What do you decide?",
                    scene.text(DECISION),
                    Sort.CHOICE,
                    DECISIONS,
                    help="Left open, it is what the answers lead to. People decide.",
                ),
                Question(
                    "reason",
                    "Why, and what would change it?",
                    scene.text(REASON),
                    Sort.TEXT,
                    help="Left blank, the reasons are put together from your answers.",
                ),
            ),
            keys=(DECISION, REASON),
        ),
    )


def _checklist(scene: Scene, key: str, titles: Mapping[str, str], heading: str) -> Iterator[Group]:
    for place, (item, title) in enumerate(titles.items()):
        line = scene.attribute(key).line(item)
        aside = line.help if line else ""
        answer, note = scene.cell(key, item, "answer"), scene.cell(key, item, "note")
        yield Group(
            heading if place == 0 else "",
            (
                Question(f"{item}.answer", title, answer, Sort.CHOICE, YES_NO_UNSURE, aside=aside),
                Question(f"{item}.note", "How do you know?", note),
            ),
            keys=(key,) if place == 0 else (),
        )


def fit_of(scene: Scene, typed: Typed) -> Fit:
    """The answers to both checklists, as the decision tree takes them."""
    said = {i: typed.option(f"{i}.answer", YES_NO_UNSURE) for i in (*USE_WHEN, *AVOID_WHEN)}
    return Fit(
        use_when={item: said[item] for item in USE_WHEN},
        avoid_when={item: said[item] for item in AVOID_WHEN},
        notes={item: typed.text(f"{item}.note") for item in (*USE_WHEN, *AVOID_WHEN)},
        rules_reach_kpi=typed.option("rules", YES_NO) == "yes",
        is_framed=is_framed(scene.document),
    )


def find(scene: Scene, typed: Typed) -> Found:
    fit = fit_of(scene, typed)
    led = decide(fit)
    chosen = typed.option("decision", DECISIONS)
    decided = chosen or ("" if led.verdict is Verdict.INCOMPLETE else led.verdict.value)
    reason = typed.text("reason") or drafted(fit, led, typed.text("alternative"), chosen)
    notes = []
    if chosen and led.verdict not in (Verdict.INCOMPLETE, chosen):
        notes.append(f"You decide otherwise than the answers lead: {WORDS[led.verdict]}.")
    return Found(
        headline=f"{WORDS[led.verdict]}. {led.reason}",
        tone=TONES.get(led.verdict, Tone.FAIR),
        points=(*_points(fit, led), *_reasons(decided, reason)),
        offers=tuple(_offers(scene, typed, decided, reason)),
        notes=tuple(notes),
    )


def _points(fit: Fit, led: Decided) -> Iterator[Point]:
    if not fit.is_answered:
        said = {**fit.use_when, **fit.avoid_when}
        count = sum(1 for answer in said.values() if not answer)
        yield Point("Still to answer", f"{count} of {len(said)}", Tone.FAIR)
        return
    yield Point(f"Decided by question {led.step} of {len(QUESTIONS)}", text=QUESTIONS[led.step - 1])
    for item, title in (*FOR_TITLES.items(), *AGAINST_TITLES.items()):
        answer = fit.use_when.get(item) or fit.avoid_when.get(item)
        speaks_against = fit.lacks(item) or fit.flags(item)
        if speaks_against or answer == "unsure":
            state = "Unsure" if answer == "unsure" else "Speaks against ML"
            tone = Tone.FAIR if answer == "unsure" else Tone.BAD
            yield Point(title, state, tone, fit.notes[item] or "No evidence is given.")


def _reasons(decided: str, reason: str) -> Iterator[Point]:
    if decided:
        yield Point("The reasons as they would be recorded", text=reason)


def drafted(fit: Fit, led: Decided, alternative: str, chosen: str) -> str:
    """The reasons put together: what decided, what speaks against ML, what is unsure."""
    titles = {**FOR_TITLES, **AGAINST_TITLES}
    against = [i for i in titles if fit.lacks(i) or fit.flags(i)]
    unsure = [i for i in titles if "unsure" in (fit.use_when.get(i), fit.avoid_when.get(i))]
    led_to = led.verdict is not Verdict.INCOMPLETE and chosen in ("", led.verdict)
    parts = [led.reason if led_to else ""]
    for heading, items in (("Against ML", against), ("Not yet known", unsure)):
        told = "; ".join(_told(titles[i], fit.use_when.get(i), fit.notes[i]) for i in items)
        parts.append(f"{heading}: {told}." if told else "")
    parts.append(f"Without ML: {alternative}" if alternative else "")
    return "\n\n".join(part for part in parts if part)


def _told(title: str, answer_for: str | None, note: str) -> str:
    name = title[0].lower() + title[1:]
    said = f"not so: {name}" if answer_for == "no" else name
    return f"{said} ({note.rstrip('.')})" if note else said


def _offers(scene: Scene, typed: Typed, decided: str, reason: str) -> Iterator[Offer]:
    words = dict(DECISIONS).get(decided, "")
    answers = [
        Answer(ALTERNATIVE, typed.text("alternative")),
        Answer(RULES, typed.option("rules", YES_NO)),
    ]
    if decided and reason:
        answers += [Answer(DECISION, decided), Answer(REASON, reason)]
    lines = [
        Line(key, item, {"answer": answer, "note": typed.text(f"{item}.note")})
        for key, items in ((FOR, USE_WHEN), (AGAINST, AVOID_WHEN))
        for item in items
        if (answer := typed.option(f"{item}.answer", YES_NO_UNSURE))
    ]
    said = f"Write the decision “{words}” with its reasons and these answers"
    label = said if decided else "Write the answers so far, no decision yet"
    offers = list(scene.offer("record", label, answers=answers, lines=lines))
    yield from offers
    if decided in ENDINGS and reason:
        recorded = offers[0] if offers else Offer("", "")
        yield replace(
            recorded,
            name="end",
            words=f"{'Write this and end' if offers else 'End'} the spec: “{words}”",
            ends=clipped(f"{TITLE} {words}. {reason}", MOST_OF_A_REASON),
        )


GUIDE = Guide(
    name="should-it-be-ml",
    title=TITLE,
    question="What speaks for it, what against? The answers lead to a decision with reasons.",
    source="003 §2; 002 §2 (tree designed from the two checklists)",
    serves=(FOR, AGAINST, DECISION, ALTERNATIVE),
    ask=ask,
    find=find,
    writes=(FOR, AGAINST, ALTERNATIVE, RULES, DECISION, REASON),
)
