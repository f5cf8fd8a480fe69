"""What people send about the stages of a project, kept as typed when it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.domain.gates import Rule
from reviews.domain.track import Figure, Move, Ruling, Stand, Standing
from reviews.forms import Words
from specs.domain.values.figures import figure_problem, ungroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

NOT_A_DAY = _("Not a date. Write year, month and day, like 2026-03-02.")
MET = {"yes": True, "no": False}
LABELS = {
    Move.PASSED: (_("Passed"), _("It leads to %(next)s.")),
    Move.MISSED: (_("Missed"), _("The gate was not reached. It can still go on or stop.")),
    Move.EXTENDED: (_("Goes on"), _("It gets another last day. The old one stays visible.")),
    Move.STOPPED: (_("Stopped"), _("The project ends here.")),
}
EXTENDED_OF = {
    Stand.STOPPED: (_("Take it up again"), _("It goes on until a day that you name.")),
    Stand.PASSED: (_("Take the pass back"), _("It goes on until a day that you name.")),
}


@dataclass
class Line:
    """One rule, or the budget, as it is asked for."""

    rule: Rule
    name: str
    value: str = ""
    met: str = ""
    problem: str = ""
    is_budget: bool = False


class FigureForm(forms.Form):
    """What was measured for the rules of a stage; what stays blank is left out."""

    revision = forms.IntegerField()
    source = Words(required=True, missing=_("Say where the figures are from."))
    measured_on = forms.DateField(
        error_messages={"invalid": NOT_A_DAY, "required": _("Say of which day they are.")}
    )

    def __init__(self, data: QueryDict | None, *, standing: Standing) -> None:
        super().__init__(data)
        self.standing = standing
        self.lines = [
            Line(rule, f"figure-{place}") for place, rule in enumerate(standing.plan.rules)
        ]
        if standing.plan.budget_key:
            spent = Rule(standing.plan.budget_key, str(_("Spent so far")))
            self.lines.append(Line(spent, "spent", is_budget=True))
        for line in self.lines if data is not None else ():
            line.value = data.get(line.name, "").replace("\0", "").strip() if data else ""
            line.met = data.get(f"{line.name}-met", "") if data else ""

    def clean_measured_on(self) -> date:
        """Refuse a day that is still to come."""
        day: date = self.cleaned_data["measured_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Choose today or earlier."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for one figure at least, and for each in its own form."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.lines:
            line.problem = self._problem(line)
        if any(line.problem for line in self.lines):
            self.add_error(None, _("One of the figures is not right."))
        elif not any(line.value for line in self.lines):
            self.add_error(None, _("Nothing was typed in. Give at least one figure."))
        return cleaned

    def _problem(self, line: Line) -> str:
        if line.rule.is_said and not line.is_budget:
            try:
                line.value = Words().clean(line.value)
            except forms.ValidationError as error:
                return str(error.messages[0])
            if line.value and line.met not in MET:
                return str(_("Say whether it is met."))
            return str(_("Say what was seen.")) if line.met in MET and not line.value else ""
        line.value = ungroup(line.value)
        return figure_problem(line.value) if line.value else ""

    def figures(self) -> list[Figure]:
        """Return what was typed in as the action takes it."""
        return [
            Figure(line.rule.key, line.value, MET.get(line.met))
            for line in self.lines
            if line.value
        ]


class DecideForm(forms.Form):
    """What is decided about a stage."""

    revision = forms.IntegerField()
    turn = forms.IntegerField(min_value=0)
    move = forms.ChoiceField(
        choices=[(move.value, move.value) for move in Move],
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    reason = Words()
    ends_on = forms.DateField(required=False, error_messages={"invalid": NOT_A_DAY})
    confirmed = forms.BooleanField(required=False)

    def ruling(self) -> Ruling:
        """Return the decision as the action takes it."""
        cleaned = self.cleaned_data
        return Ruling(
            Move(cleaned["move"]),
            cleaned["turn"],
            cleaned["revision"],
            cleaned["reason"],
            cleaned["ends_on"],
        )


def choices_of(standing: Standing) -> Iterable[tuple[str, str, str]]:
    """Return what may be decided of a stage: its name, label and what follows from it."""
    for move in standing.moves:
        label, follows = LABELS[move]
        if move is Move.EXTENDED:
            label, follows = EXTENDED_OF.get(standing.stand, (label, follows))
        yield move.value, str(label), str(follows) % {"next": standing.plan.leads_to}
