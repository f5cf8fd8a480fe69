"""The stakeholder matrix: what would make each role block the launch (002 §8)."""

from __future__ import annotations

from specs.domain.charts import Tone
from specs.domain.guides.guide import (
    YES_NO,
    Found,
    Group,
    Guide,
    Line,
    Point,
    Question,
    Scene,
    Sort,
    Typed,
    clipped,
)

MATRIX = "governance.stakeholders"
BLOCK = "What would make you block the launch?"


def ask(scene: Scene) -> tuple[Group, ...]:
    return tuple(_group(scene, role) for role in roles_in(scene))


def roles_in(scene: Scene) -> tuple[str, ...]:
    """The roles that the matrix has a line for."""
    return tuple(line.key for line in scene.attribute(MATRIX).fixed_rows)


def _group(scene: Scene, role: str) -> Group:
    entry = _entry(scene, role)

    def question(name: str, title: str, aside: str = "") -> Question:
        return Question(f"{role}.{name}", title, scene.cell(MATRIX, role, name), aside=aside)

    resolved = scene.cell(MATRIX, role, "resolved")
    return Group(
        entry.get("label", role),
        (
            question("person", "Who is it?"),
            question("cares_about", "What do they care about?", cares_about(scene, role)),
            question("would_block", BLOCK, entry.get("block_prompt", "")),
            question("response", "What is your answer to that?"),
            Question(f"{role}.resolved", "Is it resolved?", resolved, Sort.CHOICE, YES_NO),
        ),
    )


def _entry(scene: Scene, role: str) -> dict[str, str]:
    return next((dict(one) for one in scene.entries("roles") if one["key"] == role), {})


def cares_about(scene: Scene, role: str) -> str:
    """What such a role cares about by the library."""
    return "; ".join(scene.listed("roles", role, "cares_about"))


def find(scene: Scene, typed: Typed) -> Found:
    template = scene.document.template
    in_matrix = roles_in(scene)
    asked = (*in_matrix, *(role for role in template.sign_off if role not in in_matrix))
    points = tuple(_point(scene, typed, role, signs=role in template.sign_off) for role in asked)
    silent = [one for one in points if one.state.startswith("Not asked")]
    open_ones = [one for one in points if one.state == "Open"]
    words = [f"{len(points) - len(silent)} of {len(points)} said what would make them block"]
    words += [f"{len(open_ones)} still open"] if open_ones else []
    title = scene.attribute(MATRIX).title
    lines = [line for role in in_matrix if (line := _line(scene, typed, role))]
    return Found(
        headline=f"{'; '.join(words)}.",
        tone=Tone.FAIR if silent or open_ones else Tone.GOOD,
        points=points,
        offers=tuple(scene.offer("matrix", f"Write these answers to “{title}”", lines=lines)),
    )


def _point(scene: Scene, typed: Typed, role: str, *, signs: bool) -> Point:
    entry = _entry(scene, role)
    label = f"{entry.get('label', role)}{', signs this spec' if signs else ''}"
    block, response = typed.text(f"{role}.would_block"), typed.text(f"{role}.response")
    if not block:
        tone = Tone.FAIR if signs else Tone.PLAIN
        has_line = role in roles_in(scene) or not scene.asks(MATRIX)
        notes = () if has_line else ("The matrix has no line for this role: add a row there.",)
        return Point(label, "Not asked yet", tone, entry.get("block_prompt", BLOCK), notes=notes)
    is_resolved = typed.option(f"{role}.resolved", YES_NO) == "yes"
    answer = f"Answer: {response}" if response else "There is no answer to it yet."
    state = ("Resolved", Tone.GOOD) if is_resolved else ("Open", Tone.FAIR)
    return Point(label, *state, f"Blocks: {block}", notes=(answer,))


def _line(scene: Scene, typed: Typed, role: str) -> Line | None:
    """The line of a role that somebody began; what it cares about may come from the library."""
    names = ("person", "cares_about", "would_block", "response")
    cells = {name: typed.text(f"{role}.{name}") for name in names}
    cells["resolved"] = typed.option(f"{role}.resolved", YES_NO)
    if not any(cells.values()):
        return None
    cells["cares_about"] = cells["cares_about"] or clipped(cares_about(scene, role))
    return Line(MATRIX, role, cells)


GUIDE = Guide(
    name="stakeholders",
    title="Stakeholder matrix",
    question="Ask each role: what would make you block the launch?",
    source="002 §8",
    serves=(MATRIX,),
    ask=ask,
    find=find,
    writes=(MATRIX,),
)
