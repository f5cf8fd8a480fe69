"""Rows of tables, and everything that they were."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec


class ItemQuerySet(models.QuerySet["Item"]):
    """Rows of tables, in the order in which they are shown."""

    def present(self) -> Self:
        """Those that are not deleted, in order."""
        return self.filter(is_deleted=False).order_by("key", "position", "id")


class Item(models.Model):
    """A row of a table or checklist, a candidate of a rubric, or a risk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=80, help_text=_("Of the attribute that it belongs to."))
    row = models.CharField(max_length=80, blank=True, help_text=_("Key of a fixed row."))
    position = models.BigIntegerField()
    cells = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    is_deleted = models.BooleanField(default=False)
    changed_in = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("key", "position", "id")
        indexes = (
            models.Index(
                fields=["created_at", "id"],
                condition=Q(key="risk.register", is_deleted=False),
                name="item_risks_by_age",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["spec", "key", "row"], condition=~Q(row=""), name="item_one_per_fixed_row"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.pk}"


class ItemVersion(models.Model):
    """What an item was; only ever added."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, db_index=False, related_name="+")
    version = models.PositiveIntegerField()
    cells = models.JSONField()
    position = models.BigIntegerField()
    is_deleted = models.BooleanField(default=False)
    base_version = models.PositiveIntegerField()
    op_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("item", "version")
        constraints = (
            models.UniqueConstraint(fields=["item", "version"], name="item_version_once"),
            models.UniqueConstraint(fields=["spec", "op_id"], name="item_version_one_per_op"),
        )

    def __str__(self) -> str:
        return f"{self.item_id}, version {self.version}"
