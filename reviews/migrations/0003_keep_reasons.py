"""Puts the reasons of blocks that were given so far beside the sections of their drafts."""

from __future__ import annotations

import json

from django.db import migrations
from django.db.models import F


def keep_reasons(apps, schema_editor):
    """Fill in the drafts whose last revision was blocked."""
    Review, SignOff = (apps.get_model("reviews", name) for name in ("Review", "SignOff"))
    blocked = Review.objects.filter(
        outcome="blocked",
        revision__spec__state="draft",
        revision__number=F("revision__spec__revision_number"),
    )
    for review in blocked.select_related("revision__spec"):
        rows = SignOff.objects.filter(review=review, decision="blocked").order_by("signed_at", "pk")
        spec = review.revision.spec
        spec.returned = json.dumps(
            [
                {
                    "name": row.printed_name,
                    "role": row.printed_role,
                    "revision": review.revision.number,
                    "words": row.reason,
                    "sections": row.reason_sections,
                }
                for row in rows
            ]
        )
        spec.save(update_fields=["returned"])


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_keep_what_was_signed"), ("specs", "0004_reasons_and_titles")]

    operations = [migrations.RunPython(keep_reasons, migrations.RunPython.noop)]
