"""Checks that an organisation wrote for itself, and what they said of each spec."""

from __future__ import annotations

import json
import uuid
from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from specs.domain.own_checks.definition import Case, Rule, read_cases, read_rule
from specs.models.spec import Spec


class CheckState(models.TextChoices):
    """Whether a check runs."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    RETIRED = "retired", _("Retired")


class OrganisationCheckQuerySet(models.QuerySet["OrganisationCheck"]):
    """Own checks, and the lock that every change of one takes first."""

    def lock(self, check_id: uuid.UUID) -> OrganisationCheck:
        """Return the check, locked until the transaction ends."""
        locked = self.select_for_update(of=("self",)).select_related("organisation", "current")
        return locked.get(pk=check_id)

    def active(self) -> Self:
        """Those that run over specs."""
        return self.filter(state=CheckState.ACTIVE)


class OrganisationCheck(models.Model):
    """A check of an organisation as it is being written; what runs is its current version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="own_checks"
    )
    number = models.PositiveIntegerField(help_text=_("Never used again in the organisation."))
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=120, help_text=_("That of the rule, for lists."))
    rule = models.TextField(help_text=_("Canonical JSON of what it looks for and says."))
    cases = models.TextField(help_text=_("Canonical JSON of the cases that it is tried with."))
    version = models.PositiveIntegerField(default=1, help_text=_("One up with every change."))
    state = models.CharField(max_length=8, choices=CheckState, default=CheckState.DRAFT)
    current = models.ForeignKey(
        "specs.OrganisationCheckVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("What runs, or ran last."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects = OrganisationCheckQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "number"], name="own_check_one_per_number"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(current__isnull=False),
                name="own_check_runs_a_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @cached_property
    def draft(self) -> Rule:
        """The rule as it is being written."""
        return read_rule(json.loads(self.rule))

    @cached_property
    def tried_with(self) -> tuple[Case, ...]:
        return read_cases(self.cases)

    @cached_property
    def running(self) -> Rule:
        """The rule that runs, or ran last; what is written where none ever did."""
        return read_rule(json.loads(self.current.rule)) if self.current else self.draft

    @property
    def is_changed(self) -> bool:
        """What is written is not what runs."""
        return self.current is None or self.current.rule != self.rule


class OrganisationCheckVersion(models.Model):
    """What a check looks for and says since it was published; never changed."""

    check_row = models.ForeignKey(
        OrganisationCheck, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    rule = models.TextField(help_text=_("Canonical JSON."))
    cases = models.TextField(help_text=_("Canonical JSON of the cases that it passed."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the rule."))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["check_row", "number"], name="own_check_one_per_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.check_row.code}, version {self.number}"


class OwnFindings(models.Model):
    """What the own checks last said of one spec; the pages show it until they run again."""

    spec = models.OneToOneField(
        Spec, on_delete=models.PROTECT, primary_key=True, related_name="own_findings"
    )
    seen = models.CharField(max_length=64, help_text=_("Digest of the checks and what they read."))
    content_version = models.PositiveBigIntegerField(help_text=_("What they saw."))
    checks = models.JSONField(default=list, help_text=_("Code and version of each."))
    findings = models.JSONField(default=list)
    failures = models.JSONField(default=dict, help_text=_("Why, by the code of each that erred."))
    evaluated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("spec",)

    def __str__(self) -> str:
        return f"own checks of {self.spec}"
