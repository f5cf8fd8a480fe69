"""Reasoned proposals to change what was signed, what was said to them, and what came of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from reviews.domain.amending import Place, Proposed
from specs.models import Revision, Spec


class AmendmentState(models.TextChoices):
    """Where an amendment stands, or how it ended."""

    PREPARING = "preparing", _("Being prepared")
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    MORE_DATA = "more_data", _("More data first")
    NEW_SCOPE = "new_scope", _("New scope")
    STOPPED = "stopped", _("Stopped")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Stance(models.TextChoices):
    """What a role says to an amendment."""

    AGREE = "agree", _("Agrees")
    AGREE_IF = "agree_if", _("Agrees if")
    AGAINST = "against", _("Is against it")


class EvidenceSort(models.TextChoices):
    """What a piece of evidence is."""

    TEXT = "text", _("Text")
    LINK = "link", _("Link")
    FILE = "file", _("File")


class Amendment(models.Model):
    """One proposal to change what an approved revision says, from its asking to its end.

    While it is prepared only whoever asks sees it. What was signed stays as it was until the
    amendment is accepted, which makes the next revision.
    """

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Among those of the spec, once it is proposed.")
    )
    base = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", help_text=_("What was approved.")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="asked_amendments"
    )
    begun_at = models.DateTimeField(db_default=Now())
    proposed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text=_("One up whenever the proposal changes; positions are about one.")
    )
    why = models.TextField(blank=True)
    known = models.TextField(blank=True, help_text=_("What was known when it was asked."))
    known_from = models.CharField(max_length=300, blank=True, help_text=_("Source of the result."))
    known_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text=_("Positions are wanted by then."))
    state = models.CharField(
        max_length=12, choices=AmendmentState, default=AmendmentState.PREPARING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True)
    decided_without = models.JSONField(
        default=list, help_text=_("Roles whose position was not waited for.")
    )
    next_revision = models.OneToOneField(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="amendment"
    )

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["spec", "number"], name="amendment_numbered"),
            models.UniqueConstraint(
                fields=["spec"],
                condition=Q(state=AmendmentState.OPEN),
                name="amendment_one_open",
                violation_error_message=_("Another amendment of this spec is open."),
            ),
            models.UniqueConstraint(
                fields=["spec", "asked_by"],
                condition=Q(state=AmendmentState.PREPARING),
                name="amendment_one_preparing",
            ),
            models.CheckConstraint(
                condition=Q(state=AmendmentState.PREPARING, number=None, proposed_at=None)
                | Q(number__isnull=False, proposed_at__isnull=False)
                & ~Q(state=AmendmentState.PREPARING),
                name="amendment_number_when_proposed",
            ),
            models.CheckConstraint(
                condition=(Q(state=AmendmentState.ACCEPTED) & Q(next_revision__isnull=False))
                | (~Q(state=AmendmentState.ACCEPTED) & Q(next_revision__isnull=True)),
                name="amendment_accepted_makes_revision",
            ),
        )

    def __str__(self) -> str:
        return f"amendment {self.number or 'in preparation'} of {self.spec}"

    @property
    def is_open(self) -> bool:
        """Roles say what they think of it, and it can be ended."""
        return self.state == AmendmentState.OPEN

    @property
    def is_preparing(self) -> bool:
        """Only whoever asks has seen it."""
        return self.state == AmendmentState.PREPARING


class AmendmentChange(models.Model):
    """One answer, or one cell of a row, that an amendment would change.

    What was wanted is the value as it was signed. A place may stand here unchanged, to say what
    was measured there.
    """

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="changes")
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=80)
    item = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=60, blank=True)
    old = models.JSONField(null=True)
    reached = models.JSONField(null=True)
    reached_low = models.CharField(max_length=40, blank=True)
    reached_high = models.CharField(max_length=40, blank=True)
    proposed = models.JSONField(null=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["amendment", "key", "item", "column"], name="amendment_place_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} in {self.amendment_id}"

    @property
    def place(self) -> Place:
        """Where it stands in the answers."""
        return Place(self.key, self.item, self.column)

    def as_proposed(self) -> Proposed:
        """Return it as the rules see it."""
        return Proposed(self.place, self.old, self.reached, self.proposed)


class Evidence(models.Model):
    """What speaks for an amendment: a text, a link, or a file kept under its SHA-256."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    sort = models.CharField(max_length=8, choices=EvidenceSort)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=1000, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(
        max_length=64, help_text=_("SHA-256 of the file, or of the text or link.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class Position(models.Model):
    """What a role said to one version of a proposal; a change of mind is another turn."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="positions")
    role = models.SlugField(max_length=60)
    role_label = models.CharField(max_length=80)
    turn = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(help_text=_("Of the proposal that it is about."))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="positions"
    )
    printed_name = models.CharField(max_length=120)
    stance = models.CharField(max_length=10, choices=Stance)
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["amendment", "role", "turn"], name="position_turn"),
            models.CheckConstraint(
                condition=Q(stance=Stance.AGREE) | ~Q(reason=""),
                name="position_needs_reason",
                violation_error_message=_("Say what it hangs on, or why not."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.printed_name} as {self.role_label}: {self.stance}"
