"""Organisations, and who belongs to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """What a person may do in an organisation."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    MEMBER = "member", _("Member")
    AUDITOR = "auditor", _("Auditor")
    GUEST = "guest", _("Guest")


class Organisation(models.Model):
    """A tenant: nobody sees another organisation's data, ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    demand_all_sign_again = models.BooleanField(
        default=False, help_text=_("Every role signs each revision; nothing is carried over.")
    )
    editorial_days = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text=_("In which a role may object to a change of wording; 0 lets it lapse at once."),
    )
    review_again_months = models.PositiveSmallIntegerField(
        default=12,
        db_default=12,
        help_text=_("After which an approved spec is to be looked at again; 0: on no fixed day."),
    )
    signers_need_factor = models.BooleanField(
        default=False, db_default=False, help_text=_("Signing asks for a second factor.")
    )
    managers_need_factor = models.BooleanField(
        default=False, db_default=False, help_text=_("Managing people asks for a second factor.")
    )
    one_role_each = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Nobody signs a revision in more than one role."),
    )
    writers_apart = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Who wrote answers signs that revision as product manager at most."),
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """Name of this organisation's chain in the trail."""
        return f"organisation:{self.pk}"


class Membership(models.Model):
    """A person in an organisation at one level."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    level = models.CharField(max_length=12, choices=Level, default=Level.MEMBER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())
    chosen_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When this person turned to it last, among several.")
    )

    class Meta:
        ordering = ("user__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="membership_one_per_person",
                violation_error_message=_("This person is already a member."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"
