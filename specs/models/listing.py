"""What lists say of each spec beside the columns of its own."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec

NEVER = date(9999, 12, 31)


class SpecListing(models.Model):
    """One spec as lists filter and sort it; a row of its own, so that no save pays for its indexes.

    A trigger adds it with the spec. The review's actions write how the round stands, in their own
    transaction; the worker that takes up the words of a spec counts its high risks.
    """

    spec = models.OneToOneField(
        Spec, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    created_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField(
        default=NEVER, db_default=NEVER, help_text=_("Of the open round; else the end of time.")
    )
    waiting = ArrayField(
        models.SlugField(max_length=60),
        default=list,
        db_default=[],
        help_text=_("Keys of the roles that the open round waits for."),
    )
    signed = models.PositiveSmallIntegerField(default=0, db_default=0)
    asked = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text=_("Sign-offs that the last round asks for.")
    )
    high_risks = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ("spec",)
        indexes = (
            GinIndex(fields=["waiting"], name="listing_waiting", fastupdate=False),
            models.Index(fields=["due_on", "spec"], name="listing_due"),
            models.Index(fields=["-created_at", "spec"], name="listing_created"),
            models.Index(fields=["spec"], name="listing_risky", condition=Q(high_risks__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.spec_id} in lists"
