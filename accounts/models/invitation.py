"""Offers to join an organisation."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Level, Organisation


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what became of them."""

    def waiting(self) -> Self:
        """Return those neither accepted nor revoked; some may be too old."""
        return self.filter(accepted_at=None, revoked_at=None)

    def lock(self, invitation_id: int) -> Invitation:
        """Hold one, and its organisation before it."""
        found = self.get(pk=invitation_id)
        Organisation.objects.select_for_update().get(pk=found.organisation_id)
        whole = self.select_related("organisation", "invited_by")
        return whole.select_for_update(of=("self",)).get(pk=invitation_id)


class Invitation(models.Model):
    """The offer to one address to join an organisation; whoever reads its mail may take it once."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("mail address"))
    level = models.CharField(max_length=12, choices=Level, default=Level.MEMBER)
    roles = models.JSONField(default=list, help_text=_("Keys of the roles to sign for."))
    token_hash = models.CharField(max_length=64, unique=True, help_text=_("Of the mailed link."))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_waiting_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    @property
    def mail_key(self) -> str:
        """The key of the mail with the link that is good now."""
        return f"invitation:{self.pk}:{self.token_hash[:16]}"

    @property
    def is_late(self) -> bool:
        """Its days are over."""
        return self.expires_at <= timezone.now()
