"""Makes the table of the shared cache, in which tries are counted."""

from __future__ import annotations

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE shared_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX shared_cache_expires ON shared_cache (expires);
"""


class Migration(migrations.Migration):
    """The cache needs no history: the table is unlogged."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE shared_cache")]
