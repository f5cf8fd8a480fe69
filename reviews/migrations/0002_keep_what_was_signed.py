"""Lets nobody change or delete a revision or a sign-off."""

from __future__ import annotations

from django.db import migrations

from reviews import triggers


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("specs", "0001_initial")]

    operations = [migrations.RunPython(triggers.install, triggers.remove)]
