"""What people say about a spec: threads, their comments, and who was named in them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.item import Item
from specs.models.spec import Spec


class Disposition(models.TextChoices):
    """What became of a comment that was made while a revision was in review."""

    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    REJECTED = "rejected", _("Rejected")
    DUPLICATE = "duplicate", _("Duplicate")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads, and those that hold something up."""

    def open(self) -> Self:
        """Those that nobody resolved."""
        return self.filter(resolved_at=None)

    def without_disposition(self) -> Self:
        """Those that were begun in a review and still wait for what becomes of them."""
        return self.filter(role="", in_review__gt=0, disposition="")


class Thread(models.Model):
    """One matter that people talk about, at one place of a spec.

    The place is a field, one of its rows, a finding, a section, or nothing of these: the whole
    spec. What stood there then is kept in words.
    """

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="threads")
    section = models.CharField(max_length=60, blank=True, help_text=_("Key of the section."))
    key = models.CharField(max_length=80, blank=True, help_text=_("Key of the field."))
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    code = models.CharField(max_length=12, blank=True, help_text=_("Of the finding."))
    place = models.CharField(max_length=300, help_text=_("The place in words, as it was then."))
    quote = models.TextField(blank=True, help_text=_("What stood there then."))
    role = models.SlugField(
        max_length=60, blank=True, help_text=_("Only those who hold this role may read it.")
    )
    in_review = models.PositiveIntegerField(
        default=0, help_text=_("The revision that was in review when it was begun.")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opened_threads"
    )
    opened_at = models.DateTimeField(db_default=Now())
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="threads_to_answer",
    )
    due_on = models.DateField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    disposition = models.CharField(max_length=12, choices=Disposition, blank=True)
    disposition_reason = models.TextField(blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ("opened_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(disposition__in=("", Disposition.ACCEPTED)) | ~Q(disposition_reason=""),
                name="thread_disposition_needs_reason",
                violation_error_message=_("Say why. The reason is printed in the audit PDF."),
            ),
        )

    def __str__(self) -> str:
        return f"thread {self.pk} on {self.place}"

    @property
    def waits_for_disposition(self) -> bool:
        """It was begun in a review, and nobody has said yet what becomes of it."""
        return bool(self.in_review and not self.role and not self.disposition)


class Comment(models.Model):
    """One message in a thread, as it reads now."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    text = models.TextField()
    op_id = models.UUIDField(help_text=_("Of the try to post it; asking twice makes one."))
    written_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["author", "op_id"], name="comment_one_per_op"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_needs_text",
                violation_error_message=_("Write something first."),
            ),
        )

    def __str__(self) -> str:
        return f"comment {self.pk} of {self.author}"


class CommentVersion(models.Model):
    """What a comment said before it was edited; only ever added."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField()
    replaced_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"earlier text of {self.comment_id}"


class Mention(models.Model):
    """A person who was named in a comment, until they have seen it."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentions"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["comment", "user"], name="mention_once_per_comment"),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.comment_id}"
