"""Gives specs that were approved before there were days of re-review the day of their approval."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone

from specs.domain.reviewing_again import NO_DAY, day_after, next_prompt
from trail.actions import append
from trail.domain.event import SYSTEM, Kind


def give_days(apps: Any, _schema_editor: Any) -> None:
    """Count the organisation's months from the approval, and write the day into the trail."""
    specs = apps.get_model("specs", "Spec").objects.select_related("organisation")
    reviews = apps.get_model("reviews", "Review").objects.filter(outcome="approved")
    today = timezone.localdate()
    bare = specs.filter(state="approved", review_again_on=None)
    for spec in bare.filter(organisation__review_again_months__gt=0).order_by("pk"):
        approved = reviews.filter(revision__spec=spec).order_by("-closed_at").first()
        months = spec.organisation.review_again_months
        day = day_after(approved.closed_at.date(), months) if approved else None
        if day is None:
            continue
        spec.review_again_on, spec.review_prompt_on = day, next_prompt(day, after=today)
        spec.save(update_fields=["review_again_on", "review_prompt_on"])
        append(
            chain=f"spec:{spec.pk}",
            kind=Kind.SPEC_REVIEW_DATE_SET,
            by=SYSTEM,
            object=f"revision {spec.revision_number}",
            facts={
                "title": spec.title,
                "revision": spec.revision_number,
                "from": NO_DAY,
                "to": day.isoformat(),
                "months": months,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0016_roles_here"),
        ("specs", "0022_review_again"),
        ("trail", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_days, migrations.RunPython.noop)]
