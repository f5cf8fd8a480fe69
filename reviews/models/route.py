"""How an organisation wants its revisions to be signed, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

if TYPE_CHECKING:
    from uuid import UUID


class ReviewRouteQuerySet(models.QuerySet["ReviewRoute"]):
    """Routes, and those of them that count."""

    def for_template(self, organisation_id: UUID, key: str) -> Self:
        """The versions for one template and those for all templates, the one that counts first."""
        return self.filter(organisation=organisation_id, template_key__in=(key, "")).order_by(
            "-template_key", "-version"
        )


class ReviewRoute(models.Model):
    """One version of a route: for a template of an organisation, or for all of its templates.

    A row is never changed: whoever edits a route adds the next version, and an empty one means
    that there is none. A review is bound to the route that was frozen with its revision.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="review_routes"
    )
    template_key = models.SlugField(max_length=60, blank=True, help_text=_("Empty: all templates."))
    version = models.PositiveIntegerField(default=1)
    definition = models.JSONField(help_text=_("Stages, and the place of each role; or nothing."))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField(db_default=Now())

    objects = ReviewRouteQuerySet.as_manager()

    class Meta:
        ordering = ("template_key", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "template_key", "version"],
                name="review_route_one_per_version",
            ),
        )

    def __str__(self) -> str:
        return f"route {self.version} of {self.template_key or 'all templates'}"
