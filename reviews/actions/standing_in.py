"""Naming who signs in the place of somebody who is away, and ending that."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access as people
from accounts.actions import notify
from accounts.models import Organisation
from reviews import access
from reviews.models import StandIn
from specs.domain.values import show_day
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from accounts.models import User
    from reviews.models import Review

LONGEST = timedelta(days=366)


@transaction.atomic
def name_stand_in(
    *,
    organisation: Organisation,
    person: User,
    stand_in: User,
    from_on: date,
    until_on: date,
    by: User,
    role: str = "",
) -> StandIn:
    """Let somebody sign in the place of another from one day until another, both included.

    The days begin and end at midnight where the person lives who is away. Raises ValidationError
    with the field that is wrong.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_name_stand_in(by, organisation, person=person):
        raise PermissionDenied
    zone = zone_of(person)
    starts_at = datetime.combine(from_on, time.min, zone)
    ends_at = datetime.combine(until_on + timedelta(days=1), time.min, zone)
    _check_days(from_on, until_on, zone)
    _check_people(organisation, person, stand_in, by)
    _check_overlaps(organisation, person, stand_in, role, starts_at, ends_at)
    row = StandIn.objects.create(
        organisation=organisation,
        person=person,
        stand_in=stand_in,
        role=role,
        from_on=from_on,
        until_on=until_on,
        time_zone=zone.key,
        starts_at=starts_at,
        ends_at=ends_at,
        named_by=by,
    )
    _record(row, Kind.STAND_IN_NAMED, by)
    _tell(row, by)
    return row


def stand_in_for_review(
    *, review: Review, role: str, person: User, stand_in: User, by: User
) -> StandIn:
    """Let somebody sign in one open review for a person who leaves; the caller holds the spec."""
    organisation = review.revision.spec.organisation
    now, zone = timezone.now(), zone_of(person)
    row = StandIn.objects.create(
        organisation=organisation,
        person=person,
        stand_in=stand_in,
        role=role,
        review=review,
        from_on=now.astimezone(zone).date(),
        time_zone=zone.key,
        starts_at=now,
        named_by=by,
    )
    _record(row, Kind.STAND_IN_NAMED, by)
    return row


def pass_place_on(*, stand_in: StandIn, to: User, by: User) -> StandIn:
    """Let somebody else stand in where one who leaves did; whoever calls this may do so."""
    now = timezone.now()
    StandIn.objects.filter(pk=stand_in.pk).update(ended_at=now)
    row = StandIn.objects.create(
        organisation=stand_in.organisation,
        person=stand_in.person,
        stand_in=to,
        role=stand_in.role,
        review=stand_in.review,
        from_on=stand_in.from_on,
        until_on=stand_in.until_on,
        time_zone=stand_in.time_zone,
        starts_at=max(now, stand_in.starts_at),
        ends_at=stand_in.ends_at,
        named_by=by,
    )
    _record(row, Kind.STAND_IN_NAMED, by)
    return row


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, by: User) -> StandIn:
    """End it before its time; what was signed stays. A signature under way is waited for."""
    found = StandIn.objects.select_related("organisation", "person", "stand_in")
    row = found.select_for_update(of=("self",)).get(pk=stand_in.pk)
    if not access.can_end_stand_in(by, row):
        raise PermissionDenied
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _record(row, Kind.STAND_IN_ENDED, by)
        _tell_of_end(row, by)
    return row


def zone_of(person: User) -> ZoneInfo:
    """Return where somebody reads the clock; UTC where the name of it is not known."""
    try:
        return ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _check_days(from_on: date, until_on: date, zone: ZoneInfo) -> None:
    if until_on < from_on:
        raise ValidationError({"until_on": _("The last day comes before the first.")})
    if until_on < timezone.now().astimezone(zone).date():
        raise ValidationError({"until_on": _("These days are over. Choose a last day to come.")})
    if until_on - from_on > LONGEST:
        words = _("That is more than a year. Who is away for so long hands the role on.")
        raise ValidationError({"until_on": words})


def _check_people(organisation: Organisation, person: User, stand_in: User, by: User) -> None:
    able = people.possible_signers(organisation).filter(pk__in=(person.pk, stand_in.pk))
    found = set(able.values_list("pk", flat=True))
    if person.pk not in found:
        raise ValidationError({"person": _("Choose an active member who may sign.")})
    if stand_in.pk == person.pk:
        raise ValidationError({"stand_in": _("Choose somebody else than the person away.")})
    if stand_in.pk not in found:
        raise ValidationError({"stand_in": _("Choose an active member who may sign.")})
    if stand_in.pk == by.pk:
        words = _(
            "Nobody names themselves for somebody else. Let them do it, or another administrator."
        )
        raise ValidationError({"stand_in": words})


def _check_overlaps(
    organisation: Organisation,
    person: User,
    stand_in: User,
    role: str,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    """Refuse a second one for the same seat, and one who is away in these days themselves."""
    then = StandIn.objects.filter(organisation=organisation, review=None)
    then = then.overlapping(starts_at, ends_at).select_related("stand_in")
    same = then.filter(person=person)
    if other := (same.filter(role__in=("", role)) if role else same).first():
        words = _("%(name)s stands in from %(from)s until %(until)s already. End that first.")
        raise ValidationError({"from_on": words % _days(other, name=other.stand_in.name)})
    if away := then.filter(person=stand_in).first():
        words = _("%(name)s is away from %(from)s until %(until)s. Choose somebody who is there.")
        raise ValidationError({"stand_in": words % _days(away, name=stand_in.name)})


def _days(row: StandIn, **more: str) -> dict[str, str]:
    until = show_day(row.until_on.isoformat()) if row.until_on else _("the review ends")
    return {"from": show_day(row.from_on.isoformat()), "until": until, **more}


def _role_words(row: StandIn) -> str:
    if not row.role:
        return _("in all roles")
    labels = people.role_labels(row.organisation, [row.role])
    return _("as %(role)s") % {"role": labels[0] if labels else row.role.replace("_", " ")}


def _record(row: StandIn, kind: Kind, by: User) -> None:
    days = _days(row)
    append(
        chain=row.organisation.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"stand-in {row.pk}",
        facts={
            "person": row.person.name,
            "person_id": str(row.person_id),
            "stand_in": row.stand_in.name,
            "stand_in_id": str(row.stand_in_id),
            "role": row.role,
            "roles": _role_words(row),
            "from_on": days["from"],
            "until_on": days["until"],
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat() if row.ends_at else None,
            "time_zone": row.time_zone,
        },
    )


def _tell(row: StandIn, by: User) -> None:
    """Tell both, except who did it."""
    words = _days(row, by=by.name, person=row.person.name, name=row.stand_in.name)
    words |= {"organisation": row.organisation.name, "role": _role_words(row)}
    to_the_one = (
        _("From %(from)s until %(until)s you sign for %(person)s %(role)s.") % words,
        _("%(by)s named you. What waits for their signature stands on My work in these days.")
        % words,
        _("Both names are printed. Specs that you own you sign as product manager at most."),
    )
    to_the_other = (
        _("From %(from)s until %(until)s %(name)s signs in your place %(role)s.") % words,
        _("%(by)s named them. You may sign yourself all the same: the first signature counts.")
        % words,
    )
    subject = _("You stand in for %(person)s from %(from)s") % words
    _mail(row, row.stand_in, by, subject, to_the_one, "named")
    subject = _("%(name)s stands in for you from %(from)s") % words
    _mail(row, row.person, by, subject, to_the_other, "named")


def _tell_of_end(row: StandIn, by: User) -> None:
    words = {"by": by.name, "person": row.person.name, "name": row.stand_in.name}
    lines = (_("%(by)s ended it. What was signed stays on record with both names.") % words,)
    subject = _("You do not stand in for %(person)s any more") % words
    _mail(row, row.stand_in, by, subject, lines, "ended")
    subject = _("%(name)s does not stand in for you any more") % words
    _mail(row, row.person, by, subject, lines, "ended")


def _mail(row: StandIn, to: User, by: User, subject: str, lines: Sequence[str], what: str) -> None:
    if to.pk == by.pk or not to.is_active:
        return
    notify(
        to=to,
        kind="stand_in",
        subject=subject,
        lines=lines,
        url=reverse("specs:my-work"),
        key=f"stand_in:{what}:{row.pk}:{to.pk}",
        chain=row.organisation.chain,
        organisation=row.organisation_id,
    )
