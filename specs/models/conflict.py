"""Texts that could not be merged, kept until somebody chooses."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.item import Item
from specs.models.spec import Spec


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Texts that could not be merged."""

    def open(self) -> Self:
        """Those that nobody has settled yet."""
        return self.filter(settled_at=None)


class Conflict(models.Model):
    """Two texts that could not be merged, both kept until somebody chooses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="conflicts")
    key = models.CharField(max_length=80)
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="conflicts"
    )
    mine = models.JSONField(null=True, help_text=_("What the writer wanted to save, whole."))
    base = models.JSONField(null=True)
    base_version = models.PositiveIntegerField()
    theirs = models.JSONField(null=True, help_text=_("What stood there instead."))
    theirs_version = models.PositiveIntegerField()
    theirs_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    op_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts"
    )
    kept_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=12, blank=True, help_text=_("theirs, mine or third"))

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ("kept_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["spec", "op_id"], name="conflict_one_per_op"),
        )
        indexes = (
            models.Index(fields=["spec"], condition=Q(settled_at=None), name="conflict_open"),
        )

    def __str__(self) -> str:
        return f"conflict about {self.key}"
