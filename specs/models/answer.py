"""Answers, and every value that they had."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec


class Answer(models.Model):
    """The value of one attribute in one spec, with a version of its own."""

    pk = models.CompositePrimaryKey("spec_id", "key")
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, db_index=False, related_name="answers")
    key = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=0)
    changed_in = models.PositiveBigIntegerField(
        default=0, help_text=_("The spec's content version that this save made.")
    )
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.key}, version {self.version}"


class AnswerVersion(models.Model):
    """A value that an answer had; only ever added."""

    pk = models.CompositePrimaryKey("spec_id", "key", "version")
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    base_version = models.PositiveIntegerField()
    is_merged = models.BooleanField(default=False)
    op_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["spec", "op_id"], name="answer_version_one_per_op"),
        )

    def __str__(self) -> str:
        return f"{self.key}, version {self.version}"
