"""Decisions, and what allows to post one."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from reviews.models.review import Review


class Decision(models.TextChoices):
    """What a signer decides; withdrawn replaces one of the others."""

    APPROVED = "approved", _("Approved")
    CONDITIONS = "conditions", _("Approved with conditions")
    BLOCKED = "blocked", _("Blocked")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SignOffQuerySet(models.QuerySet["SignOff"]):
    """Decisions, and those of them that count."""

    def standing(self) -> Self:
        """Those that count: the last word in each seat of a role, unless it was a withdrawal."""
        same = SignOff.objects.filter(
            review=OuterRef("review"), role=OuterRef("role"), seat=OuterRef("seat")
        )
        replaced = Exists(same.filter(turn__gt=OuterRef("turn")))
        return self.exclude(replaced).exclude(decision=Decision.WITHDRAWN)


class SignOff(models.Model):
    """One person's decision, in one role, on one revision.

    A row is never changed or deleted. Whoever changes their mind takes another turn, so every
    seat of a role has one line of decisions and one last word. Where any one person signs for
    the role there is one seat, 0; otherwise each person has a seat of their own, from 1.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sign_offs")
    role = models.SlugField(max_length=60, help_text=_("Key of the stakeholder role."))
    seat = models.PositiveSmallIntegerField(default=0, help_text=_("Place among the signers."))
    turn = models.PositiveSmallIntegerField(default=1)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs"
    )
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("For whom the signer stood in."),
    )
    decision = models.CharField(max_length=12, choices=Decision)
    reason = models.TextField(blank=True)
    reason_sections = models.JSONField(default=list, help_text=_("Keys of sections it is about."))
    block_answer = models.TextField(blank=True, help_text=_("What would make this role block."))
    statement = models.TextField(help_text=_("What the signer confirmed, word for word."))
    content_hash = models.CharField(max_length=64, help_text=_("Of the revision, as signed."))
    section_hashes = models.JSONField(help_text=_("Of the sections that the role signs."))
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    printed_name = models.CharField(max_length=120)
    printed_email = models.EmailField()
    printed_title = models.CharField(max_length=120, blank=True)
    printed_role = models.CharField(max_length=80)
    printed_instead_of = models.CharField(max_length=120, blank=True, default="")
    methods = models.JSONField(help_text=_("How the signer proved who they are."))
    acknowledged = models.JSONField(default=list, help_text=_("Open findings and waivers."))
    time_zone = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    record = models.TextField(help_text=_("Canonical JSON of all of the above."))
    record_hash = models.CharField(max_length=64)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ("signed_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["review", "role", "seat", "turn"],
                name="signoff_one_per_seat_and_turn",
                violation_error_message=_("This role has already signed."),
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.BLOCKED) | ~Q(reason=""),
                name="signoff_block_needs_reason",
                violation_error_message=_("Say what has to change before you can sign."),
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.WITHDRAWN) | Q(turn__gt=1),
                name="signoff_withdraws_something",
            ),
            models.CheckConstraint(
                condition=Q(instead_of=None, printed_instead_of="")
                | (Q(instead_of__isnull=False) & ~Q(printed_instead_of="")),
                name="signoff_names_both",
            ),
        )

    def __str__(self) -> str:
        return f"{self.printed_name} as {self.printed_role}: {self.decision}"

    @property
    def named_id(self) -> int:
        """Who was named to sign: the signer, or the person for whom they stood in."""
        return self.instead_of_id or self.signer_id

    @property
    def names(self) -> str:
        """Who signed, and for whom."""
        if not self.printed_instead_of:
            return self.printed_name
        return f"{self.printed_name} as stand-in for {self.printed_instead_of}"


class SigningNonce(models.Model):
    """Permission to post one sign page once, within five minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    role = models.SlugField(max_length=60)
    given_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"nonce of {self.user} for {self.role}"


class IdentityFailure(models.Model):
    """A try to sign at which the signer could not prove who they are."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    failed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=["user", "-failed_at"], name="identity_failures"),)

    def __str__(self) -> str:
        return f"{self.user} at {self.failed_at}"
