"""Eight production killers: what applies becomes a prefilled risk (003 §6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from specs.domain.charts import Tone
from specs.domain.guides.guide import (
    Found,
    Group,
    Guide,
    Line,
    Offer,
    Point,
    Question,
    Scene,
    Sort,
    Typed,
    clipped,
)

KILLERS, REGISTER = "feasibility.killers", "risk.register"
# The category of the risk that each becomes, and what it does where the library does not say.
BECOMES = {
    "label_scarcity": ("data", "The model learns too little of the rare cases"),
    "feature_unavailable": ("skew", ""),
    "latency_qps": ("latency", "Answers come too late, or the service falls over at its peak"),
    "error_cost": ("false_positive", ""),
    "distribution_shift": ("distribution_shift", ""),
    "adversarial": ("adversarial", ""),
    "compliance": ("compliance", "The launch is forbidden, or has to be taken back"),
    "org_readiness": ("organisation", "Nobody notices, or nobody may act, when it goes wrong"),
}


class Killer(NamedTuple):
    """One of the eight as it was answered."""

    key: str
    label: str
    applies: str
    evidence: str
    mitigation: str
    owner: str

    @property
    def is_red(self) -> bool:
        return self.applies == "yes"


def ask(scene: Scene) -> tuple[Group, ...]:
    applies = scene.column_options(KILLERS, "applies")
    owners = scene.column_options(KILLERS, "owner")

    def cell(key: str, column: str) -> str:
        return scene.cell(KILLERS, key, column)

    return tuple(
        Group(
            entry["label"],
            (
                Question(
                    f"{key}.applies",
                    "Does it apply?",
                    cell(key, "applies"),
                    Sort.CHOICE,
                    applies,
                    aside=entry["detail"],
                ),
                Question(f"{key}.owner", "Whose is it?", cell(key, "owner"), Sort.CHOICE, owners),
                Question(f"{key}.evidence", "How do you know?", cell(key, "evidence")),
                Question(f"{key}.mitigation", "What do you do about it?", cell(key, "mitigation")),
            ),
        )
        for entry in scene.entries("production_killers")
        for key in (entry["key"],)
    )


def killers_of(scene: Scene, typed: Typed) -> tuple[Killer, ...]:
    applies = scene.column_options(KILLERS, "applies")
    owners = scene.column_options(KILLERS, "owner")
    return tuple(
        Killer(
            key,
            entry["label"],
            typed.option(f"{key}.applies", applies),
            typed.text(f"{key}.evidence"),
            typed.text(f"{key}.mitigation"),
            typed.option(f"{key}.owner", owners),
        )
        for entry in scene.entries("production_killers")
        for key in (entry["key"],)
    )


def find(scene: Scene, typed: Typed) -> Found:
    killers = killers_of(scene, typed)
    red = [one for one in killers if one.is_red]
    bare = [one for one in red if not one.mitigation]
    unknown = [one for one in killers if one.applies not in ("yes", "no")]
    tone = Tone.BAD if bare else Tone.FAIR if red or unknown else Tone.GOOD
    words = [f"{len(red)} of {len(killers)} apply"]
    words += [f"{len(bare)} without an answer"] if bare else []
    words += [f"{len(unknown)} not known"] if unknown else []
    return Found(
        headline=f"{', '.join(words)}.",
        tone=tone,
        points=tuple(_point(scene, one) for one in killers if one.applies != "no"),
        offers=tuple(_offers(scene, killers)),
    )


def _point(scene: Scene, killer: Killer) -> Point:
    if not killer.is_red:
        words = "Not known yet" if killer.applies else "Not looked at"
        return Point(killer.label, words, Tone.FAIR, "Find out; a day now saves a quarter later.")
    notes = []
    if not killer.owner:
        notes.append("Nobody owns it.")
    if _is_registered(scene, killer):
        notes.append("It stands in the risk register.")
    elif named := _alike(scene, killer):
        notes.append(f"The register has risks of this category: {', '.join(named)}.")
    if not killer.mitigation:
        words, tone = "Applies, no answer", Tone.BAD
    else:
        words, tone = (
            "Applies, answered",
            Tone.FAIR if notes[:1] == ["Nobody owns it."] else Tone.GOOD,
        )
    return Point(killer.label, words, tone, killer.evidence, notes=tuple(notes))


def _is_registered(scene: Scene, killer: Killer) -> bool:
    rows = scene.document.rows(REGISTER) if scene.asks(REGISTER) else ()
    return any(row.text("failure_mode").startswith(killer.label) for row in rows)


def _alike(scene: Scene, killer: Killer) -> list[str]:
    rows = scene.document.rows(REGISTER) if scene.asks(REGISTER) else ()
    category = BECOMES[killer.key][0]
    return [row.text("failure_mode") for row in rows if row.text("category") == category]


def risk_of(scene: Scene, killer: Killer) -> Line:
    """The risk that a killer becomes: prefilled from the library and from what was answered."""
    category, impact = BECOMES[killer.key]
    known = next((r for r in scene.entries("risk_defaults") if r["category"] == category), {})
    mode = f"{killer.label}: {killer.evidence}" if killer.evidence else killer.label
    return Line(
        REGISTER,
        "",
        {
            "failure_mode": clipped(mode),
            "category": category,
            "probability": known.get("probability", "medium"),
            "impact": known.get("impact", "high"),
            "impact_description": known.get("impact_description", impact),
            "mitigation": clipped(killer.mitigation or known.get("mitigation", "")),
            "owner": killer.owner,
            "status": "open",
        },
    )


def _offers(scene: Scene, killers: tuple[Killer, ...]) -> Iterator[Offer]:
    lines = [
        Line(
            KILLERS,
            one.key,
            {
                "applies": one.applies,
                "evidence": one.evidence,
                "mitigation": one.mitigation,
                "owner": one.owner,
            },
        )
        for one in killers
    ]
    title = scene.attribute(KILLERS).title
    yield from scene.offer("answers", f"Write these answers to “{title}”", lines=lines)
    red = [one for one in killers if one.is_red and not _is_registered(scene, one)]
    register = scene.attribute(REGISTER).title
    new = [one for one in red if not _alike(scene, one)]
    if len(new) > 1:
        yield from scene.offer(
            "risks",
            f"Add {len(new)} prefilled risks to “{register}”: "
            f"{', '.join(one.label.lower() for one in new)}",
            lines=[risk_of(scene, one) for one in new],
        )
    for one in red:
        yield from scene.offer(
            f"risk-{one.key}",
            f"Add “{one.label}” to “{register}”",
            lines=[risk_of(scene, one)],
        )


GUIDE = Guide(
    name="production-killers",
    title="Eight production killers",
    question="Which of the eight usual causes of failure apply here? Each becomes a risk.",
    source="003 §6",
    serves=(KILLERS, REGISTER),
    ask=ask,
    find=find,
    writes=(KILLERS, REGISTER),
)
