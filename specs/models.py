"""Templates, specs, answers, items, conflicts, waivers, revisions and runs of the checks."""

from __future__ import annotations

import json
import uuid
from functools import lru_cache
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from jobs.models import Job
from specs.domain.attribute import Template


class State(models.TextChoices):
    """Where a spec stands in its life."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    ARCHIVED = "archived", _("Archived")


class SpecTemplate(models.Model):
    """One version of a template; never changed, a changed catalogue makes the next version."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="templates"
    )
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    definition = models.TextField(help_text=_("Canonical JSON of the whole template."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the definition."))
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("key", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "key", "version"],
                name="template_one_per_version",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def template(self) -> Template:
        """The template as the domain knows it; parsed once per process, since it never changes."""
        return parse_template(self.definition)


@lru_cache(maxsize=64)
def parse_template(definition: str) -> Template:
    """Build a template from its stored definition."""
    return Template.from_definition(json.loads(definition))


class SpecQuerySet(models.QuerySet["Spec"]):
    """Specs, and the lock that every change of one takes first."""

    def lock(self, spec_id: uuid.UUID) -> Spec:
        """Return the spec, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=spec_id)

    def unchecked(self) -> Self:
        """Those whose text changed after the last full run of the checks."""
        return self.exclude(checked_version=F("content_version"))


class Spec(models.Model):
    """A document made from a template: its answers, its risks and its life cycle."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="specs")
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
    completeness = models.PositiveSmallIntegerField(default=0)
    open_blockers = models.PositiveIntegerField(default=0)
    open_warnings = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = SpecQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "pk")
        indexes = (
            models.Index(fields=["organisation", "-updated_at", "id"], name="spec_list"),
            models.Index(
                fields=["updated_at"],
                condition=~Q(checked_version=F("content_version")),
                name="spec_unchecked",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def chain(self) -> str:
        """Name of this spec's chain in the trail."""
        return f"spec:{self.pk}"


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


class SpecGuest(models.Model):
    """A guest of the organisation who may read one spec."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="guests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guest_specs"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["spec", "user"], name="guest_once"),)

    def __str__(self) -> str:
        return f"{self.user} reads {self.spec}"


class Answer(models.Model):
    """The value of one attribute in one spec, with a version of its own."""

    pk = models.CompositePrimaryKey("spec_id", "key")
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, db_index=False, related_name="answers")
    key = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=0)
    changed_in = models.PositiveBigIntegerField(
        default=0, help_text=_("The spec's content version that this save made.")
    )
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.key}, version {self.version}"


class AnswerVersion(models.Model):
    """A value that an answer had; only ever added."""

    pk = models.CompositePrimaryKey("spec_id", "key", "version")
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    base_version = models.PositiveIntegerField()
    is_merged = models.BooleanField(default=False)
    op_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["spec", "op_id"], name="answer_version_one_per_op"),
        )

    def __str__(self) -> str:
        return f"{self.key}, version {self.version}"


class ItemQuerySet(models.QuerySet["Item"]):
    """Rows of tables, in the order in which they are shown."""

    def present(self) -> Self:
        """Those that are not deleted, in order."""
        return self.filter(is_deleted=False).order_by("key", "position", "id")


class Item(models.Model):
    """A row of a table or checklist, a candidate of a rubric, or a risk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=80, help_text=_("Of the attribute that it belongs to."))
    row = models.CharField(max_length=80, blank=True, help_text=_("Key of a fixed row."))
    position = models.BigIntegerField()
    cells = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    is_deleted = models.BooleanField(default=False)
    changed_in = models.PositiveBigIntegerField(default=0)
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("key", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["spec", "key", "row"], condition=~Q(row=""), name="item_one_per_fixed_row"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.pk}"


class ItemVersion(models.Model):
    """What an item was; only ever added."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, db_index=False, related_name="+")
    version = models.PositiveIntegerField()
    cells = models.JSONField()
    position = models.BigIntegerField()
    is_deleted = models.BooleanField(default=False)
    base_version = models.PositiveIntegerField()
    op_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("item", "version")
        constraints = (
            models.UniqueConstraint(fields=["item", "version"], name="item_version_once"),
            models.UniqueConstraint(fields=["spec", "op_id"], name="item_version_one_per_op"),
        )

    def __str__(self) -> str:
        return f"{self.item_id}, version {self.version}"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Texts that could not be merged."""

    def open(self) -> Self:
        """Those that nobody has settled yet."""
        return self.filter(settled_at=None)


class Conflict(models.Model):
    """Two texts that could not be merged, both kept until somebody chooses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="conflicts")
    key = models.CharField(max_length=80)
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="conflicts"
    )
    mine = models.JSONField(null=True, help_text=_("What the writer wanted to save, whole."))
    base = models.JSONField(null=True)
    base_version = models.PositiveIntegerField()
    theirs = models.JSONField(null=True, help_text=_("What stood there instead."))
    theirs_version = models.PositiveIntegerField()
    theirs_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    op_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts"
    )
    kept_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=12, blank=True, help_text=_("theirs, mine or third"))

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ("kept_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["spec", "op_id"], name="conflict_one_per_op"),
        )
        indexes = (
            models.Index(fields=["spec"], condition=Q(settled_at=None), name="conflict_open"),
        )

    def __str__(self) -> str:
        return f"conflict about {self.key}"


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Accepted warnings."""

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(withdrawn_at=None)


class Waiver(models.Model):
    """A warning that somebody accepted, in the words it had then, and why."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=12)
    key = models.CharField(max_length=80, blank=True)
    message = models.TextField(help_text=_("The finding as it read then."))
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ("code", "key", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["spec", "code", "key", "message"],
                condition=Q(withdrawn_at=None),
                name="waiver_one_standing",
                violation_error_message=_("This warning has a waiver already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_needs_reason",
                violation_error_message=_("Say why the warning may stand."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} waived by {self.by}"


class Revision(models.Model):
    """A frozen, numbered snapshot of a spec; never changed."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.TextField(help_text=_("Canonical JSON (RFC 8785) of all that was frozen."))
    content_hash = models.CharField(max_length=64, help_text=_("SHA-256 of the content."))
    section_hashes = models.JSONField()
    template = models.ForeignKey(SpecTemplate, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ("spec", "number")
        constraints = (
            models.UniqueConstraint(fields=["spec", "number"], name="revision_one_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.spec}, revision {self.number}"


class CheckRun(Job):
    """One full run of the checks over one content version of a spec."""

    task = "specs.tasks.run_checks"
    queue = "checks"

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="check_runs")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="check_runs"
    )
    content_version = models.PositiveBigIntegerField(help_text=_("What the run saw."))
    rules = models.CharField(max_length=64, help_text=_("Version of the rules."))
    findings = models.JSONField(default=list)

    class Meta(Job.Meta):
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["spec", "content_version", "rules", "revision"],
                name="check_run_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"checks of {self.spec} at {self.content_version}"
