"""Guard the evidence of amendments from the day on which they are proposed."""

from __future__ import annotations

from django.db import migrations

from reviews import triggers


class Migration(migrations.Migration):
    dependencies = [("reviews", "0017_days_of_approved_specs")]

    operations = [migrations.RunPython(triggers.install, migrations.RunPython.noop)]
