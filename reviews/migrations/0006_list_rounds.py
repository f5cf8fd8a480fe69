from django.db import migrations

# How the rounds stand that were opened before lists knew of them.
LIST = """
WITH last_words AS (
  SELECT DISTINCT ON (review_id, role) review_id, role, decision FROM reviews_signoff
  ORDER BY review_id, role, turn DESC
)
UPDATE specs_speclisting l SET
  due_on = CASE WHEN r.outcome = 'open' THEN coalesce(r.due_on, '9999-12-31') ELSE l.due_on END,
  waiting = CASE WHEN r.outcome = 'open' THEN r.missing ELSE '{}' END,
  signed = r.signed, asked = r.asked
FROM (
  SELECT v.spec_id, w.outcome, w.due_on, slots.asked,
    (SELECT count(*) FROM last_words g WHERE g.review_id = w.id
       AND g.decision NOT IN ('withdrawn', 'blocked')) AS signed,
    (SELECT coalesce(array_agg(role ORDER BY role), '{}') FROM unnest(slots.roles) role
      WHERE NOT EXISTS (SELECT FROM last_words g WHERE g.review_id = w.id
        AND g.role = role AND g.decision <> 'withdrawn')) AS missing
  FROM reviews_review w JOIN specs_revision v ON v.id = w.revision_id,
  LATERAL (SELECT count(*) AS asked, array_agg(slot->>'role') AS roles
    FROM jsonb_array_elements(v.content::jsonb->'policy'->'roles') slot) slots
  WHERE w.outcome IN ('open', 'approved', 'blocked')
    AND v.number = (SELECT max(number) FROM specs_revision n WHERE n.spec_id = v.spec_id)
) r WHERE l.spec_id = r.spec_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0005_waiting'),
        ('specs', '0018_listing'),
    ]

    operations = [migrations.RunSQL(LIST, migrations.RunSQL.noop)]
