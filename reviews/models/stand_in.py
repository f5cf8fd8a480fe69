"""Who signs in the place of somebody who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from reviews.models.review import Outcome, Review

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from specs.models import Spec


class StandInQuerySet(models.QuerySet["StandIn"]):
    """Stand-ins by when and where they count."""

    def not_ended(self) -> Self:
        """Those that count today or later, unless somebody ends them."""
        is_open = Q(review=None) | Q(review__outcome=Outcome.OPEN)
        return self.filter(is_open, ended_at=None).exclude(ends_at__lte=timezone.now())

    def current(self) -> Self:
        """Those that count at this moment."""
        return self.not_ended().filter(starts_at__lte=timezone.now())

    def for_spec(self, spec: Spec) -> Self:
        """Those that count in one spec: for all of them, or for its open review."""
        here = Q(review=None) | Q(review__revision__spec=spec.pk)
        return self.filter(here, organisation=spec.organisation_id)

    def for_seats(self, people: Iterable[str], role: str) -> Self:
        """Those of people who are named to sign in a role."""
        return self.filter(person__in=list(people), role__in=("", role))

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those whose days meet these."""
        later = Q(ends_at=None) | Q(ends_at__gt=starts_at)
        return self.filter(later, ended_at=None, starts_at__lt=ends_at)


class StandIn(models.Model):
    """One person who may sign in the place of another, in a role or all, for some days.

    The days are those of the person who is away, in their time zone as it was when they were
    named. Where a ``review`` is named it counts in that round only, for as long as it is open.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="stand_ins"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="stand_ins",
        help_text=_("Who is away."),
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="stands_in",
        help_text=_("Who signs instead."),
    )
    role = models.SlugField(max_length=60, blank=True, help_text=_("Key; blank for all roles."))
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="stand_ins"
    )
    from_on = models.DateField(help_text=_("First day."))
    until_on = models.DateField(null=True, blank=True, help_text=_("Last day."))
    time_zone = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text=_("Not any more from here."))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("Before its time."))

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(person=F("stand_in")),
                name="stand_in_is_another",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) | Q(ends_at=None, review__isnull=False),
                name="stand_in_has_an_end",
                violation_error_message=_("The last day comes before the first."),
            ),
        )
        indexes = (
            models.Index(
                fields=["stand_in"], condition=Q(ended_at=None), name="stand_ins_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stand_in} for {self.person}"

    def covers(self, role: str) -> bool:
        """Counts in that role."""
        return self.role in ("", role)
