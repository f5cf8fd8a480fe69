"""The specs that all others are copies of, each told by the actions that people use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from bench.seeding.amending import agree_to_less, ask_for_less, sign_again
from reviews import actions as review_actions
from reviews.management.demo import texts
from reviews.management.demo.talking import talk_about_draft, talk_in_review
from reviews.management.demo.telling import (
    change,
    sign,
    sign_all,
    start,
    submit,
    waive_warnings,
    written_out,
)
from reviews.models import Decision
from specs import actions
from specs.actions.importing import Origin, import_spec
from specs.imports.incoming import Accepted, Incoming
from specs.imports.values import Row
from specs.models import Answer, Item, Waiver

if TYPE_CHECKING:
    from reviews.management.demo.people import Stage
    from specs.models import Spec

REASON = "Accepted for the pilot; asked again when the first results are there."
TURNS = 2  # saves of one text, so that a spec has a history


@dataclass
class Told:
    """The stage, and one spec with every answer that others begin as."""

    stage: Stage
    whole: Spec
    number: int = field(default=0)

    def begin(self) -> Spec:
        """Begin a spec with all answers, in one event, as an import does."""
        self.number += 1
        items: dict[str, list[Row]] = {}
        for item in Item.objects.filter(spec=self.whole, is_deleted=False).order_by("position"):
            items.setdefault(item.key, []).append(Row(item.row, item.cells))
        answers = dict(Answer.objects.filter(spec=self.whole).values_list("key", "value"))
        answers.pop("project.title", None)
        waivers = Waiver.objects.filter(spec=self.whole, withdrawn_at=None)
        template = self.whole.template
        incoming = Incoming(
            title=self.title,
            template_key=template.key,
            template_version=template.version,
            answers=answers,
            rows=items,
            waivers=tuple(Accepted(w.code, w.key, w.message, w.reason) for w in waivers),
        )
        return import_spec(
            organisation=self.stage.organisation,
            template=template,
            incoming=incoming,
            origin=Origin("bench.yaml", "0" * 64),
            by=self.stage["dana"],
        )

    @property
    def title(self) -> str:
        """A title that stands nowhere else, so that copies can have their own."""
        return f"Original {self.number:02} of the bench"


def tell(stage: Stage) -> Told:
    """Write one spec in full."""
    whole = written_out(stage, "Original 00 of the bench", texts.FRAUD)
    waive_warnings(whole, REASON, by=stage["dana"])
    return Told(stage, whole)


def draft(told: Told) -> Spec:
    """A few answers, changed again and again."""
    told.number += 1
    spec = start(told.stage, "dana", told.title, {})
    write_often(told, spec)
    return spec


def talked_about(told: Told) -> Spec:
    """Everything answered, and questions about it."""
    spec = told.begin()
    write_often(told, spec)
    talk_about_draft(told.stage, spec)
    return spec


def asked(told: Told) -> Spec:
    """In review, signed by nobody yet."""
    spec = told.begin()
    write_often(told, spec)
    submit(told.stage, spec)
    return spec


def half_signed(told: Told) -> Spec:
    """In review, with sign-offs, a condition and comments."""
    spec = told.begin()
    review = submit(told.stage, spec)
    sign(told.stage, review, "product_manager")
    sign(told.stage, review, "data_engineer")
    wish = review_actions.Wish(
        text="Add the model to the record of processing activities.",
        owner=told.stage["dana"],
        due_on=timezone.now().date() + timedelta(days=14),
    )
    sign(told.stage, review, "legal_compliance", Decision.CONDITIONS, conditions=(wish,))
    talk_in_review(told.stage, spec)
    return spec


def approved(told: Told) -> Spec:
    """Signed by everybody."""
    spec = told.begin()
    sign_all(told.stage, submit(told.stage, spec))
    return spec


def blocked(told: Told) -> Spec:
    """Blocked by one role, and back with its author."""
    spec = told.begin()
    review = submit(told.stage, spec)
    sign(told.stage, review, "data_scientist")
    reason = "Nobody is on call at weekends. Name who is paged."
    sign(told.stage, review, "sre_on_call", Decision.BLOCKED, reason=reason, sections=("s6",))
    return spec


def second_revision(told: Told) -> Spec:
    """Mended after a block and in review again, some sign-offs carried over."""
    spec = blocked(told)
    spec.refresh_from_db()
    dana = told.stage["dana"]
    change(spec, "deployment.instance", "2 vCPU / 8 GB, 2 instances in 2 zones", dana)
    submit(told.stage, spec)
    return spec


def amending(told: Told) -> Spec:
    """Approved, and asked to promise less."""
    spec = approved(told)
    ask_for_less(told.stage, spec)
    return spec


def signing_again(told: Told) -> Spec:
    """In review once more after an amendment; most sign-offs are carried over."""
    spec = approved(told)
    agree_to_less(told.stage, spec)
    return spec


def amended(told: Told) -> Spec:
    """Approved a second time, by an amendment."""
    spec = approved(told)
    sign_again(told.stage, agree_to_less(told.stage, spec))
    return spec


def superseded(told: Told) -> Spec:
    """Approved once, replaced since."""
    spec = approved(told)
    actions.supersede(spec=spec, by=told.stage["dana"], why="Replaced by its second generation.")
    return spec


def archived(told: Told) -> Spec:
    """Put away as a draft."""
    spec = draft(told)
    actions.archive(spec=spec, by=told.stage["dana"], why="Not needed.")
    return spec


def write_often(told: Told, spec: Spec) -> None:
    """Save one text again and again."""
    spec.refresh_from_db()
    for turn in range(TURNS):
        text = f"Analysts look at {400 + turn} alerts a day; 41 % of them come too late."
        change(spec, "problem.statement", text, told.stage["dana"])


# Each story, and how many of a hundred specs are copies of it.
STORIES: tuple[tuple[Callable[[Told], Spec], int], ...] = (
    (draft, 30),
    (talked_about, 12),
    (asked, 12),
    (half_signed, 10),
    (second_revision, 6),
    (approved, 11),
    (amending, 3),
    (signing_again, 1),
    (amended, 3),
    (blocked, 4),
    (superseded, 4),
    (archived, 4),
)
