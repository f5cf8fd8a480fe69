"""Limits of the checks that an organisation set for itself."""

from __future__ import annotations

from django.db import models

from accounts.models import Organisation


class OrganisationLimit(models.Model):
    """One limit that checks compare with, where it is not the one of the catalogue."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="limits")
    name = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=24, decimal_places=4)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["organisation", "name"], name="limit_set_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.organisation}"
