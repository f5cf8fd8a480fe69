# What a word that is rare in one organisation finds is cut off after so many, and counts its own
# specs alone: another organisation may write of nothing else. Rare words are looked up by the index
# of words, whatever the planner makes of them; the others are looked for in what holds those.
from django.db import migrations

HOLDING_ALL = """
DROP FUNCTION specs_holding(tsquery, integer);
CREATE FUNCTION specs_holding_all(rare tsquery, wanted tsquery, tenants uuid[], most integer)
RETURNS SETOF uuid LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT t.spec_id FROM specs_spectext t
  WHERE t.vector @@ rare AND (rare = wanted OR ts_match_vq(t.vector, wanted))
    AND (tenants IS NULL
      OR (SELECT s.organisation_id FROM specs_spec s WHERE s.id = t.spec_id) = ANY (tenants))
  LIMIT most
$$;
"""
HOLDING = """
DROP FUNCTION specs_holding_all(tsquery, tsquery, uuid[], integer);
CREATE FUNCTION specs_holding(wanted tsquery, most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT spec_id FROM specs_spectext WHERE vector @@ wanted LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("specs", "0022_review_again")]

    operations = [migrations.RunSQL(HOLDING_ALL, HOLDING)]
