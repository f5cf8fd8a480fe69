"""What was measured for the stages of a project, and what was decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.domain.values import show_day
from specs.models import Revision, Spec, State

if TYPE_CHECKING:
    from datetime import date

PUT_AWAY = (State.SUPERSEDED, State.ARCHIVED)


class Stage(models.TextChoices):
    """The stages of a project that have gates."""

    POC = "poc", _("PoC")
    MVP = "mvp", _("MVP")
    SCALE = "scale", _("Scale")


class GateMove(models.TextChoices):
    """What is decided of a stage."""

    PASSED = "passed", _("Passed")
    MISSED = "missed", _("Missed")
    EXTENDED = "extended", _("Extended")
    STOPPED = "stopped", _("Stopped")


class GateFigure(models.Model):
    """What somebody measured for one rule of a stage, or spent of its budget.

    A row is never changed: who measures again adds another, and the last one counts.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="gate_figures")
    stage = models.CharField(max_length=8, choices=Stage)
    key = models.CharField(max_length=200, help_text=_("Of the rule, or of the budget."))
    label = models.TextField(help_text=_("What was measured, as it was called then."))
    value = models.TextField(help_text=_("A figure as typed, or what was seen, in words."))
    says_met = models.BooleanField(null=True, help_text=_("Where no figure decides it."))
    source = models.TextField(help_text=_("Where the figure is from."))
    measured_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=120)
    printed_title = models.CharField(max_length=120, blank=True)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class GateDecision(models.Model):
    """What a named person decided about one stage; never changed, the last turn counts."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="gate_decisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="gate_decisions")
    stage = models.CharField(max_length=8, choices=Stage)
    turn = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=10, choices=GateMove)
    reason = models.TextField(blank=True)
    although = models.TextField(blank=True, help_text=_("What spoke against passing."))
    ended_on = models.DateField(null=True, help_text=_("The last day before this decision."))
    ends_on = models.DateField(null=True, help_text=_("The new last day, when extended."))
    rules = models.JSONField(help_text=_("Each rule as it stood, with what was measured."))
    budget = models.TextField(blank=True)
    spent = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=120)
    printed_title = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["spec", "stage", "turn"],
                name="gate_one_per_turn",
                violation_error_message=_("Somebody decided about this stage meanwhile."),
            ),
            models.CheckConstraint(
                condition=~Q(move=GateMove.EXTENDED) | Q(ends_on__isnull=False),
                name="gate_extended_to_a_day",
            ),
            models.CheckConstraint(
                condition=Q(move=GateMove.PASSED, although="") | ~Q(reason=""),
                name="gate_reason_needed",
                violation_error_message=_("Say why."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} {self.move} by {self.printed_name}"

    @property
    def words(self) -> str:
        """What was decided, as it is shown and printed."""
        if self.move == GateMove.PASSED:
            return f"Passed although {self.although}" if self.although else "Passed"
        if self.move != GateMove.EXTENDED or self.ends_on is None:
            return str(self.get_move_display())
        until = show_day(self.ends_on.isoformat())
        if self.ended_on is None:
            return f"Goes on until {until}"
        return f"Goes on until {until}, instead of {show_day(self.ended_on.isoformat())}"


class StageClockQuerySet(models.QuerySet["StageClock"]):
    """Stages that go on, by the day on which they end."""

    def overdue(self, today: date) -> Self:
        """Return those whose end has passed and of which no mail told yet."""
        untold = ~Q(told_for=F("ends_on")) | Q(told_for=None)
        return self.filter(untold, ends_on__lt=today).exclude(spec__state__in=PUT_AWAY)

    def ending_by(self, day: date) -> Self:
        """Return those that end on that day at the latest."""
        return self.filter(ends_on__lte=day).exclude(spec__state__in=PUT_AWAY)


class StageClock(models.Model):
    """Which stage of a spec goes on now and when it ends: for lists and mails.

    It follows from revisions and decisions, and is written with them.
    """

    spec = models.OneToOneField(Spec, on_delete=models.PROTECT, related_name="stage_clock")
    stage = models.CharField(max_length=8, choices=Stage, blank=True)
    ends_on = models.DateField(null=True)
    told_for = models.DateField(null=True, help_text=_("The end that a mail said had passed."))

    objects = StageClockQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["ends_on"], name="stage_clock_ends"),)

    def __str__(self) -> str:
        return f"{self.spec}: {self.stage or 'no stage'}"
