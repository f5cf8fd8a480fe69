"""What somebody does to many specs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from specs.models.spec import Spec, State

if TYPE_CHECKING:
    from typing import Self


class Deed(models.TextChoices):
    """What can be done to many."""

    ARCHIVE = "archive", _("Archive")
    UNARCHIVE = "unarchive", _("Bring back")
    REASSIGN = "reassign", _("Give to somebody else")


class LeftOut(models.TextChoices):
    """Why one of them stays as it is; blank while nothing stands in the way."""

    NO_RIGHT = "no_right", _("you do not manage it")
    IN_REVIEW = "in_review", _("it is in review: withdraw it first")
    ARCHIVED = "archived", _("it is archived")
    NOT_ARCHIVED = "not_archived", _("it is not archived")
    OWNER = "owner", _("it belongs to that person already")
    NO_WRITER = "no_writer", _("that person may not write in its organisation")


class BulkChange(Job):
    """One deed for many specs; a worker does it to one after the other, each in its own trail."""

    task = "specs.tasks.change_many"
    queue = "checks"

    deed = models.CharField(max_length=12, choices=Deed)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.TextField(blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    class Meta(Job.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.deed} by {self.asked_by_id}"


class BulkItemQuerySet(models.QuerySet["BulkItem"]):
    """Specs of a change, by what became of them."""

    def waiting(self) -> Self:
        return self.filter(is_done=False, left_out="")

    def done(self) -> Self:
        return self.filter(is_done=True)


class BulkItem(models.Model):
    """One spec of a change: it waits, was done, or was left out and why."""

    change = models.ForeignKey(
        BulkChange, on_delete=models.CASCADE, db_index=False, related_name="items"
    )
    spec = models.ForeignKey(Spec, on_delete=models.CASCADE, related_name="+")
    left_out = models.CharField(max_length=16, choices=LeftOut, blank=True)
    is_done = models.BooleanField(default=False)
    former_state = models.CharField(
        max_length=12, choices=State, blank=True, help_text=_("To which an undo returns.")
    )

    objects = BulkItemQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["change", "spec"], name="bulk_item_once"),
            models.CheckConstraint(
                condition=models.Q(is_done=False) | models.Q(left_out=""),
                name="bulk_item_done_or_left_out",
            ),
        )

    def __str__(self) -> str:
        return f"{self.spec_id} of {self.change_id}"
