"""Mails, and the news that they bring."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from jobs.models import Job


class Mail(Job):
    """One mail to one person; asking twice with the same key gives one row and one mail."""

    task = "accounts.tasks.send_mail"
    queue = "mail"

    key = models.CharField(max_length=200, unique=True, help_text=_("What the mail is about."))
    kind = models.SlugField(max_length=40)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="mails"
    )
    to_address = models.EmailField(blank=True, help_text=_("Of somebody without an account."))
    chain = models.CharField(max_length=60, help_text=_("Of the trail that records it."))
    subject = models.CharField(max_length=300)
    body = models.TextField()
    url = models.CharField(
        max_length=500, blank=True, help_text=_("Where it leads; a path of ours, or whole.")
    )
    is_secret = models.BooleanField(
        default=False, help_text=_("The link signs somebody in; it is forgotten once sent.")
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(Job.Meta):
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(to=None) ^ Q(to_address=""), name="mail_to_a_person_or_an_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} to {self.reader}"

    @property
    def reader(self) -> str:
        """Who gets it: a name, or the address of somebody without an account."""
        return self.to.name if self.to else self.to_address

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that a mailbox shows a mail once even if it came twice."""
        return f"<{sha256(self.key.encode()).hexdigest()[:40]}@countersign>"

    @property
    def address(self) -> str:
        """Where the mail leads, whole: our own pages are stored without the name of the host."""
        return f"{settings.PUBLIC_URL}{self.url}" if self.url.startswith("/") else self.url

    @property
    def paragraphs(self) -> list[str]:
        """The body, to be set as a page."""
        return self.body.split("\n\n")

    @property
    def text(self) -> str:
        """The mail as it is read, its link on a line of its own."""
        return f"{self.body}\n\n{self.address}\n" if self.url else f"{self.body}\n"


class When(models.TextChoices):
    """When a person wants to hear of something by mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Not by mail")


class NoticeChoice(models.Model):
    """When one person wants to hear of one sort of news, where they said so."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choices"
    )
    kind = models.SlugField(max_length=40)
    when = models.CharField(max_length=8, choices=When)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.user}: {self.when}"


class Notice(models.Model):
    """A piece of news that waits for the next daily mail of its reader."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=40)
    key = models.CharField(max_length=200, help_text=_("What it is about."))
    words = models.TextField()
    url = models.CharField(max_length=500)
    made_at = models.DateTimeField(db_default=Now())
    mail = models.ForeignKey(
        Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="notice_once"),)
        indexes = (models.Index(fields=["user"], condition=Q(mail=None), name="notice_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} for {self.user}"
