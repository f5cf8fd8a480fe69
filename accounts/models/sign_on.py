"""Single sign-on: the provider by which an organisation's own people come in."""

from __future__ import annotations

from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation


class SignOn(models.Model):
    """The OpenID Connect provider of one organisation, as its administrators set it up."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="sign_on"
    )
    name = models.CharField(max_length=80, help_text=_("What its people call the provider."))
    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=200)
    secret = models.TextField(help_text=_("Encrypted; shown to nobody."))
    is_active = models.BooleanField(default=False)
    is_required = models.BooleanField(
        default=False, help_text=_("Members use no password; owners keep theirs.")
    )
    makes_members = models.BooleanField(
        default=False, help_text=_("Who is new becomes a member at the first sign-in.")
    )
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_active=True) | Q(is_required=False),
                name="sign_on_required_only_if_active",
                violation_error_message=_("Switch single sign-on on before you require it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.organisation}"

    @property
    def key(self) -> str:
        """What its people are linked by: another issuer, or another organisation, knows nobody."""
        told = sha256(self.issuer.encode()).hexdigest()[:32]
        return f"{self.organisation_id}:{told}"


class SignOnDomain(models.Model):
    """A mail domain whose addresses one organisation's provider, and no other, may vouch for."""

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(
        max_length=253,
        unique=True,
        error_messages={"unique": _("Another organisation signs people of this domain in.")},
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
