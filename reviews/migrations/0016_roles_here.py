"""Says who is of a role in a spec: by the organisation, by assignment, or in somebody's place."""

from __future__ import annotations

from django.db import migrations

# Who owns a spec is of no other role in it than product manager, since they sign in no other.
VIEW = """
CREATE VIEW specs_rolehere AS
SELECT s.id AS spec_id, r.role, r.user_id
  FROM specs_spec s
  JOIN accounts_roleholder r ON r.organisation_id = s.organisation_id
UNION ALL
SELECT s.id, a.role, a.user_id
  FROM specs_spec s
  JOIN reviews_signerassignment a ON a.spec_id = s.id
  JOIN accounts_membership m ON m.organisation_id = s.organisation_id AND m.user_id = a.user_id
 WHERE m.is_active AND m.level IN ('owner', 'admin', 'member')
   AND (a.role = 'product_manager' OR s.owner_id <> a.user_id)
UNION ALL
SELECT s.id, a.role, i.stand_in_id
  FROM specs_spec s
  JOIN reviews_signerassignment a ON a.spec_id = s.id
  JOIN reviews_standin i
    ON i.organisation_id = s.organisation_id AND i.person_id = a.user_id AND i.role IN ('', a.role)
  JOIN accounts_membership m ON m.organisation_id = s.organisation_id AND m.user_id = i.stand_in_id
 WHERE m.is_active AND m.level IN ('owner', 'admin', 'member')
   AND (a.role = 'product_manager' OR s.owner_id <> i.stand_in_id)
   AND i.ended_at IS NULL AND i.starts_at <= statement_timestamp()
   AND (i.ends_at IS NULL OR i.ends_at > statement_timestamp())
   AND (i.review_id IS NULL OR EXISTS (
         SELECT FROM reviews_review v JOIN specs_revision n ON n.id = v.revision_id
          WHERE v.id = i.review_id AND v.outcome = 'open' AND n.spec_id = s.id))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0015_keep_positions"),
        ("specs", "0024_roles_here"),
        ("accounts", "0011_review_again"),
    ]

    operations = [migrations.RunSQL(VIEW, "DROP VIEW specs_rolehere")]
