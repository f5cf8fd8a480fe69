"""Specs: where each stands in its life, and who else writes or reads it."""

from __future__ import annotations

import json
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from specs.models.template import SpecTemplate


class State(models.TextChoices):
    """Where a spec stands in its life."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    ARCHIVED = "archived", _("Archived")


class SpecQuerySet(models.QuerySet["Spec"]):
    """Specs, and the lock that every change of one takes first."""

    def lock(self, spec_id: uuid.UUID) -> Spec:
        """Return the spec, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=spec_id)

    def unchecked(self) -> Self:
        """Those whose text changed after the last full run of the checks."""
        return self.exclude(checked_version=F("content_version"))

    def unindexed(self) -> Self:
        """Those whose text changed after the search took it up."""
        return self.exclude(indexed_version=F("content_version"))


class Spec(models.Model):
    """A document made from a template: its answers, its risks and its life cycle."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # No index of its own where the lists' indexes begin with it, or where nobody asks by it: every
    # save makes an entry in each of them.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="specs", db_index=False
    )
    template = models.ForeignKey(SpecTemplate, on_delete=models.PROTECT, related_name="specs")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_specs"
    )
    title = models.CharField(max_length=300, help_text=_("The answer to project.title, for lists."))
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    revision_number = models.PositiveIntegerField(default=0, help_text=_("Of the last revision."))
    content_version = models.PositiveBigIntegerField(
        default=0, help_text=_("One up with every save of any answer, item or waiver.")
    )
    checked_version = models.PositiveBigIntegerField(
        default=0, help_text=_("The content version that the counts below belong to.")
    )
    indexed_version = models.BigIntegerField(
        default=-1, db_default=-1, help_text=_("The content version that the search knows.")
    )
    returned = models.TextField(
        blank=True, help_text=_("JSON: why the last revision came back, until the next one.")
    )
    review_again_on = models.DateField(
        null=True, help_text=_("By when an approved spec is to be looked at again.")
    )
    review_prompt_on = models.DateField(
        null=True, help_text=_("When its owner is told of that day next.")
    )
    completeness = models.PositiveSmallIntegerField(default=0)
    open_blockers = models.PositiveIntegerField(default=0)
    open_warnings = models.PositiveIntegerField(default=0)
    pieces_to_place = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("Pieces of an imported file without a place.")
    )
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    objects = SpecQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "pk")
        indexes = (
            models.Index(fields=["organisation", "-updated_at", "id"], name="spec_list"),
            models.Index("organisation", Lower("title"), "id", name="spec_list_by_title"),
            models.Index(
                fields=["updated_at"],
                condition=~Q(checked_version=F("content_version")),
                name="spec_unchecked",
            ),
            models.Index(
                fields=["updated_at"],
                condition=~Q(indexed_version=F("content_version")),
                name="spec_unindexed",
            ),
            models.Index(
                fields=["review_again_on"],
                condition=Q(review_again_on__isnull=False),
                name="spec_review_again",
            ),
            models.Index(
                fields=["review_prompt_on"],
                condition=Q(review_prompt_on__isnull=False),
                name="spec_review_prompt",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def returned_because(self) -> list[dict[str, Any]]:
        """Why the last revision came back: who said what, in which role, about which sections."""
        return json.loads(self.returned) if self.returned else []

    @property
    def chain(self) -> str:
        """Name of this spec's chain in the trail."""
        return f"spec:{self.pk}"


class FormerTemplate(models.Model):
    """A template by which a spec was written before; it knows what was carried over."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="former_templates")
    template = models.ForeignKey(SpecTemplate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["spec", "template"], name="former_template_once"),
        )

    def __str__(self) -> str:
        return f"{self.spec} was written by {self.template}"


class SpecEditor(models.Model):
    """A person beside the owner who may write in a spec."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="editors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="edited_specs"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["spec", "user"], name="editor_once"),)

    def __str__(self) -> str:
        return f"{self.user} writes in {self.spec}"


class SpecGuestQuerySet(models.QuerySet["SpecGuest"]):
    """Guests, by whether they still may."""

    def current(self) -> Self:
        """Return those whose days are not over."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=Now()))


class SpecGuest(models.Model):
    """A guest of the organisation who may read one spec and comment, by a link or an account."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="guests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guest_specs"
    )
    token_hash = models.CharField(
        max_length=64, blank=True, help_text=_("Of the personal link, if there is one.")
    )
    expires_at = models.DateTimeField(null=True, help_text=_("When access ends by itself."))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = SpecGuestQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["spec", "user"], name="guest_once"),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="guest_one_per_link"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} reads {self.spec}"

    @property
    def is_late(self) -> bool:
        """The days of the guest are over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()
