"""Guard what roles said to amendments."""

from __future__ import annotations

from django.db import migrations

from reviews import triggers


class Migration(migrations.Migration):
    dependencies = [("reviews", "0014_editorial_keeps")]

    operations = [migrations.RunPython(triggers.install, migrations.RunPython.noop)]
