"""Views of the list of specs that people named, and what each person usually sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

if TYPE_CHECKING:
    from typing import Self


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views, but those that were deleted."""

    def standing(self) -> Self:
        return self.filter(deleted_at=None)


class SavedView(models.Model):
    """Filters, order and columns of the list under a name: one's own, or an organisation's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="saved_views",
        help_text=_("Whose members all see it; nobody's where it is the owner's own."),
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, help_text=_("The end of the list's address."))
    created_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = (F("organisation").asc(nulls_first=True), Lower("name"), "pk")
        constraints = (
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                condition=Q(organisation=None, deleted_at=None),
                name="view_name_once",
                violation_error_message=_("You have a view of this name already."),
            ),
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                condition=Q(organisation__isnull=False, deleted_at=None),
                name="shared_view_name_once",
                violation_error_message=_("The organisation has a view of this name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.organisation_id is not None


class ListChoice(models.Model):
    """What one person sees when they open the list: a view, and the columns they are used to."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="list_choice",
    )
    view = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    columns = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("user",)

    def __str__(self) -> str:
        return f"list of {self.user_id}"
