"""Versions of templates."""

from __future__ import annotations

import json
from functools import lru_cache

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from specs.domain.attribute import Template


class SpecTemplate(models.Model):
    """One version of a template; never changed, a changed catalogue makes the next version."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="templates"
    )
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    definition = models.TextField(help_text=_("Canonical JSON of the whole template."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the definition."))
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("key", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "key", "version"],
                name="template_one_per_version",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def template(self) -> Template:
        """The template as the domain knows it; parsed once per process, since it never changes."""
        return parse_template(self.definition)


@lru_cache(maxsize=64)
def parse_template(definition: str) -> Template:
    """Build a template from its stored definition."""
    return Template.from_definition(json.loads(definition))
