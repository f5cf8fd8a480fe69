"""Sign-offs that were kept over a change of wording, and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.domain.editorial import Edit
from reviews.models.sign_off import SignOff


class Answer(models.TextChoices):
    """What became of a sign-off that was kept for a time."""

    OPEN = "open", _("May still object")
    AGREED = "agreed", _("No objection")
    OBJECTED = "objected", _("Objected")
    UNOPPOSED = "unopposed", _("Nobody objected in time")


class EditorialKeep(models.Model):
    """A carried-over sign-off over text whose wording changed; approval waits for its end."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="kept")
    edits = models.JSONField(help_text=_("Each changed answer: what was signed, and what is now."))
    until = models.DateField(help_text=_("The last day on which the role may object."))
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.OPEN)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(answer=Answer.OBJECTED) | ~Q(reason=""),
                name="keep_objection_needs_reason",
                violation_error_message=_("Say what the change means to you."),
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.OPEN) ^ Q(answered_at__isnull=False),
                name="keep_answered_has_time",
            ),
        )
        indexes = (
            models.Index(fields=["until"], condition=Q(answer=Answer.OPEN), name="keep_open"),
        )

    def __str__(self) -> str:
        return f"{self.sign_off} kept until {self.until}"

    @property
    def is_open(self) -> bool:
        """The role may still object, and approval waits."""
        return self.answer == Answer.OPEN

    @property
    def is_objected(self) -> bool:
        """The sign-off lapsed, because the change means more than its words."""
        return self.answer == Answer.OBJECTED

    @property
    def changes(self) -> tuple[Edit, ...]:
        """What changed, word for word."""
        return tuple(Edit.from_json(edit) for edit in self.edits)
