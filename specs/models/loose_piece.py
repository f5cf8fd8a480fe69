"""Pieces of an imported file that found no place, kept until somebody gives them one."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec


class Outcome(models.TextChoices):
    """What became of a loose piece."""

    OPEN = "open", _("To place")
    PLACED = "placed", _("Placed")
    DISMISSED = "dismissed", _("Dismissed")


class LoosePieceQuerySet(models.QuerySet["LoosePiece"]):
    """Pieces that wait, and those that were settled."""

    def open(self) -> Self:
        """Those that still need a place."""
        return self.filter(outcome=Outcome.OPEN)


class LoosePiece(models.Model):
    """A part of an imported file for which the template had no place; its text never changes."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="loose_pieces")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300)
    text = models.TextField()
    why = models.CharField(max_length=500, blank=True, help_text=_("It has no place."))
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    key = models.CharField(max_length=80, blank=True, help_text=_("Of the field it went into."))
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LoosePieceQuerySet.as_manager()

    class Meta:
        ordering = ("spec", "position")
        constraints = (
            models.UniqueConstraint(fields=["spec", "position"], name="loose_piece_once"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN) | Q(settled_at__isnull=False),
                name="loose_piece_settled_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.heading
