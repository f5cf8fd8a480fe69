"""An organisation's own templates while they are written."""

from __future__ import annotations

import json
import uuid
from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from specs.domain.attribute import Template
from specs.models.template import SpecTemplate


class TemplateDraftQuerySet(models.QuerySet["TemplateDraft"]):
    """Drafts, and the lock that every change of one takes first."""

    def lock(self, draft_id: uuid.UUID) -> TemplateDraft:
        """Return the draft, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("organisation").get(pk=draft_id)

    def in_use(self) -> Self:
        """Those that are not retired."""
        return self.filter(retired_at=None)


class TemplateDraft(models.Model):
    """A template of an organisation as it is being written; versions of it are SpecTemplates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="template_drafts"
    )
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=200, help_text=_("That of the definition, for lists."))
    definition = models.TextField(help_text=_("Canonical JSON of the whole template."))
    previous = models.TextField(
        blank=True, help_text=_("The definition before the last change, to go back to.")
    )
    version = models.PositiveIntegerField(default=1, help_text=_("One up with every change."))
    based_on = models.ForeignKey(
        SpecTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("What it was copied from; blank for one out of a file."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TemplateDraftQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "key"], name="template_draft_one_per_key"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @cached_property
    def template(self) -> Template:
        """The template as the domain knows it, with whatever is still wrong with it."""
        return Template.from_definition(json.loads(self.definition))
