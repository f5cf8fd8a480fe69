"""Whom the open rounds wait for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.review import Review
from specs.models import Spec


class Waiting(models.Model):
    """A role that an open round waits for; drawn from the frozen policy and the sign-offs.

    Kept by ``actions.waiting`` in the transaction that changes it.
    """

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, db_index=False, related_name="waiting"
    )
    spec = models.ForeignKey(Spec, on_delete=models.CASCADE, related_name="+")
    role = models.SlugField(max_length=60, help_text=_("Key of the stakeholder role."))
    label = models.CharField(max_length=80, help_text=_("What the role is called there."))
    since = models.DateTimeField(help_text=_("When it was asked."))

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(fields=["review", "role"], name="waiting_once_a_role"),
        )

    def __str__(self) -> str:
        return f"{self.review_id} waits for {self.role}"
